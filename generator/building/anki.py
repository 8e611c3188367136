"""Pack cards for Anki: one deck for each track; the same cards give the same bytes."""

import hashlib
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import genanki
from pygments.formatters import HtmlFormatter

from proven_lessons.generator.building.archives import zipped
from proven_lessons.generator.pages.cards import Card, Deck

_CSS = """
.card { font: 18px/1.5 sans-serif; text-align: start; }
pre, code { font: 15px/1.4 monospace; white-space: pre-wrap; }
td.linenos { padding-inline-end: .6em; opacity: .6; user-select: none; }
ul.lesson-cited { padding: .4em 1.2em; border-inline-start: 4px solid #00796b; list-style: none; }
.lesson-card-of { opacity: .7; }
a { color: inherit; text-decoration: none; }
"""


def package(decks: Iterable[Deck]) -> bytes:
    """Return a file for Anki with the cards of some lessons.

    A card that has been imported before is brought up to date by a later import, and keeps its
    schedule.
    """
    made: dict[str, genanki.Deck] = {}
    model = _model()
    for deck in decks:
        name = f"Django lessons::{deck.topic}"
        into = made.setdefault(name, genanki.Deck(_number(name), name))
        for card in deck.cards:
            into.add_note(_note(model, deck, card))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lessons.apkg"
        genanki.Package(list(made.values())).write_to_file(path, timestamp=0)
        return _undated(path)


# Private


def _model() -> genanki.Model:
    styles = HtmlFormatter(style="default").get_style_defs(".highlight")
    night = HtmlFormatter(style="monokai").get_style_defs(".nightMode .highlight")
    template = {
        "name": "Question",
        "qfmt": "{{Question}}",
        "afmt": "{{FrontSide}}<hr id=answer>{{Answer}}",
    }
    return genanki.Model(
        _number("model 1"),
        "Django lesson",
        fields=[{"name": "Question"}, {"name": "Answer"}],
        templates=[template],
        css=f"{_CSS}{styles}\n{night}",
    )


def _note(model: genanki.Model, deck: Deck, card: Card) -> genanki.Note:
    return genanki.Note(
        model=model,
        fields=[card.front, card.back],
        guid=genanki.guid_for(deck.key, card.name),
        tags=[deck.key.replace("/", "::")],
    )


def _number(name: str) -> int:
    """Return a number for a name that stays: Anki knows decks and models by theirs."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) & 0x7FFFFFFF


def _undated(path: Path) -> bytes:
    """Return a zip file with the times taken out, which are those of the build."""
    with zipfile.ZipFile(path) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()})
