"""The picture that others show beside a link to a lesson: its title, and the head of its table."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from math import ceil
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFont

from proven_lessons.generator.modes.trace import TraceBlock
from proven_lessons.generator.pages.columns import ShortRow, parts_of, short
from proven_lessons.generator.pages.page import Page
from proven_lessons.generator.translation import Language, Said

WIDTH, HEIGHT = 1200, 630  # pixels, as the Open Graph protocol's readers want it
ROWS = 5
_FONT = Path(__file__).parent / "font" / "DejaVuSans.ttf"
# What the font has; a text with anything else has no picture.
_HAS = (
    (0x20, 0x7E), (0xA0, 0x24F), (0x370, 0x3FF), (0x400, 0x45F), (0x2010, 0x2027),
    (0x2030, 0x203A), (0x20AC, 0x20AC), (0x2190, 0x2193), (0x2260, 0x2265),
)  # fmt: skip
# A picture is drawn in the numbers of its colors, from white to a dark one: what lies between two
# numbers is between their colors, too, at the edges of letters. So none has to be looked for after.
_SHADES = 16
_WHITE, _LINE, _PALE, _DARK = 0, 2, 10, _SHADES - 1
_MARK_WHITE, _MARK = _SHADES, 2 * _SHADES - 1
_DARKEST = ("#163339", "#126b62")
_EDGE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The texts of a picture: `rows` are a step, what it did, and what holds then."""

    title: str
    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def texts(self) -> Iterator[str]:
        """Every text on the picture."""
        yield from (self.title, *self.titles)
        for row in self.rows:
            yield from row


def drawn_of(page: Page, language: Language) -> Drawn:
    """Return what a picture shows of a lesson."""
    blocks = [one.block for one in page.sections if isinstance(one.block, TraceBlock)]
    tables = short(blocks[0].exchanges) if blocks else []
    said = language.text
    rows = [
        (str(row.row.step.number), said(row.row.action), _held(row, said))
        for row in (tables[0].rows if tables else ())
        if isinstance(row, ShortRow)
    ]
    titles = (said(tables[0].titles[0]),) if tables and tables[0].titles else ()
    return Drawn(title=page.title, titles=titles, rows=tuple(rows[:ROWS]))


def picture_of(drawn: Drawn, site: str) -> bytes | None:
    """Return a PNG; None if its texts have characters that the font has not."""
    return _png(drawn, site) if all(map(_can_be_drawn, (site, *drawn.texts))) else None


# Private


def _held(row: ShortRow, said: Callable[[Said], str]) -> str:
    """Return what the first column of a short table has in a row."""
    parts = row.cells[0].parts if row.cells else ()
    return " ".join(said(parts_of(part)[1]) for part in parts)


def _can_be_drawn(text: str) -> bool:
    return all(any(first <= ord(char) <= last for first, last in _HAS) for char in text)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    # Without a shaping engine, which is not the same on each machine.
    return ImageFont.truetype(_FONT, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)  # a server makes a page anew with each edit
def _png(drawn: Drawn, site: str) -> bytes:
    image = Image.new("L", (WIDTH, HEIGHT), _WHITE)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, 84), fill=_DARK)
    draw.text((_EDGE, 26), _cut(site, 28, WIDTH - 2 * _EDGE), font=_font(28), fill=_WHITE)
    top = 122
    for line in _lines(drawn.title, 46, WIDTH - 2 * _EDGE)[:2]:
        draw.text((_EDGE, top), line, font=_font(46), fill=_DARK)
        top += 58
    _draw_table(draw, drawn, top + 22)
    image.putpalette(_palette())
    found = BytesIO()
    image.save(found, "PNG", compress_level=3)  # half the time of 6, for 5 kB
    return found.getvalue()


@cache
def _palette() -> bytes:
    """Return the colors by their numbers: the shades of each of the darkest, from white."""
    colors = []
    for darkest in _DARKEST:
        for shade in range(_SHADES):
            parts = ImageColor.getrgb(darkest)
            colors += [255 - (255 - part) * shade // (_SHADES - 1) for part in parts]
    return bytes(colors)


def _draw_table(draw: ImageDraw.ImageDraw, drawn: Drawn, top: int) -> None:
    places = (_EDGE, _EDGE + 60, 700)
    widths = (50, 560, WIDTH - _EDGE - 700)
    if drawn.titles:
        draw.text((places[2], top), drawn.titles[0], font=_font(22), fill=_PALE)
    top += 36
    draw.rectangle((places[0], top, places[0] + widths[0], HEIGHT), fill=_MARK_WHITE)
    for row in drawn.rows:
        draw.line((_EDGE, top, WIDTH - _EDGE, top), fill=_LINE, width=2)
        colors = (_MARK, _DARK, _DARK)
        for text, place, width, color in zip(row, places, widths, colors, strict=True):
            draw.text((place, top + 15), _cut(text, 26, width), font=_font(26), fill=color)
        top += 62


def _cut(text: str, size: int, width: int) -> str:
    """Return as much of a text as there is room for."""
    length = _font(size).getlength
    if len(text) < width and length(text) <= width:
        return text
    # No letter is narrower than a pixel.
    ends = range(min(len(text), width))
    fits = bisect_right(ends, width, key=lambda end: ceil(length(f"{text[:end]}…")))
    return f"{text[: max(0, fits - 1)].rstrip()}…"


def _lines(text: str, size: int, width: int) -> Sequence[str]:
    """Return a text in lines that fit."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if _font(size).getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return [_cut(line, size, width) for line in lines]
