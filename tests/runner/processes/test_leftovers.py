"""What a process that was ended has left behind goes, and nothing else."""

import sys
import tempfile
from pathlib import Path

import pytest

from proven_lessons.runner.processes.leftovers import own_prefix, sweep


@pytest.mark.skipif(sys.platform == "win32", reason="nobody can ask for a process there")
def test_only_what_a_dead_process_has_left_is_removed(tmp_path: Path) -> None:
    (tmp_path / "x-999999999-a").mkdir()
    (tmp_path / "x-999999999-a" / "file").touch()
    (tmp_path / "x-999999999-b").touch()
    kept = {
        Path(tempfile.mkdtemp(prefix=own_prefix("x-"), dir=tmp_path)).name,
        "x-1-a", "y-999999999-a", "x-999999999-a-b", "x-abc",
    }  # fmt: skip
    for name in kept:
        (tmp_path / name).mkdir(exist_ok=True)
    sweep(tmp_path, "x-")
    assert {path.name for path in tmp_path.iterdir()} == kept
    sweep(tmp_path / "nowhere", "x-")
