"""Lessons are loaded once, and again when a file of theirs changes."""

from pathlib import Path

import pytest

from proven_lessons.generator.building import library as module
from proven_lessons.generator.building.library import TAKEN, Library
from proven_lessons.generator.errors import UsageError
from tests.builders import LESSON, write_lesson


def test_what_has_not_changed_is_not_loaded_again(tmp_path: Path) -> None:
    folder = write_lesson(tmp_path)
    write_lesson(tmp_path, "track/two")
    library = Library(tmp_path)
    before = dict(library.load())
    assert list(before) == ["track/one", "track/two"]
    assert all(library.load()[key] is before[key] for key in before)
    (folder / "lesson.yml").write_text(LESSON + "minutes: 30\n")
    after = library.load()
    assert after["track/one"] is not before["track/one"]
    assert after["track/two"] is before["track/two"]


def test_of_what_was_edited_only_that_is_loaded_again(tmp_path: Path) -> None:
    folder = write_lesson(tmp_path)
    write_lesson(tmp_path, "track/two")
    write_lesson(tmp_path, "other/one")
    library = Library(tmp_path)
    before = dict(library.load())
    assert {folder.name for folder, _track, _problems in library.tracks()} == {"track", "other"}

    (folder / "lesson.yml").write_text(LESSON + "minutes: 30\n")
    after = dict(library.load_again([(folder / "lesson.yml").absolute()]))
    assert [key for key in after if after[key] is not before[key]] == ["track/one"]

    # Not told of, not looked at, but for one that was broken: what it needs may be elsewhere.
    (tmp_path / "other/one/lesson.yml").write_text("title: [")
    assert library.load_again([])["other/one"] is before["other/one"]
    told = library.load_again([(tmp_path / "other/one/lesson.yml").absolute()])
    assert told["other/one"].files.lesson is None
    (tmp_path / "other/one/lesson.yml").write_text(LESSON)
    assert library.load_again([])["other/one"].files.lesson is not None


def test_an_edited_track_has_another_title_and_other_lessons_of_its_project(
    tmp_path: Path,
) -> None:
    folder = write_lesson(tmp_path)
    track = folder.parent / "track.yml"
    track.write_text("title: Track\nsummary: Of one.\n")
    library = Library(tmp_path)
    library.load()
    library.tracks()
    track.write_text(
        "title: Renamed\nsummary: Of one.\nproject: {path: ../shop, settings: shop.settings}\n"
    )
    states = library.load_again([track.absolute()])
    ((_folder, known, _problems),) = library.tracks()
    assert known is not None and known.written.title == "Renamed"
    assert states["track/one"].files.lesson is None  # there is no such project


def test_a_file_among_the_lessons_that_is_none_of_theirs_may_count_for_any(tmp_path: Path) -> None:
    write_lesson(tmp_path)
    shared = tmp_path / "shop" / "project" / "orders.py"
    shared.parent.mkdir(parents=True)
    shared.write_text("")
    library, looked_at = Library(tmp_path), []
    library.load()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "signature_of", lambda folder: looked_at.append(folder) or ())
        library.load_again([shared.absolute()])
    assert len(looked_at) == 1


def test_a_lesson_whose_folder_is_a_link_is_looked_at_with_each_edit(tmp_path: Path) -> None:
    data = tmp_path / "data"
    folder = write_lesson(data)
    (data / "other").mkdir()
    (data / "other" / "track.yml").write_text("title: T\nsummary: S.\n")
    (data / "other" / "same").symlink_to(folder)
    library = Library(data)
    before = dict(library.load())
    (folder / "lesson.yml").write_text(LESSON + "minutes: 30\n")
    after = library.load_again([(folder / "lesson.yml").absolute()])
    assert [key for key in after if after[key] is not before[key]] == ["other/same", "track/one"]


def test_a_lesson_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    folder = write_lesson(tmp_path)
    write_lesson(tmp_path, "track/two")
    library = Library(tmp_path)
    library.load()
    (folder / "lesson.yml").unlink()
    assert list(library.load()) == ["track/two"]
    assert list(library.states) == ["track/two"]


def test_some_can_be_chosen_by_their_keys(tmp_path: Path) -> None:
    write_lesson(tmp_path)
    write_lesson(tmp_path, "track/two")
    library = Library(tmp_path)
    assert list(library.load(["track/two/"])) == ["track/two"]
    with pytest.raises(UsageError, match=r"no lesson 'track/tow' in .*did you mean 'track/two'\?"):
        library.load(["track/tow"])


def test_tracks_are_those_of_the_lessons_with_what_is_wrong(tmp_path: Path) -> None:
    write_lesson(tmp_path)
    write_lesson(tmp_path, "search/one")
    (tmp_path / "search" / "track.yml").write_text("title: Search\n")
    library = Library(tmp_path)
    library.load()
    (search, broken, problems), (track, known, none) = library.tracks()
    assert (search.name, track.name) == ("search", "track")
    assert broken is None
    assert known is not None and known.lessons == ("track/one",)
    assert none == []
    assert [problem.message for problem in problems] == [
        "summary is missing",
        "the site has something else under the name 'search': rename the track",
    ]
    assert "search" in TAKEN


def test_a_track_stands_for_its_lessons(tmp_path: Path) -> None:
    for key in ("a/one", "a/two", "b/three"):
        write_lesson(tmp_path, key)
    library = Library(tmp_path)
    assert list(library.load(["a/"])) == ["a/one", "a/two"]
    assert list(library.load(["b", "a/two"])) == ["a/two", "b/three"]
    with pytest.raises(UsageError, match="there is no lesson or track 'c' in"):
        library.load(["c"])


def test_a_lesson_that_nobody_has_begun_to_translate_is_marked_beside_others(
    tmp_path: Path,
) -> None:
    """Where no lesson is translated, they may all be written in the language of the site."""
    write_lesson(tmp_path, "track/one")
    other = write_lesson(tmp_path, "track/two")
    library = Library(tmp_path, language="de")

    def marked() -> dict[str, int]:
        found = {}
        for key, state in library.states.items():
            assert state.files.told is not None
            found[key] = len(state.files.told.untranslated)
        return found

    library.load()
    assert marked() == {"track/one": 0, "track/two": 0}
    file = other / "lesson.de.yml"
    file.write_text("texts:\n  - {from: A lesson, to: Eine Lektion}\n")
    library.load_again([file])
    assert marked() == {"track/one": 2, "track/two": 1}
    ((_folder, track, _problems),) = library.tracks()
    assert track is not None
    assert len(track.untranslated) == 2
    file.unlink()
    library.load_again([file])
    assert marked() == {"track/one": 0, "track/two": 0}
