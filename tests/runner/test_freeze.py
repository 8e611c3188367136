"""In a run the clock stands still, what is drawn is drawn again, and what differs has one name."""

import datetime
import gc
import os
import platform
import random
import secrets
import socket
import tempfile
import time
import uuid

from proven_lessons.runner.freeze import START, collect, frozen, stable


def draws() -> list[object]:
    with frozen():
        return [
            random.random(), secrets.token_hex(4), uuid.uuid4(), os.urandom(4),
            random.SystemRandom().random(),
        ]  # fmt: skip


def test_what_is_drawn_is_drawn_again() -> None:
    first = draws()
    assert draws() == first
    assert len(set(map(str, first))) == len(first)


def identities() -> list[object]:
    with frozen():
        random.seed()
        return [
            random.random(), random.Random().random(), uuid.uuid1(), socket.gethostname(),
            platform.node(), os.uname().nodename, next(tempfile._get_candidate_names()),
        ]  # fmt: skip


def test_generators_without_a_seed_and_names_of_the_machine_are_the_same_everywhere() -> None:
    first = identities()
    assert identities() == first
    assert first[3:6] == ["localhost"] * 3
    assert random.Random().random() != random.Random().random()


def test_the_clock_stands_still_until_somebody_sleeps() -> None:
    with frozen():
        assert datetime.datetime.now(datetime.UTC) == START
        assert time.time() == time.perf_counter() == START.timestamp()
        time.sleep(3600)
        assert time.time() == START.timestamp() + 3600
        time.sleep(-5)
        assert time.time() == START.timestamp() + 3600, "no clock goes back"
    assert time.time() > START.timestamp() + 7200


def test_afterwards_everything_is_as_it_was() -> None:
    before = (time.sleep, time.perf_counter, os.urandom, gc.isenabled())
    with frozen():
        assert not gc.isenabled()
        collect()
    assert (time.sleep, time.perf_counter, os.urandom, gc.isenabled()) == before


def test_what_differs_from_run_to_run_gets_a_name_that_does_not() -> None:
    key, other = "a" * 32, "b" * 32
    text = f"{other} {key} <f at 0x7f3e2a1b> <g at 0x7f3e2a1c> <f at 0x7f3e2a1b> s140212_x7 /tmp/s/a.txt /tmp/s"
    assert stable(text, [key, "short", other, key], ["/tmp/s"]) == (
        "session-key-2 session-key-1 <f at 0x01> <g at 0x02> <f at 0x01> s1_x7 a.txt ."
    )
    assert stable("0x7f3e2a1b is a number", [], ["/tmp/s"]) == "0x7f3e2a1b is a number"
