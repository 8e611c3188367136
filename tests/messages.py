"""The messages that pages are made of: found in the code, and brought into the catalogues (`make messages`)."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from proven_lessons.generator.translation import LOCALE

GENERATOR = LOCALE.parent
METHODS = [
    ("**/vendor/**", "ignore"),
    ("**/offline/**", "ignore"),
    ("**.py", "python"),
    ("**.jinja", "jinja2"),
    ("**.js", "javascript"),
]
KEYWORDS = {"_": None, "_n": (1, 2)}

type Id = str | tuple[str, ...]


@cache
def extracted() -> dict[Id, list[str]]:
    """Give every message that the code, the templates and the scripts say, with the files that do."""
    found: dict[Id, list[str]] = {}
    options = {"**.jinja": {"trimmed": "true"}}
    for name, _line, message, _comments, _context in extract_from_dir(
        GENERATOR, METHODS, options, KEYWORDS
    ):
        found.setdefault(tuple(message) if isinstance(message, list) else message, []).append(name)
    return found


def catalogues() -> Iterator[tuple[str, Catalog]]:
    """Give each catalogue with the code of its language."""
    for path in sorted(LOCALE.glob("*.po")):
        with path.open("rb") as file:
            yield path.stem, read_po(file, locale=path.stem, abort_invalid=True)


def update(path: Path, found: dict[Id, list[str]]) -> None:
    """Write the catalogue at `path` with the messages that are said now, keeping what is translated."""
    head, _, _ = path.read_text(encoding="utf-8").partition("\n\n")
    with path.open("rb") as file:
        known = read_po(file, locale=path.stem)
    catalogue = Catalog(locale=path.stem)
    for message, files in found.items():
        before = known.get(message[0] if isinstance(message, tuple) else message)
        owners = [(name, None) for name in dict.fromkeys(files)]
        catalogue.add(message, before.string if before else "", locations=owners)
    temporary = path.with_suffix(".tmp")
    with temporary.open("wb") as file:
        write_po(file, catalogue, omit_header=True, width=100, include_lineno=False)
    body = temporary.read_text(encoding="utf-8")
    temporary.unlink()
    path.write_text(f"{head}\n\n{body}", encoding="utf-8")


if __name__ == "__main__":
    messages = extracted()
    for catalogue in sorted(LOCALE.glob("*.po")):
        update(catalogue, messages)
