"""A PostgreSQL server for tests: a new one in a folder of its own, which only a socket leads to."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

_AS_FAST_AS_CAN_BE = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "16MB"}


@contextmanager
def running() -> Iterator[str]:
    """Run a server; give its address. Without one its tests are skipped, but in CI they fail."""
    programs = _programs()
    if programs is None:
        message = "there is no PostgreSQL; install it to run these tests (on Debian: apt-get install postgresql)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    # It refuses to be run by root.
    user = "postgres" if os.getuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if user:
        shutil.chown(folder, user)
    made = ["-D", "data", "-A", "trust", "-U", "lessons", "-E", "UTF8", "--no-locale", "--no-sync"]
    subprocess.run(
        [programs / "initdb", *made], cwd=folder, user=user, check=True, capture_output=True
    )
    options = {"listen_addresses": "", "unix_socket_directories": folder, **_AS_FAST_AS_CAN_BE}
    given = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    folder.chmod(0o755)
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", "data", *given],
            cwd=folder,
            user=user,
            stderr=log,
            stdout=log,
        )
    try:
        address = f"postgresql:///postgres?host={folder}&user=lessons"
        _wait_for(address, folder)
        yield address
    finally:
        server.send_signal(signal.SIGINT)  # whoever is connected is sent away
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


# Private


def _programs() -> Path | None:
    """Return where its programs are: Debian has them in a folder for each version."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[-3])
    )
    on_path = shutil.which("initdb")
    paths = [*found, *([Path(on_path)] if on_path else [])]
    return paths[-1].parent if paths else None


def _wait_for(address: str, folder: Path) -> None:
    for _ in range(300):
        try:
            psycopg.connect(address).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError((folder / "log").read_text())
