"""Quiz: the key is computed, exactly one option is right, each other says why not, the order stays."""

from pathlib import Path

import pytest

from proven_lessons.generator.modes.quiz import QuizBlock, QuizMode
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import LESSON, derived, material, problems_of, view, write_lesson

QUIZ = """\
quiz:
  - ask: What is in the session after {{ step.set }}?
    answer: step.set.session.data
    options: [step.request.session.data, {option: {a: 2}, because: Nobody sets 2.}, {option: '"no"', because: No.}]
    hint: Look at {{ step.set }}.
"""
LINK = "step {0}"


def quiz(
    recorder: Recorder, tmp_path: Path, text: str, source: str | None = None
) -> tuple[QuizBlock, list[tuple[str, int | None]]]:
    given = material(recorder, write_lesson(tmp_path, yaml=LESSON + text, source=source))
    block = derived(QuizMode(), given)
    assert block is not None
    return block, [(one.message, one.line) for one in QuizMode().derive(given).problems]


def test_the_key_is_computed_from_the_run(recorder: Recorder, tmp_path: Path) -> None:
    block, problems = quiz(recorder, tmp_path, QUIZ)
    (asked,) = block.questions
    assert problems == []
    assert asked.key is not None
    assert asked.key.shown == "{'a': 1}"
    assert (
        asked.key.reason
        == f"That is the session state after {LINK.format(2)} (Set 'a' = 1 in session)."
    )
    assert {option.shown: option.reason for option in asked.options if not option.is_right} == {
        "'no'": "No.",
        "{'a': 2}": "Nobody sets 2.",
        "{}": f"At {LINK.format(1)} nothing has read the session yet.",
    }
    assert [option.letter for option in asked.options] == ["A", "B", "C", "D"]
    assert quiz(recorder, tmp_path / "again", QUIZ)[0] == block


@pytest.mark.parametrize(
    ("was", "now", "message"),
    [
        ("{a: 2}", "{a: 1}", "the option {'a': 1} is the right answer, too"),
        ("{a: 2}", "{a: 1.0}", "the option {'a': 1.0} is the right answer, too"),
        ("{a: 2}", "{}", "the option {} is there twice"),
        (", {option: '\"no\"', because: No.}", ", {a: 3}", "the option {'a': 3} comes from no run"),
        ("Look at {{ step.set }}.", "\"It is {'a': 1}.\"", "the hint names the answer, {'a': 1}"),
        ("answer: step.set.session.data", "answer: '{\"a\": 1}'", 'the key is typed: {"a": 1}'),
        ("answer: step.set.session.data", "answer: step.sett", "there is no step.sett; there are "),
        ("step.request.session.data, ", "step.reqest.session.data, ", "there is no step.reqest; there are "),
    ],
)  # fmt: skip
def test_a_question_that_could_mislead_is_a_problem(
    was: str, now: str, message: str, recorder: Recorder, tmp_path: Path
) -> None:
    assert was in QUIZ
    _, problems = quiz(recorder, tmp_path, QUIZ.replace(was, now))
    assert len(problems) == 1
    assert problems[0][0].startswith(message)
    assert problems[0][1] in (6, 7, 8)


def test_a_key_that_can_be_guessed_is_a_problem(recorder: Recorder, tmp_path: Path) -> None:
    text = (
        "quiz:\n  - ask: Q\n    answer: response.text\n    options: [{option: 1, because: No.}]\n"
    )
    assert quiz(recorder, tmp_path / "1", text)[1] == [
        ("the key 'ok' can be guessed: it is the only text", 5)
    ]
    long = view("return HttpResponse('a long and winding text that stands out')")
    text = text.replace("{option: 1", "{option: '\"no\"'")
    assert quiz(recorder, tmp_path / "2", text, long)[1] == [
        (
            "the key 'a long and winding text that stands out' can be guessed: it is much longer than the others",
            5,
        )
    ]


def test_options_are_drawn_from_other_steps_and_other_runs(
    recorder: Recorder, tmp_path: Path
) -> None:
    text = "quiz:\n  - ask: Q\n    answer: step.set.session.data\n"
    source = view("request.session['a'] = 'red'\nreturn HttpResponse('blue')")
    block, problems = quiz(recorder, tmp_path, text, source)
    assert problems == []
    assert {option.shown: option.reason for option in block.questions[0].options} == {
        "{'a': 'red'}": f"That is the session state after {LINK.format(2)} (Set 'a' = 'red' in session).",
        "{'a': 'blue'}": "That would be the session state after step 2 if line 5 set 'a' to 'blue'.",
        "{}": f"At {LINK.format(1)} nothing has read the session yet.",
    }
    assert block.questions[0].hints[0] == "Look at the column *Session state* in the row of step 2."


def test_a_question_without_any_other_value_says_what_to_do(
    recorder: Recorder, tmp_path: Path
) -> None:
    text = "quiz:\n  - ask: Q\n    answer: response.status\n"
    given = material(recorder, write_lesson(tmp_path, yaml=LESSON + text))
    assert problems_of(QuizMode(), given) == [
        "the runs have no other value to choose from (write options, or add a what_if in which it is something else)"
    ]


def test_true_or_false_needs_a_reason(recorder: Recorder, tmp_path: Path) -> None:
    text = "quiz:\n  - ask: Saved?\n    answer: final.session.status == 'saved'\n"
    block, problems = quiz(recorder, tmp_path / "1", text)
    assert problems == [("this question needs a because", 5)]
    block, problems = quiz(recorder, tmp_path / "2", text + "    because: It is.\n")
    assert problems == []
    assert [
        (one.letter, one.shown, one.is_right, one.reason) for one in block.questions[0].options
    ] == [("A", "True", True, "It is."), ("B", "False", False, None)]


def test_a_step_that_does_the_same_is_no_wrong_option(recorder: Recorder, tmp_path: Path) -> None:
    text = "requests: [GET /, GET /]\nquiz:\n  - ask: When?\n    answer: exchanges[0].step.set.number\n"
    block, problems = quiz(recorder, tmp_path, text)
    assert problems == []
    assert "6" not in [
        option.shown for option in block.questions[0].options
    ]  # the same line in the second request


def test_without_questions_the_run_asks_three(recorder: Recorder, tmp_path: Path) -> None:
    source = view(
        "request.session['color'] = 'blue'\nfavorite = request.session.get('color', 'red')\n"
        "return HttpResponse(f'It is {favorite}')"
    )
    block, problems = quiz(recorder, tmp_path, "", source)
    assert problems == []
    assert [asked.source for asked in block.questions] == [
        "What is the session state after {{ step[2] }}?",
        "At which step is the key 'color' read from the session?",
        "What does favorite hold after {{ step[3] }}?",
    ]
    assert all(asked.key and len(asked.options) > 1 and asked.hints for asked in block.questions)


def test_a_hint_of_our_own_never_spoils_a_lesson(recorder: Recorder, tmp_path: Path) -> None:
    text = "requests: [GET /, GET /]\nquiz:\n  - ask: Q?\n    answer: exchanges[0].response.text | length\n"
    block, problems = quiz(
        recorder,
        tmp_path,
        text + "    options: [{option: 7, because: No.}]\n    because: So.\n",
        view("return HttpResponse('x')"),
    )
    assert problems == []
    assert block.questions[0].hints[0] == "Look at the execution table."


def test_options_that_look_the_same_are_a_problem(recorder: Recorder, tmp_path: Path) -> None:
    text = "quiz:\n  - ask: Q?\n    answer: response.text\n    options:\n      - {option: '\"2\"', because: No.}\n      - {option: 2, because: No.}\n    because: So.\n"
    _, problems = quiz(recorder, tmp_path, text, view("return HttpResponse('1')"))
    assert [problem for problem, _ in problems] == ["the option 2 is there twice: a reader sees 2"]
    _, problems = quiz(
        recorder,
        tmp_path / "2",
        text.replace('"2"', '"3"').replace("option: 2", "option: 1"),
        view("return HttpResponse('1')"),
    )
    assert problems[0][0] == "the option 1 is there twice: a reader sees 1"


def test_a_session_key_that_is_no_text_is_another_one(recorder: Recorder, tmp_path: Path) -> None:
    text = "quiz:\n  - ask: How many?\n    answer: step.response.session.data | length\n    options: [1, 3]\n    because: So.\n"
    body = "request.session[1] = 'a'\nrequest.session['1'] = 'b'\nreturn HttpResponse('x')"
    block, _ = quiz(recorder, tmp_path, text, view(body))
    assert block.questions[0].key is not None
    assert block.questions[0].key.shown == "2"


def test_the_right_answer_is_not_always_in_the_same_place(
    recorder: Recorder, tmp_path: Path
) -> None:
    many = "quiz:\n" + "".join(
        f"  - ask: Question {number}?\n    answer: step.set.number\n    options: [1, 3, 4]\n"
        for number in range(20)
    )
    block, problems = quiz(recorder, tmp_path, many)
    assert problems == []
    places = {
        option.letter for asked in block.questions for option in asked.options if option.is_right
    }
    assert places == {"A", "B", "C", "D"}
