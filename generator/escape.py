"""Put captured text into pages so that nothing in it can be HTML, Markdown or a template, whatever it holds."""

import re
import unicodedata

from markupsafe import Markup

# Everything else becomes a character reference: no Markdown dialect and no template language gives those a meaning.
_PLAIN = re.compile(r"[^A-Za-z0-9 ,;.?/'+-]")
LONG = 40
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})


def escape(text: str) -> Markup:
    """Give `text` as HTML that is read back as exactly `text`, with control and direction characters made visible."""
    return Markup(_PLAIN.sub(lambda match: _reference(match[0]), text))  # noqa: S704 (this is the escaping)


def code(text: str) -> Markup:
    """Give `text` as inline code, kept apart from the direction of the text around it."""
    # A long text may break anywhere; a short one only where it has spaces.
    kind = "lesson-value lesson-long" if len(text) > LONG else "lesson-value"
    return Markup('<code class="{}"><bdi>{}</bdi></code>').format(kind, escape(text))


# Private


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
