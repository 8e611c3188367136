"""Give pages and sections of a navigation that MkDocs has made another title."""

from collections.abc import Iterable, Iterator
from typing import Any

from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation, Section

from proven_lessons.generator.markup import escape


def rename(nav: Navigation, files: Files, path: str, before: str, now: str) -> bool:
    """Rename what has a title in a navigation: a page, or the section that begins with it.

    Return whether it was found there as it was.
    """
    file = files.get_file_from_path(path)
    page = file.page if file else None
    if page is None:
        return False
    was, title = escape(before), escape(now)
    found: list[Any] = [
        section
        for section in _sections(nav.items)
        if section.title == was and section.children[:1] == [page]
    ]
    if not found and vars(page).get("title") == was:
        found = [page]
    for one in found:
        one.title = title
    return bool(found)


# Private


def _sections(items: Iterable[Any]) -> Iterator[Section]:
    for item in items:
        if isinstance(item, Section):
            yield item
            yield from _sections(item.children)
