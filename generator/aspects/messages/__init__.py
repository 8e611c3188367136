"""Messages for the next page: added, stored, and read."""

from collections.abc import Iterator, Sequence

from proven_lessons.generator.aspects import Arrow, Aspect, Column, Moment, Part, State
from proven_lessons.generator.aspects.messages import moments
from proven_lessons.generator.facts.exchanges import (
    NumberedExchange,
    events_of,
)
from proven_lessons.generator.facts.exchanges import (
    named_events as named_events,
)
from proven_lessons.generator.facts.exchanges import (
    numbered as numbered,
)
from proven_lessons.generator.markup import Code, brief, brief_code
from proven_lessons.generator.translation import Message, Said, _, listed
from proven_lessons.runner.probes.messages import MessageAdded, MessagesRead, MessagesStored
from proven_lessons.runner.trace import Event, Exchange, Step


class MessagesAspect(Aspect):
    """Says what becomes of a message between the view that adds it and the page that shows it."""

    names_steps = True

    def __init__(self) -> None:
        self.columns = (Column(place=55, title=_("Messages"), cell=_cell),)

    def action(self, event: Event, step: Step) -> Message | None:
        match event:
            case MessageAdded(text=text, level=level):
                return _("Add the message {text} ({level})", text=brief(text), level=level)
            case MessagesStored(texts=texts, storage=storage):
                return _("{storage} stores {texts}", storage=storage, texts=_plain(texts))
            case MessagesRead(texts=texts):
                return _("Read {texts} from the messages", texts=_plain(texts))
        return None

    def clause(self, event: Event, where: Said) -> Message | None:
        match event:
            case MessageAdded(text=text, level=level):
                return _(
                    "{where} adds the message {text} with the level {level}.",
                    where=where, text=brief_code(text), level=Code(level),
                )  # fmt: skip
            case MessagesStored(texts=texts, storage="SessionStorage" as storage):
                return _(
                    "{storage} puts {texts} into the session.",
                    storage=Code(storage),
                    texts=_codes(texts),
                )
            case MessagesStored(texts=texts, storage="CookieStorage" as storage):
                return _(
                    "{storage} puts {texts} into a cookie.",
                    storage=Code(storage),
                    texts=_codes(texts),
                )
            case MessagesStored(texts=texts, storage=storage):
                return _("{storage} stores {texts}.", storage=Code(storage), texts=_codes(texts))
            case MessagesRead(texts=texts):
                return _("{where} reads the messages: {texts}.", where=where, texts=_codes(texts))
        return None

    def box(self, step: Step) -> Message | None:
        if any(events_of([step], MessageAdded)):
            return _("Add a message")
        return _("Read the messages") if any(events_of([step], MessagesRead)) else None

    def arrows(self, events: Sequence[Event], step: Step) -> Iterator[Arrow]:
        for event in events:
            match event:
                case MessageAdded(text=text):
                    yield Arrow(words=_("adds the message {text}", text=brief(text)))
                case MessagesStored(texts=texts, storage=storage):
                    yield Arrow(
                        words=_("{storage} stores {texts}", storage=storage, texts=_plain(texts))
                    )
                case MessagesRead(texts=texts):
                    yield Arrow(words=_("reads the messages {texts}", texts=_plain(texts)))

    def states(self, step: Step, exchange: Exchange) -> Iterator[State]:
        for event in events_of([step], MessagesRead):
            texts = Code(f"[{', '.join(event.texts)}]")
            yield State(name="messages read", label=_("Messages read"), value=texts, place=43)

    def moments(self, one: NumberedExchange) -> Iterator[Moment]:
        yield from moments.recognised(one)


# Private


def _plain(texts: Sequence[str]) -> Said:
    return listed(map(brief, texts))


def _codes(texts: Sequence[str]) -> Said:
    return listed(map(brief_code, texts))


def _cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    return [words for event in step.events if (words := _told(event)) is not None]


def _told(event: Event) -> Message | None:
    match event:
        case MessageAdded(text=text, level=level):
            return _("added {text} ({level}).", text=Code(text), level=level)
        case MessagesStored(texts=texts, storage=storage):
            return _(
                "stored by {storage}: {texts}.",
                storage=Code(storage),
                texts=listed(map(Code, texts)),
            )
        case MessagesRead(texts=texts):
            return _("read {texts}.", texts=listed(map(Code, texts)))
    return None
