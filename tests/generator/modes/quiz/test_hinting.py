"""Hints lead to the answer in steps and never name it."""

from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.modes.quiz.hinting import derived_hints, further
from proven_lessons.generator.modes.quiz.subjects import subject_of
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import a_lesson, in_words, recorded

SOURCE = """from django.http import HttpResponse


def view(request):
    request.session["color"] = "blue"
    return HttpResponse("Blue")
"""


def test_where_to_look_comes_first_and_what_to_think_of_after_it(recorder: Recorder) -> None:
    lesson = a_lesson(SOURCE)
    trace = recorded(recorder, lesson)
    claims = Claims(lesson, trace)
    subject = subject_of("step.set.session.data", claims)
    hints = derived_hints(subject, {"color": "blue"}, (), trace)
    assert in_words(hints) == (
        "Look at the column *Session state* in the row of step 2.",
        "Which lines up to this point change the session, and which only read it?",
    )
    assert hints[1:] == further(subject, {"color": "blue"})


def test_nothing_is_said_where_there_is_nothing_to_look_at(recorder: Recorder) -> None:
    lesson = a_lesson(SOURCE)
    trace = recorded(recorder, lesson)
    assert derived_hints(None, 1, (), trace) == ()
    assert further(None, 1) == ()
