"""The HTML of questions as QTI has it: few elements, blocks apart from words, and no attributes."""

import re
from collections.abc import Collection, Iterable, Iterator
from xml.etree.ElementTree import Element, SubElement

from proven_lessons.generator.building.html_tree import has_class

# What QTI allows of HTML; of everything else, what is in it stays.
_BLOCKS = ("p", "pre", "ul", "ol", "table", "div")
_WORDS = ("code", "em", "strong", "span", "br")
_PARTS = ("li", "tbody", "thead", "tr", "td", "th")
# Some captured characters XML can't hold, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def plain(element: Element) -> str:
    """Return the words of an element in one line."""
    return _FORBIDDEN.sub(
        "\N{REPLACEMENT CHARACTER}", " ".join("".join(element.itertext()).split())
    )


def put_blocks(parent: Element, content: Iterable[Element]) -> None:
    """Put HTML as blocks into a place of QTI that takes nothing else."""
    for element in content:
        parent.extend(blocks_of(element))


def put_words(target: Element, source: Element) -> None:
    """Put the words in an element into a place of QTI that takes no blocks."""
    _put(target, source, _WORDS)


def blocks_of(element: Element) -> Iterator[Element]:
    """Yield the blocks that an element is, or holds."""
    if has_class(element, "highlight"):
        yield _code(element)
    elif element.tag in _BLOCKS and element.tag != "div":
        block = Element(element.tag)
        _put(block, element, (*_WORDS, *_BLOCKS, *_PARTS))
        yield from _if_said(block)
    elif any(_holds_blocks(child) for child in element) or element.tag in ("div", "section"):
        loose = Element("p")
        loose.text = element.text
        yield from _if_said(loose)
        for child in element:
            yield from blocks_of(child)
    else:
        block = Element("p")
        _put(block, element, (*_WORDS, *_BLOCKS, *_PARTS))
        yield from _if_said(block)


# Private


def _holds_blocks(element: Element) -> bool:
    return any(one.tag in _BLOCKS for one in element.iter())


def _if_said(block: Element) -> Iterator[Element]:
    if "".join(block.itertext()).strip():
        yield block


def _code(element: Element) -> Element:
    """Return a listing with the numbers of its lines, which the questions speak of."""
    numbers = next((one for one in element.iter("td") if has_class(one, "linenos")), None)
    code = next(element.iter("code"))
    lines = "".join(code.itertext()).rstrip("\n").split("\n")
    first = "".join(numbers.itertext()).split() if numbers is not None else []
    width = max(map(len, first), default=0)
    pre = Element("pre")
    listing = "\n".join(
        f"{first[index]:>{width}}  {line}" if index < len(first) else line
        for index, line in enumerate(lines)
    )
    _say(pre, listing)
    return pre


def _put(target: Element, source: Element, allowed: Collection[str]) -> None:
    """Put what is in an element into another, without the elements that are not allowed."""
    _say(target, source.text)
    for child in source:
        if child.tag in allowed and child.tag != "div":
            _put(SubElement(target, child.tag), child, allowed)
        else:
            _put(target, child, allowed)
        _say(target, child.tail)


def _say(target: Element, text: str | None) -> None:
    """Add text at the end of an element."""
    if not text:
        return
    text = _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text
