"""Words for readers: messages in English with named values, and languages that tell them.

`_()` marks a message for the catalogues in `locale/` and gives it as data: nothing is translated
before a page is rendered, so what is derived from a trace is the same in every language. A message
is a whole sentence or a label, never a piece to be glued to others. `_n()` has a form for one and a
form for several.
"""

import gettext
import io
import re
import string
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from markupsafe import Markup

from proven_lessons.generator.markup import Code, Markdown, code, escape

LOCALE = Path(__file__).parent / "locale"
ENGLISH = "en"

type Ours = "Message | Listed | Joined | Filled | StepLink"
type Said = "Ours | Markup | Code | Markdown | Expression | str | int"


@dataclass(frozen=True, slots=True)
class Message:
    """A text for readers: `english` with its {names} filled in from `values`.

    `plural` is the English form for several, empty if there is but one form; `values` has the
    "count" then.
    """

    english: str
    values: Mapping[str, Said] = field(default_factory=dict)
    plural: str = ""

    def __str__(self) -> str:
        return Language().text(self)


@dataclass(frozen=True, slots=True)
class Listed:
    """Things in a row, with "and" before the last."""

    items: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """Sentences, or the parts of an action, one after another."""

    items: tuple[Said, ...]
    joint: str = " "

    def __str__(self) -> str:
        return Language().text(self)


@dataclass(frozen=True, slots=True)
class Filled:
    """An author's text with what the run filled in: pieces that stand side by side.

    `is_original` says that it stands in the language in which it was written, among others that
    are translated.
    """

    pieces: tuple[Said, ...]
    is_original: bool = False

    def __str__(self) -> str:
        return Language().text(self)


@dataclass(frozen=True, slots=True)
class StepLink:
    """A link to the row of a step, as it is called within a sentence, or at its `begin`."""

    anchor: str
    number: int
    is_changed: bool = False
    begin: bool = False


class Expression(str):
    """An expression over a run, in a text of ours: whoever checks the text puts its value there."""

    __slots__ = ()


class Amount(int):
    """A number that is told with its thousands apart."""


def _(english: str, /, **values: Said) -> Message:
    """Return a message; `english` must be written out, so that it is found for the catalogues."""
    return Message(english, values)


def _n(singular: str, plural: str, count: int, /, **values: Said) -> Message:
    """Return a message that counts: both forms have {count}."""
    return Message(singular, {"count": count, **values}, plural)


def listed(items: Iterable[Said]) -> Said:
    """Return things in a row, as they stand in a sentence."""
    entries = tuple(items)
    return entries[0] if len(entries) == 1 else Listed(entries)


def sentences(items: Iterable[Said | None], joint: str = " ") -> Said:
    """Return sentences one after another, leaving out those that are None."""
    present = tuple(item for item in items if item is not None)
    return present[0] if len(present) == 1 else Joined(present, joint)


def duration(seconds: float) -> Said:
    """Return a time in the largest unit that fits."""
    for size, words in _UNITS:
        if seconds and seconds % size == 0:
            return words(int(seconds // size))
    return _("{seconds} seconds", seconds=f"{seconds:g}")


class Language:
    """Tells messages in a language.

    In English where it has no words, or there is no catalogue for it.
    """

    def __init__(self, code: str = ENGLISH) -> None:
        self.code = _nearest(code)
        self._translations = _translations(self.code)

    def html(self, said: Said) -> Markup:
        """Return what is said as HTML: captured values are escaped, code is marked as such."""
        match said:
            case Markup():  # most often
                return said
            case Message():
                return self._filled(said)
            case Listed(items):
                return self._listed(items)
            case Joined(items, joint):
                return Markup(joint).join(self.html(item) for item in items)  # noqa: S704 (ours)
            case Filled(pieces, is_original):
                filled = Markup().join(self.html(piece) for piece in pieces)
                return _as_original(filled) if is_original else filled
            case StepLink():
                link = Markup('<a class="lesson-step" href="#{}">{}</a>')
                return link.format(said.anchor, self.html(_step(said)))
            case Markdown():
                return Markup(said)  # noqa: S704 (its type says that it may stand as it is)
            case Code():
                return code(said)
            case Amount():
                return Markup(format_decimal(int(said), locale=self.code))  # noqa: S704 (a number)
        return escape(str(said))

    def text(self, said: Said) -> str:
        """Return what is said as plain text."""
        match said:
            case Message():
                return "".join(
                    self.text(part) if is_value else str(part)
                    for is_value, part in self._parts(said)
                )
            case Listed(items):
                *others, last = [self.text(item) for item in items] or [""]
                both = _("{items} and {last}", items=", ".join(others), last=last)
                return self.text(both) if others else last
            case Joined(items, joint):
                return joint.join(self.text(item) for item in items)
            case Filled(pieces):
                return "".join(self.text(piece) for piece in pieces)
            case StepLink():
                return self.text(_step(said))
            case Amount():
                return str(format_decimal(int(said), locale=self.code))
            case Markup():
                return said.striptags()
            case Expression():
                return f"{{{{ {said} }}}}"
        return str(said)

    def words(self) -> dict[str, str]:
        """Return all single texts of the catalogue, by their English."""
        catalogue: dict[object, str] = getattr(self._translations, "_catalog", {})
        return {key: text for key, text in catalogue.items() if isinstance(key, str) and key}

    # Private

    def _form(self, message: Message) -> str:
        count = message.values.get("count")
        if message.plural and isinstance(count, int):
            return self._translations.ngettext(message.english, message.plural, int(count))
        return self._translations.gettext(message.english)

    def _filled(self, message: Message) -> Markup:
        parts = [
            self.html(part) if is_value else str(part).translate(_SPECIAL)
            for is_value, part in self._parts(message)
        ]
        return Markup("".join(parts))  # noqa: S704 (our words, and values that are escaped)

    def _parts(self, message: Message) -> Iterator[tuple[bool, Said]]:
        """Yield the words of a message and the values between them.

        No second full stop after a value's own. A step begins a sentence with a capital letter.
        """
        before: Said = ""
        form = self._form(message)
        is_sentence = form.rstrip().endswith((".", "?", "!"))
        for words, name in _pieces(form):
            is_stop = words.startswith(".") and not words.startswith("..")
            is_doubled = is_stop and self.text(before).endswith((".", "!", "?"))
            yield False, words[1:] if is_doubled else words
            if name:
                value = message.values[name]
                is_first = not words or words.endswith((". ", "? ", "! "))
                if isinstance(value, StepLink) and is_first and (words or is_sentence):
                    value = replace(value, begin=True)
                yield True, value
                before = value
                is_sentence = False  # what comes next is not its beginning

    def _listed(self, items: tuple[Said, ...]) -> Markup:
        *others, last = [self.html(item) for item in items] or [Markup()]
        if not others:
            return last
        return self.html(_("{items} and {last}", items=Markup(", ").join(others), last=last))


def _as_original(text: Markup) -> Markup:
    """Return Markdown that is marked as of another language: of which one, nobody has said."""
    if not _BLOCKS.search(text):
        return Markup('<span class="lesson-original" lang="">{}</span>').format(text)
    block = '\n<div class="lesson-original" lang="" markdown="1">\n\n{}\n\n</div>\n'
    return Markup(block).format(text)  # noqa: S704 (ours)


# A text in Markdown that is more than a paragraph.
_BLOCKS = re.compile(r"\n\s*\n|^\s*(?:[-*+>#|]|\d+[.)]|```|~~~|///)\s", re.MULTILINE)


def languages() -> frozenset[str]:
    """Return the codes of the languages that there are."""
    return frozenset({ENGLISH, *(path.stem for path in LOCALE.glob("*.po"))})


# Private

_UNITS: tuple[tuple[int, Callable[[int], Message]], ...] = (
    (86400, lambda count: _n("{count} day", "{count} days", count)),
    (3600, lambda count: _n("{count} hour", "{count} hours", count)),
    (60, lambda count: _n("{count} minute", "{count} minutes", count)),
    (1, lambda count: _n("{count} second", "{count} seconds", count)),
)
_SPECIAL = str.maketrans({"<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;"})


@cache
def _pieces(form: str) -> tuple[tuple[str, str | None], ...]:
    """Return the words of a text with the name that comes after each of them."""
    return tuple((words, name) for words, name, *_more in string.Formatter().parse(form))


def _step(link: StepLink) -> Message:
    number = link.number
    match link.is_changed, link.begin:
        case False, False:
            return _("step {number}", number=number)
        case False, True:
            return _("Step {number}", number=number)
        case True, False:
            return _("step {number} of the changed run", number=number)
    return _("Step {number} of the changed run", number=number)


def _nearest(code: str) -> str:
    """Return the language that there is for a code such as de-AT, English if there is none."""
    known = languages()
    tried = (code, code.replace("_", "-").partition("-")[0].lower())
    return next((one for one in tried if one in known), ENGLISH)


@cache  # a catalogue is a part of this package, and does not change while it runs
def _translations(code: str) -> gettext.NullTranslations:
    if code == ENGLISH:
        return gettext.NullTranslations()
    with (LOCALE / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
