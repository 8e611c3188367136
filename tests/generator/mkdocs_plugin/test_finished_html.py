"""Finished HTML goes around the converter, and what comes out is what would have come out of it."""

import re
from pathlib import Path

import markdown
import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from proven_lessons.generator.mkdocs_plugin.finished_html import Finished, put_back, taken_out
from proven_lessons.generator.pages.cards import EXTENSIONS

PAGE = """\
# A lesson

<p class="lesson-promise" markdown="span">It says `this`.</p>

<div class="lesson-element"><button>Press</button></div>

////////// html | div.lesson-body

///////// html | section.lesson-mode#trace

## The run

<div class="lesson-table" markdown="0">
<table><tr id="step-1"><td data-label="Step">1</td><td><code class="x">{'a': 1}</code></td></tr>
</table>
</div>
<p>After it.</p>

/////////

///////// html | section.lesson-mode#watch
    attrs: {data-search-exclude: ""}

## Watch {: data-search-exclude="" }

<p>Not to be found.</p>

<details class="lesson-answer" markdown="1">
<summary>Answer</summary>

It is *this*.

<ul><li>finished</li></ul>

</details>

```html
<p>code, and

no HTML</p>
```

/////////

//////////

<h2 class="lesson-appendix" markdown="0">Answers</h2>
"""


def converted(text: str) -> str:
    return markdown.markdown(text, extensions=list(EXTENSIONS))


def whole(text: str) -> str:
    shorter, parts = taken_out(text)
    return put_back(converted(shorter), parts).html


def test_a_page_is_what_the_converter_makes_of_all_of_it() -> None:
    # Within an element that has Markdown, the converter puts line breaks between tags.
    found, expected = (re.sub(r">\s+<", "><", one) for one in (whole(PAGE), converted(PAGE)))
    assert found == expected.replace(' markdown="0"', "")


def test_what_is_markdown_in_part_is_left_to_the_converter() -> None:
    _shorter, parts = taken_out(PAGE)
    assert [part.html.split("\n")[0][:30] for part in parts] == [
        '<div class="lesson-element"><b',
        '<div class="lesson-table">',
        "<p>Not to be found.</p>",
        "<ul><li>finished</li></ul>",
        '<h2 class="lesson-appendix">An',
    ]


@pytest.mark.parametrize(
    "block",
    [
        "<div>open",
        "<div><p>open</div>",
        "</div>",
        "<!-- a comment -->",
        '<p markdown="1">*text*</p>',
        "text <b>bold</b>",
        "    <p>code</p>",
        "<https://example.com>",
    ],
)
def test_a_block_that_is_not_complete_html_stays(block: str) -> None:
    assert taken_out(f"before\n\n{block}\n\nafter") == (f"before\n\n{block}\n\nafter", ())


def test_the_search_has_what_is_to_be_found_and_no_controls() -> None:
    shorter, parts = taken_out(PAGE)
    found = put_back(converted(shorter), parts)
    assert found.ids == {"step-1"}
    assert "1<code>{'a': 1}</code>" in found.searched
    assert "After it." in found.searched
    assert "Press" not in found.searched
    assert "Not to be found" not in found.searched
    assert "It says" in found.searched


def test_a_part_that_got_lost_is_told() -> None:
    shorter, parts = taken_out(PAGE)
    with pytest.raises(ValueError, match="has changed the place"):
        put_back(converted(shorter.replace('<div data-lesson-part="1"></div>', "")), parts)


def test_a_page_that_lost_a_part_is_converted_as_a_whole(tmp_path: Path) -> None:
    config = MkDocsConfig()
    config.load_dict({"site_name": "S", "docs_dir": str(tmp_path), "site_dir": str(tmp_path / "s")})
    config.validate()
    config.markdown_extensions += EXTENSIONS
    files = Files([File("a.md", config.docs_dir, config.site_dir, True)])
    page = Page(None, next(iter(files)), config)
    finished = Finished()
    shorter = finished.take(PAGE)
    html = finished.put(
        page, converted(shorter).replace("data-lesson-part", "data-else"), config, files
    )
    assert "data-else" not in html
    assert '<td data-label="Step">1</td>' in html
    assert page.markdown == PAGE
