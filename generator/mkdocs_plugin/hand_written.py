"""Pages that an author writes by hand: what they show of the lessons, and whether it is true."""

import logging
from collections.abc import Callable

from mkdocs.exceptions import PluginError
from mkdocs.structure.pages import Page

from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.building.shortcodes import filled_in
from proven_lessons.generator.errors import UsageError, mistake
from proven_lessons.generator.markup import escape

log = logging.getLogger("mkdocs.plugins.lessons")


def shown(
    markdown: str, page: Page, builder: Builder, folder: str, say: Callable[[str], None]
) -> str:
    """Return the Markdown of a page with what it shows of the lessons, which are in a folder.

    What there is not is said in its place, and with `say`.
    """
    up = "../" * page.file.src_uri.count("/") + folder

    def fragment(wanted: str) -> str:
        try:
            return builder.fragment(wanted, up)
        except Exception as error:
            path = page.file.src_uri
            known = isinstance(error, UsageError)
            message = f"{path}: {error}" if known else str(mistake(error, path))
            say(message)
            return f"**{escape(message)}**"

    return filled_in(markdown, fragment)


def check(markdown: str, page: Page, builder: Builder, *, serving: bool) -> None:
    """Log what a page says that no run of the lessons on it does; that fails a build."""
    wanted: list[str] = []
    without = filled_in(markdown, lambda what: wanted.append(what) or "")  # type: ignore[func-returns-value]
    keys = [what.partition(" ")[2] for what in wanted if what.startswith("player ")]
    meant = page.meta.get("meant") or ()
    problems = builder.page_problems(page.file.src_uri, without, keys, meant)
    for problem in problems:
        log.error("%s", problem)
    if problems and not serving:
        raise PluginError(f"{len(problems)} problem(s) in {page.file.src_uri}, listed above")
