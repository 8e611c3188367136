"""A lesson that is right has a page in the Lab; one that is wrong, or lives in a project, has none."""

from pathlib import Path

from proven_lessons.generator.building.build import Builder
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import LESSON, a_lab_folder, write_lesson
from tests.projects import write_project

PROJECT = """\
title: In a project
summary: S
project: {path: ../../../shop, settings: shop.settings}
watch: [orders.views]
requests: [GET /cart/]
"""


def test_which_lessons_have_a_page(recorder: Recorder, tmp_path: Path) -> None:
    write_project(tmp_path / "shop")
    write_lesson(tmp_path / "data", "track/one")
    write_lesson(tmp_path / "data", "other/wrong", yaml=LESSON + "raises: KeyError\n")
    write_lesson(tmp_path / "data", "third/project", yaml=PROJECT)
    builder = Builder(tmp_path / "data", recorder)
    assert not [path for path in builder.build().pages if "lab" in path or "playground" in path]
    builder.use_lab(a_lab_folder(size=10_000_000))
    pages = builder.build().pages
    assert [path for path in pages if "lab" in path or "playground" in path] == [
        "track/one/lab.md",
        "playground.md",
    ]
    assert "](one/lab.md)" in pages["track/one.md"] and "#lab" in pages["track/one.md"]
    assert "#lab" not in pages["third/project.md"]
    assert "](../../playground.md)" in pages["track/one/lab.md"]
    builder.use_lab(a_lab_folder(size=10_000_000))
    assert builder.build().pages["track/one/lab.md"] is pages["track/one/lab.md"]  # not made again
    builder.use_lab(None)
    assert "#lab" not in builder.build().pages["track/one.md"]
