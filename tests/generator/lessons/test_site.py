"""The command reads the folder of the lessons from the mkdocs.yml around it."""

from pathlib import Path

import pytest

from proven_lessons.generator.lessons.site import site_around


def test_the_nearest_one_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in/side").mkdir(parents=True)
    (tmp_path / "mkdocs.yml").write_text("plugins: [{lessons: {data: outer}}]\n")
    (tmp_path / "in/mkdocs.yml").write_text("plugins: [{proven/lessons: {data: inner}}]\n")
    monkeypatch.chdir(tmp_path / "in/side")
    assert site_around(Path()).data == Path("../inner")


def test_without_one_it_is_the_usual_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert site_around(Path()).data == Path("lesson_data")
