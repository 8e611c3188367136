"""The tracks and their lessons in the navigation of a site."""

from typing import Any

from proven_lessons.generator.building.pages import Entry
from proven_lessons.generator.markup import escape

PLACEHOLDER = "{lessons}"


def expanded(nav: list[Any], entries: list[Entry]) -> list[Any]:
    """Put the tracks where the navigation of mkdocs.yml says {lessons}, else at its end.

    That may be in a section, or be all that is in one: `- Lessons: "{lessons}"`.
    """
    tracks: list[Any] = [
        {
            escape(entry.title): [
                entry.path, *({escape(inner.title): inner.path} for inner in entry.inside),
            ]
        }
        for entry in entries
    ]  # fmt: skip
    filled = _filled(nav, tracks)
    return [*nav, *tracks] if filled == nav else filled


# Private


def _filled(nav: list[Any], tracks: list[Any]) -> list[Any]:
    """Return a part of the navigation with the tracks in the place of each {lessons} in it."""
    filled: list[Any] = []
    for item in nav:
        if item == PLACEHOLDER:
            filled += tracks
        elif isinstance(item, dict):
            filled.append({title: _filled_section(inner, tracks) for title, inner in item.items()})
        else:
            filled.append(item)
    return filled


def _filled_section(inner: Any, tracks: list[Any]) -> Any:
    if inner == PLACEHOLDER:
        return tracks
    return _filled(inner, tracks) if isinstance(inner, list) else inner
