"""Long work says how far it has come, in a way that fits where it is said."""

import io
from pathlib import Path

import pytest
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress

from proven_lessons.generator.building.lesson_state import Renewed
from proven_lessons.generator.progress import Bar, Lines, progress
from tests.builders import write_lesson
from tests.generator.test_cli import main

ONE = Renewed(key="t/one", why="it is new", is_different=False)


def test_lines_say_what_was_recorded_and_now_and_then_how_far_it_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    now = 0.0
    lines = Lines(tells_each=True, clock=lambda: now)
    lines.begin(4)
    lines.done(ONE)
    now = 9.0
    lines.done()
    now = 11.0
    lines.done()
    lines.done()
    written = capsys.readouterr()
    assert written.out == "recorded t/one: it is new\n"
    assert written.err == "3 of 4 lessons have run\n"


def test_lines_of_a_command_that_records_nothing_are_about_the_whole(
    capsys: pytest.CaptureFixture[str],
) -> None:
    times = iter([0.0, 60.0, 60.0])
    lines = Lines(tells_each=False, clock=lambda: next(times))
    lines.begin(1)
    lines.done(ONE)
    assert capsys.readouterr() == ("", "1 of 1 lessons have run\n")


def test_a_bar_moves_and_what_was_recorded_stands_above_it() -> None:
    terminal = io.StringIO()
    console = Console(file=terminal, force_terminal=True, width=60, no_color=True)
    with Progress(BarColumn(), MofNCompleteColumn(), console=console, transient=True) as bars:
        bar = Bar(bars, tells_each=True)
        bar.begin(2)
        bar.done(ONE)
        bars.refresh()
        bar.done()
        bars.refresh()
    written = terminal.getvalue()
    assert "recorded t/one: it is new" in written
    assert written.index("1/2") < written.index("2/2")


def test_there_is_no_bar_with_nothing_to_do() -> None:
    terminal = io.StringIO()
    console = Console(file=terminal, force_terminal=True, width=60)
    with Progress(MofNCompleteColumn(), console=console, transient=True) as bars:
        Bar(bars, tells_each=True).begin(0)
        bars.refresh()
    assert "0/0" not in terminal.getvalue()


def test_the_command_shows_a_bar_on_a_terminal_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    with progress(tells_each=True, is_quiet=False) as told:
        assert isinstance(told, Lines)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    write_lesson(tmp_path, "t/one")
    assert main(["record", "--data", str(tmp_path)]) == 0
    written = capsys.readouterr()
    assert written.out == "recorded t/one: there was no trace\n"  # to its file, bar or not
    assert "running lessons" in written.err


def test_quiet_is_quiet(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    write_lesson(tmp_path, "t/one")
    for command in (["record"], ["check"], ["export", str(tmp_path / "out")]):
        assert main([*command, "--data", str(tmp_path), "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
