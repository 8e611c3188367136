"""Flow: the phases of the run, in order."""

from dataclasses import replace
from typing import Any

from proven_lessons.generator.modes.flow import FlowMode
from proven_lessons.runner.probes.response import ResponseCreated
from proven_lessons.runner.probes.session.events import SessionRead, SessionSet
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Exchange, Raised, ResponseState, Step
from tests.builders import a_material, a_step, a_value, an_exchange, at_once, derived

SET = SessionSet(key=a_value("a"), value=a_value("b"))
MADE = ResponseCreated(type="HttpResponse", status=200, location=None)
GET = SessionRead(key=a_value("a"), default=None, result=a_value("b"), found=True)


def boxes(*exchanges: Exchange) -> list[list[tuple[str, int, int]]]:
    block = derived(FlowMode(), a_material(*exchanges))
    return [[(box.words, box.first, box.last) for box in one.boxes] for one in block.exchanges]


def test_the_flow_has_the_boxes_of_the_reference_page() -> None:
    value = {"x": a_value("b")}
    exchange = an_exchange(
        a_step(SET, kind="session.set", code="request.session['a'] = 'b'"),
        a_step(GET, kind="session.get", value=a_value("b"), names=("x",), locals=value, code="x = request.session.get('a')"),
        a_step(MADE, kind="response", locals=value, code="return HttpResponse(f'It is {x}')", response=ResponseState(status=200, text="It is b")),
    )  # fmt: skip
    assert boxes(exchange) == [
        [
            ("Request received", 1, 1),
            ("Access session object", 2, 2),
            ("Set session key-value", 2, 2),
            ("Get session value by key", 3, 3),
            ("Use value in response", 4, 4),
            ("Send response back", 5, 5),
        ]
    ]


def test_steps_in_a_row_share_a_box_and_exchanges_have_titles() -> None:
    def sets(name: str, **more: Any) -> Step:
        return a_step(kind="assign", names=(name,), code=f"{name} = 1", **more)

    steps = [
        sets("x"), sets("y"), a_step(kind="condition", outcome="true", code="if x:"), sets("y"),
        a_step(MADE, kind="response", code="return HttpResponse('x')"),
    ]  # fmt: skip
    given = a_material(an_exchange(*steps), an_exchange(*steps, client="ada"))
    block = derived(FlowMode(), given)
    assert [exchange.title for exchange in block.exchanges] == [
        "Request 1: GET /, from the first browser",
        "Request 2: GET /, from the browser 'ada'",
    ]
    assert [(box.words, box.first, box.last) for box in block.exchanges[1].boxes] == [
        ("Request received", 8, 8),
        ("Set a variable", 9, 10),
        ("Decide by condition", 11, 11),
        ("Set a variable", 12, 12),
        ("Create the response", 13, 13),
        ("Send response back", 14, 14),
    ]


def test_what_the_lesson_is_about_stands_with_it() -> None:
    block = derived(FlowMode(), a_material())
    assert (block.exchanges[0].title, block.note) == (None, "It runs.")


def test_a_text_that_happens_to_be_in_the_response_is_no_use_of_a_value() -> None:
    made = {"kind": "response", "response": ResponseState(status=200, text="It is b, 10")}
    got = a_step(
        GET,
        kind="session.get",
        value=a_value("b"),
        names=("x",),
        code="x = request.session.get('a')",
    )
    again = a_step(kind="assign", names=("x",), code="x = 'b'")
    constant = a_step(MADE, code="return HttpResponse('It is b, 10')", **made)
    used = a_step(MADE, code="return HttpResponse(f'It is {x}, 10')", **made)
    for steps, words in (
        ([got, used], "Use value in response"),
        ([got, constant], "Create the response"),
        ([got, again, used], "Create the response"),
    ):
        assert boxes(an_exchange(*steps))[0][-2][0] == words


def test_a_box_counts_what_it_sends_to_the_database_and_names_conditions_and_errors() -> None:
    query = Query(sql="SELECT 1", params=(), rows=None, fetched=1)
    own = replace(query, session="load")
    exchange = an_exchange(
        a_step(query, kind="loop", outcome="iteration", code="for x in y:"),
        a_step(query, query, code="f(x)"),
        a_step(query, code="f(x)"),
        a_step(own, kind="loop", outcome="iteration", code="for x in y:"),
        a_step(kind="condition", outcome="false", code="if x is None:"),
        a_step(kind="call", code="g(x)"),
        a_step(code="h(x)", error=Raised(type="KeyError", message="'a'")),
    )
    block = derived(FlowMode(), a_material(exchange))
    (flow,) = block.exchanges
    assert flow.statements == 5, "the session's are statements, too"
    assert [(box.words, box.statements, box.code, box.detail) for box in flow.boxes[1:-1]] == [
        ("Loop", 1, "for x in y:", "next iteration"),
        ("Query the database", 3, None, None),
        ("Loop", 1, None, "next iteration"),
        ("Decide by condition", 0, "if x is None:", "no"),
        ("Call a function", 0, "g(x)", None),
        ("An exception is raised", 0, "h(x)", "KeyError"),
    ]


def test_of_two_requests_at_once_no_box_spans_steps_of_the_other_one() -> None:
    two = an_exchange(a_step(SET), a_step(SET))
    assert boxes(two)[0][2:3] == [("Set session key-value", 2, 3)]
    run = at_once("aabbbaa", two, an_exchange(a_step()))
    material = a_material(*run.exchanges)
    trace = replace(material.trace, runs={"main": run})
    block = derived(FlowMode(), replace(material, trace=trace))
    found = [(box.words, box.first, box.last, box.meanwhile) for box in block.exchanges[0].boxes]
    assert found[2:4] == [
        ("Set session key-value", 2, 2, None),
        ("Set session key-value", 6, 6, "Meanwhile, request 2: steps 3 to 5"),
    ]
