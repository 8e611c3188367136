"""What is activated is told in every part; that it lasts is a moment."""

import pytest

from proven_lessons.generator.aspects.locale import LocaleAspect
from proven_lessons.generator.facts.exchanges import numbered
from proven_lessons.runner.probes.locale import LocaleChanged, LocaleFound
from proven_lessons.runner.trace import Event
from tests.builders import a_run, a_step, an_exchange, words_of
from tests.generator.aspects import Told, told


@pytest.mark.parametrize(
    ("event", "action", "clause", "cell"),
    [
        (
            LocaleFound(what="language", name="de"),
            [],
            "The language de is still active.",
            "language de is still active",
        ),
        (
            LocaleFound(what="time zone", name="Asia/Tokyo"),
            [],
            "The time zone Asia/Tokyo is still active.",
            "time zone Asia/Tokyo is still active",
        ),
        (
            LocaleChanged(what="language", name="de"),
            ["language de"],
            "Line 5 activates the language de.",
            "language de",
        ),
        (
            LocaleChanged(what="language", name=None),
            ["language of the settings"],
            "Line 5 goes back to the language of the settings.",
            "language of the settings",
        ),
        (
            LocaleChanged(what="language", name=""),
            ["no language"],
            "Line 5 leaves no language active.",
            "no language",
        ),
        (
            LocaleChanged(what="time zone", name="Asia/Tokyo"),
            ["time zone Asia/Tokyo"],
            "Line 5 activates the time zone Asia/Tokyo.",
            "time zone Asia/Tokyo",
        ),
        (
            LocaleChanged(what="time zone", name=None),
            ["time zone of the settings"],
            "Line 5 goes back to the time zone of the settings.",
            "time zone of the settings",
        ),
    ],
)
def test_each_event_is_told_in_every_part(
    event: Event, action: list[str], clause: str, cell: str
) -> None:
    assert told(event) == Told(
        actions=action, clauses=[clause], box=None, arrows=action, states=[], cells=[cell]
    )


@pytest.mark.parametrize(
    ("what", "name", "answer"),
    [
        (
            "language",
            "de",
            "{{ step[2] }} activated it, and nothing puts it back: the active language belongs to the "
            "thread, not to the request, and the next request is answered by the same thread.",
        ),
        (
            "time zone",
            "Asia/Tokyo",
            "{{ step[2] }} activated it, and nothing puts it back: the active time zone belongs to the "
            "thread, not to the request, and the next request is answered by the same thread.",
        ),
    ],
)
def test_what_lasts_beyond_its_request_is_a_moment(what: str, name: str, answer: str) -> None:
    first = an_exchange(a_step(LocaleChanged(what=what, name=name)))
    found = a_step(LocaleFound(what=what, name=name), code="", kind="request", phase="opening")
    _, one = numbered(a_run(first, an_exchange(found)))
    (moment,) = LocaleAspect().moments(one)
    assert words_of(moment.ask) == f"Why does request 2 begin with the {what} {name}?"
    assert words_of(moment.answer) == answer
    assert moment.proof == (
        f"step[5].events[0].name == {name!r}",
        f"step[2].events[0].what == {what!r}",
    )


def test_what_somebody_put_back_is_none() -> None:
    first = an_exchange(
        a_step(LocaleChanged(what="language", name="de")),
        a_step(LocaleChanged(what="language", name=None)),
    )
    found = a_step(LocaleFound(what="language", name="fr"), code="", kind="request")
    _, one = numbered(a_run(first, an_exchange(found)))
    assert list(LocaleAspect().moments(one)) == []


def test_it_is_the_step_that_activated_what_is_there() -> None:
    first = an_exchange(
        a_step(LocaleChanged(what="time zone", name="Europe/Berlin")),
        a_step(LocaleChanged(what="time zone", name="Asia/Tokyo")),  # by override(), which ends
    )
    found = a_step(LocaleFound(what="time zone", name="Europe/Berlin"), code="", kind="request")
    _, one = numbered(a_run(first, an_exchange(found)))
    (moment,) = LocaleAspect().moments(one)
    assert moment.proof[1] == "step[2].events[0].what == 'time zone'"


def test_a_middleware_that_chooses_for_each_request_makes_it_none() -> None:
    first = an_exchange(a_step(LocaleChanged(what="language", name="de")))
    chosen = a_step(
        LocaleFound(what="language", name="de"), LocaleChanged(what="language", name="fr"),
        code="", kind="request", phase="opening",
    )  # fmt: skip
    _, one = numbered(a_run(first, an_exchange(chosen)))
    assert list(LocaleAspect().moments(one)) == []
