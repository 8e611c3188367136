"""Make the pages of lessons and tracks; a page that nothing has changed for is not made again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from proven_lessons.generator.building.anki import package
from proven_lessons.generator.building.lesson_state import (
    LessonState,
    Needs,
    Rendered,
    Renewed,
    card_of,
    needs_of,
)
from proven_lessons.generator.errors import Problem, mistake
from proven_lessons.generator.lessons import loader
from proven_lessons.generator.lessons.lesson import Lesson, Track
from proven_lessons.generator.markup import Markdown
from proven_lessons.generator.modes.snapshot import SnapshotBlock
from proven_lessons.generator.pages.cards import Deck
from proven_lessons.generator.pages.derive import derive
from proven_lessons.generator.pages.page import CheatSheet, ErrorPage, Page, SnapshotOf, TrackPage
from proven_lessons.generator.pages.picture import picture_of
from proven_lessons.generator.pages.render import Renderer
from proven_lessons.generator.translation import Language, Said, _
from proven_lessons.runner.trace import Trace

RECALL = "recall.md"
CARDS = "assets/cards"
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

    `decks` are the cards of the lessons, in the order of the navigation; `lessons` are their pages
    as data, by their paths.
    """

    pages: dict[str, str] = field(default_factory=dict)
    sources: dict[str, Path] = field(default_factory=dict)
    navigation: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    decks: list[Deck] = field(default_factory=list)
    lessons: dict[str, Page] = field(default_factory=dict)
    recorded: list[Renewed] = field(default_factory=list)


def files_of(decks: Sequence[Deck]) -> dict[str, str | bytes]:
    """Return the files that hold the cards, by their paths beside the pages."""
    files: dict[str, str | bytes] = {f"{CARDS}/{deck.key}.html": deck.html for deck in decks}
    return files | {f"{CARDS}/lessons.apkg": package(decks)} if decks else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a lesson's page takes from others: its track's title, and the links to other pages."""

    topic: str
    needs: Needs
    following: tuple[Said, str]


class PageMaker:
    """Makes pages in a language."""

    def __init__(self, language: str) -> None:
        self._renderer = Renderer(language)
        self.language = Language(language)

    def lesson(
        self, state: LessonState, track: Track, states: Mapping[str, LessonState]
    ) -> Rendered:
        """Return the page of a lesson, or one that says what is wrong with it."""
        needs, missing = needs_of(state, states)
        depends = Around(
            topic=track.written.title,
            needs=needs,
            following=_following(state.files.key, track, states),
        )
        known = state.rendered
        if known is not None and known.depends == depends:
            return known
        problems = (*state.problems, *missing)
        lesson, trace = state.files.lesson, state.trace
        if lesson is None or trace is None or problems:
            return Rendered(
                depends=depends, markdown=self._broken(state, problems), problems=problems
            )
        try:
            return self._derived(lesson, trace, depends)
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
            intro=Markdown(track.written.intro or ""),
            lessons=tuple(card_of(states[key], states) for key in track.lessons),
            cheat_sheet=f"{CHEAT_SHEET}.md" if has_cheat_sheet(track, states) else "",
        )

    def picture(self, page: Page, site: str) -> bytes | None:
        """Return the picture for links to a lesson, None if its texts can't be drawn."""
        return picture_of(page, site, self.language)

    def cheat_sheet(self, track: Track, states: Mapping[str, LessonState]) -> str:
        """Return the Markdown of a track's snapshots, one below the other."""
        rendered = [states[key].rendered for key in track.lessons]
        pages = [one.page for one in rendered if one and one.page]
        blocks = [(page, one.block) for page in pages for one in page.sections]
        snapshots = tuple(
            SnapshotOf(name=page.key.rpartition("/")[2], title=page.title, text=block.text)
            for page, block in blocks
            if isinstance(block, SnapshotBlock)
        )
        has_cards = any(one and one.deck for one in rendered)
        sheet = CheatSheet(title=track.written.title, snapshots=snapshots, has_cards=has_cards)
        return self._renderer.cheat_sheet(sheet)

    def glossary(self) -> str:
        """Return the Markdown of the page that explains the words of all pages."""
        return self._renderer.glossary()

    def markdown_of(self, track: TrackPage) -> str:
        """Return the Markdown of a track's page."""
        return self._renderer.track(track)

    def broken_track(self, folder: Path, problems: Iterable[Problem]) -> str:
        """Return the Markdown of a track whose track.yml is broken."""
        texts = tuple(str(problem) for problem in problems)
        page = ErrorPage(key=folder.name, title=folder.name, problems=texts, output="")
        return self._renderer.error(page)

    def recall(self, decks: Iterable[Deck]) -> str:
        """Return the Markdown of the page on which the questions of all lessons come back."""
        return self._renderer.recall(decks)

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

    def _derived(self, lesson: Lesson, trace: Trace, around: Around) -> Rendered:
        """Return the page of a lesson that has run.

        What is false is shown in its place: the author sees it on the page, and the build fails.
        """
        answer = derive(
            lesson, trace, topic=around.topic, needs=around.needs, following=around.following
        )
        page = answer.value
        return Rendered(
            depends=around,
            markdown=self._renderer.lesson(page),
            problems=answer.problems,
            page=page,
            deck=self._renderer.cards(page),
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
    return state.files.folder / loader.LESSON_FILE


# Private


def _following(key: str, track: Track, states: Mapping[str, LessonState]) -> tuple[Said, str]:
    """Return the lesson after one as (title, address); after the last, what its track leaves."""
    place = track.lessons.index(key) + 1
    if place == len(track.lessons):
        if has_cheat_sheet(track, states):
            return _("Cheat sheet: {track}", track=track.written.title), f"{CHEAT_SHEET}.md"
        return track.written.title, "index.md"
    after = track.lessons[place]
    return states[after].files.title, f"{after.rpartition('/')[2]}.md"
