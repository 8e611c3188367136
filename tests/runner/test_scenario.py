"""Edits make the variants of a scenario, or say why they do not fit."""

import json
from dataclasses import fields

import pytest

from proven_lessons.runner.errors import ScenarioError
from proven_lessons.runner.scenario import (
    Barrier,
    Edit,
    Limits,
    ProjectSpec,
    RequestSpec,
    Scenario,
    SourceFile,
    Variant,
    apply_edit,
    apply_variant,
    from_json,
    runs_of,
    to_json,
)
from tests.builders import scenario

SOURCE = "def view(request):\n    x = 1\n    y = 1\n"


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (Edit(action="delete", find="x = 1"), "def view(request):\n    y = 1\n"),
        (
            Edit(action="replace", find="x = 1", put="x = 2"),
            "def view(request):\n    x = 2\n    y = 1\n",
        ),
        (
            Edit(action="insert", find="x = 1", put="z = 3"),
            "def view(request):\n    x = 1\n    z = 3\n    y = 1\n",
        ),
    ],
)
def test_an_edit_changes_one_line(edit: Edit, expected: str) -> None:
    (file,) = apply_edit((SourceFile(path="views.py", content=SOURCE.encode()),), edit)
    assert file.content.decode() == expected


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (
            Edit(action="delete", find="= 1"),
            "'= 1' stands on line 2, 3 of views.py; an edit must match exactly once",
        ),
        (
            Edit(action="delete", find="= 9"),
            "'= 9' stands on no line of views.py; an edit must match exactly once",
        ),
        (
            Edit(action="delete", find="x", file="no.py"),
            "there is no file no.py to edit; the lesson has views.py",
        ),
        (
            Edit(action="turn", find="x = 1"),
            "unknown edit 'turn'; expected delete, replace, insert or write",
        ),
    ],
)
def test_an_edit_that_does_not_fit_says_why(edit: Edit, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        apply_edit((SourceFile(path="views.py", content=SOURCE.encode()),), edit)


def test_variants_are_scenarios_of_their_own() -> None:
    variant = Variant(
        edits=(Edit(action="delete", find="x = 1"),), requests=(RequestSpec(path="/b/"),)
    )
    from dataclasses import replace

    runs = runs_of(replace(scenario(SOURCE), variants={"other": variant}))
    assert list(runs) == ["main", "other"]
    assert b"x = 1" in runs["main"].files[0].content
    assert b"x = 1" not in runs["other"].files[0].content
    assert [request.path for request in runs["other"].requests] == ["/b/"]


def test_a_scenario_survives_the_way_to_a_worker() -> None:
    one = scenario(
        SOURCE,
        RequestSpec(method="POST", data={"a": [1]}),
        files={"data.bin": "\x00"},
        settings={"DEBUG": True},
    )
    assert from_json(to_json(one)) == one


def test_every_field_crosses_to_the_process_of_a_run() -> None:
    given = Scenario(
        lesson="t/l",
        files=(SourceFile(path="views.py", content=b"x", module="m"),),
        routes={"a/": "v"},
        requests=(RequestSpec(path="/b/", tab="t", clock=3),),
        settings={"DEBUG": True},
        limits=Limits(seconds=9),
        csrf=True,
        traced=False,
        project=ProjectSpec(root="/r", settings="s", env=(("A", "b"),), fixtures=("f",)),
        handler="asgi",
        keeps_steps=False,
        database="postgresql",
    )
    plain = Scenario(lesson="", files=(), routes={})
    unlike = [
        one.name for one in fields(Scenario) if getattr(given, one.name) == getattr(plain, one.name)
    ]
    assert unlike == ["variants"]  # each is a scenario of its own by then
    assert from_json(json.loads(json.dumps(to_json(given)))) == given


def test_a_barrier_goes_along_with_a_line_that_is_written_anew() -> None:
    sent = RequestSpec(together=1, barriers=(Barrier(at="x = get()"), Barrier(at="y = 1")))
    one = Scenario(
        lesson="t/a",
        files=(SourceFile(path="views.py", content=b"    x = get()\n    y = 1\n"),),
        routes={},
        requests=(sent, RequestSpec()),
    )
    edit = Edit(action="replace", find="x = get()", put="x = get_or_none()")
    (changed, alone) = apply_variant(one, Variant(edits=(edit,))).requests
    assert [each.at for each in changed.barriers] == ["x = get_or_none()", "y = 1"]
    assert alone == RequestSpec()
    gone = Edit(action="delete", find="y = 1")
    assert apply_variant(one, Variant(edits=(gone,))).requests[0] == sent
