"""A lesson as a Jupyter notebook, which runs its view with plain Django and nothing of ours."""

import json
import pprint
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any
from xml.etree.ElementTree import Element

from proven_lessons.generator.building.html_tree import as_html
from proven_lessons.generator.building.lms.questions import Question, Quiz
from proven_lessons.generator.building.standalone import FOLDER
from proven_lessons.generator.errors import UsageError
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.markup import escape
from proven_lessons.generator.plan.scenarios import scenario_of
from proven_lessons.generator.translation import Language, _
from proven_lessons.runner.freeze import START
from proven_lessons.runner.scenario import RequestSpec, Scenario, SourceFile
from proven_lessons.runner.site import config

_SITE = FOLDER / "notebook" / "site.py.txt"
_OWN_URLS = "lesson.urls"


def notebook(lesson: Lesson, quiz: Quiz | None, django: str, language: str) -> str:
    """Return a lesson as the text of an .ipynb file; `django` is the version that it ran on.

    Raise UsageError for one that needs more than its folder and plain Django.
    """
    scenario = scenario_of(lesson)
    why = _why_not(scenario)
    if why:
        raise UsageError(f"{lesson.key} can't be a notebook: {why}")
    said = Language(language)
    cells = [
        _prose(f"# {escape(lesson.written.title)}\n\n{said.text(_introduction(lesson.key))}"),
        *_files(scenario, django, said),
        _code(_site_of(scenario)),
        *_sent(scenario, said),
        *(_asked(question, said) for question in (quiz.questions if quiz else ())),
    ]
    for number, cell in enumerate(cells, start=1):
        cell["id"] = f"cell-{number}"
    data = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


# Private


def _introduction(key: str) -> Any:
    return _(
        "The lesson {key} as a notebook. Run the cells in their order; change a file, run its cell "
        "again, and then start() and the requests.",
        key=key,
    )


def _why_not(scenario: Scenario) -> str:
    """Return what a lesson needs that a notebook has not, empty if that is nothing."""
    if scenario.project is not None:
        return "it is run in a Django project"
    if any(sent.command for sent in scenario.requests):
        return "it runs a management command"
    if any(sent.together for sent in scenario.requests):
        return "it has two requests served at once"
    if scenario.database != "sqlite":
        return "it is run on a database server"
    return ""


def _needed(scenario: Scenario) -> Iterator[str]:
    """Yield the packages that a notebook needs besides Django."""
    if _has_clock(scenario):
        yield "time-machine"
    if any(sent.form for sent in scenario.requests):
        yield "lxml"


def _has_clock(scenario: Scenario) -> bool:
    return any(sent.clock for sent in scenario.requests)


def _files(scenario: Scenario, django: str, said: Language) -> Iterator[dict[str, Any]]:
    """Yield the cells that write the files of a lesson into a new folder."""
    major, minor, *_rest = django.split(".")
    packages = [f'"django=={major}.{minor}.*"', *_needed(scenario)]
    yield _code(f"%pip install --quiet {' '.join(packages)}")
    folders = sorted({f"lesson/{one.path}".rpartition("/")[0] for one in scenario.files})
    made = "\n".join(f'os.makedirs("{folder}", exist_ok=True)' for folder in folders)
    yield _code(
        f'import os\nimport sys\nimport tempfile\n\nos.chdir(tempfile.mkdtemp(prefix="lesson-"))\n'
        f"sys.path.insert(0, os.getcwd())\n{made}"
    )
    yield _prose(f"## {said.text(_('The code'))}")
    if not any(file.path == "urls.py" for file in scenario.files):
        yield _code(_routes(scenario.routes))
    for file in scenario.files:
        yield _code(_written(file))


def _written(file: SourceFile) -> str:
    """Return the cell that writes a file."""
    path = f"lesson/{file.path}"
    try:
        text = file.content.decode()
    except UnicodeDecodeError:
        text = ""
    if text.strip():
        return f"%%writefile {path}\n{text}"
    return f'with open("{path}", "wb") as file:\n    file.write({file.content!r})'


def _routes(routes: Mapping[str, str]) -> str:
    """Return the cell that writes the URLconf of a lesson that has none of its own."""
    listed = "\n".join(
        f"    path({path!r}, as_view(views.{name}), name={name!r}),"
        for path, name in routes.items()
    )
    return (
        f"%%writefile {config.ROUTES_MODULE}.py\nfrom django.urls import path\nfrom lesson import "
        "views\n\n\ndef as_view(view):\n    return view.as_view() if isinstance(view, type) else "
        f"view\n\n\nurlpatterns = [\n{listed}\n]\n"
    )


def _site_of(scenario: Scenario) -> str:
    """Return the cell that sets Django up and sends requests."""
    own = dict(scenario.settings or {})
    settings = config.defaults() | {"ROOT_URLCONF": _urlconf(scenario)} | own
    settings["INSTALLED_APPS"] = [*settings["INSTALLED_APPS"], "lesson"]
    written = pprint.pformat(settings, sort_dicts=False, width=96)
    clock = int(START.timestamp()) if _has_clock(scenario) else None
    given = f"SETTINGS = {written}\nCSRF = {scenario.csrf}\nASGI = {scenario.handler == 'asgi'}"
    return f"{given}\nCLOCK = {clock}\n\n{_SITE.read_text(encoding='utf-8')}"


def _urlconf(scenario: Scenario) -> str:
    has_own = any(file.path == "urls.py" for file in scenario.files)
    return _OWN_URLS if has_own else config.ROUTES_MODULE


def _sent(scenario: Scenario, said: Language) -> Iterator[dict[str, Any]]:
    """Yield the cells that send the requests of a lesson."""
    yield _prose(f"## {said.text(_('What the run did'))}")
    yield _code("start()")
    for request in scenario.requests:
        yield _code(_call(request))


def _call(request: RequestSpec) -> str:
    """Return the call that sends a request; nothing is shown of the response but what it prints."""
    more = {
        "browser": None if request.client == RequestSpec().client else request.client,
        "json_body": request.json,
        "files": request.files and dict(request.files),
        "headers": request.headers and dict(request.headers),
        "follow": request.follow or None,
        "clock": request.clock or None,
        "tab": request.tab or None,
        "form": request.form or None,
    }
    given = [repr(request.method), repr(request.path)]
    given += [repr(dict(request.data))] if request.data is not None else []
    given += [f"{name}={value!r}" for name, value in more.items() if value is not None]
    return f"response = send({', '.join(given)})"


def _asked(question: Question, said: Language) -> dict[str, Any]:
    """Return the cell of a question, with its answer folded."""
    options = "".join(f"<li>{_html(choice.shown)}</li>" for choice in question.choices)
    right = next(choice for choice in question.choices if choice.is_right)
    reason = _html(right.reason) if right.reason is not None else ""
    given = "".join(f"<ul>{_html(one)}</ul>" for one in question.given)
    return _prose(
        f'{_html(question.ask)}{given}<ol type="A">{options}</ol><details><summary>'
        f"{said.text(_('Answer'))}</summary><p><b>{right.letter}</b>: {_html(right.shown)}</p>"
        f"{reason}</details>"
    )


def _html(element: Element) -> str:
    """Return what is in an element as HTML; a notebook has no steps to lead to."""
    bare = deepcopy(element)
    for link in bare.iter("a"):
        if link.get("href", "").startswith("#"):
            link.tag = "span"
            del link.attrib["href"]
    return as_html(bare)


def _prose(text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def _code(text: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": [],
        "source": text.rstrip("\n"),
    }
