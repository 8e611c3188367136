"""Each sentence is shown beside what the run says; what was read is known by a digest."""

import dataclasses
from typing import Any

from proven_lessons.generator.claims.review import Reviewed, digest_of, review, reviewed
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.runner.probes.session.events import SessionSet
from tests.builders import a_lesson, a_session, a_step, a_trace, a_value, an_exchange

SET = a_step(
    SessionSet(key=a_value("color"), value=a_value("blue")),
    session=a_session("modified", {}, color="blue"),
)
TRACE = a_trace(an_exchange(SET))
SNAPSHOT = "{{ step.set }} sets `color`. It is saved later, and nobody has seen it."


def lesson(**more: Any) -> Lesson:
    return a_lesson(snapshot=SNAPSHOT, **more)


def test_each_sentence_stands_beside_what_the_run_says() -> None:
    lines = list(review(lesson(), TRACE))
    start = lines.index("lesson_data/track/one/lesson.yml:1: snapshot")
    assert lines[start + 1 : start + 6] == [
        "  Step 2 sets `color`.",
        "      step 2: Run x = 1: Set 'color' = 'blue' in session",
        "  It is saved later, and nobody has seen it.",
        "      (names nothing of the run)",
        "",
    ]


def test_a_mark_says_whether_it_is_still_what_was_read() -> None:
    assert reviewed(lesson(), TRACE) is None
    mark = f"2026-11-25 {digest_of(lesson(), TRACE)}"
    read = lesson(reviewed=mark)
    found = reviewed(read, TRACE)
    assert found == Reviewed(day=found.day, is_current=True) if found else False
    other_text = dataclasses.replace(read, written=a_lesson(reviewed=mark).written)
    other_run = a_trace(an_exchange(SET, status=404))
    for one in (reviewed(other_text, TRACE), reviewed(read, other_run)):
        assert one is not None and not one.is_current


def test_orders_and_automatic_what_ifs_are_not_read_and_do_not_count() -> None:
    more = a_trace(an_exchange(SET), automatic=TRACE.runs["main"])
    assert digest_of(lesson(), more) == digest_of(lesson(), TRACE)
