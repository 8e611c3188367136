"""Carry out `lessons export`: write lessons for other programs than MkDocs."""

import argparse
import sys
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from proven_lessons.generator.building import export, for_zensical, paper
from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.building.lms import qti, qti_1, scorm
from proven_lessons.generator.building.lms.questions import quiz_of
from proven_lessons.generator.building.notebook import notebook
from proven_lessons.generator.building.pages import Built, Entry
from proven_lessons.generator.building.placing import below, folder_named
from proven_lessons.generator.errors import Problem, UsageError, did_you_mean
from proven_lessons.generator.lessons.folders import LESSON_FILE
from proven_lessons.generator.lessons.site import Site
from proven_lessons.generator.pages import browser_files

# Programs whose files hold a whole track, or lessons of any.
OF_TRACK = ("scorm", "print")
OF_LESSONS = ("anki", "qti", "qti12", "notebook")
OF_SITE = ("pages", "zensical")
KINDS = (*OF_SITE, *OF_LESSONS, *OF_TRACK)
_NOTEBOOK = ".ipynb"
_SUFFIXES = {"anki": ".apkg", "qti": ".zip", "qti12": ".zip", "scorm": ".zip", "print": ".pdf"}

# What is wrong, and what to say if nothing is, to the exit status.
type Report = Callable[[Sequence[Problem], str], int]


def run(builder: Builder, options: argparse.Namespace, site: Site, report: Report) -> int:
    """Write what is asked for, and report what came of it; return the exit status.

    Raise UsageError for a lesson that there is not, and for what a program has no room for.
    """
    if options.watch and options.kind != "zensical":
        raise UsageError("--watch goes with --for zensical")
    if options.lessons and options.kind in OF_SITE:
        raise UsageError(f"--for {options.kind} writes all lessons: name none")
    _require_suffix(options.kind, options.target)
    if options.kind == "zensical":
        return _site(builder, options, site, report)
    if options.kind == "pages":
        _require_own(options.target)
    built = builder.build()
    if built.problems:
        return report(built.problems, "")
    if options.kind == "pages":
        placed = below(built, folder_named(site.prefix))
        export.write_pages(placed, options.target, options.language)
        return report((), f"{len(built.pages)} pages in {options.target}")
    if options.kind in OF_TRACK:
        return report((), _of_track(built, options))
    return report((), _of_lessons(builder, built, options))


# Private


def _require_suffix(kind: str, target: Path) -> None:
    """Raise UsageError for a file that is no file of a program: it may be somebody's own."""
    suffix = _SUFFIXES.get(kind)
    if suffix and target.suffix.lower() != suffix:
        raise UsageError(f"--for {kind} writes a file {suffix}, found {target.as_posix()!r}")


def _require_own(folder: Path) -> None:
    """Raise UsageError for a folder in which there is something that we have not written."""
    is_ours = (folder / "assets" / browser_files.STYLESHEET).is_file()
    if folder.exists() and not (folder.is_dir() and (is_ours or not any(folder.iterdir()))):
        raise UsageError(f"{folder} holds something else; name a folder that is new or empty")


def _of_track(built: Built, options: argparse.Namespace) -> str:
    """Write a track for a program; say what was written."""
    track = _track(built, options.lessons)
    made = scorm.package if options.kind == "scorm" else paper.book
    export.write_file(options.target, made(built, track, options.language))
    return f"the track {track.title!r} in {options.target}"


def _of_lessons(builder: Builder, built: Built, options: argparse.Namespace) -> str:
    """Write lessons for a program; say what was written."""
    keys = _keys(built, options.lessons)
    if options.kind == "anki":
        count = export.write_cards(built, keys, options.target)
        return f"{count} cards in {options.target}"
    if options.kind == "notebook":
        return _notebooks(builder, built, keys, options)
    quizzes = [quiz_of(deck) for deck in built.decks if deck.key in keys]
    package = qti.package if options.kind == "qti" else qti_1.package
    export.write_file(options.target, package(quizzes))
    count = sum(len(quiz.questions) for quiz in quizzes)
    return f"{count} questions in {options.target}"


def _notebooks(
    builder: Builder,
    built: Built,
    keys: Collection[str],
    options: argparse.Namespace,
) -> str:
    """Write a notebook of each lesson that can be one; of a single one that can't, say why."""
    target: Path = options.target
    is_file = target.suffix == _NOTEBOOK
    if is_file and len(keys) != 1:
        raise UsageError(f"{target} is one notebook: name one lesson, or a folder")
    decks = {deck.key: deck for deck in built.decks}
    count = 0
    for key in keys:
        lesson, django = builder.lesson(key)
        quiz = quiz_of(decks[key]) if key in decks else None
        try:
            text = notebook(lesson, quiz, django, options.language)
        except UsageError as error:
            if options.lessons:
                raise
            print(f"left out: {error}", file=sys.stderr)
            continue
        path = target if is_file else target / f"{key}{_NOTEBOOK}"
        export.write_file(path, text)
        count += 1
    return f"{count} notebooks in {target}" if count != 1 else f"a notebook in {target}"


def _track(built: Built, names: Sequence[str]) -> Entry:
    """Return the one track that is meant."""
    tracks = {entry.path.partition("/")[0]: entry for entry in built.navigation}
    if not names and len(tracks) == 1:
        return next(iter(tracks.values()))
    if len(names) != 1:
        raise UsageError(f"name one track: {', '.join(tracks)}")
    name = names[0].strip("/")
    if name not in tracks:
        raise UsageError(f"there is no track {name!r}; {did_you_mean(name, tracks)}")
    return tracks[name]


def _keys(built: Built, names: Sequence[str]) -> list[str]:
    """Return the lessons that are meant, in the order of the navigation; all if none is named."""
    lessons = {path for path, source in built.sources.items() if source.name == LESSON_FILE}
    tracks = {
        entry.path.partition("/")[0]: [
            inner.path.removesuffix(".md") for inner in entry.inside if inner.path in lessons
        ]
        for entry in built.navigation
    }
    known = [key for keys in tracks.values() for key in keys]
    wanted = {name.strip("/") for name in names}
    for name in wanted:
        if name not in known and name not in tracks:
            raise UsageError(f"there is no {name!r}; {did_you_mean(name, [*tracks, *known])}")
    return [key for key in known if not wanted or wanted & {key, key.partition("/")[0]}]


def _site(builder: Builder, options: argparse.Namespace, site: Site, report: Report) -> int:
    """Write a site for another builder; with --watch, again after each edit, until Ctrl-C."""
    config = site.config
    if config is None:
        raise UsageError("there is no mkdocs.yml here, nor in a folder around")

    folder = folder_named(site.prefix)

    def write() -> int:
        built = below(builder.build(), folder)
        if built.problems and not options.watch:
            return report(built.problems, "")
        try:
            left = for_zensical.write(
                built, config, options.target, options.language, builder.fragment
            )
        except UsageError as error:
            if not options.watch:
                raise
            print(f"lessons: {error}", file=sys.stderr)  # to be mended while it goes on
            return 2
        for words in left:
            print(f"not for Zensical, and left out: {words}", file=sys.stderr)
        return report(built.problems, f"a site for Zensical in {options.target}")

    def seen() -> object:
        others = builder.imported_files()
        return for_zensical.state_of(config, options.data or site.data, others)

    before = seen()
    status = write()
    if options.watch:
        for_zensical.follow(seen, write, before)
    return status
