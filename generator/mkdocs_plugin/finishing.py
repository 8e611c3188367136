"""What a page gets when it is finished: a card for links, its twin for a frame, the manifest."""

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page
from mkdocs.utils import write_file

from proven_lessons.generator.markup import escape
from proven_lessons.generator.mkdocs_plugin import embedding, offline
from proven_lessons.generator.mkdocs_plugin.head import with_card


def finished(output: str, page: Page, config: MkDocsConfig, *, is_ours: bool, is_kept: bool) -> str:
    """Return the HTML of a page as it is written.

    `is_ours` says that we have made the page, `is_kept` that browsers are to keep the site. A
    lesson's page for a frame is written on the way.
    """
    if is_kept:
        output = offline.with_manifest(output, page)
    if not is_ours:
        return output
    site_name = escape(config.site_name)
    if embedding.is_lesson(page):
        output = embedding.with_address(output, page)
        framed = embedding.embedded(output, page, site_name)
        write_file(framed.encode(), str(Path(config.site_dir) / embedding.path_of(page)))
    return with_card(output, page, site_name)
