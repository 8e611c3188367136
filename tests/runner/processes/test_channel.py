"""A mark outlives its process; an answer counts only with the token of its job, and whole."""

from pathlib import Path

import pytest

from proven_lessons.runner.processes.channel import MARK_SIZE, Marker, answer_in, read_mark


@pytest.fixture
def mark(tmp_path: Path) -> Path:
    path = tmp_path / "mark"
    path.write_bytes(bytes(MARK_SIZE))
    return path


def test_the_last_statement_is_known(mark: Path) -> None:
    assert read_mark(mark) == (None, None)
    marker = Marker(str(mark))
    marker("a_long_name.py", 5)
    assert read_mark(mark) == ("a_long_name.py", 5)
    marker("ä.py", 70_000)
    assert read_mark(mark) == ("ä.py", 70_000)


def test_a_name_without_end_is_cut(mark: Path) -> None:
    Marker(str(mark))("x" * 1000, 1)
    file, line = read_mark(mark)
    assert line == 1
    assert file is not None
    assert 0 < len(file) < MARK_SIZE


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        (b'T{"run": 1}\n', {"run": 1}),
        (b'noise\n\nT{"run": 1}\n', {"run": 1}),
        (b'T{"run": 1}\nT{"run": 2}\n', {"run": 2}),
        (b'X{"run": 1}\n', None),
        (b'noise T{"run": 1}\n', None),
        (b'T{"run": 1}', None),
        (b"", None),
    ],
)
def test_an_answer_has_the_token_of_its_job_and_is_whole(
    written: bytes, answer: dict[str, int] | None
) -> None:
    assert answer_in(written, "T") == answer
