"""A file that is broken in any way is one clear message, and the lessons beside it are recorded."""

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from mkdocs.exceptions import Abort

from proven_lessons.generator import cli
from proven_lessons.generator.building.build import Builder
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import view, write_lesson
from tests.sites import Sites

VIEW = view("return HttpResponse('ok')")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="makes pipes and links")


def in_place_of(name: str, make: Callable[[Path], object]) -> Callable[[Path], object]:
    """Give what puts something else where a file of a lesson is."""

    def put(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        make(folder / name)

    return put


def a_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the name of a socket is short
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(path.name)
    os.chdir(here)


def text(content: str | bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(
        content if isinstance(content, bytes) else content.encode()
    )


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


LESSON = "title: A\nsummary: B.\nview: view\n"

# What is done to a lesson, and what its author is told, after the name of its folder.
BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "lesson is a pipe": (in_place_of("lesson.yml", os.mkfifo), "/lesson.yml: can't be read: expected a file, found a pipe"),
    "lesson never ends": (in_place_of("lesson.yml", endless), "/lesson.yml: can't be read: expected a file, found a device"),
    "lesson is a folder": (in_place_of("lesson.yml", Path.mkdir), "/lesson.yml: can't be read: Is a directory"),
    "lesson is huge": (
        in_place_of("lesson.yml", text(LESSON + "#" * 5_000_000)), "/lesson.yml: can't be read: it has more than 4,194,304 bytes",
    ),
    "lesson is nested": (in_place_of("lesson.yml", text("title: " + "[" * 100_000)), "/lesson.yml:1:1: nested more than 500 levels deep"),
    "lesson is latin-1": (
        in_place_of("lesson.yml", text("title: A\nsummary: Café\n".encode("latin-1"))),
        "/lesson.yml:2:13: expected UTF-8 text, found the byte 0xe9 (save the file as UTF-8)",
    ),
    "views are a pipe": (in_place_of("views.py", os.mkfifo), "/views.py: can't be read: expected a file, found a pipe"),
    "views never end": (in_place_of("views.py", endless), "/views.py: can't be read: expected a file, found a device"),
    "views are latin-1": (
        in_place_of("views.py", text(f"# Café\n{VIEW}".encode("latin-1"))),
        "/views.py:1:6: expected utf-8 text, found the byte 0xe9 (save the file as UTF-8)",
    ),
    "views name an encoding that there is not": (
        in_place_of("views.py", text(f"# -*- coding: none -*-\n{VIEW}")), "/views.py: Python can't read it: unknown encoding: none",
    ),
    "views are too much for the parser": (in_place_of("views.py", text("x = " + "-" * 200_000 + "1\n")), "/views.py: Python can't read it: it is nested too deep"),
    "views hold a null": (in_place_of("views.py", text("x = '\0'\n")), "/views.py: Python can't read it: source code string cannot contain null bytes"),
    "a socket": (lambda folder: a_socket(folder / "s"), "/s: can't be read: expected a file, found a socket"),
    "a link to nothing": (lambda folder: (folder / "x").symlink_to("nothing"), "/x: can't be read: No such file or directory"),
}  # fmt: skip

# A trace is ours to write: where it can't be read, it is made anew.
MADE_ANEW: dict[str, tuple[Callable[[Path], object], str]] = {
    "trace is a pipe": (os.mkfifo, "its trace can't be read: expected a file, found a pipe"),
    "trace never ends": (endless, "its trace can't be read: expected a file, found a device"),
    "trace is nested": (text("[" * 200_000), "its trace is broken: nested too deep"),
    "trace is no text": (text(b"\xff\xfe"), "its trace can't be read: it is no UTF-8 text"),
    "trace is half": (text('{"format": 2, "content": "'), "its trace is broken: not JSON: "),
    "trace is of another kind": (text('{"format": 2, "runs": [1]}'), "its trace is broken: not a trace of format 2: "),
}  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for name in ("first", "bad", "last"):
        write_lesson(tmp_path, f"t/{name}", yaml=LESSON, source=VIEW)
    return tmp_path


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_one_message(case: str, data: Path, recorder: Recorder) -> None:
    harm, message = BROKEN[case]
    harm(data / "t/bad")
    for built in (Builder(data, recorder).build(), Builder(data, recorder).record()):
        assert [str(problem) for problem in built.problems] == [f"{data}/t/bad{message}"]
    assert all((data / f"t/{name}/trace.json").exists() for name in ("first", "last"))
    assert [str(one) for one in Builder(data, recorder).check()] == [f"{data}/t/bad{message}"]


@pytest.mark.parametrize("case", MADE_ANEW)
def test_a_trace_that_can_not_be_read_is_made_anew(
    case: str, data: Path, recorder: Recorder
) -> None:
    harm, why = MADE_ANEW[case]
    Builder(data, recorder).record()
    (data / "t/bad/trace.json").unlink()
    harm(data / "t/bad/trace.json")
    built = Builder(data, recorder).record()
    assert built.problems == []
    (one,) = built.recorded
    assert str(one).startswith(f"t/bad: {why}")
    assert Builder(data, recorder).record().recorded == []


def test_a_trace_that_can_not_be_written_is_told(data: Path, recorder: Recorder) -> None:
    (data / "t/bad/trace.json").mkdir()
    built = Builder(data, recorder).record()
    said = "its trace can't be written: Is a directory"
    assert [str(problem) for problem in built.problems] == [f"{data}/t/bad: {said}"]
    assert len(built.recorded) == 3
    page = Builder(data, recorder).build()
    assert page.problems == [], "it is shown all the same"
    assert "t/bad.md" in page.pages


def test_a_long_name_is_told(data: Path, recorder: Recorder) -> None:
    write_lesson(data, f"t/{'n' * 255}", yaml=LESSON, source=VIEW)
    (problem,) = Builder(data, recorder).record().problems
    assert problem.message == "the folder's name has 255 characters, expected 100 at most"


def test_a_mistake_of_ours_is_told_of_its_lesson(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from proven_lessons.generator.building import deriving

    derive = deriving.derive

    def broken(lesson: object, *rest: object, **more: object) -> object:
        if getattr(lesson, "key", "") == "t/bad":
            raise ZeroDivisionError("ours")
        return derive(lesson, *rest, **more)  # type: ignore[arg-type] # as it was called

    monkeypatch.setattr(deriving, "derive", broken)
    for more in ([], ["--debug"]):
        assert cli.main(["export", str(data / "out"), "--data", str(data), *more]) == 1
        error = capsys.readouterr().err
        assert error.startswith(
            f"{data}/t/bad: a mistake of this program, not of the lesson: ZeroDivisionError: ours (please "
        )
        assert ("Traceback" in error) is bool(more)


OURS = "a mistake of this program, not of the lesson: ZeroDivisionError: ours"


@pytest.mark.parametrize("name", ["building.texts.of_track", "building.pages.PageMaker.track"])
def test_a_mistake_of_ours_about_a_track_is_told_too(
    name: str, data: Path, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"proven_lessons.generator.{name}", ours)
    built = Builder(data, recorder).build()
    (problem,) = built.problems
    assert (problem.message, problem.file) == (OURS, f"{data}/t")
    assert {"t/bad.md", "t/index.md"} <= set(built.pages)
    assert [inner.path for entry in built.navigation for inner in entry.inside] == [
        f"t/{path.name}.md" for path in sorted((data / "t").iterdir()) if path.is_dir()
    ]


def test_a_mistake_of_ours_ends_a_build_of_mkdocs_in_one_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sites = Sites()
    write_lesson(sites.data, "t/one")
    try:
        with monkeypatch.context() as patched:
            patched.setattr("proven_lessons.generator.building.library.Library.load", ours)
            with pytest.raises(Abort):
                sites.site("build")
        assert f"lessons: {OURS} (please report it" in caplog.text
        (sites.folder / "docs/index.md").write_text("{lessons: player t/one}\n")
        with monkeypatch.context() as patched:
            patched.setattr("proven_lessons.generator.building.pages.PageMaker.player", ours)
            with pytest.raises(Abort):
                sites.site("build")
        assert f"index.md: {OURS}" in caplog.text
    finally:
        sites.close()


def ours(*given: object, **named: object) -> None:
    """Be a mistake of this program."""
    raise ZeroDivisionError("ours")
