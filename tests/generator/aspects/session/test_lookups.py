"""What is said of looking for a key is true of the very statement that does it."""

from collections.abc import Callable

import pytest

from proven_lessons.generator.aspects.session import lookups
from proven_lessons.generator.aspects.session.parts import Found
from proven_lessons.generator.facts.exchanges import NumberedExchange, numbered
from proven_lessons.runner.probes.session.events import (
    SessionPop,
    SessionRead,
    SessionSet,
    SessionSetDefault,
)
from proven_lessons.runner.trace import Event, Raised, SessionState
from tests.builders import a_run, a_session, a_step, a_value, an_exchange, words_of

KEY = a_value("n")
FOUND = SessionSetDefault(key=KEY, value=a_value(0), result=a_value(1), found=True)
SET = SessionSet(key=KEY, value=a_value(2))
POPPED = SessionPop(key=KEY, default=a_value(0), result=a_value(1), found=True)


def told(
    recognise: Callable[[NumberedExchange], Found], *events: Event, session: SessionState
) -> list[tuple[str, list[str]]]:
    step = a_step(*events, session=session, code="n = request.session.get('n')")
    (one,) = numbered(a_run(an_exchange(step)))
    return [(words_of(answer), proof) for _ask, answer, proof in recognise(one)]


def test_setdefault_marks_nothing_where_nothing_is_marked() -> None:
    ((words, proof),) = told(lookups.set_or_got, FOUND, session=a_session(n=1))
    assert words.endswith("`setdefault()` marks nothing as modified then.")
    assert proof[-1] == 'step[2].session.status == "loaded"'


def test_of_a_statement_that_marks_it_in_another_way_nothing_is_said_of_marks() -> None:
    ((words, proof),) = told(lookups.set_or_got, FOUND, SET, session=a_session("modified", n=2))
    assert words == "It only returns it. The key is there, so 0 is not needed."
    assert proof == ["step[2].events[0].found == true"]


def test_a_missing_key_is_set() -> None:
    missing = SessionSetDefault(key=KEY, value=a_value(0), result=a_value(0), found=False)
    ((words, _proof),) = told(lookups.set_or_got, missing, session=a_session("modified", n=0))
    assert words.startswith("It does both.")


@pytest.mark.parametrize(("data", "times"), [({}, 1), ({"n": 2}, 0)])
def test_what_is_put_back_in_the_same_statement_is_not_gone(
    data: dict[str, int], times: int
) -> None:
    found = told(lookups.popped, POPPED, SET, session=a_session("modified", **data))
    assert len(found) == times
    if found:
        assert found[0][1][-1] == "'n' not in step[2].session.data"


def test_a_default_and_a_missing_key() -> None:
    missing = SessionRead(key=KEY, default=a_value(0), result=a_value(0), found=False)
    ((words, _proof),) = told(lookups.default, missing, session=a_session())
    assert "returns its default for a key that is missing, here 0" in words
    without = SessionRead(key=KEY, default=None, result=None, found=False)
    step = a_step(without, error=Raised(type="KeyError", message="'n'"), session=a_session())
    (one,) = numbered(a_run(an_exchange(step)))
    ((ask, _answer, proof),) = lookups.missing_key(one)
    assert words_of(ask) == "Why does {{ step[2] }} raise `KeyError`?"
    assert proof == ['step[2].error == "KeyError"', "step[2].events[0].found == false"]


def test_a_default_that_the_same_statement_puts_into_the_session_is_there() -> None:
    read = SessionRead(key=KEY, default=a_value(0), result=a_value(0), found=False)
    put = SessionSet(key=KEY, value=a_value(0))
    ((words, proof),) = told(lookups.default, read, put, session=a_session("modified", n=0))
    assert words.endswith(
        "`get()` does not put it into the session: the rest of the statement does."
    )
    assert proof[-1] == "'n' in step[2].session.data"
    ((words, proof),) = told(lookups.default, read, session=a_session("loaded"))
    assert words.endswith("The default is not put into the session.")
    assert proof[-1] == "'n' not in step[2].session.data"
