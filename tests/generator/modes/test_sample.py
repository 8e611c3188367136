"""Sample: the lesson's files, with the lines that ran."""

from pathlib import Path

from proven_lessons.generator.modes.sample import SampleMode
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import LESSON, derived, material, view, write_lesson


def test_files_are_shown_with_the_lines_that_ran(recorder: Recorder, tmp_path: Path) -> None:
    folder = write_lesson(
        tmp_path, source=view("if request.POST:\n    x = 1\nreturn HttpResponse(\n    'x'\n)")
    )
    (folder / "prepare.py").write_text("def prepare():\n    pass\n")
    (folder / "empty.py").write_text("")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    block = derived(SampleMode(), material(recorder, folder))
    assert [(file.path, file.language, file.ran) for file in block.files] == [
        ("views.py", "python", (5, 7, 8, 9)),
        ("prepare.py", "python", ()),
    ]
    assert [(sent.line, sent.browser, sent.view) for sent in block.requests] == [
        ("GET /", None, "lesson.views.view")
    ]
    assert block.settings == ()


def test_what_was_sent_and_what_was_set_are_shown(recorder: Recorder, tmp_path: Path) -> None:
    more = "settings: {SESSION_COOKIE_AGE: 60}\nrequests:\n  - {request: POST /, data: {name: Ada, n: 1}, client: ada}\n  - GET /no/\n"
    block = derived(SampleMode(), material(recorder, write_lesson(tmp_path, yaml=LESSON + more)))
    assert block.settings == ("SESSION_COOKIE_AGE = 60",)
    assert [(sent.line, sent.data, sent.browser, sent.view) for sent in block.requests] == [
        ("POST /", "name='Ada', n=1", "the browser 'ada'", "lesson.views.view"),
        ("GET /no/", None, "the first browser", ""),
    ]
