"""What a question points to stands beside it, and never gives the answer away."""

from proven_lessons.generator.modes.quiz.citing import cited, statement_at
from proven_lessons.generator.modes.quiz.subjects import Subject
from proven_lessons.generator.translation import Message, StepLink, _
from proven_lessons.runner.trace import Place, Run
from tests.builders import a_step, a_trace, an_exchange, in_words


def about(step: int | None, *path: str | int, run: str = "main") -> Subject:
    return Subject(run=run, whole=path, step=step, exchange=None, path=path, counted=False)


def a_place(line: int, code: str) -> Place:
    return Place(file="views.py", line=line, end_line=line, code=code, function="view")


def two_requests() -> Run:
    first = an_exchange(a_step(at=a_place(3, "a = 1")))
    second = an_exchange(a_step(at=a_place(4, "b = 2")))
    return a_trace(first, second).runs["main"]


def at(number: int) -> Message:
    return _("Look at {step}.", step=StepLink(f"step-{number}", number))


def test_the_rows_of_a_question_and_of_its_hint_are_shown_with_their_statements() -> None:
    rows = cited(two_requests(), (at(5), at(2), None), about(1, "session", "data"))
    assert [row.step.number for row in rows] == [1, 2, 5]
    assert [in_words(row.what) for row in rows] == ["the request arrives", "a = 1", "b = 2"]
    assert [in_words(row.request) for row in rows] == ["request 1", "request 1", "request 2"]


def test_a_step_that_is_asked_for_and_one_of_another_run_are_not_shown() -> None:
    assert cited(two_requests(), ("Which step?",), about(2, "number")) == ()
    assert cited(two_requests(), (), about(2, "value", run="other")) == ()


def test_more_rows_than_anyone_would_read_are_left_to_the_table() -> None:
    steps = [a_step(code=f"a = {number}") for number in range(9)]
    run = a_trace(an_exchange(*steps)).runs["main"]
    assert cited(run, [at(number) for number in range(1, 8)], None) == ()


def test_a_line_and_a_step_to_choose_have_their_statement() -> None:
    run = two_requests()
    assert statement_at(run, about(2, "number"), 5) == "b = 2"
    assert statement_at(run, about(2, "line"), 3) == "a = 1"
    assert statement_at(run, about(2, "line"), 99) is None
    assert statement_at(run, about(2, "value"), 5) is None
    assert statement_at(run, about(2, "number"), True) is None
