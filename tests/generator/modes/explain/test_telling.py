"""A proof is told in words where it compares values, and never says more than it proves."""

from dataclasses import replace

import pytest

from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.modes.explain.telling import told
from proven_lessons.runner.trace import VARIES, LeftBehind, Response
from tests.builders import (
    a_lesson,
    a_session,
    a_step,
    a_trace,
    a_value,
    an_exchange,
    in_words,
    view,
)

SOURCE = view("x = 1\nreturn HttpResponse('ok')")
RESPONSE = Response(status=200, headers={"X-Color": "light blue"}, cookies={}, text="ok")
LEFT = LeftBehind(cookies={}, store="", sessions=())
WHAT_IF = {name: {"title": name, "requests": ["GET /"]} for name in ("told", "own")}


def said(expression: str) -> list[str]:
    names = {
        "x": a_value(1),
        "long": a_value("y" * 500),
        "random": a_value(VARIES),
        "color": a_value("red"),
    }
    step = a_step(session=a_session("modified", {}, a=1), locals=names, value=a_value("blue"))
    trace = a_trace(an_exchange(step, response=RESPONSE, left_behind=LEFT))
    trace = replace(
        trace, runs={**trace.runs, "told": trace.runs["main"], "own": trace.runs["main"]}
    )
    titles = {"told": "it had been told"}
    words = told(expression, Claims(a_lesson(SOURCE, what_if=WHAT_IF), trace), trace, titles.get)
    return [in_words(one) for one in words]


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ('step[2].value == "blue"', "what step 2 retrieves is 'blue'"),
        ("step[2].locals.x == 1", "x after step 2 is 1"),
        ("step[2].session.data == {'a': 1}", "the session state after step 2 is {'a': 1}"),
        ("response.status == 200", "the status of the response is 200"),
        ("what_if.told.step[2].locals.x == 1", "x after step 2 is 1, if it had been told"),
        (
            "step[2].session.status == 'modified'",
            "the status of the session after step 2 is modified",
        ),
        ("step[2].sql | length == 0", "the number of SQL statements in step 2 is 0"),
        ("'a' in step[2].session.data", "a is in the session state after step 2"),
        ('"b" not in step[2].session.data', "b is not in the session state after step 2"),
        (
            "step[2].locals.x == step[2].session.data.a",
            "x after step 2 is 1, like a in the session after step 2",
        ),
        (
            "what_if.told.step[2].locals.x == step[2].locals.x",
            "x after step 2 is 1, if it had been told",
        ),
        ("step[2].locals.x < 2", "x after step 2 is less than 2"),
        ("step[2].locals.x > 0", "x after step 2 is more than 0"),
        ("step[2].locals.x != 2", "x after step 2 is not 2"),
        (
            "step[2].locals.color != step[2].value",
            "color after step 2 is not the same as what step 2 retrieves",
        ),
        (
            "step[2].value in exchanges[0].response.headers['X-Color']",
            "what step 2 retrieves is in the header X-Color of the response to request 1",
        ),
        ("step[2].error is none", "step 2 raises no exception"),
        ("exchanges[0].error is none", "request 1 ends without an exception"),
        ("exchanges[0].request.cookies == {}", "request 1 sends no cookie"),
        ("exchanges[0].request.method == 'GET'", "the method of request 1 is GET"),
        ("exchanges[0].left_behind.cookies == {}", "the browser keeps no cookie after request 1"),
    ],
)
def test_a_comparison_is_told(expression: str, words: str) -> None:
    assert said(expression) == [words]


def test_each_comparison_that_has_to_hold_is_told() -> None:
    assert said('step[2].value == "blue" and response.status >= 200 and cookies == {}') == [
        "what step 2 retrieves is 'blue'",
        "the status of the response is at least 200",
        "the response to request 1 sets no cookie",
    ]
    assert said("exchanges[0].error is none and step[2].value + 'x' == 'bluex'") == []
    assert said("exchanges[0].error is none or step[2].value == 'blue'") == []


@pytest.mark.parametrize(
    "expression",
    [
        'step[2].value == "red"',
        "step[2].locals.x + 1 == 2",
        "what_if.told.step[2].locals.x < step[2].locals.x + 1",
        "what_if.told.step[2].locals.x >= step[2].locals.x",
        "step[2].gone == 1",
        "1 == 1",
        "step[2].locals.long == step[2].locals.long",
        "step[2].locals.random == step[2].locals.random",
        "what_if.own.step[2].locals.x == 1",
    ],
)
def test_what_is_false_or_more_than_that_is_left_to_the_expression(expression: str) -> None:
    assert said(expression) == []
