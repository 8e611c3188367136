"""A notebook does with plain Django what the lesson's run did."""

import dataclasses
import json
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from proven_lessons.generator.building.lms.questions import quiz_of
from proven_lessons.generator.building.notebook import notebook
from proven_lessons.generator.errors import UsageError
from proven_lessons.generator.lessons.crossing import changed
from proven_lessons.generator.pages.cards import Deck
from proven_lessons.runner import codec
from proven_lessons.runner.scenario import ProjectSpec
from proven_lessons.runner.trace import VARIES
from tests.builders import a_lesson, loaded

DATA = Path(__file__).resolve().parents[3] / "lesson_data"
# Models and templates, an async view, an exception, redirects and class-based views, files, and settings.
LESSONS = [
    "queries/template-that-asks",
    "sessions/async-view",
    "sessions/missing-key",
    "requests/trailing-slash",
    "requests/mixin-order",
    "forms/file-without-enctype",
    "sessions/signed-cookies",
    # A form that a browser fills in, a clock that moves.
    "forms/token-after-login",
    "sessions/expiry",
]
CARD = """
<div class="lesson-recalled"><div class="lesson-card"><div class="lesson-ask"><p>Why &lt;b&gt; in <a href="#step-2">step 2</a>?</p></div>
<form data-question="t/l:abc"><ol><li data-option="A" data-right><label><input> <span class="lesson-letter">A</span> <code>{}</code></label></li>
<li data-option="B"><label><input> <span class="lesson-letter">B</span> no</label></li></ol></form></div></div>
"""


TOKEN = re.compile(r'(?<=value=")[A-Za-z0-9]{64}(?=")')  # of a form: each run has others


def read(text: str) -> nbformat.NotebookNode:
    made = nbformat.reads(text, 4)
    nbformat.validate(made)
    return made


@pytest.mark.filterwarnings("ignore")  # of the kernel, and of what it is made with
@pytest.mark.parametrize(
    ("key", "handler"), [*((key, "wsgi") for key in LESSONS), ("sessions/async-view", "asgi")]
)
def test_its_responses_are_those_of_the_run(key: str, handler: str) -> None:
    lesson = loaded(DATA / key)
    lesson = dataclasses.replace(lesson, written=changed(lesson.written, handler=handler))
    trace = codec.loads((DATA / key / "trace.json").read_text(encoding="utf-8"))
    made = read(notebook(lesson, None, trace.made_from.django, "en"))
    (pip,) = [cell for cell in made.cells if cell.source.startswith("%pip")]
    made.cells.remove(pip)  # Django is here, and other machines are not
    NotebookClient(made, timeout=60, kernel_name="python3").execute()
    said = [
        "".join(output.text for output in cell.outputs)
        for cell in made.cells
        if cell.source.startswith("response = ")
    ]
    exchanges = iter(trace.runs["main"].exchanges)
    final = []
    for sent in lesson.written.requests:
        exchange = next(exchanges)
        while sent.follow and exchange.response.status in (301, 302):
            exchange = next(exchanges)
        final.append(exchange)
    assert len(said) == len(final)
    for text, exchange in zip(said, final, strict=True):
        assert f" -> {exchange.response.status}\n" in text
        body = exchange.response.text
        if (
            body and exchange.response.length is None and VARIES not in body
        ):  # whole, and the same each time
            assert TOKEN.sub("", body) in TOKEN.sub("", text)
        behind = exchange.left_behind
        if behind is not None and not behind.sessions:
            assert "session in the store: None" in text or "signed_cookies" in behind.store


def test_a_question_has_its_answer_folded() -> None:
    quiz = quiz_of(Deck(key="t/l", topic="T", title="L", html=CARD, cards=()))
    lesson = dataclasses.replace(a_lesson(), folder=Path())
    made = read(notebook(lesson, quiz, "6.1.3", "de"))
    assert (
        "<details><summary>Antwort</summary><p><b>A</b>: <code>{}</code></p>"
        in made.cells[-1].source
    )
    assert "in <span>step 2</span>?" in made.cells[-1].source
    assert made.cells[1].source == '%pip install --quiet "django==6.1.*"'


def test_what_a_notebook_has_not_is_said() -> None:
    project = ProjectSpec(root="/", settings="shop.settings")
    lesson = dataclasses.replace(a_lesson(), folder=Path(), project=project)
    with pytest.raises(UsageError, match="can't be a notebook: it is run in a Django project"):
        notebook(lesson, None, "6.1.3", "en")


def test_it_is_the_same_each_time() -> None:
    key = LESSONS[0]
    lesson = loaded(DATA / key)
    text = notebook(lesson, None, "6.1.3", "en")
    assert text == notebook(lesson, None, "6.1.3", "en")
    assert json.loads(text)["nbformat"] == 4
