"""The questions of a lesson in parts, for programs that have their own way to ask."""

from copy import deepcopy
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from proven_lessons.generator.building.html_tree import has_class, parsed, remove, with_class
from proven_lessons.generator.pages.cards import Deck


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A possible answer; `reason` says why it is right or wrong, None where nothing does."""

    letter: str
    shown: Element
    is_right: bool
    reason: Element | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as HTML in parts; `name` stays as long as the question does.

    `given` are the steps that it speaks of.
    """

    name: str
    ask: Element
    given: tuple[Element, ...]
    choices: tuple[Choice, ...]

    @property
    def key(self) -> str:
        """The letter of the right answer."""
        return next(choice.letter for choice in self.choices if choice.is_right)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz:
    """The questions of a lesson; `shared` is the code and the requests that all are about."""

    key: str
    title: str
    shared: tuple[Element, ...]
    questions: tuple[Question, ...]

    @property
    def name(self) -> str:
        """A name for it that XML takes."""
        return f"lesson-{self.key.replace('/', '-')}"


def quiz_of(deck: Deck) -> Quiz:
    """Return the questions of a lesson, from its cards."""
    root = parsed(deck.html)[0]
    cards = list(with_class(root, "lesson-card"))
    remove(root, list(with_class(root, "lesson-ran")))  # nothing is highlighted elsewhere
    shared = [one for one in root if one not in cards and not has_class(one, "lesson-card-of")]
    return Quiz(
        key=deck.key,
        title=deck.title,
        shared=tuple(shared),
        questions=tuple(map(_question, cards)),
    )


# Private


def _question(card: Element) -> Question:
    form = next(card.iter("form"))
    reasons = {one.get("data-option"): one for one in with_class(card, "lesson-reason")}
    choices = [
        Choice(
            letter=item.get("data-option", ""),
            shown=_shown(item),
            is_right="data-right" in item.attrib,
            reason=_reason(reasons.get(item.get("data-option"))),
        )
        for item in form.iter("li")
    ]
    return Question(
        name=form.get("data-question", "").rpartition(":")[2],
        ask=next(with_class(card, "lesson-ask")),
        given=tuple(with_class(card, "lesson-cited")),
        choices=tuple(choices),
    )


def _shown(item: Element) -> Element:
    """Return what an option says, without its radio button and its letter."""
    label = deepcopy(next(item.iter("label")))
    remove(label, [*label.iter("input"), *with_class(label, "lesson-letter")])
    label.tail, label.text = None, (label.text or "").lstrip()
    return label


def _reason(reason: Element | None) -> Element | None:
    """Return why an option is right or wrong, without the option; None if nothing says so."""
    if reason is None:
        return None
    bare = deepcopy(reason)
    remove(bare, list(with_class(bare, "lesson-lead")))
    bare.tail = None
    return bare if "".join(bare.itertext()).strip() else None
