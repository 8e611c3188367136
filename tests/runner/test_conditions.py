"""Elsewhere, folders are listed the other way round, and the machine is another one."""

import os
from pathlib import Path

from proven_lessons.runner.conditions import CORES, elsewhere


def test_folders_are_listed_backwards(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).touch()
    here = os.listdir(tmp_path)  # noqa: PTH208
    with elsewhere():
        assert os.listdir(tmp_path) == here[::-1]  # noqa: PTH208
        with os.scandir(tmp_path) as entries:
            assert [entry.name for entry in entries] == here[::-1]
        assert [path.name for path in tmp_path.iterdir()] == here[::-1]
        entries = os.scandir(tmp_path)
        entries.close()
        assert list(entries) == []
    assert os.listdir(tmp_path) == here  # noqa: PTH208


def test_the_machine_is_another_one() -> None:
    before = (os.cpu_count(), os.uname())
    with elsewhere():
        assert os.cpu_count() == CORES
        if hasattr(os, "process_cpu_count"):  # from Python 3.13 on
            assert os.process_cpu_count() == CORES
        assert len(os.sched_getaffinity(0)) == CORES
        assert os.uname().release == "0.0"
    assert (os.cpu_count(), os.uname()) == before
