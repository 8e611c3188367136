"""Without questions of the author, the best of those are asked that the run can answer."""

from typing import Any

from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.modes import Material
from proven_lessons.generator.modes.quiz.asking import AUTOMATIC, automatic
from proven_lessons.generator.modes.quiz.block import Asked
from proven_lessons.generator.modes.quiz.distractors import Distractors
from proven_lessons.runner.probes.session.events import SessionSet
from proven_lessons.runner.trace import Step, Trace
from tests.builders import (
    a_lesson,
    a_session,
    a_step,
    a_trace,
    a_value,
    an_exchange,
    in_words,
    view,
)

SOURCE = view("request.session['a'] = 1\nreturn HttpResponse('ok')")


def sets(value: int) -> Step:
    session = a_session("modified", {}, a=value)
    return a_step(
        SessionSet(key=a_value("a"), value=a_value(value)),
        session=session,
        kind="session.set",
        code=f"request.session['a'] = {value}",
    )


def asked(trace: Trace) -> list[Asked]:
    lesson = a_lesson(SOURCE)
    claims = Claims(lesson, trace)
    material = Material(lesson=lesson, trace=trace, claims=claims)
    return automatic(material, Distractors(lesson, trace, claims.names, {}))


def test_at_most_three_are_asked_each_with_its_one_key() -> None:
    found = asked(a_trace(an_exchange(sets(1), a_step(locals={"x": a_value(2)}))))
    assert 0 < len(found) <= AUTOMATIC
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    for one in found:
        assert sum(option.is_right for option in one.options) == 1
        assert len({str(option.shown) for option in one.options}) == len(one.options) > 1
        assert one.problems == ()


def test_a_question_without_another_value_to_choose_from_is_not_asked() -> None:
    def about_status(found: list[Any]) -> list[Any]:
        return [one for one in found if "status" in in_words(one.ask)]

    assert about_status(asked(a_trace(an_exchange(status=404)))) == []
    assert asked(a_trace()) == [], "nothing happened that can be asked for"


def test_a_hint_does_not_name_the_key() -> None:
    for one in asked(a_trace(an_exchange(sets(1), sets(2), a_step(locals={"x": a_value(2)})))):
        key = one.key
        assert key is not None
        assert str(key.shown) not in str(" ".join(in_words(hint) for hint in one.hints)).split()
