"""Put all pages of the lessons below a folder of the site."""

import re
from dataclasses import replace

from proven_lessons.generator.building.pages import Built, Entry
from proven_lessons.generator.errors import UsageError

_FOLDER = re.compile(r"[\w-]+(/[\w-]+)*")


def folder_named(prefix: str) -> str:
    """Return the folder that an author names, with a slash at its end; empty for the top.

    Raise UsageError for what is none.
    """
    if prefix and not _FOLDER.fullmatch(prefix.strip("/")):
        expected = "a folder of the site such as 'course' or 'learn/django'"
        raise UsageError(f"prefix: expected {expected}, found {prefix!r}")
    return f"{prefix.strip('/')}/" if prefix else ""


def below(built: Built, folder: str) -> Built:
    """Return what was built in a folder; what pages say of each other's places stays true."""
    if not folder:
        return built
    return replace(
        built,
        folder=folder,
        pages={folder + path: text for path, text in built.pages.items()},
        sources={folder + path: source for path, source in built.sources.items()},
        pictures={folder + path: drawn for path, drawn in built.pictures.items()},
        navigation=[_entry(one, folder) for one in built.navigation],
    )


# Private


def _entry(entry: Entry, folder: str) -> Entry:
    inside = tuple(_entry(one, folder) for one in entry.inside)
    return replace(entry, path=folder + entry.path, inside=inside)
