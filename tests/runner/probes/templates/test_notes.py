"""What a template does otherwise than it looks is noted, for the lesson's own templates only."""

from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import events_of, run, scenario, view

NOTED = {
    "templates/base.html": "<title>{% block title %}{% endblock %}</title>{% block content %}{% endblock %}",
    "templates/page.html": (
        "{% extends 'base.html' %}\nlost\n{% block body %}x{% endblock %}\n{% block content %}\n"
        "{{ book.titel }}{% if nobody %}{% endif %}{{ group.delete }}{{ html }}{{ html|safe }}"
        "{% autoescape off %}{{ html }}{% endautoescape %}"
        "{% include 'part.html' %}{% block inner %}{% endblock %}{% endblock %}"
    ),
    "templates/part.html": "{{ inside }}",
}


def test_what_is_not_as_it_looks_is_noted(recorder: Recorder) -> None:
    body = """
    from django.contrib.auth.models import Group
    from django.shortcuts import render
    group = Group.objects.create(name="g")
    book = {"title": "Emma"}
    return render(request, "page.html", {"group": group, "book": book, "html": "<b>&</b>"})
    """
    (found,) = run(recorder, scenario(view(body), files=NOTED)).exchanges
    (event,) = events_of(found.steps, "templates")
    assert [(note.what, note.name, note.part.code, note.part.line) for note in event.notes] == [
        ("missing", "book.titel", "{{ book.titel }}", 5),
        ("missing", "nobody", "{% if nobody %}", 5),
        ("not called", "group.delete", "{{ group.delete }}", 5),
        ("escaped", "<b>&</b>", "{{ html }}", 5),
        ("marked safe", "<b>&</b>", "{{ html|safe }}", 5),
        ("not escaped", "<b>&</b>", "{{ html }}", 5),
        ("missing", "inside", "{{ inside }}", 1),
        ("unused block", "body", "{% block body %}", 3),
        ("outside of blocks", "lost", "{% extends 'base.html' %}", 1),
    ]
    assert {note.part.template for note in event.notes} == {"page.html", "part.html"}
    assert "DELETE" not in str(events_of(found.steps, "sql"))


def test_templates_of_django_are_not_noted(recorder: Recorder) -> None:
    body = """
    from django import forms
    from django.shortcuts import render
    class Form(forms.Form):
        name = forms.CharField()
    return render(request, "part.html", {"inside": Form()})
    """
    (found,) = run(recorder, scenario(view(body), files=NOTED)).exchanges
    notes = [note for event in events_of(found.steps, "templates") for note in event.notes]
    assert {note.what for note in notes} <= {"marked safe"}


def test_a_block_within_a_block_and_a_name_of_one_iteration_have_their_place(
    recorder: Recorder,
) -> None:
    files = {
        "templates/base.html": "{% block content %}{% endblock %}",
        "templates/page.html": (
            "{% extends 'base.html' %}{% block content %}{% if hidden %}{% block inner %}x"
            "{% endblock %}{% endif %}{% for row in rows %}{{ row.a }}{% endfor %}{% endblock %}"
        ),
    }
    body = """
    from django.shortcuts import render
    return render(request, "page.html", {"hidden": False, "rows": [{"a": 1}, {}]})
    """
    (found,) = run(recorder, scenario(view(body), files=files)).exchanges
    (event,) = events_of(found.steps, "templates")
    assert event.notes == ()
