"""The whole way for all lessons: load, record what is stale, derive, render.

What is fresh is not run again.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from proven_lessons.generator.building import diff, matrix, texts, translations
from proven_lessons.generator.building.checking import check_lessons
from proven_lessons.generator.building.fresh_index import FreshIndex
from proven_lessons.generator.building.lab_pages import LabPages
from proven_lessons.generator.building.lesson_state import (
    LessonState,
    Renewed,
)
from proven_lessons.generator.building.library import Library
from proven_lessons.generator.building.merging import Shard, merge
from proven_lessons.generator.building.pages import (
    Built,
    PageMaker,
)
from proven_lessons.generator.building.progress import Progress
from proven_lessons.generator.building.recording import (
    Records,
    bring_up_to_date,
    refused,
    unwritten,
)
from proven_lessons.generator.building.store import Store
from proven_lessons.generator.building.tracks import add_recall, add_tracks
from proven_lessons.generator.claims.listing import facts
from proven_lessons.generator.claims.review import digest_of, review
from proven_lessons.generator.errors import Problem, UsageError, did_you_mean, mistake
from proven_lessons.generator.lessons.lesson import Lesson
from proven_lessons.generator.lessons.project import Given, files_in
from proven_lessons.generator.pages.page import LabFolder, TrackPage
from proven_lessons.runner.imports import files_of


class Builder:
    """Builds the lessons in the folder `data`; it remembers between builds what has not changed."""

    def __init__(
        self,
        data: Path,
        recorder: Records,
        language: str = "en",
        progress: Progress | None = None,
        project: Given | None = None,
    ) -> None:
        self._library = Library(data, project, language)
        self._recorder = recorder
        self._progress = progress or Progress()
        self._store = Store(data)
        self._index = FreshIndex(data)
        self._maker = PageMaker(language, self._store)
        self._tracks: list[TrackPage] = []
        self._lab: LabFolder | None = None

    @property
    def data(self) -> Path:
        """The folder of the lessons."""
        return self._library.data

    def use(self, project: Given | None) -> None:
        """Run lessons in this project from now on, but for those that name one themselves."""
        self._library.project = project

    def use_lab(self, folder: LabFolder | None) -> None:
        """Lead to a Lab from now on, or to none."""
        if folder != self._lab:
            self._lab = folder
            self._maker.lab = LabPages(folder, self._maker.language.code) if folder else None

    def build(self, *, is_strict: bool = False, edited: Iterable[Path] | None = None) -> Built:
        """Return the pages of all lessons and tracks.

        A broken lesson has a page that says what is wrong. `is_strict`: a trace that tells of other
        runs than the lesson has now is a problem, and is left as it is. `edited` are the files in
        the folder of the lessons that are new since the last build, if that is all there is.
        """
        built = Built()
        library = self._library
        states = library.load() if edited is None else library.load_again(edited)
        built.recorded = self._bring_up_to_date(states.values(), write=not is_strict)
        if is_strict:
            built.problems += refused(built.recorded, states)
        try:
            self._make_pages(states, built)
        finally:
            self._store.close()
        for state in states.values():
            state.let_go()
        return built

    def imported_files(self) -> set[Path]:
        """Return the files outside of the lessons' folders that their runs have imported.

        Or may read, of a project.
        """
        states = self._library.states.values()
        projects = {
            state.files.lesson.project
            for state in states
            if state.files.lesson and state.files.lesson.project
        }
        imported = {path for state in states for path in files_of(state.imported)}
        return imported | {path for project in projects for path in files_in(project)}

    def fragment(self, wanted: str, up: str = "") -> str:
        """Return the Markdown that a hand-written page asks for.

        "tracks", "start", or "player" and the key of a lesson.

        `up` leads from the folder of that page to the top.
        """
        what, _, key = wanted.partition(" ")
        if what == "tracks" and not key:
            return self._maker.tracks(self._tracks, up)
        if what == "start" and not key:
            return self._maker.start(self._tracks, up)
        states = self._library.states
        if what == "player" and key in states:
            return self._maker.player(states[key])
        hint = "expected {lessons: tracks}, {lessons: start} or {lessons: player KEY}"
        hint = did_you_mean(key, states) if what == "player" else hint
        raise UsageError(f"there is no {wanted!r}; {hint}")

    def lesson(self, key: str) -> tuple[Lesson, str]:
        """Return a lesson that has been built, and the version of Django that it ran on."""
        state = self._library.states[key]
        lesson, trace = state.files.lesson, state.trace
        assert lesson is not None
        assert trace is not None
        return lesson, trace.made_from.django

    def page_problems(
        self, file: str, markdown: str, keys: Iterable[str], meant: Iterable[str]
    ) -> list[Problem]:
        """Return what a hand-written page says that no run of the lessons `keys` on it does."""
        shown = [self._library.states[key] for key in keys if key in self._library.states]
        try:
            return list(texts.of_page(file, markdown, meant, shown)) if shown else []
        except Exception as error:
            return [mistake(error, file)]

    def record(
        self, keys: Iterable[str] = (), *, force: bool = False, shard: Shard | None = None
    ) -> Built:
        """Record the lessons that are stale (`force`: all) among `keys` (none: all).

        Write their traces, each as soon as it is done. `shard` is the part of them that is meant.
        """
        folders = self._library.chosen(keys)
        folders = shard.picked(folders) if shard else folders
        if not force:
            folders = {
                key: one for key, one in folders.items() if not self._index.is_fresh(key, one)
            }
        if not folders:
            return Built()
        states = self._library.load(folders)
        recorded = self._bring_up_to_date(states.values(), force=force)
        problems = [problem for state in states.values() for problem in state.problems]
        for key, state in states.items():
            if not self._index.ends_well(key):
                problems += state.unexpected_endings()
        return Built(recorded=recorded, problems=[*problems, *unwritten(states.values())])

    def merge(self, folders: Iterable[Path]) -> tuple[list[str], list[Problem]]:
        """Take over the fresh traces in `folders`; return of which lessons, and what is wrong."""
        return merge(self._library.load().values(), folders)

    def matrix(
        self, keys: Iterable[str], places: Sequence[Path]
    ) -> tuple[list[matrix.Row], list[Problem]]:
        """Compare the traces of lessons with those of other versions, which are in other folders.

        What is stale is run, and nothing is written.
        """
        states = self._library.load(keys)
        self._bring_up_to_date(states.values(), write=False)
        return matrix.matrix(states, places, self._library.project)

    def check(self, keys: Iterable[str] = ()) -> list[Problem]:
        """Run the lessons again.

        Return every difference to their traces and every claim that is false.
        """
        chosen = list(self._library.load(keys))
        states = self._library.load()
        some = [states[key] for key in chosen]
        problems = check_lessons(some, self._library, self._recorder, self._progress)
        return [*problems, *self._of_tracks(only=bool(keys)), *self._library.stray_problems()]

    def review(self, key: str) -> tuple[list[str], str, list[Problem]]:
        """Return a lesson's sentences beside what the run says, and the digest of what was read."""
        state = self._one(key)
        self._bring_up_to_date([state], write=False)
        lesson, trace = state.files.lesson, state.trace
        if lesson is None or trace is None:
            return [], "", list(state.problems)
        return list(review(lesson, trace)), digest_of(lesson, trace), []

    def facts(self, key: str) -> tuple[dict[str, str], list[Problem]]:
        """Return each name that the texts and proofs of a lesson may use, with its value."""
        state = self._one(key)
        self._bring_up_to_date([state], write=False)
        lesson, trace = state.files.lesson, state.trace
        if lesson is None or trace is None:
            return {}, list(state.problems)
        return dict(facts(lesson, trace)), []

    def diff(self, keys: Iterable[str], revision: str) -> tuple[Built, list[str]]:
        """Return in words what is different from a commit.

        What is stale is run, and nothing is written.
        """
        keys = list(keys)
        states = self._library.load(keys)
        recorded = self._bring_up_to_date(states.values(), write=False)
        problems = [problem for state in states.values() for problem in state.problems]
        present = {
            key: (state.files.lesson, trace)
            for key, state in states.items()
            if state.files.lesson and (trace := state.trace)
        }
        lines = diff.since(self._library.data, revision, present, is_whole=not keys)
        return Built(recorded=recorded, problems=problems), list(lines)

    # Private

    def _one(self, key: str) -> LessonState:
        """Load one lesson; raise UsageError for a key that there is not, and for a track."""
        states = self._library.load([key])
        if key.strip("/") not in states:
            raise UsageError(f"{key.strip('/')!r} is a track; name a lesson: {', '.join(states)}")
        return states[key.strip("/")]

    def _make_pages(self, states: Mapping[str, LessonState], built: Built) -> None:
        """Add the pages of all lessons and tracks to `built`."""
        added = add_tracks(self._library, self._maker, states, built)
        tracks = sorted(added, key=lambda track: track[0])
        built.problems += self._library.stray_problems()
        self._tracks = [page for _order, page, _entry in tracks]
        built.navigation = [entry for _order, _page, entry in tracks]
        add_recall(self._maker, states, built)

    def _bring_up_to_date(
        self, states: Collection[LessonState], *, force: bool = False, write: bool = True
    ) -> list[Renewed]:
        try:
            return bring_up_to_date(
                states,
                self._recorder,
                force=force,
                write=write,
                progress=self._progress,
                index=self._index,
            )
        finally:
            self._index.note(states)

    def _of_tracks(self, *, only: bool) -> Iterator[Problem]:
        """Yield the problems of all tracks; of their texts only if all lessons are known."""
        for _folder, track, of_file in self._library.tracks():
            yield from of_file
            if track:
                yield from translations.problems_of(track)
            if track and not only:
                yield from texts.of_track(track.original or track, self._library.states)
