"""Make a run repeatable.

A clock that stands still, seeded randomness, stable names for what differs by nature.
"""

import gc
import os
import platform
import random
import re
import socket
import tempfile
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any
from unittest import mock

from proven_lessons.runner.clock import Clock, stopped
from proven_lessons.runner.together import sleep

START = datetime(2026, 1, 5, 9, 0, 0, tzinfo=UTC)
SEED = 2026
NODE = 0x02_00_00_00_00_01  # an address that no network card has
HOST = "localhost"
_ADDRESS = re.compile(r"(?<= at )0x[0-9a-f]{6,16}")
_SAVEPOINT = re.compile(r"\bs\d{6,}_x(\d+)")  # Django names one after the thread it is in
_SESSION_KEY = re.compile(r"[a-z0-9]{32}")


@contextmanager
def frozen() -> Iterator[None]:
    """Stop the clock at START and seed every source of randomness in the standard library.

    `time.sleep` moves the clock on and returns at once. A tick would make dates differ from run to
    run. Garbage in cycles waits for `collect`: else the time at which it goes would depend on how
    much was made in the meantime.
    """
    seeded = random.Random(SEED)  # noqa: S311 (it is to be guessed: each run draws the same)
    # `secrets`, `uuid4` and SystemRandom all draw from here; `random` keeps a name of its own for
    # it.
    draw = seeded.randbytes
    with (
        stopped(START) as clock,
        mock.patch.object(os, "urandom", draw),
        mock.patch.object(random, "_urandom", draw),
        mock.patch.object(time, "sleep", partial(_sleep, clock)),
        # Not `monotonic`: an event loop would wait for ever for a moment that never comes.
        mock.patch.object(time, "perf_counter", time.time),
        mock.patch.object(time, "process_time", time.time),
        _same_identity(),
    ):
        random.seed(SEED)
        gc.freeze()
        gc.disable()
        try:
            yield
        finally:
            gc.enable()
            gc.unfreeze()


def _sleep(clock: Clock, seconds: float) -> None:
    sleep(max(0.0, float(seconds)), time.time, clock.shift)


@contextmanager
def _uname() -> Iterator[None]:
    """Let the system say what machine this is, under the name that each has here."""
    if not hasattr(os, "uname"):
        yield
        return
    system, _name, *rest = os.uname()
    named = os.uname_result((system, HOST, *rest))
    with mock.patch.object(os, "uname", return_value=named):
        yield


@contextmanager
def _same_identity() -> Iterator[None]:
    """Give generators without a seed the same one, and the machine the same names."""
    genuine = random.Random.seed

    def seed(self: random.Random, a: Any = None, version: int = 2) -> None:
        genuine(self, SEED if a is None else a, version)

    with (
        mock.patch.object(random.Random, "seed", seed),  # noqa: S311
        mock.patch.object(random, "seed", partial(seed, random._inst)),  # noqa: SLF001
        mock.patch.object(uuid, "getnode", partial(int, NODE)),
        mock.patch.object(uuid, "_generate_time_safe", None),
        mock.patch.object(uuid, "_last_timestamp", None),
        mock.patch.object(socket, "gethostname", partial(str, HOST)),
        mock.patch.object(platform, "_uname_cache", None),
        mock.patch.object(tempfile, "_name_sequence", None),
        _uname(),
        mock.patch.object(platform, "node", partial(str, HOST)),
    ):
        yield


def collect() -> None:
    """Throw away what is held by cycles only: between two exchanges, when nobody is watched."""
    gc.collect()


def stable(text: str, session_keys: list[str], folders: Iterable[str]) -> str:
    """Return `text` with pseudonyms for keys and addresses, and without `folders` of this machine.

    What is in one of them is told from there.
    """
    genuine = filter(_SESSION_KEY.fullmatch, dict.fromkeys(session_keys))
    for number, key in enumerate(genuine, 1):
        text = text.replace(key, f"session-key-{number}")
    text = _SAVEPOINT.sub(r"s1_x\1", text)
    names: dict[str, str] = {}
    text = _ADDRESS.sub(lambda match: names.setdefault(match[0], f"0x{len(names) + 1:02}"), text)
    for folder in folders:
        text = text.replace(folder + "/", "").replace(folder, ".")
    return text
