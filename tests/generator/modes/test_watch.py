"""Watch: the lesson's files, with the lines that ran."""

from pathlib import Path

from generator.modes.watch import WatchMode
from runner.recorder import Recorder
from tests.builders import material, view, write_lesson


def test_files_are_shown_with_the_lines_that_ran(recorder: Recorder, tmp_path: Path) -> None:
    folder = write_lesson(tmp_path, source=view("if request.POST:\n    x = 1\nreturn HttpResponse(\n    'x'\n)"))
    (folder / "prepare.py").write_text("def prepare():\n    pass\n")
    (folder / "empty.py").write_text("")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    block = WatchMode().derive(material(recorder, folder))
    assert [(file.path, file.language, file.ran) for file in block.files] == [
        ("views.py", "python", (5, 7, 8, 9)),
        ("prepare.py", "python", ()),
    ]
    assert [(sent.line, sent.browser, sent.view) for sent in block.requests] == [("GET /", "", "lesson.views.view")]
