"""Put captured text into pages so that nothing in it can be HTML, Markdown or a template, whatever it holds."""

import re
import unicodedata

from markupsafe import Markup

# Everything else becomes a character reference: no Markdown dialect and no template language gives those a meaning.
_PLAIN = re.compile(r"[^A-Za-z0-9 ,;.?/'+-]")
LONG = 40
SHOWN = 400
BRIEF = 60
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})


def escape(text: str) -> Markup:
    """Give `text` as HTML that is read back as exactly `text`, with control and direction characters made visible."""
    return Markup(_PLAIN.sub(lambda match: _reference(match[0]), text))  # noqa: S704 (this is the escaping)


def code(text: str) -> Markup:
    """Give `text` as inline code, kept apart from the direction of the text around it."""
    # A long text may break anywhere; a short one only where it has spaces.
    kind = "lesson-value lesson-long" if len(text) > LONG else "lesson-value"
    return Markup('<code class="{}"><bdi>{}</bdi></code>').format(kind, escape(text))


def as_code(text: str) -> str:
    """Mark a piece of plain text that `spoken` is to show as code."""
    return f"{_BEGIN}{text}{_END}"


def spoken(text: str) -> Markup:
    """Give a plain text as HTML, with the pieces as code that `as_code` has marked."""
    parts = _MARKED.split(text)
    return Markup().join(code(part) if index % 2 else escape(part) for index, part in enumerate(parts))


def ended(words: str) -> str:
    """Give a sentence with its full stop, unless the code that it ends in has one."""
    return words if words.endswith((f".{_END}", f"!{_END}", f"?{_END}")) else f"{words}."


def shortened(text: str) -> str:
    """Cut what is too long for a page, saying how much is left out."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text) - SHOWN} more characters)"


def brief(text: str) -> str:
    """Cut what is too long for a cell or a sentence; whoever does so shows the whole elsewhere."""
    return text if len(text) <= BRIEF else f"{text[: BRIEF - 20]}…"


def anchor(run: str, number: int) -> str:
    """Give the id of a step's row on the page."""
    return f"step-{number}" if run == "main" else f"{run}-step-{number}"


def step_link(run: str, number: int) -> Markup:
    """Give a link to the row of a step."""
    words = "step {}" if run == "main" else "step {} of the changed run"
    text = words.format(number)
    return Markup('<a class="lesson-step" href="#{}">{}</a>').format(anchor(run, number), text)


# Private

_BEGIN, _END = "\ue000", "\ue001"  # of private use: no Markdown and no template gives them a meaning
_MARKED = re.compile(f"{_BEGIN}([^{_BEGIN}{_END}]*){_END}")


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
