"""What surprises people about templates is recognised from its notes, with its proof."""

import pytest

from proven_lessons.runner.probes import TemplatePart
from proven_lessons.runner.probes.templates import TemplateRendered
from proven_lessons.runner.probes.templates.notes import TemplateNote
from proven_lessons.runner.trace import Response
from tests.builders import a_step, an_exchange
from tests.generator.aspects import moments


def note(what: str, name: str, code: str) -> TemplateRendered:
    part = TemplatePart(code=code, template="page.html", line=3)
    noted = TemplateNote(what=what, name=name, part=part)
    return TemplateRendered(name="page.html", origin="", context={}, notes=(noted,))


@pytest.mark.parametrize(
    ("event", "rank", "ask", "answer"),
    [
        (
            note("missing", "book.titel", "{{ book.titel }}"),
            3,
            "What does {{ book.titel }} (line 3 of page.html) find?",
            "Nothing: book.titel is not there. A template raises no error for that: the name counts as "
            "an empty text. <'book.titel' in step[2].events[0].missing>",
        ),
        (
            note("missing", "nobody", "{% if nobody %}"),
            3,
            "What does {% if nobody %} (line 3 of page.html) find?",
            "Nothing: nobody is not there. A template raises no error for that, and for the tag the "
            "name has no value. <'nobody' in step[2].events[0].missing>",
        ),
        (
            note("not called", "book.delete", "{{ book.delete }}"),
            1,
            "What does {{ book.delete }} (line 3 of page.html) do?",
            "Nothing. book.delete is marked with alters_data, and a template never calls what is "
            "marked so: a page that is only looked at must not change data. <'book.delete' in "
            "step[2].events[0].not_called>",
        ),
        (
            note("unused block", "body", "{% block body %}"),
            2,
            "Why is the block body of {% block body %} (line 3 of page.html) not on the page?",
            "No template that this one extends has a block of that name, so there is no place for it. "
            "Django does not complain. <'body' in step[2].events[0].unused_blocks>",
        ),
        (
            note("outside of blocks", "lost", "{% extends 'base.html' %}"),
            4,
            "What becomes of lost in page.html?",
            "It is left out: it stands outside of the blocks of a template that extends another "
            "({% extends 'base.html' %} (line 3 of page.html)). Of such a template, only the "
            "blocks are used. "
            "<'lost' in step[2].events[0].outside_blocks>",
        ),
        (
            note("escaped", "<b>", "{{ html }}"),
            10,
            "What becomes of the HTML in {{ html }} (line 3 of page.html)?",
            "It is escaped: characters such as < in <b> are written so that the browser shows them as "
            "text. Templates do that with each text that nothing marks as safe. <'<b>' in "
            "step[2].events[0].escaped>",
        ),
        (
            note("marked safe", "<b>", "{{ html|safe }}"),
            10,
            "What becomes of the HTML in {{ html|safe }} (line 3 of page.html)?",
            "It goes out as it is, since it is marked as safe there: the browser takes <b> for HTML, "
            "whoever wrote it. <'<b>' in step[2].events[0].marked_safe>",
        ),
        (
            note("not escaped", "<b>", "{{ html }}"),
            10,
            "What becomes of the HTML in {{ html }} (line 3 of page.html)?",
            "It goes out as it is, since autoescaping is off there: the browser takes <b> for HTML, "
            "whoever wrote it. <'<b>' in step[2].events[0].not_escaped>",
        ),
    ],
)
def test_each_note_is_a_moment(event: TemplateRendered, rank: int, ask: str, answer: str) -> None:
    assert moments("templates", an_exchange(a_step(event))) == [(rank, ask, answer)]


@pytest.mark.parametrize(
    "event",
    [
        note("escaped", "it's", "{{ text }}"),
        note("escaped", "<b>", "{{ text|safe|upper }}"),
        note("marked safe", "<form>", "{{ form }}"),
        note("marked safe", "<p>", "{{ text|linebreaks }}"),
    ],
)
def test_text_without_html_and_html_that_django_made_surprise_nobody(
    event: TemplateRendered,
) -> None:
    assert moments("templates", an_exchange(a_step(event))) == []


def test_of_what_is_no_html_nothing_is_said_about_html() -> None:
    event = note("marked safe", "<b>", "{{ text|safe }}")
    plain = Response(status=200, headers={"Content-Type": "text/plain"}, cookies={}, text="<b>")
    assert moments("templates", an_exchange(a_step(event), response=plain)) == []
