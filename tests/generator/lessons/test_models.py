"""A file is read as a model, or each thing that does not fit is told once, as a person counts."""

from pathlib import Path

import pytest

from proven_lessons.generator.lessons.lesson import LessonFile, TrackFile
from proven_lessons.generator.lessons.models import read_model


def problems(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "lesson.yml"
    path.write_text(text)
    written, source, found = read_model(LessonFile, path)
    assert source.file == path.as_posix()
    assert (written is None) == bool(found)
    return [str(problem).removeprefix(f"{path}:") for problem in found]


def test_a_file_that_fits_is_the_model(tmp_path: Path) -> None:
    path = tmp_path / "track.yml"
    path.write_text("title: T\nsummary: S\n")
    written, source, found = read_model(TrackFile, path)
    assert written == TrackFile(title="T", summary="S")
    assert source.text == "title: T\nsummary: S\n"
    assert found == []


HEAD = "title: T\nsummary: S\nview: v\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("title: T\nview: v", "1:1: summary is missing"),
        (HEAD + "minutes: soon", "4:10: minutes: expected a whole number, found 'soon'"),
        (HEAD + "level: hard", "4:8: level: expected 'beginner', 'intermediate' or 'advanced', found 'hard'"),
        (HEAD + "tags: [1]", "4:8: tags 1: expected text, found 1 (put it in quotes)"),
        (HEAD + "tags: {}", "4:7: tags: expected a list"),
        (HEAD + "csrf: 1", "4:7: csrf: expected true or false, found 1"),
        (HEAD + "quiz:\n- ask: Q\n  answer: 3", "6:11: quiz 1, answer: expected text, found 3 "
         "(the key is computed: write an expression such as step.set.session.data)"),
        (HEAD + "settings: {debug: true}", "4:12: settings, debug: expected the name of a Django setting, in capitals, found 'debug'"),
        (HEAD + "what_if: {a b: {title: t}}", "4:11: what_if, a b: expected a name of letters, digits, hyphens and underscores, found 'a b'"),
        (HEAD + "key_moments:\n- ask: Q\n  anser: A", "6:3: unknown key 'anser' (did you mean 'answer'?)"),
        (HEAD + "quiz:\n- ask: Q\n  hint: 3", "6:9: quiz 1, hint: expected text or a list, found 3 (put it in quotes)"),
        (HEAD + "quiz:\n- ask: Q\n  hint: [a, 3]", "6:13: quiz 1, hint 2: expected text, found 3 (put it in quotes)"),
        (HEAD + "what_if:\n  a:\n    task: 3", "6:11: what_if, a, task: expected text or true, found 3 (put it in quotes)"),
        (HEAD + "requests: [run: closepoll 1]", "4:17: requests 1, run: expected a command such as 'command migrate', or a test such as 'test lesson.tests', found 'closepoll 1'"),
        (HEAD + "requests: [run: command]", "4:17: requests 1, run: expected a command such as 'command migrate', or a test such as 'test lesson.tests', found 'command'"),
        (HEAD + "requests: [run: command a 'b]", "4:17: requests 1, run: expected quotes that end, found \"command a 'b\""),
        (HEAD + "requests: [{run: command a, data: {b: c}}]", "4:12: requests 1: a command is run by no browser: leave out data"),
        (HEAD + "requests: [{request: GET /, run: command a}]", "4:12: requests 1: expected one of request, run (a command) and together (two requests at once)"),
        (HEAD + "requests: [command a]", "4:12: requests 1, request: a command is no request: write run: command a"),
        (HEAD + "requests: [run: command manage.py a]", "4:17: requests 1, run: leave out manage.py: expected what stands after it, found 'command manage.py a'"),
        (HEAD + "requests: [{request: GET /, files: {'a[]': 5, 'b[]': 6}}]", "4:44: requests 1, files, a[]: expected text, found 5 (put it in quotes)"),
        (HEAD + "requests: [{clock: 3}]", "4:12: requests 1: expected one of request, run (a command) and together (two requests at once)"),
        (HEAD + "sumary: S", "4:1: unknown key 'sumary' (did you mean 'summary'?)"),
        ("- a", "1:1: expected a mapping of keys and values"),
        ("text", "1:1: expected a mapping of keys and values"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_where_it_stands(text: str, problem: str, tmp_path: Path) -> None:
    assert problem in problems(tmp_path, text)


def test_all_of_it_is_told_at_once(tmp_path: Path) -> None:
    assert len(problems(tmp_path, "title: 1\nview: 2\nminutes: x\nnone: 1\n")) == 5


def test_a_file_that_can_not_be_read_says_why(tmp_path: Path) -> None:
    path = tmp_path / "lesson.yml"
    found = read_model(LessonFile, path, if_missing="write it")[2]
    assert [str(problem) for problem in found] == [f"{path}: there is no such file (write it)"]
    path.write_bytes(b"\xff")
    assert [str(problem) for problem in read_model(LessonFile, path)[2]] == [
        f"{path}:1:1: expected UTF-8 text, found the byte 0xff (save the file as UTF-8)"
    ]
    path.unlink()
    path.mkdir()
    assert [str(problem) for problem in read_model(LessonFile, path)[2]] == [
        f"{path}: can't be read: Is a directory"
    ]
