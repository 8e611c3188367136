"""Of two requests at once nothing is said that only holds where one follows the other."""

import dataclasses

import pytest

from proven_lessons.generator import aspects
from proven_lessons.generator.aspects.response.answering import lost_fields
from proven_lessons.generator.aspects.session import facts
from proven_lessons.generator.facts.exchanges import numbered
from proven_lessons.generator.facts.loops import Fold, folded
from proven_lessons.generator.facts.sameness import is_same
from proven_lessons.runner.probes.cache import CacheRead, CacheWritten
from proven_lessons.runner.probes.cookies import CookieSet
from proven_lessons.runner.probes.locale import LocaleChanged, LocaleFound
from proven_lessons.runner.probes.messages import MessageAdded, MessagesRead, MessagesStored
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Cookie, Event, Exchange, LeftBehind, Request, Run
from tests.builders import a_run, a_session, a_step, a_value, an_exchange, at_once, words_of
from tests.generator.aspects.response.test_answering import REDIRECT, VIEW, exchange, lost, posted

MENU = a_value("menu")
KEY = "session-key-1"


def moments_of(aspect: str, run: Run) -> list[str]:
    """Give what an aspect says of all exchanges of a run."""
    return [
        words_of(moment.answer)
        for one in numbered(run)
        for moment in aspects.load()[aspect].moments(one)
    ]


def doing(*events: Event, **more: object) -> Exchange:
    return an_exchange(a_step(*events), **more)  # type: ignore[arg-type]


def cache() -> tuple[Exchange, Exchange]:
    return (
        doing(CacheWritten(key=MENU, value=a_value([1]), timeout=None)),
        doing(CacheRead(key=MENU, result=a_value([1]), found=True)),
    )


def cookies() -> tuple[Exchange, Exchange]:
    first = doing(CookieSet(name="sessionid", value=KEY, max_age=None))
    response = dataclasses.replace(
        first.response, cookies={"sessionid": Cookie(value=KEY, attributes={})}
    )
    left = LeftBehind(cookies={"sessionid": KEY}, store="", sessions=())
    sent = Request(method="GET", path="/", headers={}, cookies={"sessionid": KEY}, data=None)
    known = a_step(session=dataclasses.replace(a_session(a=1), key=KEY))
    return (
        dataclasses.replace(first, response=response, left_behind=left),
        an_exchange(known, request=sent, left_behind=left),
    )


def language() -> tuple[Exchange, Exchange]:
    found = a_step(
        LocaleFound(what="language", name="de"), code="", kind="request", phase="opening"
    )
    return doing(LocaleChanged(what="language", name="de")), an_exchange(found)


def messages() -> tuple[Exchange, Exchange]:
    added = MessageAdded(level="info", text="'Done'")
    stored = MessagesStored(storage="CookieStorage", texts=("'Done'",))
    return an_exchange(a_step(added), a_step(stored)), doing(MessagesRead(texts=("'Done'",)))


def outside() -> tuple[Exchange, Exchange]:
    return an_exchange(a_step(outside={"SEEN": a_value([1])})), an_exchange(a_step())


@pytest.mark.parametrize(
    ("aspect", "pair"),
    [
        ("cache", cache()),
        ("cookies", cookies()),
        ("locale", language()),
        ("messages", messages()),
        ("outside", outside()),
    ],
)
def test_what_one_has_from_the_one_before_is_not_said_of_two_at_once(
    aspect: str, pair: tuple[Exchange, Exchange]
) -> None:
    first, second = pair
    assert moments_of(aspect, a_run(first, second)), (
        "one after the other, there is something to say"
    )
    turns = f"{'a' * (len(first.steps) - 1)}{'b' * len(second.steps)}a"
    assert moments_of(aspect, at_once(turns, first, second)) == []


def test_a_query_that_is_asked_again_may_find_what_another_request_has_changed() -> None:
    asked = Query(sql='SELECT "a" FROM "t"', params=(), rows=None, fetched=1)
    twice = an_exchange(a_step(asked), a_step(asked, code="y = 1"))
    assert moments_of("sql", a_run(twice))
    assert moments_of("sql", at_once("aabbbba", an_exchange(a_step()), twice)) == []


def test_a_redirect_is_followed_after_it_has_come() -> None:
    sent, after = posted(**REDIRECT), exchange(by="view", view=VIEW)
    assert lost(sent, after)
    _, second = numbered(at_once("abba", sent, after))
    assert list(lost_fields(second)) == []


def test_of_two_runs_it_is_not_known_that_they_leave_the_same() -> None:
    """In which order two requests changed what they share is recorded, and not compared."""
    pair = an_exchange(a_step()), an_exchange(a_step())
    assert is_same(a_run(*pair), a_run(*pair))
    both = at_once("aabbba", *pair)
    assert is_same(both, both) is None


def test_a_session_that_another_request_has_saved_is_not_lost() -> None:
    session = a_session("not saved", stored={"a": 2}, a=1)
    alone = an_exchange(a_step(session=session))
    assert facts.is_lost(session, alone)
    assert not facts.is_lost(session, dataclasses.replace(alone, together=1))


def test_a_loop_that_another_request_breaks_into_is_not_folded() -> None:
    rounds = [a_step(code="for i in x:", kind="loop", outcome="iteration") for _ in range(8)]
    assert any(isinstance(one, Fold) for one in folded(an_exchange(*rounds).steps))
    first, _ = numbered(at_once("aaaabbbaaaaaa", an_exchange(*rounds), an_exchange(a_step())))
    assert not any(isinstance(one, Fold) for one in folded(first.steps))
