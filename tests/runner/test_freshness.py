"""A trace is stale when something is different that its runs read or hold, and not otherwise."""

import dataclasses
from collections.abc import Mapping

import pytest

from proven_lessons.runner import freshness
from proven_lessons.runner.freshness import has_unknown_probes, is_fresh, made_from, meaning_of
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.trace import Trace
from tests.builders import run, scenario, view

SOURCE = (
    '"""A module."""\n\nX = "a # b"\n\n\ndef f():\n    """Say so."""\n    return X  # the reason\n'
)


@pytest.mark.parametrize(
    "other",
    [
        SOURCE.replace("\n", "\r\n"),
        SOURCE.replace("  # the reason", ""),
        SOURCE.replace('"""Say so."""', '"""Say\n\n    more.\n    """'),
        SOURCE.replace('    """Say so."""\n', ""),
        SOURCE.replace('"""A module."""\n', "# A comment.\n"),
        SOURCE.replace("\n\n\n", "\n\n\n\n"),
    ],
)
def test_comments_docstrings_blank_lines_and_line_endings_mean_nothing(other: str) -> None:
    assert other != SOURCE
    assert meaning_of(other) == meaning_of(SOURCE)


@pytest.mark.parametrize(
    "other",
    [
        SOURCE.replace("a # b", "a # c"),
        SOURCE.replace("return X", "return 'X'"),
        SOURCE.replace("return X", "return (X, '''text''')"),
        SOURCE.replace("    return", "return"),
        SOURCE.replace('X = "a # b"', 'X = "a" "# b"'),
    ],
)
def test_everything_else_does(other: str) -> None:
    assert other != SOURCE
    assert meaning_of(other) != meaning_of(SOURCE)


@pytest.fixture
def trace(recorder: Recorder) -> Trace:
    of = SCENARIO
    found = run(recorder, of)
    return Trace(lesson=of.lesson, made_from=made_from(of, [found]), runs={"main": found})


@pytest.fixture
def digests(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The digests of the probes, which a test may change."""
    known = dict(freshness._probe_digests())
    plain = freshness._watched.__wrapped__
    monkeypatch.setattr(freshness, "_probe_digests", lambda: known)
    monkeypatch.setattr(freshness, "_watched", plain)
    return known


SCENARIO = scenario(
    view("from django.core.cache import cache\ncache.get('a')\nreturn HttpResponse('ok')")
)


def test_a_trace_names_the_probes_that_saw_something(trace: Trace) -> None:
    assert {"cache", "response", "locals", "session"} <= set(trace.made_from.probes)
    assert not {"mail", "forms", "signals", "sql"} & set(trace.made_from.probes)
    assert is_fresh(trace, SCENARIO) and not has_unknown_probes(trace)


def test_a_probe_that_sees_nothing_here_makes_no_trace_stale(
    trace: Trace, digests: dict[str, str]
) -> None:
    digests["languages"] = "new"
    digests["mail"] = "another"
    assert is_fresh(trace, SCENARIO)
    assert has_unknown_probes(trace), "only a run can say that it sees nothing"


def test_a_probe_that_saw_something_makes_it_stale(trace: Trace, digests: dict[str, str]) -> None:
    digests["cache"] = "another"
    assert not is_fresh(trace, SCENARIO)


@pytest.mark.parametrize(
    "changed",
    [
        {"lesson": "tests/other"},
        {"routes": {"": "other"}},
        {"csrf": True},
        {"settings": {"DEBUG": True}},
        {"files": ()},
    ],
)
def test_whatever_a_run_reads_makes_it_stale(trace: Trace, changed: Mapping[str, object]) -> None:
    assert not is_fresh(trace, dataclasses.replace(SCENARIO, **changed))  # type: ignore[arg-type]


@pytest.mark.parametrize("changed", [{"django": "5.0"}, {"python": "3.11"}, {"digest": "sha256:0"}])
def test_another_django_or_python_makes_it_stale(trace: Trace, changed: Mapping[str, str]) -> None:
    made = dataclasses.replace(trace.made_from, **changed)  # type: ignore[arg-type]
    assert not is_fresh(dataclasses.replace(trace, made_from=made), SCENARIO)
