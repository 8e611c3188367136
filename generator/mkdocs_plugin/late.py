"""Have MkDocs leave pages to be built when somebody asks for them: it builds all of a site at once.

That is for a server alone, and only where MkDocs is known to build pages by the function that is
replaced here for the length of a build.
"""

from collections.abc import Callable
from typing import Any

import click
from mkdocs.commands import build
from mkdocs.structure.pages import Page


def is_served_live() -> bool:
    """Return whether MkDocs was asked to serve a site that follows edits.

    Only then does it tell plugins of its server, by which a page can be built when it is asked for.
    """
    context = click.get_current_context(silent=True)
    return bool(context and context.params.get("livereload"))


class Late:
    """A build of which the pages are left."""

    def __init__(self) -> None:
        self._genuine: Any = None

    def begin(self, leave: Callable[[Page], None]) -> None:
        """Have each page that MkDocs is about to build be left from now on."""
        self.end()
        self._genuine = build._build_page  # noqa: SLF001 (see above)

        def left(page: Page, *_: object, **__: object) -> None:
            leave(page)

        build._build_page = left  # noqa: SLF001

    def end(self) -> bool:
        """Have pages be built again; return whether they were left."""
        if self._genuine is None:
            return False
        build._build_page = self._genuine  # noqa: SLF001
        self._genuine = None
        return True
