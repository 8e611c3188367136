"""What expressions see can be read and no more, and notes that it was looked at."""

from collections.abc import Mapping

import pytest

from proven_lessons.generator.claims.readonly import (
    NamesError,
    Seen,
    StepNames,
    Steps,
    StepView,
    View,
    place_in_trace,
)


def names(named: Mapping[str, tuple[int, ...]], **nearer: tuple[int, str]) -> StepNames:
    return StepNames(
        numbers=(1, 2, 3), named=named, nearer={key: better for better, key in nearer.items()}
    )


def steps(of: StepNames) -> tuple[Steps, Seen]:
    seen = Seen()
    return Steps(
        of, lambda number: StepView("main", number, {"number": lambda: number}, seen)
    ), seen


def test_numbers_of_steps_are_told_in_ranges() -> None:
    names = StepNames(numbers=(1, 2, 3, 9, 11, 12), named={})
    with pytest.raises(
        NamesError, match=r"^there is no step 5; the steps are 1 to 3, 9, 11 to 12$"
    ):
        Steps(names, lambda number: pytest.fail("there is none"))[5]


def test_a_view_shows_what_it_has_and_tells_what_it_has_not() -> None:
    read: list[str] = []
    view = View("a response", {"status": lambda: 200, "text": lambda: "ok"}, read.append)
    assert (view.status, view.text) == (200, "ok")
    assert read == ["status", "text"]
    with pytest.raises(
        NamesError, match=r"^a response has no 'stats'; it has status, text; did you mean 'status'"
    ):
        _ = view.stats
    with pytest.raises(NamesError, match=r"^a response has no '_secret'"):
        _ = view._secret
    assert read == ["status", "text"]
    assert repr(view) == "<a response>"


def test_what_was_looked_at_is_noted_once() -> None:
    seen = Seen()
    assert not seen.anything
    seen.note("main", None)
    assert (seen.anything, seen.steps) == (True, [])
    seen.note("main", 3)
    seen.note("main", 3)
    seen.note("other", 3)
    assert seen.steps == [("main", 3), ("other", 3)]


def test_a_step_is_found_by_its_number_and_by_a_name_that_only_it_has() -> None:
    found, seen = steps(names({"set": (2,), "get": (1, 3)}))
    assert place_in_trace(found[3]) == ("main", 3)
    assert place_in_trace(found.set) == ("main", 2)
    assert (len(found), [place_in_trace(one)[1] for one in found]) == (3, [1, 2, 3])
    assert not seen.anything, "to name a step is not to look at it"
    assert found.set.number == 2
    assert seen.steps == [("main", 2)]


def test_a_name_that_is_wrong_is_told_with_those_that_are_right() -> None:
    found, _ = steps(names({"set": (2,), "get": (1, 3)}, **{"exchanges[1].step.get": (3, "get")}))
    with pytest.raises(NamesError, match=r"^there is no step 9; the steps are 1 to 3$"):
        _ = found[9]
    with pytest.raises(NamesError, match=r"^there is no step 'a'"):
        _ = found["a"]
    with pytest.raises(
        NamesError, match=r"^step.get could be step\[1\] or exchanges\[1\].step.get$"
    ):
        _ = found.get
    with pytest.raises(
        NamesError, match=r"^there is no step.sett; there are step.set, step.get; did"
    ):
        _ = found.sett


def test_the_best_name_of_a_step_is_one_that_only_it_has() -> None:
    of = names({"set": (2,), "get": (1, 3)}, **{"exchanges[1].step.get": (3, "get")})
    assert [of.best(number) for number in (1, 2, 3)] == [
        "step[1]",
        "step.set",
        "exchanges[1].step.get",
    ]
