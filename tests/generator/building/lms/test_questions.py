"""The parts of a question are those of its card."""

from proven_lessons.generator.building.html_tree import as_html
from proven_lessons.generator.building.lms.questions import Quiz


def test_it_has_the_questions_with_their_options(quiz: Quiz) -> None:
    assert (quiz.key, quiz.name, quiz.title) == ("t/l", "lesson-t-l", "A <b>title</b>")
    first, second = quiz.questions
    assert (
        as_html(first.ask).strip() == "<p>What does the page say, in <strong>one</strong> word?</p>"
    )
    shown = {"".join(one.shown.itertext()).strip(): one for one in first.choices}
    assert sorted(shown) == ["<b>no</b>", "<i>ok</i>", "yes, no"]
    assert [one.letter for one in first.choices] == ["A", "B", "C"]
    assert first.key == shown["<i>ok</i>"].letter
    assert len(second.choices) == 2


def test_a_reason_is_told_without_the_option(quiz: Quiz) -> None:
    reasons = {
        "".join(one.shown.itertext()).strip(): one.reason for one in quiz.questions[0].choices
    }
    wrong, right = reasons["<b>no</b>"], reasons["<i>ok</i>"]
    assert wrong is not None
    assert "".join(wrong.itertext()).strip() == "That is not it."
    assert right is not None
    assert "".join(right.itertext()).strip() == "The view says so."


def test_what_all_questions_are_about_is_the_code_and_no_highlight_is_spoken_of(quiz: Quiz) -> None:
    text = " ".join("".join(one.itertext()) for one in quiz.shared)
    assert "return HttpResponse('<i>ok</i>')" in text
    assert "GET /" in text
    assert "ighlight" not in text
