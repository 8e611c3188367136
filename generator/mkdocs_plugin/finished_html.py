"""Keep finished HTML out of the converter's way: what is to stay as it is need not be parsed.

A table of a lesson is HTML already. Markdown, MkDocs and the search would each go through it tag by
tag, which took half of the time that a page does.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

log = logging.getLogger("mkdocs.plugins.lessons")

_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "wbr"})
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^<>]*>")
_FENCE = re.compile(r" *(`{3,}|~{3,})")
_RAW = ' markdown="0"'
_NO_SEARCH = "data-search-exclude"
_CONTROL = '<div class="lesson-element'  # its words are for whoever uses the page
_ID = re.compile(r'\bid="([^"]*)"')
_SAYS = re.compile(r"<h[1-6]\b|data-search-|<(?:script|style|object|pre)\b")
_SPACE = re.compile(r"\s+")
_TAGS = "p|code|pre|li|ol|ul|sub|sup"  # what the search of the theme keeps
_DROPPED = re.compile(rf"</?(?!(?:{_TAGS})\b)[a-zA-Z][^<>]*>")
_KEPT = re.compile(rf"<(/?)({_TAGS})\b[^<>]*>")
_PLACE = re.compile(r'<div data-lesson-part="(\d+)"></div>')


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A block of finished HTML; `is_searched` says that the search is to have it."""

    html: str
    is_searched: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A converted page with its parts put back.

    `ids` are those of the parts, `places` where they stand: (start, end, whether it is searched).
    """

    html: str
    ids: frozenset[str]
    places: tuple[tuple[int, int, bool], ...]

    @property
    def searched(self) -> str:
        """What the search is to have of it: the same text, with less around it."""
        pieces: list[str] = []
        at = 0
        for start, end, is_searched in self.places:
            pieces.append(self.html[at:start])
            if is_searched:
                pieces.append(_light(self.html[start:end]))
            at = end
        return "".join([*pieces, self.html[at:]])


def taken_out(markdown: str) -> tuple[str, tuple[Part, ...]]:
    """Return Markdown with an empty element in the place of each block of finished HTML."""
    parts: list[Part] = []
    blocks: list[str] = []
    for block, is_searched in _blocks(markdown):
        if _is_finished(block):
            blocks.append(f'<div data-lesson-part="{len(parts)}"></div>')
            is_control = block.startswith(_CONTROL)
            part = Part(html=block.replace(_RAW, ""), is_searched=is_searched and not is_control)
            parts.append(part)
        else:
            blocks.append(block)
    return "\n".join(blocks), tuple(parts)


def put_back(html: str, parts: tuple[Part, ...]) -> Whole:
    """Return converted Markdown with its parts; raise ValueError if one has got lost."""
    found = [int(match[1]) for match in _PLACE.finditer(html)]
    if sorted(found) != list(range(len(parts))):
        raise ValueError("a plugin has changed the place of some HTML of a lesson")
    pieces: list[str] = []
    places: list[tuple[int, int, bool]] = []
    at = length = 0
    for match in _PLACE.finditer(html):
        part = parts[int(match[1])]
        pieces += [html[at : match.start()], part.html]
        start = length + match.start() - at
        length = start + len(part.html)
        at = match.end()
        places.append((start, length, part.is_searched))
    ids = frozenset(name for part in parts for name in _ID.findall(part.html))
    return Whole(html="".join([*pieces, html[at:]]), ids=ids, places=tuple(places))


class Finished:
    """The finished HTML of pages, on its way around the converter and the search."""

    def __init__(self) -> None:
        self._markdown = ""
        self._parts: tuple[Part, ...] = ()
        self._wholes: dict[str, Whole] = {}

    def take(self, markdown: str) -> str:
        """Return what is left of the Markdown of a page for the converter."""
        self._markdown = markdown
        markdown, self._parts = taken_out(markdown)
        return markdown

    def put(self, page: Page, html: str, config: MkDocsConfig, files: Files) -> str:
        """Return the HTML of the page that was taken last, with all that was taken from it.

        Where another plugin has lost a part, all of the page is converted.
        """
        parts, self._parts = self._parts, ()
        if not parts:
            return html
        page.markdown = self._markdown  # for whoever reads it after us
        try:
            whole = put_back(html, parts)
        except ValueError as error:
            log.debug("%s: %s", page.file.src_uri, error)
            page.render(config, files)
            return page.content or ""
        page.present_anchor_ids = (page.present_anchor_ids or set()) | whole.ids
        self._wholes[page.file.src_uri] = whole
        return whole.html

    def places(self, page: Page) -> list[list[int]]:
        """Return where finished HTML stands in a page, as data."""
        whole = self._wholes.get(page.file.src_uri)
        return [list(map(int, place)) for place in whole.places] if whole else []

    def restore(self, page: Page, html: str, places: Iterable[Sequence[int]]) -> None:
        """Know again of a page that was not converted where finished HTML stands in it."""
        found = tuple((start, end, bool(is_searched)) for start, end, is_searched in places)
        if found:
            self._wholes[page.file.src_uri] = Whole(html=html, ids=frozenset(), places=found)

    def let_go(self, page: Page) -> None:
        """Forget what stands in a page, until it is restored."""
        self._wholes.pop(page.file.src_uri, None)

    def shorten_search(self, index: Any) -> None:
        """Have the search index of the theme parse of each page only what it is to have.

        A page that another plugin has changed is parsed as it is.
        """
        add = index.add_entry_from_context

        def adding(page: Page) -> None:
            whole, content = self._wholes.pop(page.file.src_uri, None), page.content
            if whole is not None and whole.html == content:
                page.content = whole.searched
            try:
                add(page)
            finally:
                page.content = content

        index.add_entry_from_context = adding


# Private


def _light(html: str) -> str:
    """Return HTML without those tags that the search drops, and without attributes.

    What has headings, or says itself what is not to be found, is left as it is.
    """
    if _SAYS.search(html):
        return html
    return _SPACE.sub(" ", _KEPT.sub(r"<\1\2>", _DROPPED.sub("", html)))


def _blocks(markdown: str) -> Iterator[tuple[str, bool]]:
    """Yield the blocks between blank lines, those lines as well; a fence is one with what it holds.

    Each comes with whether the search looks into where it stands.
    """
    block: list[str] = []
    fence = ""
    in_section = under_heading = True
    for line in markdown.split("\n"):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif fence and line.strip() == fence:
            fence = ""
        if not fence and not line.strip():
            if block:
                yield "\n".join(block), in_section and under_heading
            block = []
            yield line, True
            continue
        if not fence and line.startswith("#"):
            under_heading = _NO_SEARCH not in line
        elif not fence and line.startswith("///"):
            in_section = under_heading = True
        elif not fence and line.startswith("    attrs:"):
            in_section = _NO_SEARCH not in line
        block.append(line)
    if block:
        yield "\n".join(block), in_section and under_heading


def _is_finished(block: str) -> bool:
    """Return whether a block is HTML that is complete, and has no Markdown in it."""
    is_html = block.startswith("<") and block.endswith(">")
    if not is_html or block.startswith(("</", "<!", "<span ")):
        return False
    if "markdown=" in block.replace(_RAW, ""):
        return False
    open_: Counter[str] = Counter()
    for end, name in _TAG.findall(block):
        if name not in _VOID:
            open_[name] += -1 if end else 1
    return not any(open_.values())
