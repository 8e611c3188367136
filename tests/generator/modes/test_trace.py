"""Trace: rows and columns of the execution table and the variable tracker."""

from pathlib import Path

from proven_lessons.generator.modes.trace import TraceMode
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import LESSON, derived, material, view, write_lesson


def test_a_value_stays_until_the_next_one_is_retrieved(recorder: Recorder, tmp_path: Path) -> None:
    source = view(
        "x = request.session.get('a', 1)\ny = 2\nz = len('abc')\nreturn HttpResponse('x')"
    )
    (table,) = derived(
        TraceMode(), material(recorder, write_lesson(tmp_path, source=source))
    ).exchanges
    assert [(row.value and row.value.repr, row.fresh) for row in table.rows] == [
        (None, False),
        ("1", True),
        ("1", False),
        ("3", True),
        ("3", False),
        ("3", False),
    ]


def test_the_tracker_has_a_column_for_each_step_that_changed_something(
    recorder: Recorder, tmp_path: Path
) -> None:
    source = view("x = 1\npass\nrequest.session['a'] = x\nx = 2\nreturn HttpResponse('x')")
    (table,) = derived(
        TraceMode(), material(recorder, write_lesson(tmp_path, source=source))
    ).exchanges
    assert table.tracker.after == (2, 4, 5)
    assert [
        (one.name, [value and value.repr for value in one.values])
        for one in table.tracker.variables
    ] == [
        ("request.session", ["unread", "unread", "{'a': 1}", "{'a': 1}", "{'a': 1}"]),
        ("x", [None, "1", "1", "2", "2"]),
    ]


def test_a_variable_that_is_deleted_is_gone(recorder: Recorder, tmp_path: Path) -> None:
    source = view(
        "x = 1\ndel x\ntry:\n    {}['k']\nexcept KeyError as error:\n    y = 2\nreturn HttpResponse('x')"
    )
    (table,) = derived(
        TraceMode(), material(recorder, write_lesson(tmp_path, source=source))
    ).exchanges
    shown = {
        one.name: [value and value.repr for value in one.values] for one in table.tracker.variables
    }
    assert table.tracker.after == (2, 3, 5, 6)
    assert shown["x"] == [None, "1", None, None, None, None]
    assert shown["error"] == [None, None, None, "KeyError('k')", None, None]


def test_variables_of_several_functions_are_kept_apart(recorder: Recorder, tmp_path: Path) -> None:
    source = (
        view("n = 1\nm = double(n)\nreturn HttpResponse('x')")
        + "\n\ndef double(n):\n    return n * 2\n"
    )
    (table,) = derived(
        TraceMode(), material(recorder, write_lesson(tmp_path, source=source))
    ).exchanges
    assert [one.name for one in table.tracker.variables] == [
        "request.session",
        "n in view",
        "n in double",
        "m in view",
    ]


def test_the_authors_wording_takes_the_place_of_the_derived_one(
    recorder: Recorder, tmp_path: Path
) -> None:
    yaml = (
        LESSON
        + "steps:\n  - at: return HttpResponse\n    action: 'Answer <now> in {{ step.response }}'\n"
    )
    (table,) = derived(TraceMode(), material(recorder, write_lesson(tmp_path, yaml=yaml))).exchanges
    assert [row.action for row in table.rows[1:3]] == [
        "Set 'a' = 1 in session",
        'Answer &#60;now&#62; in <a class="lesson-step" href="#step-3">step 3</a>',
    ]
