"""Where lessons are is known without a look into their files."""

from pathlib import Path

from proven_lessons.generator.lessons.folders import files_in, find_lessons, find_tracks
from tests.builders import write_lesson


def test_a_folder_with_a_lesson_yml_two_below_is_a_lesson(tmp_path: Path) -> None:
    write_lesson(tmp_path, "t/two")
    write_lesson(tmp_path, "t/one")
    (tmp_path / "t/none").mkdir()
    assert find_lessons(tmp_path) == {
        "t/one": tmp_path / "t/one",
        "t/two": tmp_path / "t/two",
    }
    assert find_tracks(tmp_path) == [tmp_path / "t"]


def test_files_have_times_and_sizes_and_compiled_ones_are_none(tmp_path: Path) -> None:
    (tmp_path / "templates/deep").mkdir(parents=True)
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__/views.pyc").write_text("x")
    (tmp_path / "templates/deep/a.html").write_text("abc")
    (tmp_path / "views.py").write_text("a = 1")
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere")
    found = files_in(tmp_path)
    assert [(name, size) for name, _time, size in found] == [
        ("templates/deep/a.html", 3),
        ("views.py", 5),
    ]
    assert found[1][1] == (tmp_path / "views.py").stat().st_mtime_ns
    assert files_in(tmp_path / "nowhere") == []
