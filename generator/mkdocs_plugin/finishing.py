"""What a page gets when it is finished: a card for links, its twin for a frame, the manifest."""

from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from proven_lessons.generator.markup import escape
from proven_lessons.generator.mkdocs_plugin import embedding, offline
from proven_lessons.generator.mkdocs_plugin.head import with_card

PICTURES = "assets/pictures"

type Draw = Callable[[], bytes | None]


def finished(
    output: str, page: Page, config: MkDocsConfig, draw: Draw | None, *, is_kept: bool
) -> tuple[str, dict[str, bytes]]:
    """Return the HTML of a page as it is written, and the files that belong to it by their paths.

    Those are its picture, and a lesson's page for a frame. `draw` makes the picture for links to
    it, if it has one; None for a page that is not ours. `is_kept` says that browsers are to keep
    the site.
    """
    files: dict[str, bytes] = {}
    if is_kept:
        output = offline.with_manifest(output, page)
    if draw is None:
        return output, files
    site_name = escape(config.site_name)
    if embedding.is_lesson(page):
        output = embedding.with_address(output, page)
        framed = embedding.embedded(output, page, site_name)
        files[embedding.path_of(page)] = framed.encode()
    drawn = draw() if page.canonical_url and config.site_url else None
    picture = ""
    if drawn is not None:
        path = picture_path(page)
        files[path] = drawn
        picture = urljoin(config.site_url or "", path)
    return with_card(output, page, site_name, picture), files


def picture_path(page: Page) -> str:
    """Return where the picture of a page goes in the site."""
    path = PurePosixPath(PICTURES, page.file.dest_uri)
    return f"{path.parent if path.name == 'index.html' else path.with_suffix('')}.png"
