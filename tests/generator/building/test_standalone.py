"""A page without a site: what needs one is left out, and everything is in one document."""

from proven_lessons.generator.building.pages import Built
from proven_lessons.generator.building.standalone import (
    assets,
    base_style,
    document,
    page,
    pages_of,
)

PAGE = """\
---
title: "x"
---

# A title

<ul class="lesson-switch"><li><a href="#quiz">Quiz</a></li><li><a href="#recall">Recall</a></li></ul>

///////// html | section.lesson-mode#recall

## Recall

[Open](../recall.md)

/////////

See [here](https://example.com/) and [there](#quiz).
"""


def test_what_needs_a_site_is_left_out() -> None:
    html = pages_of(Built(pages={"t/a.md": PAGE}), ["t/a.md"])["t/a.md"]
    assert html.startswith('<h1 id="a-title">A title</h1>')
    assert "ecall" not in html
    assert '<a href="https://example.com/">here</a>' in html
    assert '<a href="#quiz">there</a>' in html


def test_a_page_loads_what_is_there() -> None:
    made = page("A & B", "<p>x</p>", "t/a.md", "de", scripts=["assets/own.js"])
    assert made.startswith("<!doctype html>")
    assert '<html lang="de">' in made
    assert "<title>A &amp; B</title>" in made
    for name in ("base.css", "lessons.css", "lessons.js", "own.js"):
        assert f'"../assets/{name}"' in made
    assert {"assets/base.css", "assets/lessons.css", "assets/lessons.js"} <= assets("de").keys()


def test_colours_of_code_give_way_to_ours_and_the_page_has_no_script_in_it() -> None:
    assert "@layer code" in base_style()
    assert "<script>" not in document("x", "", language="en", styles=[], scripts=["a.js"])
