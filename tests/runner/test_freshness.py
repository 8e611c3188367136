"""A trace is stale when something is different that its runs read or hold, and not otherwise."""

import dataclasses
from collections.abc import Mapping

import pytest

from proven_lessons.runner import freshness
from proven_lessons.runner.freshness import has_unknown_probes, made_from, why_stale
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.trace import Trace
from tests.builders import run, scenario, view


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
    assert why_stale(trace, SCENARIO) is None and not has_unknown_probes(trace)


def test_a_probe_that_sees_nothing_here_makes_no_trace_stale(
    trace: Trace, digests: dict[str, str]
) -> None:
    digests["languages"] = "new"
    digests["mail"] = "another"
    assert why_stale(trace, SCENARIO) is None
    assert has_unknown_probes(trace), "only a run can say that it sees nothing"


def test_a_probe_that_saw_something_makes_it_stale(trace: Trace, digests: dict[str, str]) -> None:
    digests["cache"] = "another"
    assert why_stale(trace, SCENARIO)


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
    assert why_stale(trace, dataclasses.replace(SCENARIO, **changed))  # type: ignore[arg-type]


@pytest.mark.parametrize("changed", [{"django": "5.0"}, {"python": "3.11"}, {"digest": "sha256:0"}])
def test_another_django_or_python_makes_it_stale(trace: Trace, changed: Mapping[str, str]) -> None:
    made = dataclasses.replace(trace.made_from, **changed)  # type: ignore[arg-type]
    assert why_stale(dataclasses.replace(trace, made_from=made), SCENARIO)


def test_it_says_what_has_changed(trace: Trace) -> None:
    def why(**changed: object) -> str | None:
        made = dataclasses.replace(trace.made_from, **changed)  # type: ignore[arg-type]
        return why_stale(dataclasses.replace(trace, made_from=made), SCENARIO)

    assert why(django="5.0") == f"Django 5.0 has become {trace.made_from.django}"
    assert why(digest="sha256:0") == "its files, or the runner, have changed"
    assert why(probes={"cache": "0"}) == "the runner has changed"
    assert why(imported=None) == "what it imports is not recorded"
    known = trace.made_from.imported or {}
    assert why(imported={**known, "sqlparse": "0.1"}) == (
        f"sqlparse 0.1 has become {known['sqlparse']}"
    )
    assert why_stale(dataclasses.replace(trace, lesson="a/b"), SCENARIO) == (
        "its trace is that of another lesson, a/b"
    )
