"""Orders that run the same statements to the same effect are told by the text alone."""

import ast
from itertools import permutations

import pytest

from proven_lessons.generator.plan.statements import Use, representative, uses_of


def uses(body: str, arguments: str = "request") -> tuple[Use, ...]:
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    function = ast.parse(f"def view({arguments}):\n{lines}\n").body[0]
    assert isinstance(function, ast.FunctionDef)
    return uses_of(function, function.body)


def runs(body: str) -> set[tuple[int, ...]]:
    """Give the orders that have to be run to know what all of them do."""
    found = uses(body)
    *moved, last = range(1, len(found) + 1)
    return {representative((*order, last), found) for order in permutations(moved)}


def ends_in(body: str, order: tuple[int, ...]) -> str:
    """Give what an order of statements leaves, or the exception that it ends in."""
    statements = ast.parse(body).body
    text = "\n".join(ast.unparse(statements[number - 1]) for number in order)
    lines = "\n".join(f"    {line}" for line in text.splitlines())
    names: dict[str, object] = {"outside": 7, "log": []}
    exec(f"def view(request):\n{lines}\n", names)
    try:
        return repr((names["view"]([3]), names["log"]))  # type: ignore[operator]
    except Exception as error:
        return repr((type(error).__name__, names["log"]))


BODIES = [
    "a = []\nb = 2\nfor x in range(b):\n    a.append(x)\nc = {x: 1 for x in a}\nreturn (a, b, c)",
    "a = request\nb = a[0]\nlog.append(b)\nreturn b",
    "a = 1\na = 2\nb = (a, 3)\nreturn b",
    "if request:\n    a = 1\nb = [a for a in request]\na = 5\nreturn (a, b)",
    "a = 1\nb = lambda: a\nc = b()\nreturn c",
    "try:\n    b = a\nexcept NameError:\n    b = 0\na = 1\nlog.append(b)\nreturn b",
    "a = outside\nb = a if request else c\nc = 3\nreturn (a, b, c)",
    "a = 1\nif request:\n    return log\nb = c\nc = 2\nreturn b",
    "a = (n := 4)\nb = n\nlog.append(b)\nreturn a",
    "a = 1\nb = {}\nc = 'x'\nd = (a, b)\nreturn d",
    "request = [1]\nb = request\nlog.append(b)\nreturn b",
    "def a():\n    return b\nb = 1\nc = a()\nreturn c",
    "a = 1\na += 1\nlog.append(a)\nreturn a",
    "with open('/dev/null') as a:\n    b = a\nlog.append(b)\nc = b\nreturn c is b",
]


@pytest.mark.parametrize("body", BODIES)
def test_an_order_does_what_the_one_does_that_is_run_for_it(body: str) -> None:
    found = uses(body)
    *moved, last = range(1, len(found) + 1)
    for order in permutations(moved):
        whole = (*order, last)
        instead = representative(whole, found)
        assert sorted(instead) == sorted(whole)
        assert instead[-1] == last
        assert ends_in(body, whole) == ends_in(body, instead), (whole, instead)


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (BODIES[0], 10),  # of 24
        ("a = 1\nb = 2\nc = 3\nreturn (a, b, c)", 1),
        ("a = f()\nb = g()\nreturn (a, b)", 2),
        ("a = request.session.get('n')\nb = a + 1\nrequest.session['n'] = b\nreturn b", 4),
    ],
)
def test_few_orders_are_run(body: str, count: int) -> None:
    assert len(runs(body)) == count


def test_where_names_are_not_plainly_local_nothing_is_said() -> None:
    assert uses("if request:\n    global a\n    a = 1\nb = a\nreturn b") == ()
