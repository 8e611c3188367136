"""HTML as QTI allows it: blocks where blocks may be, words elsewhere, and no attributes."""

from xml.etree.ElementTree import Element, fromstring, tostring

import pytest

from proven_lessons.generator.building.html_tree import parsed
from proven_lessons.generator.building.lms.qti_body import plain, put_blocks, put_words

CODE = (
    '<div class="highlight"><table class="highlighttable"><tr><td class="linenos"><pre>\n 9\n10</pre></td>'
    '<td class="code"><pre><code><span class="k">if</span> a &lt; b:\n    pass\n</code></pre></td></tr></table></div>'
)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a <em>b</em></p>", "<p>a <em>b</em></p>"),
        ("<details><summary>The code</summary><p>x</p></details>", "<p>The code</p><p>x</p>"),
        ('<div>loose<ul class="x"><li>y</li></ul></div>', "<p>loose</p><ul><li>y</li></ul>"),
        ('<p><a href="#step-2" class="s">step 2</a></p>', "<p>step 2</p>"),
        ("<p> </p><p>x</p>", "<p>x</p>"),
        (CODE, "<pre> 9  if a &lt; b:\n10      pass</pre>"),
    ],
)
def test_blocks(html: str, expected: str) -> None:
    target = Element("b")
    put_blocks(target, parsed(html))
    assert tostring(target, "unicode") == f"<b>{expected}</b>"


def test_words_have_no_blocks_and_no_attributes() -> None:
    target = Element("w")
    put_words(
        target,
        parsed('<div><p>a</p><p>b <code class="c" translate="no"><bdi>x</bdi></code></p></div>'),
    )
    assert tostring(target, "unicode") == "<w>ab <code>x</code></w>"


def test_what_xml_cant_hold_is_replaced() -> None:
    element = parsed("<p>a\x00b\x1b\ud800c</p>")[0]
    target = Element("w")
    put_words(target, element)
    assert fromstring(tostring(target)).text == "a\ufffdb\ufffd\ufffdc"
    assert plain(element) == "a\ufffdb\ufffd\ufffdc"
