"""The form of a page is sent with the fields and values that Chromium sends, whatever it holds."""

from collections.abc import Iterator
from html import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from proven_lessons.runner.site.forms import fields_of

SENT = """() => {
  const form = document.forms[0];
  const buttons = [...document.querySelectorAll("button, input")].filter(
    (one) => one.form === form && !one.matches(":disabled") && ["submit", "image"].includes(one.type));
  const entries = new FormData(form, buttons[0] ?? null);
  const text = (value) => typeof value === "string" ? value : value.name;
  return [...entries].map(([name, value]) => [name, text(value).replace(/\\r\\n|\\r|\\n/g, "\\r\\n")]);
}"""

NAMES = st.sampled_from(["a", "b", "", "_charset_"])
VALUES = st.sampled_from(
    ["", "x", "0", "-1.5e2", "+1", "1.", "120", "two\nlines", " x@y.org , z ", "#ABCDEF", "12:30", "25:00",
     "12:30:00.5", "2024-02-29", "2023-02-29", "2024-02", "0000-01", "2020-W53", "2021-W53", "1 2", "é&<\"'>",
     "2024-02-29T12:30:00", "2024-02-29 12:30", "2024-02-29T12:30:10.50"]
)  # fmt: skip
KINDS = st.sampled_from(
    ["", "text", "hidden", "checkbox", "radio", "submit", "image", "button", "reset", "file", "email", "url",
     "number", "range", "color", "date", "month", "week", "time", "datetime-local", "password", "search", "tel",
     "RADIO", "unknown"]
)  # fmt: skip
FLAGS = st.lists(st.sampled_from(["checked", "disabled", "multiple", "required", "readonly", 'form="f"', 'form="none"', 'min="3"', 'max="9"', 'step="2"', 'step="any"', 'size="3"']), max_size=3, unique=True)  # fmt: skip


@st.composite
def inputs(draw: st.DrawFn) -> str:
    value = draw(st.none() | VALUES)
    given = "" if value is None else f' value="{escape(value)}"'
    return f'<input name="{draw(NAMES)}" type="{draw(KINDS)}"{given} {" ".join(draw(FLAGS))}>'


@st.composite
def options(draw: st.DrawFn) -> str:
    value = draw(st.sampled_from(["", ' value="1"', ' value=""', ' value="2"']))
    flags = draw(st.sampled_from(["", " selected", " disabled", " selected disabled"]))
    return f"<option{value}{flags}>{draw(st.sampled_from(['One', ' Two  words ', '']))}"


@st.composite
def selects(draw: st.DrawFn) -> str:
    inner = "".join(draw(st.lists(options(), max_size=4)))
    group = draw(st.sampled_from(["", "<optgroup>", "<optgroup disabled>"]))
    end = "</optgroup>" if group else ""
    more = "".join(draw(st.lists(options(), max_size=2)))
    return (
        f'<select name="{draw(NAMES)}" {" ".join(draw(FLAGS))}>{group}{inner}{end}{more}</select>'
    )


@st.composite
def others(draw: st.DrawFn) -> str:
    name, flags = draw(NAMES), " ".join(draw(FLAGS))
    text = escape(draw(VALUES))
    kind = draw(st.sampled_from(["", ' type="submit"', ' type="button"', ' type="reset"']))
    return draw(
        st.sampled_from(
            [
                f'<textarea name="{name}" {flags}>\n{text}</textarea>',
                f'<textarea name="{name}" {flags}>{text}</textarea>',
                f'<button name="{name}" value="{text}"{kind} {flags}>Send</button>',
                f'<button name="{name}"{kind} {flags}>Send</button>',
            ]
        )
    )


FIELDS = st.recursive(
    inputs() | selects() | others(),
    lambda inner: (
        st.builds(
            lambda opening, parts, ending: opening + "".join(parts) + ending,
            st.sampled_from(["<fieldset>", "<fieldset disabled>"]),
            st.lists(inner, max_size=2),
            st.just("</fieldset>"),
        )
        | st.builds(
            lambda part, other: (
                f"<fieldset disabled><legend>{part}</legend>{other}<legend>{other}</legend></fieldset>"
            ),
            inner,
            inner,
        )
        | st.builds("<template>{}</template>".format, inner)
        | st.builds("<datalist>{}</datalist>".format, inner)
        | st.builds("<div><p>{}</p></div>".format, inner)
    ),
    max_leaves=6,
)
PAGES = st.builds(
    lambda before, inside, after: (
        f'{before}<form id="f" action="/to/">{"".join(inside)}</form>{after}'
    ),
    FIELDS | st.just(""),
    st.lists(FIELDS, max_size=5),
    FIELDS | st.just(""),
)


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def sent(tab: Page, html: str) -> dict[str, list[str]]:
    tab.set_content(html)
    found: dict[str, list[str]] = {}
    for name, value in tab.evaluate(SENT):
        found.setdefault(name, []).append(value)
    return found


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(html=PAGES)
def test_a_form_is_sent_as_chromium_sends_it(tab: Page, html: str) -> None:
    ours = {
        name: [value] if isinstance(value, str) else value
        for name, value in fields_of(html, "/", "/to/").items()
    }
    assert ours == sent(tab, html)
