"""In the playground stands something that runs, and that shows views, a model, a template, a form."""

from proven_lessons.generator.lab.playground import playground
from proven_lessons.generator.pages.derive import lab_page
from proven_lessons.generator.pages.render import renderer_of
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import a_lab_folder, recorded


def test_what_stands_there_runs(recorder: Recorder) -> None:
    run = recorded(recorder, playground()).runs["main"]
    assert [one.response.status for one in run.exchanges] == [200, 302, 200]
    assert "Buy milk" in (run.exchanges[-1].response.text or "")
    assert {file.path for file in playground().files} == {
        "models.py", "prepare.py", "templates/notes.html", "urls.py", "views.py",
    }  # fmt: skip


def test_its_page_is_about_no_lesson() -> None:
    page = lab_page(playground(), a_lab_folder(), "playground.md")
    text = renderer_of().lab(page)
    assert "# Playground" in text and "Back to the lesson" not in text
    assert 'src="../assets/lab/lab-5c1.js"' in text
