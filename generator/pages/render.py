"""Turn pages into Markdown; what was captured is escaped wherever it lands."""

import html
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from proven_lessons.generator.claims.claims import Evidence
from proven_lessons.generator.facts import queries
from proven_lessons.generator.facts.values import dict_text
from proven_lessons.generator.markup import anchor, brief, code, escape, shortened, spoken
from proven_lessons.generator.modes import Block
from proven_lessons.generator.modes.tables import ExchangeTable, Row
from proven_lessons.generator.pages.interface import Interface
from proven_lessons.generator.pages.page import ErrorPage, Page, Section, TrackPage
from proven_lessons.generator.wording import endings
from proven_lessons.generator.wording import steps as wording
from proven_lessons.runner import probes

_BREAK = re.compile(r"\n\s*")
_FENCE = re.compile(r"`{3,}")
_STEP_LINK = re.compile(r'<a class="lesson-step" href="#([^"]+)">([^<]*)</a>')
_TAG = re.compile(r"<[^>]*>")
_MARKS = str.maketrans("", "", "`*\\")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of the execution table as HTML; `changed` says that it differs from the one above."""

    html: Markup
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the execution table, with a cell for each row."""

    title: str
    cells: tuple[Cell, ...]


class Renderer:
    """Renders pages with the templates beside this module, in a language; make one and use it for all pages."""

    def __init__(self, language: str = "en") -> None:
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(Path(__file__).parent.parent),
            undefined=jinja2.StrictUndefined,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {
            "escaped": lambda text: escape(str(text)),
            "spoken": spoken,
            "code": lambda text: code(str(text)),
            "repr": repr,
            "shortened": shortened,
            "dict_text": dict_text,
            "brief_dict": lambda values: dict_text(values, brief),
            "left_behind": endings.left_behind,
            "grouped_queries": queries.grouped,
            "repeated_queries": queries.told,
            "duration": wording.duration,
            "is_error_page": wording.is_error_page,
            "sql_summary": wording.sql_summary,
            "tight": _tight,
            "fence": _fence,
            "pygments_class": lambda language: language.replace("+", "-"),
            "columns": self._columns,
            "dashed": lambda name: name.replace("_", "-"),
            "brief": brief,
            "plain": _plain,
            "as_json": _as_json,
            "json_text": json.dumps,
            "evidence": _evidence,
        }
        self._environment.globals |= {"_": Interface(language)}
        self._probes = {
            name: self._environment.get_template(f"pages/templates/probes/{name}.md.jinja").module
            for name in probes.names()
        }
        self._environment.globals |= {"probes": self._probes}

    def lesson(self, page: Page) -> str:
        """Give the Markdown of a lesson's page."""
        return self._render("page", page=page)

    def track(self, track: TrackPage) -> str:
        """Give the Markdown of a track's page."""
        return self._render("track", track=track)

    def tracks(self, tracks: Iterable[TrackPage], up: str = "") -> str:
        """Give the Markdown that shows tracks as cards; `up` leads from the page that does so to the top."""
        return self._render("tracks", tracks=tracks, up=up)

    def player(self, sections: Iterable[Section]) -> str:
        """Give the Markdown of some sections of a lesson, to stand on another page."""
        return self._render("player", sections=sections)

    def recalled(self, key: str, title: str, quiz: Block) -> str:
        """Give the Markdown of a lesson's questions as they stand on the page on which they come back."""
        text = self._render("recalled", key=key, title=title, quiz=quiz)
        # A step is a row of the lesson's own page.
        return _STEP_LINK.sub(lambda match: f"[{match[2]}]({key}.md#{match[1]})", text)

    def recall(self, parts: Iterable[str]) -> str:
        """Give the Markdown of the page on which questions come back, from those of the lessons."""
        return self._render("recall", parts=parts)

    def error(self, page: ErrorPage) -> str:
        """Give the Markdown that stands in the place of a broken lesson."""
        return self._render("error", page=page)

    # Private

    def _render(self, name: str, **data: Any) -> str:
        text = self._environment.get_template(f"pages/templates/{name}.md.jinja").render(**data)
        return _tidy(text)

    def _columns(self, table: ExchangeTable) -> list[Column]:
        """Give the columns that say something in this table, those of all probes in the order of their ranks."""
        found: list[tuple[int, str, Callable[[Row, Any], Markup]]] = []
        if table.show is None or "value" in table.show:
            found.append((20, "Value retrieved", _retrieved))
        for name, module in self._probes.items():
            if table.show is not None and name not in table.show:
                continue
            found += [(rank, title, macro) for rank, title, macro in module.columns]  # type: ignore[attr-defined]
        columns = []
        for _, title, macro in sorted(found, key=lambda column: column[0]):
            shown = [Markup(_BREAK.sub(" ", str(macro(row, table.exchange))).strip()) for row in table.rows]  # noqa: S704 (escaped by the macro)
            if any(shown):
                before = [shown[0], *shown]
                cells = tuple(
                    Cell(html=cell, changed=bool(cell) and cell != above)
                    for cell, above in zip(shown, before, strict=False)
                )
                columns.append(Column(title=title, cells=cells))
        return columns


# Private


def _retrieved(row: Row, exchange: Any) -> Markup:
    return Markup() if row.value is None else code(row.value.repr)


def _evidence(evidence: Evidence) -> Markup:
    """Give links to the steps that a claim looked at."""
    anchors = [(anchor(evidence.run, number), number) for number in evidence.steps]
    link = Markup('<a class="lesson-step" href="#{}">step {}</a>')
    return Markup(", ").join(link.format(target, number) for target, number in anchors)


def _plain(text: str) -> Markup:
    """Give the words of a text in Markdown without what marks them up."""
    return escape(html.unescape(_TAG.sub("", str(text))).translate(_MARKS).strip())


def _as_json(variables: Mapping[str, Any]) -> str:
    shown = {name: None if value is None else shortened(value.repr) for name, value in variables.items()}
    return json.dumps(shown)


def _tight(html: str) -> Markup:
    """Take blank lines and indents out of HTML: either would end a block of HTML in some Markdown dialect."""
    lines = [line.strip() for line in str(html).splitlines() if line.strip()]
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
    """Give a fence longer than any run of backticks in `text`."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    return Markup("`" * max(3, longest + 1))  # noqa: S704 (backticks only)
