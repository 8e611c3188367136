"""The reader's literals are compared as Python compares them."""

import ast
import itertools
import warnings
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

TEXTS = [
    "1", "01", "0", "00", "-0", "1_0", "1__0", "1_", "1.", "1.5", ".5", "1.5.", "1e3", "1e1_0", "0x1F", "0x1f", "0o17",
    "0b101", "007", "-1", "- 1", "+1", "1000.0", "1.0", "1e0", "1E0", "True", "False", "None", "'a'", '"a"', "'''a'''",
    'u"a"', "b'a'", "b'a' b'b'", "b'ab'", "b'a' 'b'", "ur'a'", r"r'\''", r"r'\'", r"'\''", r"'\x41'", "'A'", r"b'\u0041'",
    "b'A'", r"b'\\u0041'", r"'\U0001F600'", "'😀'", r"'\UFFFFFFFF'", "'\\n'", "'\n'", "{}", "{1}", "{1,2}", "{2,1}",
    "{2,1,}", "{'a':1}", '{"a":1}', "{'a':1,'b':2}", "{'b':2,'a':1}", "{'a':1,'b'}", "{'a':1,'a':2}", "{'a':2}", "{[1]}",
    "{(1,):2}", "{{}:1}", "[]", "[1]", "[1,]", "[1,2]", "[2,1]", "()", "(1)", "(1,)", "(1,2)", "1,2", "1,", "1,2,", ",",
    "[,]", "{,}", "set()", "[1 2]", "'a' 'b'", "'ab'", "abc", "a", "''", "'", '"', "[[1],[2]]", "[[1], [2]]",
    "{'a': [1, (2,), {'b': None}]}", '{"a":[1,(2,),{"b":None}]}', "1 ", "0.1", "1e-1", "99999999999999999999",
    "'\\q'", "'\\\\q'", "(" * 30 + "1" + ")" * 30, "[" * 20000, "", "   ",
]  # fmt: skip
PLAIN = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
    | st.binary()
)
VALUES = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=4)
    ),
    max_leaves=8,
)
CANONICAL = """async texts => {
    const { canonical } = await import("/assets/pages/scripts/literals.js");
    return texts.map(canonical);
}"""


def read(text: str) -> tuple[bool, Any]:
    """Give whether Python reads `text` as a literal, and which."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return True, ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False, None


def same(one: Any, other: Any) -> bool:
    """Compare as a reader does: 1 is not True, and not 1.0."""
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return len(one) == len(other) and all(
            any(same(key, k) and same(one[key], other[k]) for k in other) for key in one
        )
    return bool(one == other)


def test_what_is_a_literal_and_which_are_equal_is_as_in_python(page: Page) -> None:
    page.goto("/")
    found = page.evaluate(CANONICAL, TEXTS)
    known = [read(text) for text in TEXTS]
    for text, (is_literal, _), form in zip(TEXTS, known, found, strict=True):
        assert (form is not None) == is_literal, text[:40]
    pairs = [
        (text, value, form)
        for text, (is_literal, value), form in zip(TEXTS, known, found, strict=True)
        if is_literal
    ]
    for (text, value, form), (other, its_value, its_form) in itertools.combinations(pairs, 2):
        assert same(value, its_value) == (form == its_form), f"{text} and {other}"


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(values=st.lists(VALUES, min_size=2, max_size=8))
def test_whatever_python_writes_is_read(page: Page, values: list[Any]) -> None:
    if page.url == "about:blank":
        page.goto("/")
    found = page.evaluate(CANONICAL, [repr(value) for value in values])
    assert None not in found
    for (one, form), (other, its_form) in itertools.combinations(
        zip(values, found, strict=True), 2
    ):
        assert same(one, other) == (form == its_form), f"{one!r} and {other!r}"
