"""What a build has made that the one before had not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from proven_lessons.generator.building.pages import Built, Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is new in a build: pages and files by their paths, with None for what is gone.

    `titles` are those in the navigation that are others now, each as (path, what it was, what it
    is); the title of a section goes with the path of its first page. `late` are files that take
    long to make, and that hardly anybody asks for.
    """

    contents: Mapping[str, str | None] = field(default_factory=dict)
    titles: Sequence[tuple[str, str, str]] = ()
    late: Mapping[str, Callable[[], bytes]] = field(default_factory=dict)


def changes_since(before: Built, now: Built) -> Changes | None:
    """Return what is new in a build, None if there are other pages or they stand elsewhere.

    None, too, for one build twice: the other could not be made.
    """
    if now is before:
        return None
    titles = _titles_in(before.navigation, now.navigation)
    if titles is None or before.sources != now.sources:
        return None
    if before.pages.keys() != now.pages.keys() or bool(before.decks) != bool(now.decks):
        return None
    changed: dict[str, str | None] = {
        path: text
        for path, text in now.pages.items()
        if (before.pages[path], before.pictures.get(path)) != (text, now.pictures.get(path))
    }
    was, cards = before.cards_of_lessons, now.cards_of_lessons
    changed |= {path: cards.get(path) for path in was | cards if was.get(path) != cards.get(path)}
    late = {} if before.decks == now.decks else {now.package_path: now.package}
    return Changes(contents=changed, titles=titles, late=late)


# Private


def _titles_in(before: Sequence[Entry], now: Sequence[Entry]) -> list[tuple[str, str, str]] | None:
    """Return the titles that are others now, None if not only titles are."""
    if [one.path for one in before] != [one.path for one in now]:
        return None
    found: list[tuple[str, str, str]] = []
    for old, new in zip(before, now, strict=True):
        inside = _titles_in(old.inside, new.inside)
        if inside is None:
            return None
        found += inside
        if old.title != new.title:
            found.append((new.path, old.title, new.title))
    return found
