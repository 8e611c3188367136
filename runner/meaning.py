"""What Python source means, whatever its comments, docstrings and layout are."""

import hashlib
import io
import tokenize


def meaning_of(source: str) -> bytes:
    """Return a digest of Python source that comments, docstrings and layout do not change."""
    parts: list[str] = []
    statement: list[str] = []
    for kind, text, *_ in tokenize.generate_tokens(
        io.StringIO(source.replace("\r\n", "\n")).readline
    ):
        if kind in _LAYOUT:
            continue
        if kind in (tokenize.INDENT, tokenize.DEDENT):
            parts.append(tokenize.tok_name[kind])
        elif kind != tokenize.NEWLINE:
            statement.append(text if kind != tokenize.STRING else f"{_STRING}{text}")
        else:
            # A statement that is a string and no more does nothing: it is a docstring.
            if len(statement) != 1 or not statement[0].startswith(_STRING):
                parts += [*statement, "NEWLINE"]
            statement.clear()
    return hashlib.sha256("\0".join(parts).encode()).digest()


# Private

_LAYOUT = frozenset({tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER})
_STRING = "string "
