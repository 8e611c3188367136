"""Other conditions for a second run: what a lesson sees of the machine that it happens to be on.

Another seed of hashes, other addresses and another process come with another warm process. Here
are those that must be made: the order in which a folder is listed, and the number of processors.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Self
from unittest import mock

HASH_SEED = "1"  # that of the first run is 0
CORES = 61
HOST = "localhost"


@contextmanager
def elsewhere() -> Iterator[None]:
    """Let folders be listed backwards, and have a number of processors that no machine has."""
    with ExitStack() as stack:
        for name, other in _OTHERS.items():
            if hasattr(os, name):
                stack.enter_context(mock.patch.object(os, name, other))
        yield


# Private


class _Backwards:
    """The entries of a folder, the last one first."""

    def __init__(self, path: Any) -> None:
        with _scandir(path) as entries:
            self._entries = iter(list(entries)[::-1])

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        return next(self._entries)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Forget the rest of the entries."""
        self._entries = iter([])


_scandir, _listdir = os.scandir, os.listdir


def _other_machine() -> os.uname_result:
    return os.uname_result(("Elsewhere", HOST, "0.0", "none", "none"))


def _listed_backwards(path: Any = None) -> list[Any]:
    return _listdir(path)[::-1]


def _scanned_backwards(path: Any = ".") -> _Backwards:
    return _Backwards(path)


_OTHERS = {
    "uname": _other_machine,
    "listdir": _listed_backwards,
    "scandir": _scanned_backwards,
    "cpu_count": lambda: CORES,
    "process_cpu_count": lambda: CORES,
    "sched_getaffinity": lambda _pid: set(range(CORES)),
}
