"""Where typing would teach nothing, a reader chooses, or is not asked."""

import pytest

from proven_lessons.generator.aspects import State
from proven_lessons.generator.markup import Code
from proven_lessons.generator.modes.predict.choosing import (
    choices_for,
    is_brief,
    is_written_in,
    texts_of,
)
from proven_lessons.runner.trace import ResponseState
from tests.builders import a_material, a_step, an_exchange


def said(text: str) -> State:
    return State(name="response", label="", value=Code(text), place=0, is_words=True)


def held(value: str, name: str = "variable x") -> State:
    return State(name=name, label="", value=Code(value), place=0)


TEXTS = (("a", "one"), ("b", "two"), ("a", "three"), ("b", "four"), ("b", "five"))


def test_what_the_same_view_says_comes_first() -> None:
    assert choices_for(said("one"), "a", TEXTS) == ("four", "one", "three", "two")
    assert choices_for(said("two"), "b", TEXTS) == ("five", "four", "one", "two")


def test_nothing_is_chosen_where_there_is_nothing_else_or_it_is_no_response() -> None:
    assert choices_for(said("one"), "a", (("a", "one"),)) == ()
    assert choices_for(held("one"), "a", TEXTS) == ()
    assert choices_for(said("o" * 100), "a", TEXTS) == ()


@pytest.mark.parametrize(
    ("code", "state", "is_written"),
    [
        ("x = []", held("[]"), True),
        ("x = 3", held("3"), True),
        ("x += 1", held("1"), False),
        ("x = y[1]", held("1"), False),
        ("request.session['a'] = {}", held("{}", "session"), False),
        ("return HttpResponse('ok')", said("ok"), True),
        ("return HttpResponse(f'{x} ok')", said("1 ok"), False),
    ],
)
def test_what_the_code_says_need_not_be_predicted(
    code: str, state: State, *, is_written: bool
) -> None:
    assert is_written_in(code, state) is is_written


def test_texts_are_those_of_all_runs_that_fit() -> None:
    exchanges = [
        an_exchange(a_step(), response=ResponseState(status=200, text=text))
        for text in ("one", "<p>", "o" * 99)
    ]
    texts = texts_of(a_material(*exchanges).trace)
    assert [text for _, text in texts] == ["one"]
    assert not is_brief("two\nlines")
