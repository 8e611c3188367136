"""Read a file that anybody may have put there: a plain one, of a size that can be."""

import errno
import os
import stat
from pathlib import Path

TEXT_LIMIT = 4 * 1024 * 1024  # bytes of a file that an author writes
TRACE_LIMIT = 64 * 1024 * 1024

_KINDS = {
    stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe",
    stat.S_IFCHR: "a device", stat.S_IFBLK: "a device",
}  # fmt: skip


def read(path: Path, limit: int) -> bytes:
    """Return what a file holds; raise OSError, with its `strerror`, for what is no file to be read.

    A pipe would be waited for, a device never ends, and what is longer than `limit` bytes was not
    written by hand.
    """
    try:  # of a pipe, opening would wait for a writer
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        if error.errno == errno.ENXIO:  # it can't be opened at all
            raise OSError(0, "expected a file, found a socket", str(path)) from error
        raise
    with os.fdopen(descriptor, "rb") as file:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            kind = _KINDS.get(stat.S_IFMT(mode), "something else")
            raise OSError(0, f"expected a file, found {kind}", str(path))
        content = file.read(limit + 1)
    if len(content) > limit:
        raise OSError(0, f"it has more than {limit:,} bytes", str(path))
    return content


def with_plain_line_ends(content: bytes) -> bytes:
    """Return text with the line ends that git keeps.

    Those of a checkout on Windows are no part of a lesson.
    """
    return content if b"\0" in content else content.replace(b"\r\n", b"\n")
