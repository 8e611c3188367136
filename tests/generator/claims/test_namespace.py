"""Names lead into the runs of a lesson: to steps, exchanges, what-ifs, and nowhere else."""

from typing import Any

import pytest

from proven_lessons.generator.claims.namespace import Names
from proven_lessons.generator.claims.readonly import NamesError, place_in_trace
from proven_lessons.runner.probes.session.events import SessionSet
from proven_lessons.runner.trace import LeftBehind, StoredSession
from tests.builders import a_lesson, a_run, a_session, a_step, a_trace, a_value, an_exchange, view

SET = SessionSet(key=a_value("a"), value=a_value(1))
SOURCE = view("request.session['a'] = 1\nreturn HttpResponse('ok')")


def opened(*exchanges: Any, **what_ifs: Any) -> Any:
    written = {name: {"title": "else", "settings": {"DEBUG": True}} for name in what_ifs}
    runs = {name: run for name, run in what_ifs.items() if run is not None}
    return Names(a_lesson(SOURCE, what_if=written), a_trace(*exchanges, **runs)).open()


def test_each_name_at_the_beginning_leads_into_the_lessons_own_run() -> None:
    names = opened(an_exchange(a_step(SET, session=a_session(a=1))), an_exchange(status=404))
    assert names.known() == [
        "step", "steps", "final", "exchanges", "response", "variables", "sql", "cookies", "session",
        "what_if",
    ]  # fmt: skip
    assert place_in_trace(names.top("step").set) == ("main", 2)
    assert place_in_trace(names.top("final")) == ("main", 5)
    assert [place_in_trace(step)[1] for step in names.top("steps")] == [1, 2, 3, 4, 5]
    assert names.top("response").status == 404
    assert names.top("exchanges")[0].response.status == 200
    assert names.top("session") is None
    with pytest.raises(NamesError):
        names.top("nothing")


def test_only_what_ifs_that_were_run_can_be_named() -> None:
    run = a_run(an_exchange(status=500))
    names = opened(other=run, never=None)
    assert names.top("what_if").other.response.status == 500
    assert names.seen.steps == [("other", 2)]
    with pytest.raises(NamesError, match="what_if has no 'never'"):
        _ = names.top("what_if").never


def test_what_is_asked_of_the_run_looks_at_its_end() -> None:
    names = opened()
    _ = names.top("response").status
    assert names.seen.steps == [("main", 2)]
    names = opened(an_exchange(), an_exchange())
    first = names.top("exchanges")[0]
    assert (names.seen.anything, names.seen.steps) == (True, [])
    _ = first.request.path
    assert names.seen.steps == [("main", 1)], "a request is there from the first step on"
    _ = first.response.status
    assert names.seen.steps == [("main", 1), ("main", 2)]


def test_a_session_tells_what_it_holds_and_what_the_store_holds() -> None:
    step = a_step(SET, session=a_session("modified", {"a": 0}, a=1), locals={"n": a_value(3)})
    session = opened(an_exchange(step)).top("step").set.session
    assert (session.status, session.data, session.stored) == ("modified", {"a": 1}, {"a": 0})
    assert opened(an_exchange(step)).top("step").set.locals == {"n": 3}
    assert opened(an_exchange(step)).top("variables") == {}, "only the view's own, at depth 1"
    within = a_step(SET, depth=1, locals={"n": a_value(3)})
    assert opened(an_exchange(within)).top("variables") == {"n": 3}


def test_events_are_plain_data_and_statements_stand_for_themselves() -> None:
    step = a_step(SET)
    assert opened(an_exchange(step)).top("step").set.events == [
        {"kind": "session.set", "key": "a", "value": 1}
    ]


def test_what_an_exchange_leaves_is_told_under_both_its_names() -> None:
    left = LeftBehind(
        cookies={"sessionid": "k"},
        store="db",
        sessions=(
            StoredSession(key="k", data={"a": a_value(1)}, expired=False),
            StoredSession(key="old", data={}, expired=True),
        ),
    )
    one = opened(an_exchange(left_behind=left)).top("exchanges")[0]
    for found in (one.left_behind, one.kept):
        assert found.cookies == {"sessionid": "k"}
        assert found.sessions == {"k": {"a": 1}, "old": {}}
        assert found.expired == ["old"]
    assert opened().top("exchanges")[0].left_behind is None
