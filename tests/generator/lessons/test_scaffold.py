"""A new lesson is files that load, in a folder that was not there; nothing is overwritten."""

from pathlib import Path

import pytest

from proven_lessons.generator.errors import UsageError
from proven_lessons.generator.lessons.scaffold import create
from tests.builders import loaded


def test_a_new_lesson_loads_and_is_named_after_its_folder(tmp_path: Path) -> None:
    written = create(tmp_path, "first-steps/lost-change")
    assert [path.relative_to(tmp_path).as_posix() for path in written] == [
        "first-steps/lost-change/lesson.yml",
        "first-steps/lost-change/views.py",
        "first-steps/track.yml",
    ]
    lesson = loaded(tmp_path / "first-steps" / "lost-change")
    assert lesson.written.title == "Lost change"
    assert (tmp_path / "first-steps" / "track.yml").read_text().startswith("title: First steps\n")


def test_a_track_that_is_there_is_kept(tmp_path: Path) -> None:
    create(tmp_path, "track/one")
    (tmp_path / "track" / "track.yml").write_text("title: Mine\nsummary: S\n")
    assert len(create(tmp_path, "track/two")) == 2
    assert (tmp_path / "track" / "track.yml").read_text() == "title: Mine\nsummary: S\n"


def test_a_lesson_that_is_there_is_kept(tmp_path: Path) -> None:
    create(tmp_path, "track/one")
    with pytest.raises(UsageError, match="is there already"):
        create(tmp_path, "track/one")


@pytest.mark.parametrize(
    "key", ["one", "track/", "/one", "Track/one", "track/one/two", "../x/one", "track/a_b"]
)
def test_a_name_that_makes_no_address_is_refused(key: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="expected TRACK/NAME"):
        create(tmp_path, key)
    assert list(tmp_path.iterdir()) == []
