"""A new lesson is files that load, in a folder that was not there; nothing is overwritten."""

import json
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
        "lesson.schema.json",
        "track.schema.json",
    ]
    lesson = loaded(tmp_path / "first-steps" / "lost-change")
    assert lesson.written.title == "Lost change"
    track = (tmp_path / "first-steps" / "track.yml").read_text()
    assert track.splitlines()[1] == "title: First steps"


def test_an_editor_finds_the_schemas_from_each_file(tmp_path: Path) -> None:
    (tmp_path / "track.schema.json").write_text("{}")  # of an older version
    create(tmp_path, "first-steps/lost-change")
    for path in (
        tmp_path / "first-steps/track.yml",
        tmp_path / "first-steps/lost-change/lesson.yml",
    ):
        line = path.read_text().splitlines()[0]
        name = line.removeprefix("# yaml-language-server: $schema=")
        schema = json.loads((path.parent / name).read_text())
        assert schema["$id"] == f"urn:proven-lessons:{path.stem}"
    kept = tmp_path / "lesson.schema.json"
    assert kept not in create(tmp_path, "first-steps/two")


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
