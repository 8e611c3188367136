"""The texts of a lesson or a track in another language: `lesson.de.yml` beside `lesson.yml`.

It holds each text as it was written, and its translation. A text that has changed since, or that is
not there, stands as it was written: a translation never tells of another text than its own.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from proven_lessons.generator.errors import Problem
from proven_lessons.generator.lessons.folders import translation_file
from proven_lessons.generator.lessons.lesson import Lesson, Source, Track, YamlPath
from proven_lessons.generator.lessons.models import read_model
from proven_lessons.generator.lessons.request import Text, Written

# Where texts stand in a file; `*` is each item of a list, or each value of a mapping.
_TEXTS: Mapping[str, tuple[YamlPath, ...]] = {
    "lesson.yml": (
        ("title",),
        ("summary",),
        ("steps", "*", "action"),
        ("what_if", "*", "title"),
        ("what_if", "*", "task"),
        ("key_moments", "*", "ask"),
        ("key_moments", "*", "answer"),
        ("quiz", "*", "ask"),
        ("quiz", "*", "hint"),
        ("quiz", "*", "hint", "*"),
        ("quiz", "*", "options", "*", "because"),
        ("quiz", "*", "because"),
        ("lab", "*", "task"),
        ("lab", "*", "hint"),
        ("snapshot",),
        ("transcript",),
    ),
    "track.yml": (("title",), ("summary",), ("intro",)),
}
# What a translation must say as the original does: names that are filled in, code, numbers.
_PARTS = {
    "name": re.compile(r"(?<!\\)\{\{\s*(.*?)\s*\}\}", re.DOTALL),
    "piece of code": re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL),
    "number": re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*"),
    # What is left of braces, code and blocks would be read as the beginning of one.
    "mark": re.compile(r"(\\?\{[{%]|[}%]\}|`+|^///.*|^~~~)", re.MULTILINE),
}


class TextWritten(Written):
    """A text and its translation."""

    from_: Text = Field(alias="from", description="The text as it was written.")
    to: str = Field("", description="Its translation; empty while there is none.")


class TranslationFile(Written):
    """The content of lesson.de.yml, or of track.de.yml."""

    texts: list[TextWritten] = Field(
        default_factory=list, description="The texts, each with its translation."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """What is translated: `said` maps a text to its translation.

    `missing` are the texts that have none, `unused` those that are no longer there; `text` is the
    file as it is.
    """

    said: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    text: str = ""

    @property
    def count(self) -> int:
        """How many texts there are in all."""
        return len(self.said) + len(self.missing)


def translation_of(of: Lesson | Track, language: str) -> tuple[Translation | None, list[Problem]]:
    """Return the translation of a lesson or a track, None if there is no file for it."""
    source = of.source
    if source is None:
        return None, []
    path = translation_file(Path(source.file), language)
    if path is None:
        return None, []
    written, found, problems = read_model(TranslationFile, path)
    if written is None:
        return Translation(text=found.text), problems
    known, wrong = _known(written, found)
    texts = list(dict.fromkeys(text for _path, text in texts_of(of.written, source)))
    translation = Translation(
        said={text: known[text] for text in texts if text in known},
        missing=tuple(text for text in texts if text not in known),
        unused=tuple(pair.from_ for pair in written.texts if pair.from_ not in texts),
        text=found.text,
    )
    return translation, [*problems, *wrong]


def untranslated(of: Lesson | Track) -> Translation:
    """Return the translation of a lesson or a track of which nothing is translated."""
    texts = texts_of(of.written, of.source) if of.source else ()
    return Translation(missing=tuple(dict.fromkeys(text for _path, text in texts)))


def told_in(lesson: Lesson, translation: Translation) -> Lesson:
    """Return a lesson with its texts in another language."""
    written = _replaced(lesson.written, lesson.source, translation)
    originals = {said: text for text, said in translation.said.items()}
    missing = frozenset(translation.missing)
    return replace(lesson, written=written, originals=originals, untranslated=missing)


def track_in(track: Track, translation: Translation) -> Track:
    """Return a track with its texts in another language."""
    written = _replaced(track.written, track.source, translation)
    missing = frozenset(translation.missing)
    return replace(track, written=written, original=track, untranslated=missing)


def texts_of(written: BaseModel, source: Source) -> Iterator[tuple[YamlPath, str]]:
    """Yield the texts of a file, each with the place where it stands."""
    data = written.model_dump(by_alias=True, exclude_unset=True)
    for pattern in _TEXTS[Path(source.file).name]:
        yield from _found(data, pattern, ())


def entries(translation: Translation | None, texts: Iterator[tuple[YamlPath, str]]) -> str:
    """Return what is to be added to a file so that it has all texts, those of them empty."""
    given = translation.said if translation else {}
    wanted = [text for text in dict.fromkeys(text for _path, text in texts) if text not in given]
    has_list = translation is not None and "texts:" in translation.text
    is_noted = translation.text if translation else ""
    added = [
        f"  - from: {_as_yaml(text)}\n    to: ''\n"
        for text in wanted
        if _as_yaml(text) not in is_noted
    ]
    return "".join(["" if has_list else "texts:\n", *added]) if added else ""


# Private


def _as_yaml(text: str) -> str:
    """Return a text in YAML, as a value of an item's key."""
    if "\n" not in text:
        return json.dumps(text, ensure_ascii=False)
    lines = [f"      {line}" if line else "" for line in text.split("\n")]
    return "\n".join(["|-", *lines])


def _found(data: Any, pattern: YamlPath, path: YamlPath) -> Iterator[tuple[YamlPath, str]]:
    """Yield the texts below a place that a pattern names."""
    if not pattern:
        if isinstance(data, str):
            yield path, data
        return
    key, rest = pattern[0], pattern[1:]
    if key != "*":
        if isinstance(data, dict) and key in data:
            yield from _found(data[key], rest, (*path, key))
    elif isinstance(data, dict):
        for name, value in data.items():
            yield from _found(value, rest, (*path, name))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _found(value, rest, (*path, index))


def _replaced[Model: BaseModel](
    written: Model, source: Source | None, translation: Translation
) -> Model:
    """Return a file with those texts translated that have a translation."""
    assert source is not None
    data = written.model_dump(by_alias=True, exclude_unset=True)
    for path, text in texts_of(written, source):
        if text in translation.said:
            *way, last = path
            at: Any = data
            for key in way:
                at = at[key]
            at[last] = translation.said[text]
    return type(written).model_validate(data)


def _known(written: TranslationFile, source: Source) -> tuple[dict[str, str], list[Problem]]:
    """Return the translation of each text of a file, and what is wrong with them."""
    known: dict[str, str] = {}
    problems: list[Problem] = []
    for index, pair in enumerate(written.texts):
        problems += _wrong(pair, known, source, index)
        if pair.to.strip():
            known.setdefault(pair.from_, pair.to.strip())
    return known, problems


def _wrong(
    pair: TextWritten, known: Mapping[str, str], source: Source, index: int
) -> Iterator[Problem]:
    """Yield what is wrong with a translation."""
    if not pair.to.strip():
        return
    place = source.place(("texts", index, "to"))
    if known.get(pair.from_, pair.to.strip()) != pair.to.strip():
        words = "this text has another translation above"
        yield Problem(source.file, words, place.line, place.column, "leave one of them out")
    for what, pattern in _PARTS.items():
        before, after = (_parts(pattern, text) for text in (pair.from_, pair.to))
        for piece in after - before:
            words = f"the translation has the {what} {piece!r}, and its text does not"
            hint = "a translation has the names, the code and the numbers of its text"
            yield Problem(source.file, words, place.line, place.column, hint)
        for piece in before - after:
            words = f"the {what} {piece!r} of the text is missing in its translation"
            yield Problem(source.file, words, place.line, place.column)


def _parts(pattern: re.Pattern[str], text: str) -> Counter[str]:
    """Return what a text has of one kind, each as often as it stands there."""
    bare = text if pattern is _PARTS["name"] else _PARTS["name"].sub("", text)
    if pattern in (_PARTS["number"], _PARTS["mark"]):
        bare = _PARTS["piece of code"].sub("", bare)
    return Counter(match[match.lastindex or 0] for match in pattern.finditer(bare))
