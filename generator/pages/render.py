"""Turn pages into Markdown in a language; what was captured is escaped wherever it lands."""

import functools
import html
import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jinja2
from markupsafe import Markup
from markupsafe import escape as html_escape

from proven_lessons.generator.aspects.session import STATUS
from proven_lessons.generator.claims.claims import Evidence
from proven_lessons.generator.facts.variables import UNREAD
from proven_lessons.generator.lessons.request import METHODS
from proven_lessons.generator.markup import Code, anchor, code, escape, shortened
from proven_lessons.generator.modes.predict import Cell as Blank
from proven_lessons.generator.modes.rebuild import Judged
from proven_lessons.generator.pages.cards import Deck, asked_on, deck_of
from proven_lessons.generator.pages.columns import columns_of, parts_of, short
from proven_lessons.generator.pages.page import (
    CheatSheet,
    ErrorPage,
    LabPage,
    LabResult,
    LessonCard,
    Page,
    Section,
    TrackPage,
)
from proven_lessons.generator.translation import Language, Said, StepLink, listed
from proven_lessons.generator.translation import _ as message
from proven_lessons.generator.translation import _n as messages
from proven_lessons.generator.wording.glossary import glossary
from proven_lessons.runner.trace import Value

_NAMED = re.compile(r'{% (?:from|include|import) "([^"]+)\.md\.jinja"')
_FENCE = re.compile(r"`{3,}")
_STEP_LINK = re.compile(r'<a class="lesson-step" href="#([^"]+)">([^<]*)</a>')
_TAG = re.compile(r"<(?=[A-Za-z/!])[^>]*>")  # in 1 < 2 > 0 there is none
_MARKS = str.maketrans("", "", "`*\\")


class Renderer:
    """Renders pages with the templates of the modes and of this folder; see `renderer_of()`.

    Whatever a template puts out is told in the language of the pages: a message is translated, code
    is marked, Markdown and HTML stand as they are, and everything else is captured text, which is
    escaped.
    """

    def __init__(self, language: str = "en") -> None:
        self.language = Language(language)
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(Path(__file__).parent.parent),
            undefined=jinja2.StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            finalize=self._said,
            auto_reload=False,  # they are a part of this package: nobody edits them meanwhile
        )
        self._environment.filters |= {**_FILTERS, **self._filters()}
        self._environment.tests["blank"] = lambda cell: isinstance(cell, Blank)
        self._environment.globals |= {"_": self._told, "_n": self._counted}

    def lesson(self, page: Page) -> str:
        """Return the Markdown of a lesson's page."""
        return self._render("page", page=page)

    def track(self, track: TrackPage) -> str:
        """Return the Markdown of a track's page."""
        return self._render("track", track=track)

    def tracks(self, tracks: Iterable[TrackPage], up: str = "") -> str:
        """Return the Markdown that shows tracks as cards.

        `up` leads from the page that does so to the top.
        """
        return self._render("tracks", tracks=tracks, up=up)

    def start(self, lesson: LessonCard | None, up: str = "") -> str:
        """Return the Markdown of the button that leads to the first lesson."""
        return self._render("start", lesson=lesson, up=up)

    def player(self, sections: Iterable[Section]) -> str:
        """Return the Markdown of some sections of a lesson, to stand on another page."""
        return self._render("player", sections=sections)

    def lab(self, page: LabPage) -> str:
        """Return the Markdown of the page on which a lesson can be changed."""
        return self._render(
            "lab", page=page, language=self.language.code, methods=METHODS, words=self._lab_words()
        )

    def prepare(self, *templates: str) -> None:
        """Have templates compiled, and those that they name."""
        loader = self._environment.loader
        for name in templates:
            template = self._environment.get_template(f"{name}.md.jinja")
            if loader is not None and template.name:
                text, _file, _is_fresh = loader.get_source(self._environment, template.name)
                self.prepare(*_NAMED.findall(text))

    def lab_result(self, result: LabResult) -> str:
        """Return the Markdown of what came of a run there."""
        return self._render("lab_result", result=result)

    def cards(self, page: Page) -> Deck | None:
        """Return the questions and tasks of a lesson as cards, None if it has none."""
        questions, tasks = asked_on(page)
        if not questions and not tasks:
            return None
        names = [*(one.name for one in questions), *(one.name for one in tasks)]
        sample = next(one.block for one in page.sections if one.name == "sample")
        shown = {"questions": questions, "tasks": tasks, "sample": sample}
        return deck_of(page, names, self._render("recalled", key=page.key, **shown))

    def cheat_sheet(self, sheet: CheatSheet) -> str:
        """Return the Markdown of the snapshots of a track, one below the other."""
        return self._render("cheat_sheet", sheet=sheet)

    def glossary(self) -> str:
        """Return the Markdown of the page that explains the words of all pages."""
        return self._render("glossary", parts=list(glossary()))

    def recall(self, decks: Iterable[Deck]) -> str:
        """Return the Markdown of the page on which the questions of all lessons come back."""
        return self._render("recall", decks=list(decks))

    def error(self, page: ErrorPage) -> str:
        """Return the Markdown that stands in the place of a broken lesson."""
        return self._render("error", page=page)

    # Private

    def _filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filters that tell something in the language of the pages."""
        return {
            "codes": lambda texts: self.language.html(listed(map(Code, texts))),
            "evidence": self._evidence,
            "json_text": lambda data: json.dumps(data, default=self._words, ensure_ascii=False),
            "sentence": self._sentence,
            "steps_in": self._steps_in,
            "unmarked": self._unmarked,
            "verdicts": self._verdicts,
            "words": self._words,
        }

    def _render(self, name: str, **data: Any) -> str:
        template = self._environment.get_template(f"pages/templates/{name}.md.jinja")
        return _tidy(template.render(**data))

    def _said(self, value: Any) -> Any:
        """Return what a template puts out in the language, and escape what was captured."""
        if value is None or isinstance(value, jinja2.Undefined):
            return value
        return self.language.html(value)

    def _told(self, english: str, **values: Any) -> Markup:
        return self.language.html(message(english, **values))

    def _counted(self, singular: str, plural: str, count: int, **values: Any) -> Markup:
        return self.language.html(messages(singular, plural, count, **values))

    def _lab_words(self) -> dict[str, str]:
        """Return the words of the Lab's script, by their English."""
        script = (Path(__file__).parent.parent / "lab" / "lab.js").read_text(encoding="utf-8")
        return {
            english: said
            for english, said in self.language.words().items()
            if json.dumps(english) in script
        }

    def _words(self, said: Said) -> str:
        return self.language.text(said)

    def _unmarked(self, said: Said) -> Markup:
        """Return the words of a text in Markdown without what marks them up."""
        text = html.unescape(_TAG.sub("", self.language.html(said)))
        return escape(text.translate(_MARKS).strip())

    def _sentence(self, said: Said) -> Markup:
        """Return words as a sentence of their own."""
        html = self.language.html(said)
        return Markup(f"{html[:1].upper()}{html[1:]}.")  # noqa: S704 (it is escaped)

    def _steps_in(self, said: Said, address: str) -> Markup:
        """Return a text for another page than its own, at `address`, which has the steps."""
        html = self.language.html(said)
        return Markup(_STEP_LINK.sub(rf"[\2]({address}#\1)", html))  # noqa: S704 (it is escaped)

    def _evidence(self, evidence: Evidence) -> Markup:
        """Return links to the steps that a claim looked at."""
        links = [StepLink(anchor(evidence.run, number), number) for number in evidence.steps]
        return self.language.html(listed(links))

    def _verdicts(self, judged: Iterable[Judged]) -> dict[str, str]:
        """Return what each order that was run ends in, by its numbers.

        Nothing for one that runs the same.
        """
        return {
            " ".join(map(str, one.order)): ""
            if one.words is None
            else self.language.text(one.words)
            for one in judged
        }


@functools.cache
def renderer_of(language: str = "en") -> Renderer:
    """Return what renders in a language: one for all pages, since its templates are compiled."""
    return Renderer(language)


# Private


def _orders(orders: Iterable[tuple[int, ...]]) -> str:
    return ", ".join("\u2013".join(map(str, order)) for order in orders)


def _variables(variables: Mapping[str, Value | None]) -> str:
    values = {
        name: None if value is None else shortened(value.repr) for name, value in variables.items()
    }
    return json.dumps(values)


def _tight(text: str) -> Markup:
    """Take blank lines and indents out of HTML.

    Either would end a block of HTML in some Markdown dialect.
    """
    lines = [line.strip() for line in str(text).splitlines() if line.strip()]
    return Markup("\n" + "\n".join(lines) + "\n\n")  # noqa: S704 (it was rendered, so it is escaped)


def _tidy(text: str) -> str:
    """Leave one blank line where there are more, but keep every line of code."""
    lines: list[str] = []
    fence = ""
    for line in text.splitlines():
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[0]
        elif fence and line.strip() == fence:
            fence = ""
        if line.strip() or fence or (lines and lines[-1]):
            lines.append(line if fence else line.rstrip())
    return "\n".join(lines).strip() + "\n"


def _fence(text: str) -> Markup:
    """Return a fence longer than any run of backticks in `text`."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    return Markup("`" * max(3, longest + 1))  # noqa: S704 (backticks only)


_FILTERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "attribute": html_escape,
        "code": lambda text: code(str(text)),
        "columns": columns_of,
        "dashed": lambda name: name.replace("_", "-"),
        "fence": _fence,
        "megabytes": lambda size: max(1, round(size / 1_000_000)),
        "lines": lambda text: Markup("<br>").join(escape(line) for line in text.splitlines()),
        "orders": _orders,
        "parts": parts_of,
        "short": short,
        "pygments_class": lambda language: language.replace("+", "-"),
        "tight": _tight,
        "variable": lambda value: STATUS["unread"] if value == UNREAD else Code(value.repr),
        "variables": _variables,
    }
)
