"""The lessons in a folder, loaded; what has not changed since is not loaded again."""

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from proven_lessons.generator.building.lesson_state import (
    LessonFiles,
    LessonState,
    Signature,
    signature_of,
)
from proven_lessons.generator.building.store import digest_of
from proven_lessons.generator.claims.prose_check import markup
from proven_lessons.generator.errors import Problem, UsageError, did_you_mean, mistake
from proven_lessons.generator.lessons import loader
from proven_lessons.generator.lessons.folders import (
    LESSON_FILE,
    TRACK_FILE,
    find_lessons,
    find_tracks,
    is_translation,
    translation_file,
)
from proven_lessons.generator.lessons.lesson import Lesson, Track
from proven_lessons.generator.lessons.project import Given, given_for
from proven_lessons.generator.lessons.translating import (
    Translation,
    track_in,
    translation_of,
    untranslated,
)
from proven_lessons.runner.imports import changed_files
from proven_lessons.runner.project_files import Tree, tree_of

TAKEN = (
    "recall",
    "assets",
    "search",
    "tags",
    "glossary",
)  # what the site itself has under these names

type LooksAt = Callable[[Path], Tree]


class Library:
    """The lessons and tracks in the folder `data`."""

    def __init__(self, data: Path, project: Given | None = None, language: str = "") -> None:
        self.data = data
        self.project = project
        self.language = language
        self._states: dict[str, LessonState] = {}
        self._has_links = False  # some of their folders lie elsewhere
        self._tracks: dict[str, tuple[Path, Track | None, list[Problem]]] = {}
        self._strays: list[Problem] | None = None
        self._has_translations = False  # of any of them into the language of the pages

    @property
    def states(self) -> Mapping[str, LessonState]:
        """The lessons that were loaded last, by their keys."""
        return self._states

    def chosen(self, keys: Iterable[str]) -> dict[str, Path]:
        """Return the folders of the lessons among `keys`, and of the tracks among them (none: all).

        Raise UsageError for a key that there is not.
        """
        known = find_lessons(self.data)
        tracks = dict.fromkeys(key.partition("/")[0] for key in known)
        wanted = [key.strip("/") for key in keys]
        for key in wanted:
            if key not in known and key not in tracks:
                what = "lesson" if "/" in key else "lesson or track"
                hint = did_you_mean(key, [*tracks, *known])
                raise UsageError(f"there is no {what} {key!r} in {self.data}; {hint}")
        return {
            key: folder
            for key, folder in known.items()
            if not wanted or key in wanted or key.partition("/")[0] in wanted
        }

    def load(self, keys: Iterable[str] = ()) -> Mapping[str, LessonState]:
        """Return the lessons among `keys` (none: all).

        Raise UsageError for a key that there is not.
        """
        folders = self.chosen(keys)
        known, self._states = self._states, {}
        had_translations = self._has_translations
        self._has_translations = self._finds_translations()
        if had_translations is not self._has_translations:
            known = {}  # what is marked as not translated is another
        self._tracks, self._strays = {}, None
        tree = functools.cache(tree_of)  # many lessons look at one project
        for key, folder in folders.items():
            self._states[key] = self._loaded(key, folder, known.get(key), tree)
        self._has_links = any(map(_is_linked, folders.values()))
        return self._states

    def load_again(self, edited: Iterable[Path]) -> Mapping[str, LessonState]:
        """Return the lessons that were loaded last; load those again whose files were `edited`.

        Whatever else there is in the folder of the lessons must be as it was. A file there that is
        no lesson's own may count for any of them.
        """
        tree = functools.cache(tree_of)
        files = list(edited)
        of_lessons, of_tracks, others = _owners(self.data.absolute(), files)
        is_told = any(is_translation(path.name) for path in files)
        is_other = is_told and self._finds_translations() is not self._has_translations
        if self._has_links or others or is_other or not of_lessons <= self._states.keys():
            return self.load()
        for track in of_tracks:
            self._tracks.pop(track, None)
        for key, before in self._states.items():
            is_touched = key in of_lessons or key.partition("/")[0] in of_tracks
            if is_touched or self._may_be_other(before, tree):
                self._states[key] = self._loaded(key, before.files.folder, before, tree)
        return self._states

    def with_rest(self, state: LessonState) -> LessonState:
        """Return a lesson that can't be read with what of it can be run, if that says anything."""
        if state.files.lesson is not None:
            return state
        try:
            rest = loader.rest_of(state.files.folder, self.project)
        except Exception:
            return state  # why it can't be read has been told
        return LessonState(files=replace(state.files, lesson=rest))

    def tracks(self) -> list[tuple[Path, Track | None, list[Problem]]]:
        """Return the folder of each track of the loaded lessons, the track, and its problems."""
        folders = {state.files.folder.parent for state in self._states.values()}
        for folder in {*find_tracks(self.data), *folders}:
            if folder.name not in self._tracks:
                self._tracks[folder.name] = self._track(folder)
        return sorted(self._tracks.values(), key=lambda known: known[0])

    def names_in(self, folder: Path) -> list[str]:
        """Return the names of the loaded lessons of a track."""
        return [key.partition("/")[2] for key in self._states if key.startswith(f"{folder.name}/")]

    def _loaded(
        self, key: str, folder: Path, before: LessonState | None, tree: LooksAt
    ) -> LessonState:
        """Return a lesson as it is now; what was translated of it stays if it is as it was."""
        state = _loaded(key, folder, before, self.project, tree)
        return state if state is before else self._translated(state)

    def _may_be_other(self, state: LessonState, tree: LooksAt) -> bool:
        """Return whether something beside its own files may have changed a lesson."""
        lesson, project = state.files.lesson, state.files.project
        if lesson is None or _has_moved_on(state):
            return True
        return bool(project) and project != _project_signature(lesson, self.project, tree)

    def _track(self, folder: Path) -> tuple[Path, Track | None, list[Problem]]:
        track, problems = loader.load_track(folder, self.names_in(folder))
        if track is not None:
            translation, more = self._translation_of(track)
            track = track_in(track, translation) if translation else track
            problems += more
        return folder, track, [*problems, *_name_problems(folder)]

    def _translated(self, state: LessonState) -> LessonState:
        """Return a lesson with its texts in the language of the pages, if there are any."""
        lesson = state.files.lesson
        translation, problems = self._translation_of(lesson) if lesson else (None, [])
        if translation is None:
            return state
        files = replace(
            state.files,
            translation=translation,
            problems=(*state.files.problems, *problems),
            digest=digest_of([state.files.digest, translation.text]),
        )
        return LessonState(files=files)

    def _translation_of(self, of: Lesson | Track) -> tuple[Translation | None, list[Problem]]:
        """Return the texts of a lesson or a track in the language of the pages.

        Where others are translated, one that has no file for it stands as it was written, and is
        marked as that. Where none is, they may all be written in that language.
        """
        translation, problems = checked_translation(of, self.language)
        if translation is None and self._has_translations:
            translation = untranslated(of)
        return translation, problems

    def _finds_translations(self) -> bool:
        """Return whether any lesson or track is translated into the language of the pages."""
        if not self.language:
            return False
        files = [
            *(folder / LESSON_FILE for folder in find_lessons(self.data).values()),
            *(folder / TRACK_FILE for folder in find_tracks(self.data)),
        ]
        return any(translation_file(file, self.language) is not None for file in files)

    def stray_problems(self) -> list[Problem]:
        """Return a problem for each folder that looks like a lesson and is none."""
        if self._strays is None:
            self._strays = loader.stray_problems(self.data)
        return self._strays


def checked_translation(
    of: Lesson | Track, language: str
) -> tuple[Translation | None, list[Problem]]:
    """Return the texts of a lesson or a track in a language, with what they would do to a page."""
    translation, problems = translation_of(of, language)
    if translation is not None and not problems:
        file = translation_file(Path(of.source.file), language) if of.source else None
        problems += [
            Problem((file or of.folder).as_posix(), finding.message, hint=finding.hint)
            for said in translation.said.values()
            for finding in markup(said)
        ]
    return translation, problems


# Private


def _loaded(
    key: str, folder: Path, before: LessonState | None, site: Given | None, tree: LooksAt
) -> LessonState:
    """Return the lesson in a folder: what is known of it if nothing in it has changed."""
    signature: Signature = ()
    try:
        signature = signature_of(folder)
        if before and _is_as_it_was(before, signature, site, tree):
            return before
        lesson, problems = loader.load_lesson(folder, site)
    except Exception as error:
        lesson, problems = None, [mistake(error, folder.as_posix())]
    files = LessonFiles(
        key=key,
        folder=folder,
        signature=signature,
        lesson=lesson,
        problems=tuple(problems),
        digest=_digest(lesson) if lesson else "",
        project=_project_signature(lesson, site, tree) if lesson else (),
    )
    return LessonState(files=files)


def _is_as_it_was(
    state: LessonState, signature: Signature, site: Given | None, tree: LooksAt
) -> bool:
    """Return whether nothing of a lesson has changed; a broken one may be mended elsewhere."""
    lesson = state.files.lesson
    return (
        state.files.signature == signature
        and lesson is not None
        and state.files.project == _project_signature(lesson, site, tree)
        and not _has_moved_on(state)
    )


def _project_signature(lesson: Lesson, site: Given | None, tree: LooksAt) -> object:
    """Return what changes when the project of a lesson does."""
    given = given_for(lesson.folder, lesson.written, lesson.source, site)
    return given and (given.written, given.root, tree(given.root))


def _digest(lesson: Lesson) -> str:
    """Return a digest of all that a lesson was loaded from."""
    files = [part for file in lesson.files for part in (file.path, file.content)]
    project = replace(lesson.project, root="") if lesson.project else None
    known = [lesson.key, lesson.source.file, lesson.source.text, repr(project)]
    return digest_of([*known, *files])


def _has_moved_on(state: LessonState) -> bool:
    """Return whether a file has changed that its run imported, or that holds its trace."""
    kept = state.recorded.kept if state.recorded else None
    return changed_files(state.imported) is not None or (kept is not None and kept.has_changed())


def _owners(data: Path, edited: Iterable[Path]) -> tuple[set[str], set[str], bool]:
    """Return the lessons and the tracks whose files were edited, and whether others were."""
    places = [path.relative_to(data).parts for path in edited]
    own = [parts[0] for parts in places if len(parts) == 2 and _is_of_track(parts[1])]
    inner = ["/".join(parts[:2]) for parts in places if len(parts) > 2]
    return set(inner), set(own), len(inner) + len(own) < len(places)


def _is_linked(folder: Path) -> bool:
    """Return whether a lesson's folder lies elsewhere: its files may be edited there."""
    return folder.is_symlink() or folder.parent.is_symlink()


def _is_of_track(name: str) -> bool:
    """Return whether a file in the folder of a track is its own, or a translation of it."""
    return re.fullmatch(r"track(\.[A-Za-z-]+)?\.yml", name) is not None


def _name_problems(folder: Path) -> list[Problem]:
    if folder.name not in TAKEN:
        return []
    words = f"the site has something else under the name {folder.name!r}: rename the track"
    return [Problem(folder.as_posix(), words)]
