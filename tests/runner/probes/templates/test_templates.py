"""The templates probe shows what is rendered, from where, and with which context."""

from proven_lessons.runner.probes.templates import TemplateRendered
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.trace import Value
from tests.builders import events_of, run, scenario, view

FILES = {
    "templates/base.html": "<p>{% block content %}{% endblock %}</p>",
    "templates/page.html": "{% extends 'base.html' %}{% block content %}{{ x }}{% include 'part.html' %}{% endblock %}",
    "templates/part.html": "part",
}
ONE = {"x": Value(type="int", repr="1")}


def rendered(recorder: Recorder, body: str) -> list[object]:
    (found,) = run(recorder, scenario(view(body), files=FILES)).exchanges
    return events_of(found.steps, "templates")


def test_a_template_has_its_context_and_its_parts(recorder: Recorder) -> None:
    body = "from django.shortcuts import render\nreturn render(request, 'page.html', {'x': 1})"
    assert rendered(recorder, body) == [
        TemplateRendered(
            name="page.html",
            origin="lesson/templates/page.html",
            context=ONE,
            parts=("base.html", "part.html"),
        )
    ]


def test_a_template_in_the_code_has_no_name(recorder: Recorder) -> None:
    body = "from django.template import Context, Template\nreturn HttpResponse(Template('{{ x }}').render(Context({'x': 1})))"
    assert rendered(recorder, body) == [
        TemplateRendered(name=None, origin="<unknown source>", context=ONE)
    ]


def test_a_template_response_is_rendered_after_the_view(recorder: Recorder) -> None:
    body = "from django.template.response import TemplateResponse\nreturn TemplateResponse(request, 'part.html')"
    (found,) = run(recorder, scenario(view(body), files=FILES)).exchanges
    assert [step.kind for step in found.steps if events_of([step], "templates")] == ["send"]


def test_nothing_in_a_context_is_evaluated(recorder: Recorder) -> None:
    body = """
    from django.contrib.auth.models import User
    from django.shortcuts import render
    return render(request, "part.html", {"users": User.objects.all()})
    """
    (found,) = run(recorder, scenario(view(body), files=FILES)).exchanges
    (event,) = events_of(found.steps, "templates")
    assert event.context["users"].repr == "<QuerySet of User, not evaluated>"
    assert events_of(found.steps, "sql") == []
