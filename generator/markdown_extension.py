"""What a page shows of the lessons, `{lessons: player KEY}`, for any program with Python-Markdown.

It reads the lessons and their traces, and refuses both where they do not agree, as a build does. It
knows the text of a page and not the place of it, so what it links to is named from the root of the
site.
"""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.building.placing import folder_named
from proven_lessons.generator.building.shortcodes import filled_in
from proven_lessons.generator.errors import UsageError
from proven_lessons.generator.lessons.folders import files_in
from proven_lessons.generator.lessons.site import Site, site_around
from proven_lessons.generator.pages.cards import EXTENSIONS
from proven_lessons.runner.processes.recorder import Recorder

_LINE_SPANS = {"pymdownx.highlight": {"line_spans": "__span"}}  # by which the player finds a line
_PATH = r'(?<=\]\(|=")(ROOT/[^)"\s]*?)(index)?\.md(?=[)"#])'  # ROOT is the address of the site
_AFTER_LINES_ARE_CLEAN = 29  # and before code in fences is taken out, which has 25


class LessonsExtension(Extension):
    """Fills in what pages show of lessons, and has Markdown understand that."""

    def __init__(self, **given: Any) -> None:
        self.config = {
            "data": ["", "the folder of the lessons; left out: as the mkdocs.yml around says"],
            "language": ["en", "the language that the pages are in"],
            "root": ["/", "the address of the site, to which the lessons' pages are relative"],
            "use_directory_urls": [True, "each page is a folder of its own on the site"],
        }
        super().__init__(**given)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 (Python-Markdown's name)
        """Add what fills in, and the extensions that its Markdown needs, where there are none."""
        known = {type(one).__module__ for one in md.registeredExtensions}
        needed = [name for name in EXTENSIONS if not _is_there(name, known)]
        md.registerExtensions(needed, {name: _LINE_SPANS.get(name, {}) for name in needed})
        md.preprocessors.register(
            _Fragments(md, self.getConfigs()), "lessons", _AFTER_LINES_ARE_CLEAN
        )


def makeExtension(**given: Any) -> LessonsExtension:  # noqa: N802 (Python-Markdown's name)
    """Return the extension; Python-Markdown calls this for the name of this module."""
    return LessonsExtension(**given)


# Private


class _Fragments(Preprocessor):
    def __init__(self, md: Markdown, config: dict[str, Any]) -> None:
        super().__init__(md)
        self._config = config

    def run(self, lines: list[str]) -> list[str]:
        return filled_in("\n".join(lines), self._given).split("\n")

    def _given(self, wanted: str) -> str:
        site = site_around(Path())
        data = Path(self._config["data"] or site.data)
        if not data.is_dir():
            raise UsageError(f"there is no folder {data}; name the folder of the lessons: data")
        builder = _built(data, self._config["language"], site, tuple(files_in(data)))
        root = self._config["root"].rstrip("/")
        text = builder.fragment(wanted, f"{root}/{folder_named(site.prefix)}")
        is_deep = self._config["use_directory_urls"]
        found = re.compile(_PATH.replace("ROOT", re.escape(root)))
        return found.sub(lambda link: _address(link[1], link[2] or "", is_deep=is_deep), text)


def _address(path: str, index: str, *, is_deep: bool) -> str:
    """Return the address that a page has on the site."""
    return (
        f"{path}{'' if index or path.endswith('/') else '/'}" if is_deep else f"{path}{index}.html"
    )


@lru_cache(maxsize=4)  # a program converts each page with a Markdown of its own
def _built(data: Path, language: str, site: Site, _files: object) -> Builder:
    """Return the lessons in a folder as its files are, built as for a site.

    Raise UsageError with all that is wrong with them.
    """
    with Recorder() as recorder:
        builder = Builder(data, recorder, language, project=site.project)
        built = builder.build(is_strict=True)
    if built.problems:
        raise UsageError("\n".join(map(str, built.problems)))
    return builder


def _is_there(name: str, known: set[str]) -> bool:
    return bool({name, f"markdown.extensions.{name}"} & known)
