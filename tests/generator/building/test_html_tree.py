"""What is parsed and written again says the same; what is taken out leaves the text around it."""

import pytest

from proven_lessons.generator.building.html_tree import (
    as_html,
    has_class,
    parsed,
    remove,
    with_class,
)


@pytest.mark.parametrize(
    "text",
    [
        "plain &lt;b&gt; &amp; &amp;lt;",
        "<p>one <em>two</em> three</p> four<br>five",
        '<a href="x?a=1&amp;b=2" title="&quot;q&quot;">l</a>',
        "<pre>  a\n\n  b &lt;</pre>",
        '<input type="radio" value="A"> <span></span>',
    ],
)
def test_it_is_the_same_when_written_again(text: str) -> None:
    assert as_html(parsed(text)) == text


def test_an_end_that_was_never_begun_is_passed_over() -> None:
    assert as_html(parsed("<p>a</i>b</p></p>c")) == "<p>ab</p>c"


def test_the_text_after_what_is_taken_out_stays() -> None:
    root = parsed("a<i>1</i>b<u class='x y'>2</u>c<i>3</i>d")
    remove(root, [*root.iter("i"), *with_class(root, "y")])
    assert as_html(root) == "abcd"


def test_a_class_is_a_word_of_its_own() -> None:
    element = parsed("<p class='lesson-card-of big'></p>")[0]
    assert has_class(element, "big")
    assert not has_class(element, "lesson-card")
