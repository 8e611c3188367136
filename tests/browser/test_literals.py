"""The reader's literals are compared as Python compares them."""

import ast
import itertools
import warnings
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, Route

from proven_lessons.generator.pages import browser_files
from proven_lessons.generator.translation import Language

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


@pytest.fixture(autouse=True)
def modules(page: Page) -> None:
    """Serve the modules as they are written: a site has one script, in which nobody can reach into them."""
    sources = browser_files.modules(Language())

    def serve(route: Route) -> None:
        path = urlsplit(route.request.url).path.removeprefix("/assets/")
        route.fulfill(body=sources[path], content_type="text/javascript")

    page.route("**/assets/pages/scripts/*.js", serve)


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


JUDGED = """async cases => {
    const { judge } = await import("/assets/pages/scripts/meaning.js");
    return cases.map(([given, value, isText]) => judge(given, value, isText));
}"""
# What is given, what it is to be, whether that is the text of a response, and what is said.
MEANT = [
    ("{'color': 'blue'}", "{'color': 'blue'}", False, "right"),
    ("{\u201ccolor\u201d: \u2018blue\u2019}", "{'color': 'blue'}", False, "meant"),
    ("dict(color='blue')", "{'color': 'blue'}", False, "meant"),
    ("dict(a=1, b=[2])", "{'a': 1, 'b': [2]}", False, "meant"),
    ("{color: blue}", "{'color': 'blue'}", False, "meant"),
    ("{color: blue, size: dark red}", "{'color': 'blue', 'size': 'dark red'}", False, "meant"),
    ("dict()", "{}", False, "meant"),
    ("blue", "'blue'", False, "meant"),
    ("\u2019blue\u2019", "'blue'", False, "meant"),
    ("true", "True", False, "meant"),
    ("none", "None", False, "meant"),
    ("null", "None", False, "meant"),
    ("\u22121", "-1", False, "meant"),
    ("Blue", "'blue'", False, "almost"),
    ("{'color': 'Blue'}", "{'color': 'blue'}", False, "almost"),
    ("'It is blue'", "'It is blue.'", False, "almost"),
    ("red", "'blue'", False, "wrong"),
    ("{'color': 'red'}", "{'color': 'blue'}", False, "wrong"),
    ("{}", "{'color': 'blue'}", False, "wrong"),
    ("'1'", "1", False, "wrong"),
    ("1", "'1'", False, "meant"),
    ("True", "'True'", False, "meant"),
    ("0", "False", False, "wrong"),
    ("1.0", "1", False, "wrong"),
    ("302 Found", "302", False, "meant"),
    ("status: -1", "-1", False, "meant"),
    ("302 (Found)", "302", False, "meant"),
    ("[0]", "0", False, "wrong"),
    ("(0,)", "0", False, "wrong"),
    ("0,", "0", False, "wrong"),
    ("{0}", "0", False, "wrong"),
    ("0j", "0", False, "wrong"),
    ("[1]", "(1,)", False, "wrong"),
    ("", "''", False, "meant"),
    ("It is blue.", "It is blue.", True, "right"),
    ("'It is blue.'", "It is blue.", True, "right"),
    ("It is blue", "It is blue.", True, "almost"),
    ("it is  Blue.", "It is blue.", True, "almost"),
    ("It\u2019s blue", "It's blue", True, "meant"),
    ("It is red.", "It is blue.", True, "wrong"),
]


def test_what_a_reader_means_is_taken(page: Page) -> None:
    page.goto("/sessions/set-and-get/")
    found = page.evaluate(JUDGED, [list(case[:3]) for case in MEANT])
    wrong = [(case, said) for case, said in zip(MEANT, found, strict=True) if case[3] != said]
    assert wrong == []


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(one=VALUES, other=VALUES)
def test_nothing_else_is_taken(page: Page, one: Any, other: Any) -> None:
    """A literal that Python reads as another value is never taken for what is asked."""
    if "literals" not in page.url:
        page.goto("/sessions/set-and-get/?literals")
    (said,) = page.evaluate(JUDGED, [[repr(one), repr(other), False]])
    if same(one, other):
        assert said == "right"
    elif not isinstance(other, str):
        assert said in ("wrong", "almost"), (one, other)
