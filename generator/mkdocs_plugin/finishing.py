"""What a page gets when it is finished: a card for links, its twin for a frame, the manifest."""

from collections.abc import Callable
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page
from mkdocs.utils import write_file

from proven_lessons.generator.markup import escape
from proven_lessons.generator.mkdocs_plugin import embedding, offline
from proven_lessons.generator.mkdocs_plugin.head import with_card

PICTURES = "assets/pictures"

type Draw = Callable[[], bytes | None]


def finished(
    output: str, page: Page, config: MkDocsConfig, draw: Draw | None, *, is_kept: bool
) -> str:
    """Return the HTML of a page as it is written.

    `draw` makes the picture for links to it, if it has one; None for a page that is not ours.
    `is_kept` says that browsers are to keep the site. The picture, and a lesson's page for a frame,
    are written on the way.
    """
    if is_kept:
        output = offline.with_manifest(output, page)
    if draw is None:
        return output
    site_name = escape(config.site_name)
    if embedding.is_lesson(page):
        output = embedding.with_address(output, page)
        framed = embedding.embedded(output, page, site_name)
        write_file(framed.encode(), str(Path(config.site_dir) / embedding.path_of(page)))
    return with_card(output, page, site_name, _picture(page, config, draw))


# Private


def _picture(page: Page, config: MkDocsConfig, draw: Draw) -> str:
    """Write the picture of a page and return its address; without a site_url there is none."""
    drawn = draw() if page.canonical_url and config.site_url else None
    if drawn is None:
        return ""
    path = PurePosixPath(PICTURES, page.file.dest_uri).parent.with_suffix(".png").as_posix()
    write_file(drawn, str(Path(config.site_dir) / path))
    return urljoin(config.site_url or "", path)
