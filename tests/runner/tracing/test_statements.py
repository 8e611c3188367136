"""Bytecode is mapped to the statements that a reader sees: where each begins, and what it binds."""

import ast
from types import CodeType

import pytest

from proven_lessons.runner.tracing.statements import CodeMap, Statement, map_module


def mapped(body: str, header: str = "def f(x):") -> CodeMap:
    source = header + "\n" + "\n".join(f"    {line}" for line in body.split("\n")) + "\n"
    code = compile(source, "views.py", "exec")
    return next(
        code_map
        for inner, code_map in map_module(code, source, "views.py").items()
        if inner.co_name == "f"
    )


def statements(body: str) -> list[Statement]:
    """Give the statements of a function in the order of their places."""
    found = {id(one): one for one in mapped(body).where.values()}
    return sorted(found.values(), key=lambda one: (one.node.lineno, one.node.col_offset))


@pytest.mark.parametrize(
    ("body", "kinds"),
    [
        ("y = 1\nreturn y", ["assign", "return"]),
        ("x += 1", ["assign"]),
        ("y: int = 1", ["assign"]),
        ("del x", ["delete"]),
        ("if x: pass", ["condition", "pass"]),
        ("for y in x: break", ["loop", "break"]),
        ("while x:\n    x = 0", ["loop", "assign"]),
        ("match x:\n    case 1:\n        y = 1", ["match", "assign"]),
        ("with x as y: y()", ["with", "expression"]),
        ("try:\n    x()\nexcept E as e:\n    raise", ["expression", "except", "raise"]),
        ("import os", ["import"]),
        ("def g(): return 1", ["define"]),
        ("class C: pass", ["define"]),
        ("assert x", ["assert"]),
        ("x()", ["expression"]),
    ],
)
def test_each_statement_has_its_kind(body: str, kinds: list[str]) -> None:
    assert [one.kind for one in statements(body)] == kinds


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("a = b = 1", ("a", "b")),
        ("a, (b, *c) = x", ("a", "b", "c")),
        ("a = a = 1", ("a",)),
        ("x.a = x[0] = 1", ()),
        ("for i, j in x: k = 1", ("i", "j")),
        ("with x as y, x as z: pass", ("y", "z")),
        ("import os.path, sys as s", ("os", "s")),
        ("def g(a): pass", ("g",)),
        ("if (n := x): m = 1", ("n",)),
        ("y = [i for i in x]", ("y",)),
        ("y = lambda a: (b := a)", ("y",)),
        ("match x:\n    case [a, *rest]: pass", ("a", "rest")),
    ],
)
def test_a_statement_binds_what_it_names_itself(statement: str, names: tuple[str, ...]) -> None:
    assert statements(statement)[0].names == names


def test_a_block_is_shown_by_its_header() -> None:
    loop = statements("for y in (\n    x,\n):\n    z = 1")[0]
    assert (loop.place.line, loop.place.end_line) == (2, 4)
    assert loop.place.code == "for y in (\n    x,\n):"
    assert statements("if x: y = 1")[0].place.code == "if x:"
    assert statements("a = 1; b = 2")[0].place.code == "a = 1"


def test_a_function_is_shown_from_its_header_and_named_by_its_code() -> None:
    found = mapped("return x", "@staticmethod\ndef f(x):")
    assert (found.place.line, found.place.code, found.place.function) == (2, "def f(x):", "f")
    assert not found.is_coroutine
    assert mapped("return x", "async def f(x):").is_coroutine


def test_a_match_knows_its_cases_by_their_patterns() -> None:
    found = statements("match x:\n    case 1:\n        a = 1\n    case [y] if y:\n        b = 2")[0]
    assert [pattern for pattern, _ in found.cases] == ["1", "[y] if y"]
    assert [len(block) for _, block in found.cases] == [1, 1]


def test_what_an_exception_leads_to_is_marked() -> None:
    found = mapped("try:\n    x()\nexcept E:\n    pass\nreturn 1")
    assert {found.where[offset].kind for offset in found.caught} == {"except"}
    assert mapped("x()\nreturn 1").caught == frozenset()


def test_each_statement_begins_once_for_each_time_it_runs() -> None:
    found = mapped("for y in x:\n    z = y\nreturn x")
    firsts = set(found.first.values())
    assert {found.where[offset].kind for offset in firsts} == {"loop", "assign", "return"}
    assert firsts <= set(found.begins)
    assert all(isinstance(node, ast.stmt) for node in found.first)


def test_only_functions_are_mapped_and_each_by_its_own_place() -> None:
    source = "x = 1\n\nclass C:\n    def f(self):\n        return 1\n\ndef f():\n    def g():\n        return lambda: 2\n    return g\n"
    code: CodeType = compile(source, "views.py", "exec")
    names = [inner.co_qualname for inner in map_module(code, source, "views.py")]
    assert sorted(names) == ["C.f", "f", "f.<locals>.g"]


def test_a_yield_and_a_call_are_known() -> None:
    (yielding,) = statements("x = yield 1")
    assert (yielding.yields, yielding.calls) == (True, False)
    (calling,) = statements("x = f(lambda: (yield))")
    assert (calling.yields, calling.calls) == (False, True)
