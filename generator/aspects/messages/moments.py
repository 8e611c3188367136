"""What becomes of a message: a later request shows it, or nothing in the lesson does."""

from collections.abc import Iterator, Sequence

from proven_lessons.generator.aspects import Moment
from proven_lessons.generator.facts.exchanges import (
    NumberedExchange,
    events_of,
    named_events,
    numbered,
)
from proven_lessons.generator.markup import Code, brief_code
from proven_lessons.generator.translation import Expression, Message, Said, _
from proven_lessons.runner.probes.messages import MessageAdded, MessagesRead, MessagesStored
from proven_lessons.runner.trace import Event, Step


def recognised(one: NumberedExchange) -> Iterator[Moment]:
    """Yield where a message of an earlier request is shown, or that one of this request is not."""
    waiting = list(_waiting(one))
    for step, event, name in _named(one):
        if isinstance(event, MessagesRead):
            for before, text, added in waiting:
                if text in event.texts:
                    yield _carried(before, one, (text, added), (step, name))
                    return
    # Of requests at once, their order does not tell which page came last.
    if not any(each.together for each in one.run.exchanges):
        yield from _kept(one)


# Private

type _Named = tuple[Step, Event, str]
type _Added = tuple[str, str]  # a text, and the name of its event


def _named(one: NumberedExchange) -> Iterator[_Named]:
    return named_events(one, everywhere=True)


def _waiting(one: NumberedExchange) -> Iterator[tuple[NumberedExchange, str, str]]:
    """Yield the messages of the same browser that nobody had read before this request."""
    added: list[tuple[NumberedExchange, str, str]] = []
    for before in one.earlier:
        if before.exchange.client != one.exchange.client:
            continue
        for _step, event, name in _named(before):
            if isinstance(event, MessageAdded):
                added.append((before, event.text, name))
            elif isinstance(event, MessagesRead):
                added.clear()
    own = {event.text for _step, event, _name in _named(one) if isinstance(event, MessageAdded)}
    yield from (each for each in added if each[1] not in own)


def _carried(
    before: NumberedExchange, one: NumberedExchange, added: _Added, read: tuple[Step, str]
) -> Moment:
    text, name = added
    stores = [
        (stored.storage, f"{text!r} in {place}.texts")
        for _step, stored, place in _named(before)
        if isinstance(stored, MessagesStored) and text in stored.texts
    ]
    words: dict[str, Said] = {"number": one.number, "step": Expression(f"step[{read[0].number}]")}
    if stores:
        answer = _(
            "In request {number}: {step} reads it. Until then, {storage} has kept it.",
            storage=Code(stores[0][0]),
            **words,
        )
    else:
        answer = _("In request {number}: {step} reads it.", **words)
    return Moment(
        rank=3,
        ask=_question(before, text),
        answer=answer,
        proof=(
            f"{text!r} == {name}.text",
            f"{text!r} in {read[1]}.texts",
            *(proof for _storage, proof in stores[:1]),
        ),
    )


def _kept(one: NumberedExchange) -> Iterator[Moment]:
    """Yield that a message which a request adds is on no page of the run, and still in store."""
    mine = [each for each in numbered(one.run) if each.exchange.client == one.exchange.client]
    held, read = _held_in(mine[-1]), _read_in(mine[mine.index(one) :])
    texts = [event.text for each in mine for event in events_of(each.steps, MessageAdded)]
    added = {
        event.text: name
        for _, event, name in _named(one)
        if isinstance(event, MessageAdded) and texts.count(event.text) == 1
    }
    for _step, event, name in _named(one):
        if isinstance(event, MessagesStored) and event.storage in held:
            for text in [text for text in event.texts if text in added and text not in read]:
                proof = (f"{text!r} == {added[text]}.text", f"{text!r} in {name}.texts")
                yield _still_there(one, text, event, (*proof, held[event.storage]))
                return


def _read_in(exchanges: Sequence[NumberedExchange]) -> set[str]:
    return {
        text
        for each in exchanges
        for event in events_of(each.steps, MessagesRead)
        for text in event.texts
    }


def _still_there(
    one: NumberedExchange, text: str, stored: MessagesStored, proof: tuple[str, ...]
) -> Moment:
    return Moment(
        rank=4,
        ask=_question(one, text),
        answer=_(
            "On no page of this lesson: nothing reads it. {storage} still has it, for the next "
            "page that does.",
            storage=Code(stored.storage),
        ),
        proof=proof,
    )


def _held_in(one: NumberedExchange) -> dict[str, str]:
    """Return which storages hold messages after an exchange, each with an expression for it."""
    place, session, left = f"exchanges[{one.index}]", one.last.session, one.exchange.left_behind
    held = {}
    if left is not None and "messages" in left.cookies:
        held["CookieStorage"] = f"'messages' in {place}.left_behind.cookies"
    if session is not None and session.stored is not None and "_messages" in session.stored:
        held["SessionStorage"] = f"'_messages' in {place}.steps[-1].session.stored"
    return held


def _question(one: NumberedExchange, text: str) -> Message:
    """Return what is asked of a message that a request adds."""
    return _(
        "Request {number} adds the message {text}. Where is it shown?",
        number=one.number,
        text=brief_code(text),
    )
