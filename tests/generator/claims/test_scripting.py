"""No text of an author can bring a script onto a page, however it is written."""

import pytest

from proven_lessons.generator.claims.scripting import findings

ADDRESS = "an address such as {!r} is not for a text: expected one of a page"


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("[a](javascript:x)", [ADDRESS.format("javascript:x")]),
        ("[a](JaVaScRiPt:x)", [ADDRESS.format("JaVaScRiPt:x")]),
        ("[a](&#106;avascript:x)", [ADDRESS.format("javascript:x")]),
        ("[a](vbscript:x)", [ADDRESS.format("vbscript:x")]),
        ("[a](data:text/html,x)", [ADDRESS.format("data:text/html,x")]),
        ("![a](data:image/png;base64,x)", [ADDRESS.format("data:image/png;base64,x")]),
        ("[r][c]\n\n[c]: javascript:x", [ADDRESS.format("javascript:x")]),
        ("[a](b.md){ onclick='x' }", ["the attribute 'onclick' is not for a text"]),
        ("![a](b.png){ onerror=x }", ["the attribute 'onerror' is not for a text"]),
        ("# A { style='background:url(x)' }", ["the attribute 'style' is not for a text"]),
        ("/// html | img[src='x' onerror='y']\n///", ["the attribute 'onerror' is not for a text"]),
        ("/// html | script\nx\n///", ["the tag <script> is not for a text"]),
        ("/// html | iframe[src='x']\n///", ["the tag <iframe> is not for a text"]),
        ("- [ ] a\n    <script>x</script>", ["the tag <script> is not for a text"]),
        ("\\`<b onclick=x>\\`", ["the attribute 'onclick' is not for a text"]),
        ("<svg/onload=x>", ["the tag <svg> is not for a text"]),
        ("<div markdown onclick=x>\n\na\n\n</div>", ["the attribute 'onclick' is not for a text"]),
    ],
)
def test_what_could_hold_a_script_is_told(text: str, messages: list[str]) -> None:
    assert [one.message for one in findings(text)] == messages


@pytest.mark.parametrize(
    "text",
    [
        "plain *em* **strong** `code`", "[a](../b.md#c) [d](https://example.org) [e](mailto:a@example.org)",
        "`<script>x</script>`", "```html\n<script>x</script>\n```", "* a\n\n  ```\n  <b onclick=x>\n  ```\n",
        "&lt;script&gt;x&lt;/script&gt;", "<https://example.org>", "| a | b |\n| :-- | --: |\n| 1 | 2 |",
        "a[^1]\n\n[^1]: note", "- [x] done", "a\n: b", "![a](b.png)", "# A { #b .c }", "1 < 2 & 3", "a <!-- b --> c",
    ],
)  # fmt: skip
def test_what_a_text_needs_is_let_through(text: str) -> None:
    assert [one.message for one in findings(text)] == []
