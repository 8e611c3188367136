"""Write what was built as files: pages with all that they load, or cards alone."""

from collections.abc import Iterable
from pathlib import Path

from proven_lessons.generator.building.anki import package
from proven_lessons.generator.building.pages import Built
from proven_lessons.generator.building.store import write_atomically
from proven_lessons.generator.errors import UsageError, did_you_mean
from proven_lessons.generator.pages import browser_files
from proven_lessons.generator.translation import Language


def write_pages(built: Built, folder: Path, language: str) -> None:
    """Write all pages as Markdown files below `folder`, with what they bring to the browser."""
    for path, content in files_of_site(built, language).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, content)


def files_of_site(built: Built, language: str) -> dict[str, str | bytes]:
    """Return all pages and what they load, by their paths."""
    return {**built.pages, **_assets(language), **built.cards}


def write_cards(built: Built, keys: Iterable[str], file: Path) -> int:
    """Write the cards of some lessons (none: of all) for Anki; return how many they are.

    Raise UsageError for a lesson that has no cards.
    """
    known = {deck.key: deck for deck in built.decks}
    wanted = [key.strip("/") for key in keys]
    for key in wanted:
        if key not in known:
            raise UsageError(f"there are no cards of {key!r}; {did_you_mean(key, known)}")
    decks = [known[key] for key in wanted] or built.decks
    write_file(file, package(decks))
    return sum(len(deck.cards) for deck in decks)


def write_file(path: Path, content: str | bytes) -> None:
    """Write a file, in a folder that may have to be made; raise UsageError where that can't be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, content)
    except OSError as error:
        raise UsageError(f"{path} can't be written: {error.strerror}") from error


# Private


def _assets(language: str) -> dict[str, str]:
    ours = browser_files.files(Language(language))
    return {f"assets/{path}": text for path, text in ours.items()}
