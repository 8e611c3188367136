"""HTML as a tree, to take pieces out of pages and to write them for programs that want XML."""

import html.parser
from collections.abc import Iterator
from xml.etree import ElementTree as ET  # what is parsed here is what we have written

_VOID = ("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr")


def parsed(text: str) -> ET.Element:
    """Return a `div` with what `text` holds."""
    parser = _TreeParser()
    parser.feed(text)
    parser.close()
    return parser.root


def as_html(element: ET.Element) -> str:
    """Return what is in an element, as HTML."""
    inner = "".join(ET.tostring(one, "unicode", "html") for one in element)
    return _escaped(element.text) + inner


def has_class(element: ET.Element, name: str) -> bool:
    """Return whether an element has a class."""
    return name in element.get("class", "").split()


def with_class(root: ET.Element, name: str) -> Iterator[ET.Element]:
    """Yield the elements that have a class, in their order."""
    return (one for one in root.iter() if has_class(one, name))


def remove(root: ET.Element, gone: list[ET.Element]) -> None:
    """Take elements out of a tree; the text after each stays."""
    wanted = set(map(id, gone))
    for parent in list(root.iter()):
        before: ET.Element | None = None
        for child in list(parent):
            if id(child) not in wanted:
                before = child
                continue
            if before is None:
                parent.text = (parent.text or "") + (child.tail or "")
            else:
                before.tail = (before.tail or "") + (child.tail or "")
            parent.remove(child)


# Private


def _escaped(text: str | None) -> str:
    holder = ET.Element("p")
    holder.text = text
    return ET.tostring(holder, "unicode", "html")[len("<p>") : -len("</p>")]


class _TreeParser(html.parser.HTMLParser):
    """Builds a tree of HTML whose elements are nested as they should be."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = ET.Element("div")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: name if value is None else value for name, value in attrs}
        element = ET.SubElement(self._open[-1], tag, held)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: name if value is None else value for name, value in attrs}
        ET.SubElement(self._open[-1], tag, held)

    def handle_endtag(self, tag: str) -> None:
        if any(one.tag == tag for one in self._open[1:]):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        parent = self._open[-1]
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + data
        else:
            parent.text = (parent.text or "") + data
