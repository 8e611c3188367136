"""What crosses from a run's process to its parent.

A mark that outlives it, and an answer that nothing can fake.
"""

import contextlib
import json
import mmap
import struct
from pathlib import Path
from typing import Any

MARK_SIZE = 512
_HEAD = struct.Struct("<IH")


class Marker:
    """Writes file and line of the statement that runs into a file that outlives the process."""

    def __init__(self, path: str) -> None:
        with Path(path).open("r+b") as file:
            self._shared = mmap.mmap(file.fileno(), MARK_SIZE)

    def __call__(self, file: str, line: int) -> None:
        name = file.encode()[: MARK_SIZE - _HEAD.size]
        _HEAD.pack_into(self._shared, 0, line, len(name))
        self._shared[_HEAD.size : _HEAD.size + len(name)] = name

    def close(self) -> None:
        """Write no more; what other processes have of it stays."""
        self._shared.close()


def read_mark(path: Path) -> tuple[str | None, int | None]:
    """Return the file and line that a `Marker` wrote last, None twice if it wrote nothing.

    A lesson that is not kept from it may have done anything to the file.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MARK_SIZE)
    except OSError:
        return None, None
    if len(content) < _HEAD.size:
        return None, None
    line, length = _HEAD.unpack_from(content)
    if not line:
        return None, None
    return content[_HEAD.size : _HEAD.size + length].decode(errors="replace"), line


def answer_in(written: bytes | bytearray, token: str) -> dict[str, Any] | None:
    """Find the answer in what came from a process.

    The line that begins with the token of its job.
    """
    if not written.endswith(b"\n"):
        return None
    for line in reversed(bytes(written).split(b"\n")):
        if line.startswith(token.encode()):
            with contextlib.suppress(ValueError, RecursionError):
                answer = json.loads(line[len(token) :])
                return answer if isinstance(answer, dict) else {}
    return None
