"""The whole way for all lessons: load, record what is stale, derive, render. What is fresh is not run again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from proven_lessons.generator.building import diff as history
from proven_lessons.generator.building.lesson_state import Loaded, card_of, failure_of, needs_of, signature_of
from proven_lessons.generator.building.trace_files import difference, fresh_trace, write_atomically
from proven_lessons.generator.errors import Problem, UsageError, did_you_mean
from proven_lessons.generator.lessons import loader
from proven_lessons.generator.lessons.lesson import Track
from proven_lessons.generator.pages.derive import derive
from proven_lessons.generator.pages.page import ErrorPage, TrackPage
from proven_lessons.generator.pages.render import Renderer
from proven_lessons.generator.plan.scenarios import scenario_of
from proven_lessons.runner import codec
from proven_lessons.runner.errors import RunnerError
from proven_lessons.runner.freshness import has_unknown_probes
from proven_lessons.runner.processes.recorder import Recorder

RECALL = "recall.md"
PLAYER = ("sample", "watch", "trace")  # what a lesson shows of itself on another page
TAKEN = ("recall", "assets", "search", "tags")  # what the site itself has under these names


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A page in the navigation."""

    title: str
    path: str
    inside: tuple["Entry", ...] = ()


@dataclass(slots=True, kw_only=True)
class Built:
    """A build: `pages` maps a path to Markdown, `sources` the same path to the file that an author edits."""

    pages: dict[str, str] = field(default_factory=dict)
    sources: dict[str, Path] = field(default_factory=dict)
    navigation: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    recorded: list[str] = field(default_factory=list)


class Builder:
    """Builds the lessons in the folder `data`; it remembers between builds what has not changed."""

    def __init__(self, data: Path, recorder: Recorder, language: str = "en") -> None:
        self._data = data
        self._recorder = recorder
        self._renderer = Renderer(language)
        self._known: dict[str, Loaded] = {}
        self._tracks: list[TrackPage] = []

    def build(self) -> Built:
        """Give the pages of all lessons and tracks; a broken lesson has a page that says what is wrong."""
        built, self._tracks = Built(), []
        loaded = self._load(loader.find_lessons(self._data))
        built.recorded = self._bring_up_to_date(loaded.values())
        tracks = {*loader.find_tracks(self._data), *(one.folder.parent for one in loaded.values())}
        for folder in sorted(tracks):
            names = [key.partition("/")[2] for key in loaded if key.startswith(f"{folder.name}/")]
            track, problems = loader.load_track(folder, names)
            problems += _name_problems(folder)
            built.problems += problems
            self._add_track(track or loader.unnamed_track(folder, names), loaded, built)
            if track is None:
                shown = tuple(str(problem) for problem in problems)
                page = ErrorPage(key=folder.name, title=folder.name, problems=shown, output="")
                built.pages[f"{folder.name}/index.md"] = self._renderer.error(page)
        built.problems += loader.stray_problems(self._data)
        built.navigation.sort(key=lambda entry: entry.path)
        built.navigation.sort(key=lambda entry: self._order(entry.path))
        paths = [entry.path for entry in built.navigation]
        self._tracks.sort(key=lambda track: paths.index(f"{track.key}/index.md"))
        parts = [loaded[inner.path.removesuffix(".md")].questions for one in built.navigation for inner in one.inside]
        if any(parts):
            built.pages[RECALL] = self._renderer.recall(filter(None, parts))
        return built

    def fragment(self, wanted: str, up: str = "") -> str:
        """Give the Markdown that a hand-written page asks for: "tracks", or "player" and the key of a lesson.

        `up` leads from the folder of that page to the top.
        """
        what, _, key = wanted.partition(" ")
        if what == "tracks" and not key:
            return self._renderer.tracks(self._tracks, up)
        one = self._known.get(key)
        if what == "player" and one is not None:
            sections = [one for one in one.page.sections if one.name in PLAYER and one.block] if one.page else []
            return self._renderer.player(sections) if sections else ""
        hint = "expected {lessons: tracks} or {lessons: player KEY}"
        hint = did_you_mean(key, self._known) if what == "player" else hint
        raise UsageError(f"there is no {wanted!r}; {hint}")

    def record(self, keys: Iterable[str] = (), *, force: bool = False) -> Built:
        """Record the lessons that are stale (`force`: all) among `keys` (none: all); write their traces."""
        built = Built()
        loaded = self._load(self._chosen(keys))
        built.recorded = self._bring_up_to_date(loaded.values(), force=force)
        built.problems = [problem for one in loaded.values() for problem in one.problems]
        return built

    def check(self, keys: Iterable[str] = ()) -> list[Problem]:
        """Run the lessons again; give every difference to their traces and every claim that is false."""
        chosen = self._chosen(keys)
        everything = self._load(loader.find_lessons(self._data))
        loaded = {key: everything[key] for key in chosen}
        running = [one.lesson for one in loaded.values() if one.lesson is not None]
        found = self._recorder.record([scenario_of(lesson) for lesson in running])
        problems = []
        for one in loaded.values():
            problems += one.problems
            if one.lesson is None:
                continue
            outcome = found[one.key]
            if isinstance(outcome, RunnerError):
                problems.append(failure_of(one, outcome))
                continue
            problems += difference(one.folder, outcome)
            problems += derive(one.lesson, outcome, topic="")[1]
            problems += needs_of(one, everything)[1]
        for folder in sorted({*loader.find_tracks(self._data), *(one.folder.parent for one in everything.values())}):
            names = [key.partition("/")[2] for key in everything if key.startswith(f"{folder.name}/")]
            problems += loader.load_track(folder, names)[1] + _name_problems(folder)
        return problems + loader.stray_problems(self._data)

    def diff(self, keys: Iterable[str], revision: str) -> tuple[Built, list[str]]:
        """Tell in words what is different from a commit; what is stale is run, and nothing is written."""
        built = Built()
        keys = list(keys)
        loaded = self._load(self._chosen(keys))
        built.recorded = self._bring_up_to_date(loaded.values(), write=False)
        built.problems = [problem for one in loaded.values() for problem in one.problems]
        present = {key: (one.lesson, one.trace) for key, one in loaded.items() if one.lesson and one.trace}
        return built, list(history.since(self._data, revision, present, is_whole=not keys))

    # Private

    def _chosen(self, keys: Iterable[str]) -> dict[str, Path]:
        known = loader.find_lessons(self._data)
        wanted = [key.strip("/") for key in keys]
        for key in wanted:
            if key not in known:
                raise UsageError(f"there is no lesson {key!r} in {self._data}; {did_you_mean(key, known)}")
        return {key: folder for key, folder in known.items() if not wanted or key in wanted}

    def _load(self, folders: Mapping[str, Path]) -> dict[str, Loaded]:
        known, self._known = self._known, {}
        for key, folder in folders.items():
            signature = signature_of(folder)
            before = known.get(key)
            if before is not None and before.signature == signature:
                self._known[key] = before
                continue
            lesson, problems = loader.load_lesson(folder)
            self._known[key] = Loaded(
                key=key, folder=folder, signature=signature, lesson=lesson, problems=list(problems)
            )
        return self._known

    def _bring_up_to_date(self, loaded: Iterable[Loaded], *, force: bool = False, write: bool = True) -> list[str]:
        """Give each lesson its trace: the one beside it if that is fresh, else a new one."""
        stale = []
        for one in loaded:
            if one.lesson is None or (one.trace is not None and not force):
                continue
            one.trace = None if force else fresh_trace(one.lesson)
            is_stale = one.trace is None or has_unknown_probes(one.trace)
            if is_stale and (force or not one.problems):
                stale.append(one)
        outcomes = self._recorder.record([scenario_of(one.lesson) for one in stale if one.lesson])
        recorded: list[str] = []
        for one in stale:
            outcome = outcomes[one.key]
            if isinstance(outcome, RunnerError):
                one.problems.append(failure_of(one, outcome))
                one.output = getattr(outcome, "output", "")
                continue
            # A probe that saw nothing here makes no trace stale: it is only noted that it was watching.
            if one.trace is None or one.trace.runs != outcome.runs:
                recorded.append(one.key)
            one.trace = outcome
            if write:
                write_atomically(one.folder / loader.TRACE_FILE, codec.dumps(outcome))
        return recorded

    def _add_track(self, track: Track, loaded: Mapping[str, Loaded], built: Built) -> None:
        entries, cards = [], []
        for key in track.lessons:
            one = loaded[key]
            markdown, problems = self._page(one, track, loaded)
            built.pages[f"{key}.md"] = markdown
            built.sources[f"{key}.md"] = one.folder / loader.LESSON_FILE
            built.problems += problems
            entries.append(Entry(title=one.title, path=f"{key}.md"))
            cards.append(card_of(one, loaded))
        page = TrackPage(
            key=track.key,
            title=track.written.title,
            summary=track.written.summary,
            intro=track.written.intro or "",
            lessons=tuple(cards),
        )
        index = f"{track.key}/index.md"
        built.pages[index] = self._renderer.track(page)
        self._tracks.append(page)
        built.sources[index] = track.folder / loader.TRACK_FILE
        built.navigation.append(Entry(title=track.written.title, path=index, inside=tuple(entries)))

    def _page(self, one: Loaded, track: Track, loaded: Mapping[str, Loaded]) -> tuple[str, list[Problem]]:
        needs, problems = needs_of(one, loaded)
        depends = (track.written.title, needs)
        if one.rendered is not None and one.rendered[0] == depends:
            return one.rendered[1], one.rendered[2]
        problems = [*one.problems, *problems]
        if one.lesson is not None and one.trace is not None and not problems:
            # What is false is shown in its place: the author sees it on the page, and the build fails.
            page, false = derive(one.lesson, one.trace, topic=track.written.title, needs=needs)
            problems += false
            one.page = page
            markdown = self._renderer.lesson(page)
            quiz = next((section.block for section in page.sections if section.name == "quiz"), None)
            one.questions = self._renderer.recalled(one.key, page.title, quiz) if quiz else ""
        else:
            shown = tuple(str(problem) for problem in problems)
            markdown = self._renderer.error(ErrorPage(key=one.key, title=one.title, problems=shown, output=one.output))
        one.rendered = (depends, markdown, problems)
        return markdown, problems

    def _order(self, index: str) -> int:
        track, _ = loader.load_track(self._data / Path(index).parent, [])
        return track.written.order if track else 0


# Private


def _name_problems(folder: Path) -> list[Problem]:
    if folder.name not in TAKEN:
        return []
    return [Problem(folder.as_posix(), f"the site has something else under the name {folder.name!r}: rename the track")]
