"""Calls of watched functions are told with their arguments and results; an error of ours stays ours."""

from collections.abc import Iterator
from types import CodeType

import pytest

from proven_lessons.runner.probes import Call
from proven_lessons.runner.tracing.calls import CallWatcher, Served, serving


def outer(a: int, *, b: int = 2, **more: int) -> int:
    return inner(a) + b


def inner(a: int) -> int:
    if a < 0:
        raise ValueError(a)
    return a * 10


NAMES: dict[CodeType, str] = {outer.__code__: "outer", inner.__code__: "inner"}


@pytest.fixture
def watcher() -> Iterator[CallWatcher]:
    watcher, one = CallWatcher(), Served()
    one.is_watched = True
    with serving(one), watcher.active():
        yield watcher


def test_a_call_is_told_with_what_went_in_and_came_out(watcher: CallWatcher) -> None:
    ended: list[Call] = []
    with watcher.watching(NAMES, ended.append, lambda call: f"before {call.name}", ()):
        assert outer(1, b=3, c=4) == 13
    assert [(one.name, one.arguments, one.result, one.before) for one in ended] == [
        ("outer", {"a": 1, "b": 3, "c": 4}, 13, "before outer")
    ], "a call within another is told only if it is asked for"
    ended.clear()
    outer(1)
    assert ended == [], "nobody asks any more"


def test_a_call_within_another_is_told_if_it_is_asked_for(watcher: CallWatcher) -> None:
    ended: list[Call] = []
    with watcher.watching(NAMES, ended.append, None, ("inner",)):
        outer(1)
    assert [one.name for one in ended] == ["inner", "outer"]


def test_a_call_that_raises_is_told_with_its_error(watcher: CallWatcher) -> None:
    ended: list[Call] = []
    with (
        watcher.watching(NAMES, ended.append, None, ("inner",)),
        pytest.raises(ValueError, match="-1"),
    ):
        outer(-1)
    assert [(one.name, type(one.error)) for one in ended] == [
        ("inner", ValueError),
        ("outer", ValueError),
    ]


def test_outside_of_a_request_nothing_is_told(watcher: CallWatcher) -> None:
    ended: list[Call] = []
    with watcher.watching(NAMES, ended.append, None, ()), serving(Served()):
        outer(1)
    assert ended == []


def test_a_call_within_another_exchange_is_told_to_those_who_watch_that(
    watcher: CallWatcher,
) -> None:
    mine: list[Call] = []
    theirs: list[Call] = []
    other = Served()
    other.is_watched = True
    with (
        watcher.watching(NAMES, mine.append, None, ()),
        serving(other),
        watcher.watching(NAMES, theirs.append, None, ()),
    ):
        outer(1)
    assert (len(mine), len(theirs)) == (0, 1)


def test_an_error_of_ours_is_kept_and_not_raised_in_the_lesson(watcher: CallWatcher) -> None:
    def broken(call: Call) -> None:
        raise KeyError("ours")

    with watcher.watching(NAMES, broken, None, ()):
        assert outer(1) == 12
    assert isinstance(watcher.failure, KeyError)


def test_functions_left_to_the_tracer_are_told_by_it(watcher: CallWatcher) -> None:
    ended: list[Call] = []
    watcher.leave_to_tracer([inner.__code__])
    with watcher.watching(NAMES, ended.append, None, ()):
        inner(1)
    assert ended == []
