"""A question of the author is asked with its computed key; what could mislead is a problem."""

from typing import Any

import pytest

from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.lessons.lesson import Question
from proven_lessons.generator.modes import Material
from proven_lessons.generator.modes.quiz.authored import authored
from proven_lessons.generator.modes.quiz.distractors import Distractors
from proven_lessons.runner.probes.session.events import SessionSet
from tests.builders import a_lesson, a_session, a_step, a_trace, a_value, an_exchange, in_words

SET = a_step(
    SessionSet(key=a_value("color"), value=a_value("turquoise")),
    session=a_session("modified", {}, color="turquoise"),
)
TRACE = a_trace(an_exchange(SET, status=201), an_exchange(status=404))


def answered(**question: Any) -> tuple[Any, list[str]]:
    written = {"ask": "What?", "answer": "exchanges[0].response.status"} | question
    lesson = a_lesson(quiz=[written])
    claims = Claims(lesson, TRACE)
    material = Material(lesson=lesson, trace=TRACE, claims=claims)
    source = Distractors(lesson, TRACE, claims.names, {})
    answer = authored(material, source, 0, Question.model_validate(written))
    return in_words(answer.value), [problem.message for problem in answer.problems]


def options(asked: Any) -> dict[str, str | None]:
    return {one.shown: one.reason for one in asked.options}


def test_the_key_is_computed_and_the_other_options_are_drawn() -> None:
    asked, problems = answered()
    assert problems == []
    assert asked.key.shown == "201"
    assert options(asked) == {
        "201": "That is the status of the response to request 1.",
        "404": "That is the status of the response to request 2.",
    }


def test_an_option_that_some_run_has_needs_no_reason_of_the_author() -> None:
    asked, problems = answered(options=["response.status", {"option": 500, "because": "No."}])
    assert problems == []
    assert options(asked)["404"] is not None
    assert options(asked)["500"] == "No."


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ({"answer": "201"}, "the key is typed: 201"),
        ({"options": [500]}, "the option 500 comes from no run"),
        ({"options": [201]}, "the option 201 is the right answer, too"),
        ({"options": [{"option": 500, "because": "No."}, {"option": 500, "because": "No."}]}, "the option 500 is there twice"),
        ({"answer": "response.status == 404", "options": [1]}, "this is a question of true or false"),
        ({"answer": "response.status == 404"}, "this question needs a because"),
        ({"answer": "step.set.session.data.color", "ask": "Is it turquoise?", "options": [{"option": "'blue'", "because": "N."}]},
         "the question names its answer, 'turquoise'"),
        ({"hint": "It is 201."}, "the hint names the answer, 201"),
        ({"answer": "step.set.session.data.color"}, "the runs have no other value to choose from"),
    ],
)  # fmt: skip
def test_what_could_mislead_is_a_problem(question: dict[str, Any], message: str) -> None:
    _, problems = answered(**question)
    assert any(problem.startswith(message) for problem in problems), problems


def test_true_or_false_has_both_options() -> None:
    asked, problems = answered(answer="response.status == 404", because="Nothing is there.")
    assert problems == []
    assert options(asked) == {"True": "Nothing is there.", "False": None}
    assert asked.key.shown == "True"


def test_a_hint_of_the_author_is_kept_and_one_that_names_the_key_is_not_shown() -> None:
    assert answered(hint="Look at the first.")[0].hints[0] == "Look at the first."
    asked, _ = answered(hint="It is 201.")
    assert "201" not in asked.hints[0]


def test_several_hints_come_one_after_the_other_and_none_names_the_key() -> None:
    asked, problems = answered(hint=["Look at the first.", "Count again."])
    assert asked.hints == ("Look at the first.", "Count again.")
    assert problems == []
    asked, problems = answered(hint=["Look at the first.", "It is 201."])
    assert "201" not in str(asked.hints)
    assert any("the hint names the answer" in problem for problem in problems)
