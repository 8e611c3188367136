"""Automatic what-ifs: which changes are tried, and that one which can't be run spoils nothing."""

from pathlib import Path

import pytest

from proven_lessons.generator.plan import experiments
from proven_lessons.generator.plan.scenarios import scenario_of
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec, SourceFile, apply_variant
from tests.builders import LESSON, loaded, recorded, scenario, view, write_lesson


def titles(body: str) -> list[str]:
    files = (SourceFile(path="views.py", content=view(body).encode()),)
    return [str(one.title) for one in experiments.of(files, ())]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("request.session['a'] = 1", ["line 5 were left out", "line 5 set 'a' to 2"]),
        (
            "x = 'red'\nrequest.session['a'] = 'blue'",
            ["line 6 were left out", "line 6 set 'a' to 'red'"],
        ),
        (
            "request.session['blue'] = 'green'",
            ["line 5 were left out", "line 5 set 'blue' to 'other'"],
        ),
        ("request.session['{a}'] = 1", ["line 5 were left out", "line 5 set '{a}' to 2"]),
        ("x = request.session.get('a', True)", ["the default for 'a' in line 5 were False"]),
        ("x = request.session.pop('a', 'no')", ["the default for 'a' in line 5 were 'other'"]),
        ("request.session['a']['b'] = []", ["line 5 were left out"]),
        ("del request.session['a']", ["line 5 were left out"]),
        ("request.session.modified = True", ["line 5 were left out"]),
        ("request.session.flush()", ["line 5 were left out"]),
        (
            "request.session['a'] = 1\nrequest.session['a'] = 1",
            [],
        ),  # no edit could name one of them
        ("x = {}.get('a', 1)", []),
    ],
)
def test_what_touches_the_session_is_changed(body: str, expected: list[str]) -> None:
    assert titles(body) == expected


def test_requests_are_repeated_and_come_from_new_browsers() -> None:
    found = experiments.of((), (RequestSpec(), RequestSpec(path="/b/")))
    assert [
        (str(one.title), [(spec.client, spec.path) for spec in one.variant.requests or ()])
        for one in found
    ] == [
        (
            "the last request were sent once more",
            [("browser", "/"), ("browser", "/b/"), ("browser", "/b/")],
        ),
        ("each request came from a new browser", [("browser-1", "/"), ("browser-2", "/b/")]),
    ]


def test_they_are_bounded_and_fit_the_source() -> None:
    body = "\n".join(f"request.session['k{number}'] = {number}" for number in range(30))
    one = scenario(view(body))
    found = experiments.of(one.files, one.requests)
    assert len(found) == experiments.LIMIT
    assert all(apply_variant(one, experiment.variant) != one for experiment in found)


def test_one_that_can_not_be_run_is_left_out(recorder: Recorder, tmp_path: Path) -> None:
    source = view(
        "if True:\n    request.session['a'] = 1\nreturn HttpResponse('ok')"
    )  # an empty block, without it
    lesson = loaded(write_lesson(tmp_path, source=source))
    assert "without line 6" in (scenario_of(lesson).variants or {})
    assert list(recorded(recorder, lesson).runs) == ["main", "once more", "line 6:31 with 2"]


def test_a_lesson_that_writes_all_its_options_needs_none(tmp_path: Path) -> None:
    text = "quiz:\n  - ask: Q\n    answer: step.set.number\n    options: [1]\n"
    lesson = loaded(write_lesson(tmp_path, yaml=LESSON + text))
    assert scenario_of(lesson).variants == {}
