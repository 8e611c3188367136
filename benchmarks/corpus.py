"""A site of many lessons of realistic variety, the same for the same number: `python -m benchmarks.corpus N FOLDER`."""

import random
import sys
from collections.abc import Callable
from pathlib import Path

A_TRACK = 20  # lessons
WORDS = ["apple", "basil", "cedar", "daisy", "elder", "fennel", "grape", "hazel", "iris", "juniper"]

CONFIG = """\
site_name: Many lessons
site_url: https://example.com/
theme:
  name: material
  custom_dir: overrides
  font: false
  features: [navigation.prune, navigation.indexes, navigation.footer]
plugins:
  - search
  - tags
  - lessons
markdown_extensions:
  - attr_list
  - md_in_html
  - toc: {permalink: true}
  - pymdownx.highlight: {line_spans: __span}
  - pymdownx.superfences
nav:
  - Home: index.md
  - "{lessons}"
  - Recall: recall.md
  - Tags: tags.md
"""

HEAD = """\
title: {title}
summary: A view works with {word}, and the run shows what is left of it. This is lesson {number}.
level: {level}
tags: [{word}, {kind}]
"""

SNAPSHOT = """
snapshot: |
  - The view works with `{word}`, and Django does the rest before the response leaves.
  - What is changed in memory only is not yet in the store.
"""

type Lesson = tuple[str, dict[str, str]]  # what lesson.yml has beside its head, and the other files


def write(folder: Path, count: int) -> None:
    """Write a site of `count` lessons, twenty to a track, with its mkdocs.yml."""
    docs = folder / "docs"
    docs.mkdir(parents=True)
    (folder / "mkdocs.yml").write_text(CONFIG)
    (docs / "index.md").write_text("# Many lessons\n\n{lessons: start}\n\n{lessons: tracks}\n")
    (docs / "tags.md").write_text("# Tags\n")
    own = folder / "overrides" / "main.html"
    own.parent.mkdir()
    own.write_text('{% extends "base.html" %}\n{% block announce %}Welcome{% endblock %}\n')
    kinds = list(KINDS.items())
    for number in range(count):
        chance = random.Random(number)
        kind, lesson = kinds[number % len(kinds)]
        word = chance.choice(WORDS)
        track = folder / "lesson_data" / f"track-{number // A_TRACK:03}"
        place = track / f"lesson-{number:04}-{kind}"
        more, files = lesson(chance, word, number)
        if "routes:" not in more:
            more = f"view: view\n{more}"
        head = HEAD.format(
            title=f"{kind.capitalize()} with {word}, number {number}",
            word=word,
            kind=kind,
            number=number,
            level=chance.choice(["beginner", "intermediate", "advanced"]),
        )
        for name, text in {"lesson.yml": head + more + SNAPSHOT.format(word=word), **files}.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(text)
        (track / "track.yml").write_text(
            f"title: Track {number // A_TRACK}\nsummary: Twenty lessons of all kinds.\n"
        )


def plain_config() -> str:
    """Return the configuration of a site of the same pages as Markdown, without our plugin."""
    own = ("  - lessons", "  custom_dir: overrides")
    lines = [line for line in CONFIG.splitlines() if line not in own]
    text = "\n".join(lines).partition("nav:\n")[0]
    return text.replace("  - md_in_html\n", "  - md_in_html\n  - pymdownx.blocks.html\n")


# Private


def _counter(chance: random.Random, word: str, number: int) -> Lesson:
    """A session over several requests, with another browser, and what-ifs."""
    requests = "".join(f"  - GET /?n={one}\n" for one in range(chance.randint(1, 4)))
    yml = f"""
requests:
{requests}  - {{request: GET /, client: other}}
what_if:
  nothing-kept:
    title: the view did not put the {word} back
    edits:
      - delete: 'request.session["{word}"] = {word}'
key_moments:
  - ask: What does the other browser see?
    answer: It has a session of its own, so it says {{{{ response.text }}}}.
    proof: [response.status == 200]
"""
    return yml, {
        "views.py": f"""\
from django.http import HttpResponse


def view(request):
    {word} = request.session.get("{word}", {number})
    {word} += 1
    request.session["{word}"] = {word}
    if {word} == {number + 1}:
        return HttpResponse("The first {word}")
    return HttpResponse(f"{word.capitalize()} {{{word}}}")
"""
    }


def _loop(chance: random.Random, word: str, number: int) -> Lesson:
    """One request with a loop of some iterations."""
    times = chance.randint(2, 18)
    return "", {
        "views.py": f"""\
from django.http import HttpResponse


def view(request):
    found = []
    total = {number}
    for place in range({times}):
        if place % 2:
            total += place
            found.append(f"{word} {{place}}")
    names = {{name: len(name) for name in found}}
    return HttpResponse(f"{{total}}: {{', '.join(names)}}")
"""
    }


def _rows(chance: random.Random, word: str, number: int) -> Lesson:
    """Two views over models: one that asks for each row, and one that does not."""
    count = chance.randint(2, 6)
    yml = """
routes:
  "": slow
  "quick/": quick
requests: [GET /, GET /quick/]
show: [sql, response]
"""
    return yml, {
        "models.py": """\
from django.db import models


class Shelf(models.Model):
    name = models.CharField(max_length=30)


class Thing(models.Model):
    name = models.CharField(max_length=30)
    shelf = models.ForeignKey(Shelf, on_delete=models.CASCADE)
""",
        "prepare.py": f"""\
from lesson.models import Shelf, Thing


def prepare():
    for number in range({count}):
        shelf = Shelf.objects.create(name=f"shelf {{number}}")
        Thing.objects.create(name=f"{word} {{number}} of {number}", shelf=shelf)
""",
        "views.py": """\
from django.http import HttpResponse

from lesson.models import Thing


def slow(request):
    lines = []
    for thing in Thing.objects.order_by("name"):
        lines.append(f"{thing.name} on {thing.shelf.name}")
    return HttpResponse(", ".join(lines))


def quick(request):
    lines = []
    for thing in Thing.objects.select_related("shelf").order_by("name"):
        lines.append(f"{thing.name} on {thing.shelf.name}")
    return HttpResponse(", ".join(lines))
""",
    }


def _template(chance: random.Random, word: str, number: int) -> Lesson:
    """A template with a loop."""
    things = [chance.choice(WORDS) for _ in range(chance.randint(2, 8))]
    return "\nshow: [templates, response]\n", {
        "templates/things.html": "<h1>{{ title }}</h1>\n<ul>{% for one in things %}<li>{{ one|title }}</li>{% endfor %}</ul>\n",
        "views.py": f"""\
from django.shortcuts import render


def view(request):
    things = {things!r}
    chosen = [one for one in things if one != "{word}"]
    return render(request, "things.html", {{"title": "List {number}", "things": chosen}})
""",
    }


def _form(chance: random.Random, word: str, number: int) -> Lesson:
    """A form that is sent well and badly."""
    yml = f"""
requests:
  - {{request: POST /, data: {{name: {word}, amount: {chance.randint(1, 9)}}}}}
  - {{request: POST /, data: {{name: {word}, amount: none}}}}
"""
    return yml, {
        "views.py": f"""\
from django import forms
from django.contrib import messages
from django.http import HttpResponse


class OrderForm(forms.Form):
    name = forms.CharField(max_length=20)
    amount = forms.IntegerField(min_value=1)


def view(request):
    form = OrderForm(request.POST)
    if form.is_valid():
        messages.success(request, "Order {number} is saved")
        amount = form.cleaned_data["amount"]
        return HttpResponse(f"{{amount}} of {word}")
    problems = sorted(form.errors)
    return HttpResponse(f"Look at: {{problems}}", status=400)
"""
    }


def _cache(chance: random.Random, word: str, number: int) -> Lesson:
    """A value that is worked out once, and then comes from the cache."""
    requests = ", ".join(["GET /"] * chance.randint(2, 4))
    return f"\nrequests: [{requests}]\n", {
        "views.py": f"""\
from django.core.cache import cache
from django.http import HttpResponse


def work_out(limit):
    total = 0
    for one in range(limit):
        total += one
    return total


def view(request):
    found = cache.get("{word}")
    if found is None:
        found = work_out({number % 7 + 2})
        cache.set("{word}", found, 60)
    return HttpResponse(f"{word}: {{found}}")
"""
    }


KINDS: dict[str, Callable[[random.Random, str, int], Lesson]] = {
    "counter": _counter,
    "loop": _loop,
    "rows": _rows,
    "template": _template,
    "form": _form,
    "cache": _cache,
}

if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]))
