"""A site that is to be kept has a manifest, a worker, and pages that say where they are."""

import json
from collections.abc import Iterator

import pytest

from tests.builders import write_lesson
from tests.sites import CONFIG, Sites


@pytest.fixture
def sites() -> Iterator[Sites]:
    sites = Sites(CONFIG.replace("lessons]", "{lessons: {offline: true}}]"))
    yield sites
    sites.close()


def test_every_page_names_the_manifest_and_it_what_there_is(sites: Sites) -> None:
    write_lesson(sites.data, "t/one")
    (sites.data / "t/track.yml").write_text("title: A track\nsummary: It is for a test.\n")
    site = sites.site("build")
    manifest = json.loads(site["manifest.webmanifest"])
    assert manifest["name"] == "Test"
    assert manifest["icons"][0]["src"] in site
    assert "worker.js" in site
    for path, up in (("index.html", ""), ("t/one/index.html", "../../")):
        tag = f'<link rel="manifest" href="{up}manifest.webmanifest" data-worker="worker.js">'
        assert tag in site[path].decode()


def test_a_site_that_is_not_to_be_kept_has_none_of_it() -> None:
    sites = Sites()
    try:
        write_lesson(sites.data, "t/one")
        (sites.data / "t/track.yml").write_text("title: A track\nsummary: It is for a test.\n")
        site = sites.site("build")
    finally:
        sites.close()
    assert "worker.js" not in site
    assert b"manifest" not in site["index.html"]
