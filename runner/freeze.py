"""Make a run repeatable.

A clock that stands still, seeded randomness, stable names for what differs by nature.
"""

import gc
import os
import random
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from unittest import mock

import time_machine

START = datetime(2026, 1, 5, 9, 0, 0, tzinfo=UTC)
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
    seeded = random.Random(2026)  # noqa: S311 (it is to be guessed: each run draws the same)
    # `secrets`, `uuid4` and SystemRandom all draw from here; `random` keeps a name of its own for
    # it.
    draw = seeded.randbytes
    with (
        time_machine.travel(START, tick=False) as traveller,
        mock.patch.object(os, "urandom", draw),
        mock.patch.object(random, "_urandom", draw),
        mock.patch.object(time, "sleep", lambda seconds: traveller.shift(max(0.0, float(seconds)))),
        # Not `monotonic`: an event loop would wait for ever for a moment that never comes.
        mock.patch.object(time, "perf_counter", time.time),
        mock.patch.object(time, "process_time", time.time),
    ):
        random.seed(2026)
        gc.freeze()
        gc.disable()
        try:
            yield
        finally:
            gc.enable()
            gc.unfreeze()


def collect() -> None:
    """Throw away what is held by cycles only: between two exchanges, when nobody is watched."""
    gc.collect()


def stable(text: str, session_keys: list[str], folder: str) -> str:
    """Return `text` with pseudonyms for keys and addresses, and without the scratch `folder`."""
    genuine = filter(_SESSION_KEY.fullmatch, dict.fromkeys(session_keys))
    for number, key in enumerate(genuine, 1):
        text = text.replace(key, f"session-key-{number}")
    text = _SAVEPOINT.sub(r"s1_x\1", text)
    names: dict[str, str] = {}
    text = _ADDRESS.sub(lambda match: names.setdefault(match[0], f"0x{len(names) + 1:02}"), text)
    return text.replace(folder + "/", "").replace(folder, ".")
