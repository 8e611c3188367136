"""What the reader will see, as data: a page is a title and blocks, each made by one mode."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from proven_lessons.generator.lessons.front import PageWritten
from proven_lessons.generator.markup import Code, Markdown
from proven_lessons.generator.modes import Block
from proven_lessons.generator.modes.lab import Task
from proven_lessons.generator.modes.sample import CodeFile
from proven_lessons.generator.modes.what_if import Comparison
from proven_lessons.generator.translation import Message, Said, _
from proven_lessons.runner.scenario import Json

GROUPS = {
    "understand": _("Understand"),
    "practise": _("Practise"),
    "remember": _("Remember"),
}
LEVELS = {
    "beginner": _("beginner"),
    "intermediate": _("intermediate"),
    "advanced": _("advanced"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A block of a page with what the switcher between the modes says of it.

    `title` is the name of the mode and `about` what a reader does in it. `group` is that of the
    switcher, or "top" for what stands above all modes. `is_on_path` says that the way through the
    lesson leads over it. `with_code` says that the code stands beside it, `is_searched` that a
    search looks into it. `block` is None for a mode that this lesson has nothing for.
    """

    name: str
    title: Message
    about: Message
    group: str
    is_on_path: bool
    with_code: bool
    is_searched: bool
    block: Block | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A lesson's page.

    `read` says when its texts were last read by a person, None if nobody has said so. `topic` is
    the title of its track; `needs` are (title, address) of lessons to read first, `following` that
    of what comes after it.
    `problems` are what is wrong with it: a page that has any is shown to its author only.
    `untranslated` counts the texts that stand in the language in which they were written, the title
    may be one of them. `front`
    is what the theme makes of it.
    """

    key: str
    title: str
    summary: Said
    topic: str
    minutes: int
    level: Message
    tags: tuple[str, ...]
    needs: tuple[tuple[str, str], ...]
    django: str
    python: str
    database: str
    sections: tuple[Section, ...]
    following: tuple[Said, str] | None = None
    problems: tuple[str, ...] = ()
    read: Message | None = None
    untranslated: int = 0
    has_original_title: bool = False
    front: PageWritten = field(default_factory=PageWritten)

    @property
    def groups(self) -> tuple[tuple[Message, tuple[Section, ...]], ...]:
        """The groups of the switcher, each with the modes that the lesson has something for."""
        found = ((title, self._of(name)) for name, title in GROUPS.items())
        return tuple((title, sections) for title, sections in found if sections)

    @property
    def path(self) -> tuple[Section, ...]:
        """The modes that the way through the lesson leads over."""
        return tuple(
            one for one in self.sections if one.block and one.is_on_path and one.group != "top"
        )

    def first_of(self, group: str) -> Section | None:
        """Return the first mode of a group, None if the lesson has nothing for any."""
        return next(iter(self._of(group)), None)

    def _of(self, group: str) -> tuple[Section, ...]:
        return tuple(one for one in self.sections if one.group == group and one.block)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackPage:
    """A track's page: its lessons in order; `cheat_sheet` is the address of what it leaves.

    `promise` is its summary as it stands on the page. `has_original_title` says that the title is
    not translated, among what is.
    """

    key: str
    title: str
    summary: str
    promise: Said
    intro: Said
    lessons: tuple["LessonCard", ...]
    cheat_sheet: str = ""
    has_original_title: bool = False

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes or 0 for lesson in self.lessons)

    @property
    def levels(self) -> tuple[Message, ...]:
        """The levels of the lessons, each once."""
        levels = {lesson.level.english: lesson.level for lesson in self.lessons if lesson.level}
        return tuple(levels.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class LabFolder:
    """Where the Lab of a site is: `size` is how many bytes a browser loads of it.

    `names` has those that its files have, by those in our code. `is_deep` says that each page is a
    folder of its own on the site.
    """

    size: int
    names: Mapping[str, str]
    is_deep: bool = True

    def address_from(self, path: str, file: str) -> str:
        """Return the address from the page at `path` of a file that our code calls `file`."""
        return "../" * (path.count("/") + self.is_deep) + f"assets/lab/{self.names[file]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabPage:
    """The page on which a lesson's code can be changed and run.

    `files` are those that can be read; `lesson` is the whole lesson as data for JSON. `script` and
    `style` are the addresses of those of the Lab, which has `size` bytes. `playground` is that of
    the page for code of one's own, empty on that page, which is about no lesson. `has_commands`
    says that management commands can be run, too.
    """

    key: str
    title: str
    tasks: tuple[Task, ...]
    files: tuple[CodeFile, ...]
    lesson: Json
    script: str
    style: str
    size: int
    playground: str = ""
    has_commands: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTask:
    """A task of the Lab that a run does not do, and which of its `goals` are not true of the run.

    `sends` says whether they are about requests of the task's own. A task that asks for the run of
    a what-if has no goals.
    """

    text: Said
    goals: tuple[Code, ...] = ()
    sends: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LabResult:
    """What came of a run in the Lab.

    `failure` says why there is none, `printed` what it had printed by then. `reached` says of each
    task whether it is done, `open` what the others still ask. `diff` is what was changed,
    `compared` what is different from the run of the lesson, None without a run.
    """

    failure: Said | None = None
    printed: str = ""
    reached: tuple[bool, ...] = ()
    open: tuple[OpenTask, ...] = ()
    diff: Markdown | None = None
    compared: Comparison | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotOf:
    """The snapshot of a lesson, which has `name` within its track."""

    name: str
    title: str
    text: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class CheatSheet:
    """What a track leaves to remember; `has_cards` says whether there are questions to review."""

    title: str
    snapshots: tuple[SnapshotOf, ...]
    has_cards: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonCard:
    """A lesson in a list; `minutes` is None for a lesson that could not be loaded.

    `key` is "track/name"; `needs` are (title, address) of lessons to read first.
    """

    key: str
    name: str
    title: str
    summary: Said
    minutes: int | None
    level: Message | None
    needs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage:
    """What stands in the place of a lesson that is broken."""

    key: str
    title: str
    problems: tuple[str, ...]
    output: str
