"""The orders of a view's statements: which pieces there are, and which orders are run."""

import pytest

from proven_lessons.generator.plan.orders import MOST, body_of, name_of, orders_of, variants
from proven_lessons.runner.scenario import (
    Edit,
    RequestSpec,
    Scenario,
    SourceFile,
    Variant,
    apply_variant,
)
from tests.builders import view


def files(text: str) -> tuple[SourceFile, ...]:
    return (SourceFile(path="views.py", content=text.encode()),)


def pieces(text: str) -> list[str] | None:
    body = body_of(files(text), ["view"])
    return None if body is None else ["\n".join(piece) for piece in body.pieces]


def test_a_piece_is_a_statement_with_the_comment_above_it() -> None:
    source = view(
        '"""Say it."""\na = 1\n\n# then\nif a:\n    a = 2\nb = """x\n\ny"""\nreturn HttpResponse(b)'
    )
    assert pieces(source) == [
        "    a = 1",
        "    # then\n    if a:\n        a = 2",
        '    b = """x\n\n    y"""',
        "    return HttpResponse(b)",
    ]


@pytest.mark.parametrize(
    "source",
    [
        view("return HttpResponse('x')"),
        view("a = 1\nb = 2"),
        view("a = 1; b = 2\nreturn HttpResponse('x')"),
        "def view(request:\n",
        "class view:\n    pass\n",
        "",
    ],
)
def test_what_has_no_order_has_no_pieces(source: str) -> None:
    assert pieces(source) is None


def test_the_view_with_the_most_statements_is_taken() -> None:
    source = (
        view("a = 1\nreturn a")
        + "\n\nasync def other(request):\n    a = 1\n    b = 2\n    return a\n"
    )
    body = body_of(files(source), ["view", "other"])
    assert body is not None
    assert (body.view, len(body.pieces)) == ("other", 3)
    assert body_of(files(source), ["view"]) != body


def test_few_statements_are_run_in_every_order_many_in_those_next_to_it() -> None:
    few = body_of(files(view("a = 1\nb = 2\nc = 3\nreturn a")), ["view"])
    assert few is not None
    assert orders_of(few) == ((1, 3, 2, 4), (2, 1, 3, 4), (2, 3, 1, 4), (3, 1, 2, 4), (3, 2, 1, 4))
    many = body_of(files(view("a = 1\nb = 2\nc = 3\nd = 4\ne = 5\nreturn a")), ["view"])
    assert many is not None
    assert orders_of(many) == (
        (2, 1, 3, 4, 5, 6),
        (1, 3, 2, 4, 5, 6),
        (1, 2, 4, 3, 5, 6),
        (1, 2, 3, 5, 4, 6),
    )


def test_a_run_of_an_order_has_the_statements_in_that_order_and_its_steps_are_not_kept() -> None:
    source = view("a = f()\nb = g()\nreturn HttpResponse(a)")
    (name, variant) = next(iter(variants(files(source), ["view"], {}).items()))
    assert name == name_of((2, 1, 3)) == "order 2 1 3"
    assert variant.optional and not variant.keeps_steps
    changed = apply_variant(Scenario(lesson="x", files=files(source), routes={}), variant)
    assert changed.files[0].content.decode() == view("b = g()\na = f()\nreturn HttpResponse(a)")


def test_an_order_is_tried_under_the_what_ifs_that_leave_the_view_alone() -> None:
    source = view("a = f()\nb = g()\nreturn HttpResponse(a)")
    other = Edit(action="replace", find="x", put="y", file="prepare.py")
    own = Edit(action="replace", find="f", put="g", file="views.py")
    what_ifs = {
        "sent": Variant(requests=(RequestSpec(path="/a/"),)),
        "prepared": Variant(edits=(other,)),
        "changed": Variant(edits=(own,)),
    }
    found = variants(files(source), ["view"], what_ifs)
    assert list(found) == ["order 2 1 3", "order 2 1 3 in sent", "order 2 1 3 in prepared"]
    sent, prepared = found["order 2 1 3 in sent"], found["order 2 1 3 in prepared"]
    assert sent.after == prepared.after == "order 2 1 3"
    assert sent.requests == (RequestSpec(path="/a/"),)
    assert prepared.edits[1] == other
    assert sent.optional and not sent.keeps_steps


def test_of_two_ways_that_are_as_long_the_last_is_rebuilt() -> None:
    slow = view("a = 1\nb = 2\nreturn a")
    quick = slow.replace("def view", "def quick")
    found = body_of(files(f"{slow}\n\n{quick}"), ["view", "quick"])
    assert found is not None
    assert found.view == "quick"


def test_a_body_too_long_for_anyone_to_put_in_order_has_no_orders() -> None:
    def long(count: int) -> str:
        body = "".join(f"    value_{number} = {number}\n" for number in range(count - 1))
        return f"def view(request):\n{body}    return HttpResponse('ok')\n"

    longest = body_of(files(long(MOST)), ["view"])
    assert longest is not None and len(longest.pieces) == MOST
    assert body_of(files(long(MOST + 1)), ["view"]) is None
