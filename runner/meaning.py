"""What Python source means, whatever its comments, docstrings and layout are."""

import hashlib
import io
import tokenize
from collections.abc import Iterator


def meaning_of(source: str) -> bytes:
    """Return a digest of Python source that comments, docstrings and layout do not change.

    Raise SyntaxError for what is none.
    """
    parts: list[str] = []
    statement: list[str] = []
    for kind, text in _tokens(source.replace("\r\n", "\n")):
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


def _tokens(source: str) -> Iterator[tuple[int, str]]:
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            yield token.type, token.string
    except tokenize.TokenError as error:
        raise SyntaxError(*error.args[:1]) from error


_LAYOUT = frozenset({tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER})
_STRING = "string "
