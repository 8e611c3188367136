"""Each track has a page with those of its lessons; the page about all of them comes last."""

from pathlib import Path

from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.building.library import Library
from proven_lessons.generator.building.pages import Built, PageMaker
from proven_lessons.generator.building.tracks import add_recall, add_tracks
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import LESSON, write_lesson


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


def test_a_track_leaves_its_snapshots_on_a_cheat_sheet(recorder: Recorder, tmp_path: Path) -> None:
    write_lesson(tmp_path, yaml=LESSON + 'snapshot: "Set in {{ step.set }}."\n')
    built = Builder(tmp_path, recorder).build()
    sheet = built.pages["track/cheat-sheet.md"]
    assert "## [A lesson](one.md)" in sheet
    assert "Set in [step 2](one.md#step-2)." in sheet
    assert "(cheat-sheet.md)" in built.pages["track/index.md"]
    assert "(cheat-sheet.md){: .md-button" in built.pages["track/one.md"], (
        "the last lesson leads there"
    )
    (entry,) = built.navigation
    assert [inner.path for inner in entry.inside] == ["track/one.md", "track/cheat-sheet.md"]


def test_a_lesson_of_that_name_and_a_track_without_snapshots_have_none(
    recorder: Recorder, tmp_path: Path
) -> None:
    write_lesson(tmp_path, "track/cheat-sheet", yaml=LESSON + "snapshot: So.\n")
    write_lesson(tmp_path, "other/one")
    built = Builder(tmp_path, recorder).build()
    assert "# A lesson" in built.pages["track/cheat-sheet.md"]
    assert "other/cheat-sheet.md" not in built.pages
