"""What "watching changes nothing" means: traced, untraced and plain Django give one and the same answer."""

import json
import os
import re
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Self

from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import Scenario, to_json
from proven_lessons.runner.side_effects import without_steps as bare
from proven_lessons.runner.trace import Exchange
from tests.builders import run

OPAQUE = {"the store": "can't be looked into"}
ROOT = Path(__file__).resolve().parents[1]


class Oracle:
    """The process that says what plain Django answers; use it as a context manager, which ends it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.communicate()

    def answers(self, to: Scenario) -> list[dict[str, Any]]:
        """Give the answer of plain Django to each request."""
        __tracebackhide__ = True
        if self._process is None:
            self._process = _started()
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(to_json(to)) + "\n")
        self._process.stdin.flush()
        found: Any = json.loads(self._process.stdout.readline())
        assert isinstance(found, list), found["error"]
        return [
            {**answer, "sql": [[_named(sql), params] for sql, params in answer["sql"]]}
            for answer in found
        ]


def assert_same(recorder: Recorder, oracle: Oracle, one: Scenario) -> None:
    """Run a scenario in the three ways and compare status, headers, cookies, body, SQL and the stored session."""
    __tracebackhide__ = True
    brief, one = one, replace(one, keeps_steps=True)
    traced = run(recorder, one)
    if not brief.keeps_steps:  # what nobody keeps was not looked at, and says the same of the rest
        assert run(recorder, brief) == bare(traced)
    untraced = run(recorder, replace(one, traced=False))
    told = [asdict(_as_untraced(exchange)) for exchange in traced.exchanges]
    as_it_is = [asdict(exchange) for exchange in untraced.exchanges]
    found = _differences("traced, untraced", _renumbered(told), _renumbered(as_it_is))
    # tests/two_threads.py is the oracle of requests at once, and on a server.
    if any(sent.together for sent in one.requests) or one.database != "sqlite":
        assert not found, "\n".join(found)
        return
    answers = [_answer(exchange) for exchange in traced.exchanges]
    plain = oracle.answers(one)
    for mine, its in zip(answers, plain, strict=False):
        if mine["stored"] == OPAQUE:
            its["stored"] = OPAQUE  # the trace does not say
    found += _differences("traced, plain", _renumbered(answers), _renumbered(plain))
    assert not found, "\n".join(found)


# Private


def _as_untraced(exchange: Exchange) -> Exchange:
    """Leave out what only a tracer can tell: the steps, whose body ran, and who answered."""
    called = exchange.resolved_view if exchange.returned or exchange.raised else None
    return replace(
        exchange,
        steps=(),
        answered_by=None,
        view=exchange.view or called,
        resolved_view=None if exchange.view or called else exchange.resolved_view,
    )


def _renumbered(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the session keys numbers in the order of the answers.

    A trace counts keys that no answer shows, too; without one, a key that only a body shows has no number.
    """
    numbers: dict[str, str] = {}
    text = re.sub(
        r"session-key-\d+|\b[a-z0-9]{32}\b",
        lambda match: numbers.setdefault(match[0], f"session-key-{len(numbers) + 1}"),
        json.dumps(answers),
    )
    renumbered: list[dict[str, Any]] = json.loads(text)
    return renumbered


def _named(sql: str) -> str:
    """Give an SQL statement; Django names a savepoint after its thread, by a number that no two processes share."""
    return re.sub(r'(?<=SAVEPOINT "s)\d+(?=_x\d+"$)', "1", sql)


def _differences(which: str, left: list[dict[str, Any]], right: list[dict[str, Any]]) -> list[str]:
    """Say what differs, an exchange and a field at a time."""
    found = [f"{which}: {len(left)}, {len(right)} exchanges"] if len(left) != len(right) else []
    for number, (one, other) in enumerate(zip(left, right, strict=False), 1):
        found += [
            f"{which}: exchange {number}, {name}:\n  {one[name]!r}\n  {other[name]!r}"
            for name in one
            if one[name] != other[name]
        ]
    return found


def _started() -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.oracle"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "TZ": "UTC"},
    )


def _queries(exchange: Exchange) -> list[Query]:
    """Give the statements in the order in which they were sent: a caller's step stands after those of its call."""
    found = []
    for step in exchange.steps:
        after = step.after or [step.number - 1] * len(step.events)
        found += [
            (last, step.number, event)
            for last, event in zip(after, step.events, strict=True)
            if isinstance(event, Query)
        ]
    # Of two that came after the same step, the one that ends later waits for the other, so it was first.
    return [event for _, _, event in sorted(found, key=lambda one: (one[0], -one[1]))]


def _answer(exchange: Exchange) -> dict[str, Any]:
    """Give what a trace says of an exchange, in the form of the oracle."""
    response = exchange.response
    session = exchange.steps[-1].session
    stored = (
        None
        if session is None or session.stored is None
        else {k: v.repr for k, v in session.stored.items()}
    )
    if session is not None and session.opaque:
        stored = OPAQUE
    queries = _queries(exchange)
    if exchange.command is not None:
        written = [exchange.command.output, exchange.command.errors]
        sent = [[_named(query.sql), list(query.params)] for query in queries]
        status = exchange.command.exit_status
        empty: dict[str, Any] = {"headers": {}, "cookies": {}, "stored": None, "jar": {}}
        return {**empty, "status": status, "text": written, "sql": sent}
    return {
        "status": response.status,
        "headers": dict(response.headers),
        "cookies": {
            name: [cookie.value, dict(cookie.attributes)]
            for name, cookie in response.cookies.items()
        },
        "text": response.text,
        "sql": [[_named(query.sql), list(query.params)] for query in queries],
        "stored": stored,
        "jar": {} if exchange.left_behind is None else dict(exchange.left_behind.cookies),
    }
