"""Variables are followed through functions: when they come, change and go, and what they share."""

import dataclasses

from proven_lessons.generator.facts.variables import changed, states_of, tracked
from proven_lessons.runner.trace import Exchange, Step, Value
from tests.builders import a_session, a_step, a_value, an_exchange


def within(function: str, depth: int = 0, **variables: object) -> Step:
    held = {name: a_value(value) for name, value in variables.items()}
    step = a_step(locals=held, depth=depth)
    assert step.at is not None
    return dataclasses.replace(step, at=dataclasses.replace(step.at, function=function))


def rows(exchange: Exchange) -> dict[str, list[str | None]]:
    found = tracked(exchange, with_session=False)
    return {
        one.name: [None if value is None else value.repr for value in one.values]
        for one in found.variables
    }


def test_a_column_stands_for_each_step_after_which_a_variable_had_changed() -> None:
    exchange = an_exchange(
        within("view", x=1), within("view", x=1), within("view", x=2), within("view")
    )
    assert tracked(exchange, with_session=False).after == (2, 4, 5)
    assert rows(exchange) == {"x": [None, "1", "2", None, None]}


def test_a_function_has_its_own_variables_until_it_returns() -> None:
    exchange = an_exchange(within("view", n=1), within("double", 1, n=2), within("view", n=1, m=4))
    assert rows(exchange) == {
        "n in view": [None, "1", "1", "1", "1"],
        "n in double": [None, None, "2", None, None],
        "m in view": [None, None, None, "4", "4"],
    }


def test_a_call_of_itself_keeps_the_variables_of_the_deepest() -> None:
    exchange = an_exchange(within("f", 0, n=2), within("f", 1, n=1), within("f", 0, n=2))
    assert rows(exchange) == {"n": [None, "2", "1", "2", "2"]}


def test_what_is_no_data_is_no_variable() -> None:
    step = a_step(locals={"f": Value(type="function", repr="f"), "x": a_value(1)})
    assert rows(an_exchange(step)) == {"x": [None, "1", "1"]}


def test_iterations_that_are_only_counted_change_nothing() -> None:
    skipped = dataclasses.replace(within("view", x=9), kind="skipped", skipped=3)
    assert rows(an_exchange(within("view", x=1), skipped)) == {"x": [None, "1", "1"]}


def test_the_session_is_followed_if_it_is_wanted() -> None:
    exchange = an_exchange(
        a_step(session=a_session("unread")), a_step(session=a_session("loaded", a=1))
    )
    states = states_of(exchange, with_session=True)
    assert [state.get("request.session") for state in states][1:3] == [
        Value(type="session", repr="unread"),
        Value(type="session", repr="{'a': 1}"),
    ]
    assert all(not state for state in states_of(exchange, with_session=False))


def test_places_that_hold_the_same_object_are_told_once() -> None:
    step = a_step(locals={"cart": a_value([])}, aliases={"cart": "request.session['cart']"})
    (cart,) = tracked(an_exchange(step, step), with_session=False).variables
    assert cart.aliases == ("request.session['cart']",)


def test_changes_between_two_states_say_what_is_gone() -> None:
    one, two = a_value(1), a_value(2)
    assert changed({"a": one, "b": one, "c": one}, {"a": one, "b": two, "d": two}) == {
        "b": two, "c": None, "d": two,
    }  # fmt: skip


def test_what_changes_within_an_instance_is_told_beside_it() -> None:
    def book(title: str) -> Value:
        form = f'["model","lesson.Book",1,[["id",1],["title","{title}"]]]'
        return Value(type="Book", repr="<Book id=1>", exact=form)

    steps = [a_step(locals={"book": book(title)}) for title in ("a", "b")]
    (one,) = tracked(an_exchange(*steps), with_session=False).variables
    assert one.changes == ((), (), ("book.title: 'a' → 'b'",), ())


def test_what_changes_at_many_steps_is_told_as_a_list() -> None:
    steps = [a_step(f"n = {n}", locals={"n": a_value(n // 2), "m": a_value(1)}) for n in range(30)]
    found = tracked(an_exchange(*steps), with_session=False)
    assert found.is_wide
    (n,) = [one for one in found.variables if one.name == "n"]
    (m,) = [one for one in found.variables if one.name == "m"]
    assert [(number, value.repr) for number, value, _lines in found.news(n) if value][:3] == [
        (2, "0"),
        (4, "1"),
        (6, "2"),
    ]
    assert len(found.news(n)) == 15
    assert [number for number, *_ in found.news(m)] == [2]
    assert not tracked(an_exchange(*steps[:4]), with_session=False).is_wide
