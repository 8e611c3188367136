"""What an author's Markdown would make of a page that no text needs: what could hold a script.

The text is rendered as MkDocs would, and what an allow-list does not let through is told.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser

import nh3
from markdown import Markdown

from proven_lessons.generator.claims.findings import Finding

SCHEMES = frozenset({"http", "https", "mailto"})  # of a link that leads elsewhere
_TAGS = frozenset({
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2",
    "h3", "h4", "h5", "h6", "hr", "i", "img", "input", "ins", "kbd", "label", "li", "mark", "ol",
    "p", "pre", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead",
    "tr", "u", "ul",
})  # fmt: skip
_EVERYWHERE = frozenset({"class", "id", "title", "lang", "dir"})
_ATTRIBUTES = {
    "*": _EVERYWHERE,
    "a": frozenset({"href"}),
    "img": frozenset({"src", "alt", "width", "height"}),
    "input": frozenset({"type", "checked", "disabled"}),  # of a list of tasks
    "ol": frozenset({"start"}),
    "td": frozenset({"style", "align"}),
    "th": frozenset({"style", "align"}),
}
_EXTENSIONS = (
    "abbr", "attr_list", "def_list", "footnotes", "md_in_html", "tables",
    "pymdownx.blocks.html", "pymdownx.magiclink", "pymdownx.superfences", "pymdownx.tasklist",
)  # fmt: skip

# A text with none of these is words, whatever else is in it.
_MARKUP = re.compile(r"[<&{]|\]\(|\]\[|\]:|///")

type _Part = tuple[str, str, str]  # a tag, an attribute or nothing, its value


def findings(text: str) -> Iterator[Finding]:
    """Yield each tag, attribute and address in the page of a text that may not be there."""
    if not _MARKUP.search(text):
        return
    rendered = _markdown().reset().convert(text)
    cleaned = nh3.clean(
        rendered,
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes=set(SCHEMES),
        filter_style_properties={"text-align"},
        link_rel=None,
    )
    for tag, name, value in (_parts_of(rendered) - _parts_of(cleaned)).elements():
        if not name:
            yield _finding(f"<{tag}", f"the tag <{tag}> is not for a text")
        elif name in _ATTRIBUTES.get(tag, ()) and name in ("href", "src"):
            message = f"an address such as {value[:40]!r} is not for a text: expected one of a page"
            yield _finding(value, message)
        elif tag in _TAGS:
            yield _finding(name, f"the attribute {name!r} is not for a text")


# Private


def _finding(piece: str, message: str) -> Finding:
    return Finding(piece=piece, meant="", message=message, hint="take it out", is_of_markup=True)


class _Parts(HTMLParser):
    """Counts the tags of a page and their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[_Part] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[tag, "", ""] += 1
        for name, value in attrs:
            # An allow-list writes the same style in another way.
            self.found[tag, name, "" if name == "style" else value or ""] += 1


def _parts_of(page: str) -> Counter[_Part]:
    parser = _Parts()
    parser.feed(page)
    parser.close()
    return parser.found


@cache  # setting it up takes longer than using it
def _markdown() -> Markdown:
    return Markdown(extensions=list(_EXTENSIONS))
