"""Sample: the lesson's files, with the lines that ran."""

import dataclasses
from pathlib import Path

from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.modes.sample import SampleMode
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import SourceFile
from proven_lessons.runner.trace import Exchange, Place, Step
from tests.builders import a_lesson, a_material, a_step, a_value, an_exchange, derived, write_lesson
from tests.projects import write_project


def ran(line: int, end_line: int | None = None) -> Step:
    place = Place(file="views.py", line=line, end_line=end_line or line, code="", function="view")
    return a_step(at=place)


def asked(method: str, path: str, client: str = "browser", **data: object) -> Exchange:
    one = an_exchange(client=client, view=None if path == "/no/" else "lesson.views.view")
    held = {name: a_value(value) for name, value in data.items()} or None
    return dataclasses.replace(
        one, request=dataclasses.replace(one.request, method=method, path=path, data=held)
    )


def test_files_are_shown_with_the_lines_that_ran() -> None:
    lesson = a_lesson()
    more = [
        ("prepare.py", b"def prepare():\n    pass\n"),
        ("empty.py", b""),
        ("picture.png", b"\x89PNG"),
    ]
    files = (*lesson.files, *(SourceFile(path=path, content=content) for path, content in more))
    given = a_material(
        an_exchange(ran(5), ran(7, 9)), lesson=dataclasses.replace(lesson, files=files)
    )
    block = derived(SampleMode(), given)
    assert [(file.path, file.language, file.ran) for file in block.files] == [
        ("views.py", "python", (5, 7, 8, 9)),
        ("prepare.py", "python", ()),
    ]
    assert [(sent.line, sent.browser, sent.view) for sent in block.requests] == [
        ("GET /", None, "lesson.views.view")
    ]
    assert block.settings == ()


def test_what_was_sent_and_what_was_set_are_shown() -> None:
    lesson = a_lesson(settings={"SESSION_COOKIE_AGE": 60})
    given = a_material(
        asked("POST", "/", "ada", name="Ada", n=1), asked("GET", "/no/"), lesson=lesson
    )
    block = derived(SampleMode(), given)
    assert block.settings == ("SESSION_COOKIE_AGE = 60",)
    assert [(sent.line, sent.data, sent.browser, sent.view) for sent in block.requests] == [
        ("POST /", "name='Ada', n=1", "the browser 'ada'", "lesson.views.view"),
        ("GET /no/", None, "the first browser", ""),
    ]


def test_a_project_s_own_settings_that_have_another_value_are_named(
    tmp_path: Path, recorder: Recorder
) -> None:
    root = write_project(tmp_path / "shop")
    lesson = tmp_path / "data/t/l"
    lesson.mkdir(parents=True)
    (lesson / "lesson.yml").write_text(
        "title: T\nsummary: S.\nproject: {path: ../../../shop, settings: shop.settings}\n"
        "watch: [orders.views]\nrequests: [GET /cart/]\n"
    )
    (lesson.parent / "track.yml").write_text("title: T\nsummary: S.\n")
    page = Builder(tmp_path / "data", recorder).build().pages["t/l.md"]
    assert root.is_dir()
    (line,) = [line for line in page.splitlines() if "have another value here" in line]
    assert "DEBUG" in line
    assert "SECRET" in line


def test_a_lesson_through_asgi_says_so(tmp_path: Path, recorder: Recorder) -> None:
    yaml = "title: T\nsummary: S.\nview: view\nhandler: asgi\n"
    source = "from django.http import HttpResponse\n\n\nasync def view(request):\n    return HttpResponse(type(request).__name__)\n"
    write_lesson(tmp_path, yaml=yaml, source=source)
    built = Builder(tmp_path, recorder).build()
    assert built.problems == []
    page = built.pages["track/one.md"]
    assert "Requests go through Django's handler for ASGI" in page
    assert "ASGIRequest" in page
