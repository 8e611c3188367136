"""A site that is built again with what is kept is the same, and nothing of it is made again."""

import pytest
from mkdocs.structure.pages import Page

from proven_lessons.generator.building import deriving
from tests.builders import write_lesson
from tests.sites import CONFIG, Sites


@pytest.fixture
def sites() -> Sites:
    return Sites(CONFIG.replace("navigation.sections", "navigation.prune"))


def test_a_second_build_makes_nothing_again(sites: Sites, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        for name in ("one", "two"):
            write_lesson(sites.data, f"t/{name}")
        built = sites.site("build")
        made: list[str] = []
        monkeypatch.setattr(Page, "render", lambda page, *_: made.append(page.file.src_uri))
        monkeypatch.setattr(deriving, "derive", lambda lesson, *_, **__: made.append(lesson.key))
        assert sites.site("again") == built
        assert made == []
    finally:
        sites.close()


def test_a_link_that_leads_nowhere_is_told_with_each_build(
    sites: Sites, caplog: pytest.LogCaptureFixture
) -> None:
    try:
        write_lesson(sites.data, "t/one")
        (sites.folder / "docs/index.md").write_text("# Home\n\n[to](nowhere.md) [in](tags.md#no)\n")
        for kind in ("build", "again"):
            caplog.clear()
            sites.site(kind)
            assert "nowhere.md" in caplog.text
    finally:
        sites.close()
