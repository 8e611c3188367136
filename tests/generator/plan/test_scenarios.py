"""A lesson becomes what the runner runs: its requests, its what-ifs, and the runs that we add."""

import pytest

from proven_lessons.generator.plan.scenarios import (
    changed_file,
    draws,
    scenario_of,
    source_of,
    titles,
    views,
)
from proven_lessons.runner.scenario import Edit, Limits, RequestSpec
from tests.builders import a_lesson, view, words_of

ASKED = {"ask": "What?", "answer": "step.set.session.data", "options": [1]}
SOURCE = view("request.session['a'] = 1\nreturn HttpResponse('ok')")


def test_a_view_alone_answers_the_root() -> None:
    scenario = scenario_of(a_lesson(quiz=[ASKED]))
    assert scenario.routes == {"": "view"}
    assert scenario.requests == (RequestSpec(method="GET", path="/"),)
    assert scenario.limits == Limits()
    assert scenario.lesson == "track/one"


def test_requests_settings_and_limits_are_those_of_the_lesson() -> None:
    scenario = scenario_of(
        a_lesson(
            requests=[
                "GET /",
                {"request": "POST /a/", "data": {"n": 1}, "clock": "2 minutes", "client": "ada"},
            ],
            settings={"SESSION_COOKIE_AGE": 60},
            csrf=True,
            limits={"seconds": 1, "rounds": 7},
        )
    )
    assert scenario.requests[1] == RequestSpec(
        method="POST", path="/a/", data={"n": 1}, clock=120, client="ada"
    )
    assert scenario.settings == {"SESSION_COOKIE_AGE": 60}
    assert scenario.csrf
    assert (scenario.limits.seconds, scenario.limits.iterations) == (1, 7), (
        "rounds is its older name"
    )


def test_a_what_if_changes_what_it_names_and_nothing_else() -> None:
    lesson = a_lesson(
        SOURCE,
        what_if={"gone": {"title": "it is gone", "edits": [{"delete": "['a']"}]}},
        quiz=[ASKED],
    )
    variant = (scenario_of(lesson).variants or {})["gone"]
    assert variant.edits == (Edit(file="views.py", action="delete", find="['a']", put=""),)
    assert (variant.requests, variant.settings, variant.optional) == (None, None, False)
    assert "session" not in source_of(lesson, "gone", "views.py")
    assert "session" in source_of(lesson, "main", "views.py")
    assert source_of(lesson, "main", "models.py") == ""


@pytest.mark.parametrize(
    ("quiz", "wanted"),
    [([], True), ([ASKED], False), ([ASKED, {"ask": "Which?", "answer": "final.number"}], True)],
)
def test_runs_are_added_only_where_options_are_drawn(
    quiz: list[dict[str, object]], *, wanted: bool
) -> None:
    lesson = a_lesson(SOURCE, quiz=quiz)
    assert draws(lesson) is wanted
    assert bool(titles(lesson)) is wanted
    names = {name for name, one in (scenario_of(lesson).variants or {}).items() if one.optional}
    assert set(titles(lesson)) <= names
    assert all(words_of(title) for title in titles(lesson).values())


def test_only_views_that_a_request_can_reach_are_put_in_other_orders() -> None:
    lesson = a_lesson(
        view=None,
        routes={"": "home", "a/": "one", "b/": "two", "c/<int:n>/": "three"},
        requests=["GET /", "GET /a/?x=1"],
    )
    assert views(lesson) == ("home", "one", "three")


def test_an_edit_that_does_not_fit_leaves_no_file() -> None:
    edit = Edit(file="views.py", action="delete", find="nowhere", put="")
    assert changed_file(a_lesson().files, (edit,), "views.py") == ""
