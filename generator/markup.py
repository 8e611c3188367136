"""Kinds of text, and how captured text is shown: nothing in it can be HTML or Markdown.

A plain `str` is captured text: it is escaped wherever it lands. `Code` is captured text that is
shown as code, `Markdown` what an author wrote, `Markup` HTML.
"""

import re
import unicodedata
from functools import lru_cache

from markupsafe import Markup

# Everything else becomes a character reference: no Markdown dialect and no template language gives
# those a meaning. So does a space after another one, of which who makes pages small leaves one.
_PLAIN = re.compile(r"[^A-Za-z0-9 ,;.?/'+-]|(?<=\s) ")
LONG = 40
SHOWN = 400
BRIEF = 60
# How the runner says what it has left out of a text, and after how many characters it does.
_CUT = re.compile(r"… \((\d+) more characters\)\Z")
_LIMITS = (2_000, 20_000)
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})


class Code(str):
    """Captured text that is to be shown as code."""

    __slots__ = ()


class Markdown(str):
    """Text in Markdown: an author's, or ours with what was captured already escaped in it."""

    __slots__ = ()


def escape(text: str) -> Markup:
    """Return `text` as HTML that is read back as exactly `text`.

    Control and direction characters are made visible.
    """
    return _escaped(text) if len(text) <= SHOWN else _escape(text)


def code(text: str) -> Markup:
    """Return `text` as inline code, kept apart from the direction of the text around it."""
    # A long text may break anywhere; a short one only where it has spaces.
    kind = "lesson-value lesson-long" if len(text) > LONG else "lesson-value"
    # Translators of browsers leave it as it is.
    html = f'<code class="{kind}" translate="no"><bdi>{escape(text)}</bdi></code>'
    return Markup(html)  # noqa: S704 (what was captured is escaped)


def brief_code(text: str) -> Code:
    """Return what fits into a sentence of `text`, to be shown as code."""
    return Code(brief(text))


def shortened(text: str) -> str:
    """Cut what is too long for a page, saying how much is left out, by the runner, too."""
    if len(text) <= SHOWN:
        return text
    before = _CUT.search(text)
    is_cut = before is not None and before.start() in _LIMITS
    more = before.start() - SHOWN + int(before[1]) if before and is_cut else len(text) - SHOWN
    return f"{text[:SHOWN]}… (+{more})"


def brief(text: str) -> str:
    """Cut what is too long for a cell or a sentence; whoever does so shows the whole elsewhere."""
    return text if len(text) <= BRIEF else f"{text[: BRIEF - 20]}…"


def anchor(run: str, number: int) -> str:
    """Return the id of a step's row on the page."""
    return f"step-{number}" if run == "main" else f"{run}-step-{number}"


# Private


def _escape(text: str) -> Markup:
    return Markup(_PLAIN.sub(lambda match: _reference(match[0]), text))  # noqa: S704 (this is the escaping)


@lru_cache(maxsize=65536)  # the values of a run come again and again
def _escaped(text: str) -> Markup:
    return _escape(text)


@lru_cache(maxsize=4096)
def _reference(char: str) -> str:
    if char == "\t":
        return "&#9;"
    if char == "\n":
        return "&#10;"
    if ord(char) < 32 or ord(char) == 127:
        picture = 0x2421 if ord(char) == 127 else 0x2400 + ord(char)
        return f"&#{picture};"
    if unicodedata.category(char) in _INVISIBLE:
        return f"&#92;u&#123;{ord(char):x}&#125;"
    return f"&#{ord(char)};" if ord(char) < 128 else char
