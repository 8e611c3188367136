"""How far lessons and tracks are translated, and the files in which that is to go on."""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from proven_lessons.generator.building.library import Library, checked_translation
from proven_lessons.generator.building.store import write_atomically
from proven_lessons.generator.errors import Problem
from proven_lessons.generator.lessons import yaml_reader
from proven_lessons.generator.lessons.folders import translations_of
from proven_lessons.generator.lessons.lesson import Lesson, Track
from proven_lessons.generator.lessons.translating import entries, texts_of


def status(
    library: Library, language: str, keys: Collection[str]
) -> tuple[list[str], list[Problem]]:
    """Return a line for each lesson and track, and what is wrong with their translations."""
    lines: list[str] = []
    wrong: list[Problem] = []
    for one, problems in _all(library, keys):
        wrong += problems
        if one is None or one.source is None:
            continue
        translation, more = checked_translation(one, language)
        wrong += more
        count = len(set(_texts(one)))
        done = len(translation.said) if translation else 0
        unused = len(translation.unused) if translation else 0
        gone = (
            f", and {unused} that {'is' if unused == 1 else 'are'} no longer there"
            if unused
            else ""
        )
        lines.append(f"{one.key}: {done} of {count} texts{gone}")
    return lines, wrong


def fill(
    library: Library, language: str, keys: Collection[str]
) -> tuple[list[Path], list[Problem]]:
    """Add the texts that have no translation to the files for a language; return those files.

    Nothing that is there is changed.
    """
    wrote: list[Path] = []
    wrong: list[Problem] = []
    for one, problems in _all(library, keys):
        wrong += problems
        if one is not None and one.source is not None:
            path, more = _filled(one, Path(one.source.file), language)
            wrote += [path] if path else []
            wrong += more
    return wrote, wrong


def problems_of(one: Lesson | Track) -> Iterator[Problem]:
    """Yield what is wrong with the translations of a lesson or a track, into any language."""
    if one.source is not None:
        for language in translations_of(Path(one.source.file)):
            yield from checked_translation(one, language)[1]


# Private


def _filled(of: Lesson | Track, file: Path, language: str) -> tuple[Path | None, list[Problem]]:
    """Add what is missing to the file for a language; return that file if it was written."""
    translation, problems = checked_translation(of, language)
    assert of.source is not None
    added = "" if problems else entries(translation, texts_of(of.written, of.source))
    if not added:
        return None, problems
    path = file.with_name(f"{file.stem}.{language}.yml")
    before = translation.text if translation else ""
    joint = "" if not before or before.endswith("\n") else "\n"
    text = f"{before}{joint}{added}"
    if yaml_reader.read(text, path.as_posix())[2]:
        words = "the missing texts can't be added: expected each text on lines of its own"
        hint = "write them as a list, `  - from: ...` and below it `    to: ...`"
        return None, [Problem(path.as_posix(), words, hint=hint)]
    write_atomically(path, text)
    return path, []


def _texts(one: Lesson | Track) -> Iterator[str]:
    assert one.source is not None
    return (text for _path, text in texts_of(one.written, one.source))


def _all(
    library: Library, keys: Collection[str]
) -> Iterable[tuple[Lesson | Track | None, Iterable[Problem]]]:
    """Yield the tracks and lessons of these names (none: all), each with its problems."""
    states = library.load(keys)
    wanted = {key.strip("/") for key in keys}
    for folder, track, problems in library.tracks():
        if not wanted or folder.name in wanted:
            yield track, problems
    for state in states.values():
        yield state.files.lesson, state.problems
