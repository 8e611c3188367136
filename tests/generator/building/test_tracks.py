"""Each track has a page with those of its lessons; the page about all of them comes last."""

from pathlib import Path

from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.building.library import Library
from proven_lessons.generator.building.pages import Built, PageMaker
from proven_lessons.generator.building.tracks import add_recall, add_tracks
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import write_lesson


def test_tracks_are_pages_with_their_lessons_inside(tmp_path: Path, recorder: Recorder) -> None:
    write_lesson(tmp_path, "b/two")
    write_lesson(tmp_path, "a/one")
    (tmp_path / "b/track.yml").write_text("title: First\nsummary: It is.\norder: 1\n")
    Builder(tmp_path, recorder).record()
    library, built = Library(tmp_path), Built()
    added = list(add_tracks(library, PageMaker("en"), library.load(), built))
    assert [(order, page.title, entry.path) for order, page, entry in added] == [
        ((100, "a/index.md"), "Track", "a/index.md"),
        ((1, "b/index.md"), "First", "b/index.md"),
    ]
    assert [inner.path for _, _, entry in added for inner in entry.inside] == [
        "a/one.md", "b/two.md",
    ]  # fmt: skip
    assert sorted(built.pages) == ["a/index.md", "a/one.md", "b/index.md", "b/two.md"]
    assert built.sources["b/index.md"] == tmp_path / "b/track.yml"


def test_without_questions_there_is_no_page_of_them(tmp_path: Path) -> None:
    built = Built()
    add_recall(PageMaker("en"), Library(tmp_path).load(), built)
    assert built.pages == {}
