"""The variables of a frame are read as they are, and nothing of them stays behind."""

import gc
import sys
import weakref
from types import FrameType
from typing import Any

from proven_lessons.runner.frames import variables


def here() -> FrameType:
    return sys._getframe(1)


def test_arguments_locals_and_closures_are_there_once_bound() -> None:
    outer = 3

    def inner(a: int, *rest: int, key: int = 2, **more: int) -> Any:
        before = variables(here())
        late = outer
        return before, variables(here()), late

    before, after, _ = inner(1, 5, x=6)
    assert before == {"a": 1, "rest": (5,), "key": 2, "more": {"x": 6}, "outer": 3}
    assert {name: after[name] for name in ("a", "late", "outer")} == {"a": 1, "late": 3, "outer": 3}


def test_a_deleted_variable_is_gone() -> None:
    gone = 1
    del gone
    assert "gone" not in variables(here())


def test_the_body_of_a_class_has_its_names() -> None:
    found: dict[str, Any] = {}

    class Body:
        one = 1
        found.update(variables(here()))

    assert found["one"] == 1
    assert Body.one == 1


def test_looking_keeps_no_object_alive() -> None:
    class Thing:
        pass

    def looks() -> weakref.ref[Thing]:
        thing = Thing()
        variables(here())
        held = weakref.ref(thing)
        del thing
        gc.collect()
        return held

    assert looks()() is None
