"""Captured text stays text, whatever it holds."""

import html

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proven_lessons.generator.markup import code, escape, shortened

HOSTILE = {
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "attributes": "\" onmouseover=\"alert(1)' x='",
    "table": "a | b\n--- | ---\nc | d",
    "emphasis": "*a* **b** _c_ ~~d~~ ==e==",
    "code": "`a` ``b`` ```\nc\n```",
    "links": "[a](javascript:alert(1)) <http://x> ![b](c) [d]: e",
    "blocks": "# a\n\n> b\n\n- c\n\n1. d\n\n    e\n\n---\n\n!!! note\n    f",
    "jinja": "{{ 7 * 7 }} {% raw %} {# c #}",
    "entities": "&lt; &amp; &#60; &copy;",
    "attribute lists": "a {: #b .c } {.d}",
    "snippets": '--8<-- "mkdocs.yml"',
    "placeholders": "\x02wzxhzdk:0\x03 \x02amp\x03",
}


def shown(text: str) -> str:
    """Give what a reader sees of `text` in a page made by Python-Markdown."""
    page = markdown.markdown(
        f"<p>{code(text)}</p>\n\nIn a paragraph: {code(text)}.", extensions=["extra"]
    )
    first = page.partition("<bdi>")[2].partition("</bdi>")[0]
    second = page.rpartition("<bdi>")[2].rpartition("</bdi>")[0]
    assert html.unescape(first) == html.unescape(second)
    return html.unescape(second)


@pytest.mark.parametrize("case", [case for case in HOSTILE if case != "placeholders"])
def test_hostile_text_is_shown_as_it_is(case: str) -> None:
    assert shown(HOSTILE[case]) == HOSTILE[case]


def test_control_and_direction_characters_become_visible() -> None:
    assert html.unescape(str(escape("a\x00b\x1bc\x7f"))) == "a␀b␛c␡"
    assert html.unescape(str(escape("a\u202eb\u200bc\u2028"))) == "a\\u{202e}b\\u{200b}c\\u{2028}"
    assert shown(HOSTILE["placeholders"]) == "␂wzxhzdk:0␃ ␂amp␃"


@given(
    st.text(
        alphabet=st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" \n"), max_size=60
    )
)
def test_any_text_is_read_back_as_it_was(text: str) -> None:
    assert html.unescape(str(escape(text))) == text
    assert shown(text) == text


def test_spaces_in_a_row_outlive_who_makes_pages_small() -> None:
    assert escape("a  b\n c d") == "a &#32;b&#10;&#32;c d"


def test_what_the_runner_has_left_out_is_counted_too() -> None:
    assert shortened("a" * 500).endswith("… (+100)")
    cut = "a" * 20_000 + "… (7000 more characters)"
    assert shortened(cut).endswith(f"… (+{20_000 - 400 + 7000})")
    assert shortened("b" * 500 + "… (7 more characters)").endswith(f"… (+{500 + 21 - 400})")
