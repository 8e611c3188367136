"""Make the pages of lessons and tracks; a page that nothing has changed for is not made again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path

from proven_lessons.generator.building.anki import package
from proven_lessons.generator.building.deriving import Around, derived, is_other_track, page_of
from proven_lessons.generator.building.kept_pages import KeptLessons
from proven_lessons.generator.building.lab_pages import LabPages
from proven_lessons.generator.building.lesson_state import (
    LessonState,
    Rendered,
    Renewed,
    Shown,
    card_of,
    needs_of,
)
from proven_lessons.generator.building.store import Store
from proven_lessons.generator.errors import Problem, mistake
from proven_lessons.generator.lessons import folders
from proven_lessons.generator.lessons.lesson import Track
from proven_lessons.generator.markup import Markdown
from proven_lessons.generator.modes.snapshot import SnapshotBlock
from proven_lessons.generator.pages.cards import Deck
from proven_lessons.generator.pages.page import (
    CheatSheet,
    ErrorPage,
    Page,
    SnapshotOf,
    TrackPage,
)
from proven_lessons.generator.pages.picture import Drawn, drawn_of
from proven_lessons.generator.pages.render import renderer_of
from proven_lessons.generator.translation import Filled, Language, Said, _

RECALL = "recall.md"
CARDS = "assets/cards"
PACKAGE = f"{CARDS}/lessons.apkg"
GLOSSARY = "glossary.md"
CHEAT_SHEET = "cheat-sheet"
PLAYER = ("sample", "watch", "trace")  # what a lesson shows of itself on another page


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A page in the navigation."""

    title: str
    path: str
    inside: tuple["Entry", ...] = ()


@dataclass(slots=True, kw_only=True)
class Built:
    """A build: `pages` maps a path to Markdown, `sources` to the file that an author edits.

    `decks` are the cards of the lessons, in the order of the navigation; `pictures` are what those
    for links show, by the paths of the pages. `folder` is where all of it goes in the site, with a
    slash at its end.
    """

    pages: dict[str, str] = field(default_factory=dict)
    sources: dict[str, Path] = field(default_factory=dict)
    navigation: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    decks: list[Deck] = field(default_factory=list)
    pictures: dict[str, Drawn] = field(default_factory=dict)
    recorded: list[Renewed] = field(default_factory=list)
    folder: str = ""

    @property
    def cards(self) -> dict[str, str | bytes]:
        """The files that hold the cards, by their paths."""
        files: dict[str, str | bytes] = {**self.cards_of_lessons}
        return files | {self.package_path: self.package()} if self.decks else files

    @property
    def cards_of_lessons(self) -> dict[str, str]:
        """The files that hold the cards of a lesson each, by their paths."""
        return {f"{self.folder}{CARDS}/{deck.key}.html": deck.html for deck in self.decks}

    @property
    def package_path(self) -> str:
        """Where the file goes that holds all cards."""
        return self.folder + PACKAGE

    def package(self) -> bytes:
        """Return the file that holds all cards, for Anki."""
        return _package(tuple(self.decks))


class PageMaker:
    """Makes pages in a language; those of lessons are looked for among those that are kept."""

    def __init__(self, language: str, store: Store | None = None) -> None:
        self._renderer = renderer_of(language)
        self.lab: LabPages | None = None
        self.language = Language(language)
        self._kept = KeptLessons(store, language) if store else None
        self._tracks: dict[str, tuple[TrackPage, str]] = {}
        self._sheets: dict[str, tuple[CheatSheet, str]] = {}
        self._recall: tuple[tuple[Deck, ...], str] = (), ""
        self._glossary = ""

    def lesson(
        self, state: LessonState, track: Track, states: Mapping[str, LessonState]
    ) -> Rendered:
        """Return the page of a lesson, or one that says what is wrong with it."""
        needs, missing = needs_of(state, states)
        depends = Around(
            topic=track.written.title,
            needs=needs,
            following=_following(state.files.key, track, states),
            has_lab=self.lab is not None,
        )
        known = state.rendered
        if known is not None and known.depends == depends:
            return known
        if known is not None and known.deck and is_other_track(known.depends, depends):
            return self._moved(known, state, depends)
        problems = (*state.problems, *missing)
        if state.files.lesson is None or not state.has_trace or problems:
            return Rendered(
                depends=depends, markdown=self._broken(state, problems), problems=problems
            )
        try:
            return self._made(state, depends)
        except Exception as error:
            problems = (mistake(error, state.files.folder.as_posix()),)
            markdown = self._broken(state, problems)
            return Rendered(depends=depends, markdown=markdown, problems=problems)

    def track(self, track: Track, states: Mapping[str, LessonState]) -> TrackPage:
        """Return the page of a track as data."""
        return TrackPage(
            key=track.key,
            title=track.written.title,
            summary=track.written.summary,
            promise=_authored(track, track.written.summary),
            intro=_authored(track, track.written.intro or ""),
            has_original_title=track.written.title in track.untranslated,
            lessons=tuple(card_of(states[key], states) for key in track.lessons),
            cheat_sheet=f"{CHEAT_SHEET}.md" if has_cheat_sheet(track, states) else "",
        )

    def cheat_sheet(self, track: Track, states: Mapping[str, LessonState]) -> str:
        """Return the Markdown of a track's snapshots, one below the other."""
        rendered = {key: states[key].rendered for key in track.lessons}
        shown = {key: one.shown for key, one in rendered.items() if one and one.shown}
        snapshots = tuple(
            SnapshotOf(
                name=key.rpartition("/")[2], title=states[key].files.title, text=one.snapshot
            )
            for key, one in shown.items()
            if one.snapshot is not None
        )
        has_cards = any(one and one.deck for one in rendered.values())
        sheet = CheatSheet(title=track.written.title, snapshots=snapshots, has_cards=has_cards)
        made, markdown = self._sheets.get(track.key, (None, ""))
        if made != sheet:
            markdown = self._renderer.cheat_sheet(sheet)
            self._sheets[track.key] = sheet, markdown
        return markdown

    def glossary(self) -> str:
        """Return the Markdown of the page that explains the words of all pages."""
        self._glossary = self._glossary or self._renderer.glossary()
        return self._glossary

    def markdown_of(self, track: TrackPage) -> str:
        """Return the Markdown of a track's page; the last one if nothing of it has changed."""
        page, markdown = self._tracks.get(track.key, (None, ""))
        if page != track:
            markdown = self._renderer.track(track)
            self._tracks[track.key] = track, markdown
        return markdown

    def broken_track(self, folder: Path, problems: Iterable[Problem]) -> str:
        """Return the Markdown of a track whose track.yml is broken."""
        texts = tuple(str(problem) for problem in problems)
        page = ErrorPage(key=folder.name, title=folder.name, problems=texts, output="")
        return self._renderer.error(page)

    def recall(self, decks: Iterable[Deck]) -> str:
        """Return the Markdown of the page on which the questions of all lessons come back."""
        decks = tuple(decks)
        known, markdown = self._recall
        if known != decks:
            markdown = self._renderer.recall(decks)
            self._recall = decks, markdown
        return markdown

    def tracks(self, tracks: Iterable[TrackPage], up: str) -> str:
        """Return the Markdown that shows tracks as cards."""
        return self._renderer.tracks(tracks, up)

    def start(self, tracks: Iterable[TrackPage], up: str) -> str:
        """Return the Markdown of the button that leads to the first lesson of all."""
        lessons = (lesson for track in tracks for lesson in track.lessons)
        return self._renderer.start(next(lessons, None), up)

    def player(self, state: LessonState | None) -> str:
        """Return the Markdown of a lesson's player, empty for a lesson that has none."""
        page = state.rendered.page if state and state.rendered else None
        sections = (
            [one for one in page.sections if one.name in PLAYER and one.block] if page else []
        )
        return self._renderer.player(sections) if sections else ""

    # Private

    def _made(self, state: LessonState, around: Around) -> Rendered:
        """Return the page of a lesson that has run, kept or new.

        What is false is shown in its place: the author sees it on the page, and the build fails.
        """
        page = partial(page_of, state, around)
        kept = self._kept and self._kept.find(state, around)
        if kept:
            return replace(kept, derive=page)
        trace = state.trace
        assert trace is not None
        answer = derived(state, trace, around)
        rendered = Rendered(
            depends=around,
            markdown=self._renderer.lesson(answer.value),
            problems=answer.problems,
            deck=self._renderer.cards(answer.value),
            shown=self._shown(answer.value),
            derive=page,
        )
        if self._kept:
            self._kept.keep(state, rendered)
        return rendered

    def _moved(self, known: Rendered, state: LessonState, around: Around) -> Rendered:
        """Return the page of a lesson whose track has another title: its cards alone show that."""
        assert known.deck is not None
        moved = replace(
            known,
            depends=around,
            deck=replace(known.deck, topic=around.topic),
            derive=partial(page_of, state, around),
        )
        if self._kept:
            self._kept.keep(state, moved)
        return moved

    def _shown(self, page: Page) -> Shown:
        """Return what other pages show of a lesson."""
        blocks = [one.block for one in page.sections if isinstance(one.block, SnapshotBlock)]
        return Shown(
            summary=self.language.html(page.summary),
            minutes=page.minutes,
            snapshot=self.language.html(blocks[0].text) if blocks else None,
            drawn=drawn_of(page, self.language),
        )

    def _broken(self, state: LessonState, problems: Iterable[Problem]) -> str:
        output = state.recorded.output if state.recorded else ""
        texts = tuple(str(problem) for problem in problems)
        page = ErrorPage(
            key=state.files.key, title=state.files.title, problems=texts, output=output
        )
        return self._renderer.error(page)


def has_cheat_sheet(track: Track, states: Mapping[str, LessonState]) -> bool:
    """Return whether a track has snapshots to collect; a lesson of that name comes first."""
    lessons = [states[key].files.lesson for key in track.lessons if key in states]
    is_free = f"{track.key}/{CHEAT_SHEET}" not in states
    return is_free and any(one is not None and one.written.snapshot for one in lessons)


def source_of_lesson(state: LessonState) -> Path:
    """Return the file that an author edits to change a lesson's page."""
    return state.files.folder / folders.LESSON_FILE


# Private


@lru_cache(maxsize=2)  # a served site asks again for that of the last build
def _package(decks: tuple[Deck, ...]) -> bytes:
    return package(decks)


def _authored(track: Track, text: str) -> Said:
    return Filled((Markdown(text),), text in track.untranslated)


def _following(key: str, track: Track, states: Mapping[str, LessonState]) -> tuple[Said, str]:
    """Return the lesson after one as (title, address); after the last, what its track leaves."""
    place = track.lessons.index(key) + 1
    if place == len(track.lessons):
        if has_cheat_sheet(track, states):
            return _("Cheat sheet: {track}", track=track.written.title), f"{CHEAT_SHEET}.md"
        return track.written.title, "index.md"
    after = track.lessons[place]
    return states[after].files.title, f"{after.rpartition('/')[2]}.md"
