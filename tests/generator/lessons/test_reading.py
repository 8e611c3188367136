"""A file is read if it is one, and not longer than it may be."""

import os
from pathlib import Path

import pytest

from proven_lessons.generator.lessons.reading import read


def test_a_file_is_read_up_to_a_limit(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"12345")
    assert read(path, 5) == b"12345"
    with pytest.raises(OSError, match="it has more than 4 bytes"):
        read(path, 4)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, kind in ((tmp_path, "Is a directory"), (tmp_path / "pipe", "found a pipe")):
        with pytest.raises(OSError, match=kind):
            read(path, 5)
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "nothing", 5)
