"""A disk that is full and a clock that jumps: no trace is half-written, and none is another."""

import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from proven_lessons.generator.building.build import Builder
from proven_lessons.runner import codec
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import view, write_lesson

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits the size of files")


def body(value: int) -> str:
    return view(f"request.session['n'] = {value}\nreturn HttpResponse('ok')")


@contextmanager
def no_room() -> Iterator[None]:
    """Have a file that grows beyond 1 kB fail in the middle, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_the_old_trace_and_the_lesson_has_its_page(
    tmp_path: Path, recorder: Recorder
) -> None:
    one = write_lesson(tmp_path, "t/one", source=body(1))
    two = write_lesson(tmp_path, "t/two", source=body(1))
    builder = Builder(tmp_path, recorder)
    builder.record(["t/one"])
    before = (one / "trace.json").read_bytes()
    (one / "views.py").write_text(body(2))
    with no_room():
        built = builder.record()
    said = "its trace can't be written: File too large"
    assert [str(problem) for problem in built.problems] == [f"{one}: {said}", f"{two}: {said}"]
    assert (one / "trace.json").read_bytes() == before
    assert [path.name for path in sorted(two.iterdir())] == ["lesson.yml", "views.py"]
    pages = builder.build().pages
    assert "Set 'n' = 2 in session" in pages["t/one.md"]
    assert Builder(tmp_path, recorder).record().problems == []
    assert codec.is_untouched((two / "trace.json").read_text())


@pytest.mark.parametrize("year", [1971, 2037])
def test_a_clock_that_jumps_changes_no_trace(year: int, tmp_path: Path, recorder: Recorder) -> None:
    folder = write_lesson(tmp_path, "t/one", source=body(1))
    builder = Builder(tmp_path, recorder)
    builder.record()
    before = (folder / "trace.json").read_bytes()
    with time_machine.travel(datetime(year, 1, 1, tzinfo=UTC)):
        builder.record(force=True)
        (folder / "views.py").write_text(body(2))
        os.utime(folder / "views.py", (0, 0))
        (renewed,) = builder.record().recorded
        assert renewed.key == "t/one"
    (folder / "views.py").write_text(body(1))
    assert len(builder.record().recorded) == 1
    assert (folder / "trace.json").read_bytes() == before
