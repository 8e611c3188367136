"""A page is told in one language: whatever is not a name or a value of the run is translated.

The language of these tests has the letters of English, made wide: a narrow letter that a reader sees
was never a message, or is a name, a value, or code.
"""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from proven_lessons.generator import translation
from proven_lessons.generator.markup import Markdown
from proven_lessons.generator.pages.cards import Card, Deck
from proven_lessons.generator.pages.derive import derive
from proven_lessons.generator.pages.page import ErrorPage, LessonCard, TrackPage
from proven_lessons.generator.pages.render import renderer_of
from proven_lessons.generator.translation import _
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import loaded, recorded, view, write_lesson
from tests.messages import extracted

CODE = "qu"  # of no language that there will be a catalogue for
# Names of Django and of the lesson below, which stand as they are in any language.
NAMES = {
    "GET",
    "POST",
    "view",
    "views",
    "views.py",
    "request",
    "request.session",
    "session",
    "sessionid",
    "SELECT",
    "INSERT",
    "UPDATE",
    "BEGIN",
    "COMMIT",
    "SAVEPOINT",
    "RELEASE",
    "django_session",
    "auth_user",
    "N",
    "N+1",
    "SQL",
    "CSRF",
    "csrftoken",
    "Django",
    "Python",
    "KeyError",
    "ValueError",
    "SessionMiddleware",
    "SecurityMiddleware",
    "CommonMiddleware",
    "CsrfViewMiddleware",
    "AuthenticationMiddleware",
    "MessageMiddleware",
    "XFrameOptionsMiddleware",
    "JavaScript",
    "CookieStorage",
    "setdefault",
    "x",
    "y",
    "n",
    "name",
    "color",
    "a",
    "b",
    "break",
    "continue",
    "pass",
    "lesson.views",
    "lesson.views.view",
    "HttpResponse",
    "str",
    "int",
    "dict",
    "messages",
    "success",
    "tea",
    "menu",
    "shop",
    "User",
    "names",
    "cache",
    "cache.set",
    "logging",
    "logging.getLogger",
    "messages.success",
    "response.set_cookie",
    "send_mail",
    "warning",
    "other",
    "A",
    "B",
    "C",
    "D",
    "WARNING",
    "print",
    "return",
    "if",
    "for",
    "in",
    "is",
    "not",
    "and",
    "or",
}
YAML = """\
title: Ω
summary: Ω.
view: view
requests: [GET /, {request: GET /, clock: 900}, {request: GET /, client: b}]
what_if:
  other:
    title: Ω
    edits: [{replace: "['a'] = 'Ω'", with: "['a'] = 'Ψ'"}]
"""
SOURCE = view("""
import logging
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.mail import send_mail
request.session['a'] = 'Ω'
x = request.session.get('b', 'Ω')
for n in range(9):
    x = n
if 'a' in request.session:
    x = request.session.setdefault('b', {'n': 0})
request.session['b']['n'] = 1
cache.set('menu', 'Ω', 900)
y = cache.get('menu') or cache.get('tea')
messages.success(request, 'Ω')
logging.getLogger('shop').warning('Ω')
send_mail('Ω', 'Ω', 'a@b.c', ['a@b.c'])
names = list(User.objects.all())
response = HttpResponse(f'Ω {x}')
response.set_cookie('color', '1')
return response
""")

DECK = Deck(key="t/x", topic="Ω", title="Ω", html="Ω", cards=(Card(name="x", front="Ω", back="Ω"),))


def wide(text: str) -> str:
    """Give a text with wide letters, but for the {names} in it."""
    parts = re.split(r"({\w*})", text)
    return "".join(
        part
        if part.startswith("{")
        else re.sub("[A-Za-z]", lambda letter: chr(ord(letter[0]) + 0xFEE0), part)
        for part in parts
    )


@pytest.fixture
def language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    catalogue = Catalog(locale="qu")
    for message in extracted():
        told = wide(message) if isinstance(message, str) else tuple(map(wide, message))
        catalogue.add(message, told)
    (tmp_path / "locale").mkdir()
    with (tmp_path / "locale" / f"{CODE}.po").open("wb") as file:
        write_po(file, catalogue)
    monkeypatch.setattr(translation, "LOCALE", tmp_path / "locale")
    translation._translations.cache_clear()
    yield CODE
    translation._translations.cache_clear()


def untranslated(markdown: str) -> set[str]:
    """Give the narrow words that a reader sees of a page, without code and without names."""
    text = re.sub(r"^---$.*?^---$", "", markdown, count=1, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^( *)(`{3,}).*?^\1\2$", "", text, flags=re.DOTALL | re.MULTILINE)
    # Code is the author's, keys are those of a keyboard, and a letter names an option.
    text = re.sub(r"<(code|kbd|script|style|template)\b.*?</\1>", " ", text, flags=re.DOTALL)
    text = re.sub(r"<(b|strong)[^>]*>[A-Z]</\1>", " ", text)
    labels = re.findall(r'(?:aria-label|title|data-label|placeholder)="([^"]*)"', text)
    text = re.sub(r"<[^>]*>", " ", text)
    text = re.sub(
        r"\]\([^)]*\)|{[^}]*}|^///.*$|^ +(?:type|attrs|open):.*$", " ", text, flags=re.MULTILINE
    )
    text = html.unescape(" ".join([text, *labels]))
    text = re.sub(r"<[A-Z][^<>]*>|'[^']*'|`[^`]*`|\S+@\S+|session-key-\d+", " ", text)
    return {word.rstrip(".") for word in re.findall(r"[A-Za-z][\w.+]*", text)} - NAMES


def test_a_lesson_is_told_in_its_language(
    language: str, recorder: Recorder, tmp_path: Path
) -> None:
    lesson = loaded(write_lesson(tmp_path, yaml=YAML, source=SOURCE))
    answer = derive(lesson, recorded(recorder, lesson), topic="Ω")
    assert answer.problems == ()
    assert untranslated(renderer_of(language).lesson(answer.value)) == set()


def test_the_other_pages_are_told_in_their_language(language: str) -> None:
    renderer = renderer_of(language)
    card = LessonCard(key="t/x", name="x", title="Ω", summary="Ω", minutes=3, level=_("beginner"))
    track = TrackPage(
        key="t", title="Ω", summary="Ω", promise="Ω", intro=Markdown("Ω"), lessons=(card,)
    )
    assert untranslated(renderer.track(track)) == set()
    assert untranslated(renderer.tracks([track])) == set()
    error = ErrorPage(key="t/x", title="Ω", problems=("Ω",), output="Ω")
    assert untranslated(renderer.error(error)) == set()
    assert untranslated(renderer.recall([DECK])) == set()
