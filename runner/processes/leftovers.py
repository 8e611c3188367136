"""Files and folders with the number of the process that writes them: they go when it is gone."""

import contextlib
import os
import re
import shutil
import sys
from pathlib import Path

_NUMBER = re.compile(r"(\d+)-[^-]*")


def own_prefix(prefix: str) -> str:
    """Return a prefix for names of this process, which `sweep` knows again."""
    return f"{prefix}{os.getpid()}-"


def sweep(folder: Path, prefix: str) -> None:
    """Remove what processes have left in a folder that were ended before they could."""
    if sys.platform == "win32":
        return  # there is no harmless way to ask for a process
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            match = _NUMBER.fullmatch(path.name.removeprefix(prefix))
            if path.name.startswith(prefix) and match and not _is_alive(int(match[1])):
                _remove(path)


# Private


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True  # it is another user's
    return True


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()
