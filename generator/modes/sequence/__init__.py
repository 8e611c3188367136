"""Sequence: who called whom, in order, from the browser through the middleware to the view and back."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from proven_lessons.generator.modes import Block, Material, Mode
from proven_lessons.generator.wording import session as session_words
from proven_lessons.generator.wording import steps as wording
from proven_lessons.runner.trace import Event, Exchange, Step

BROWSER, AROUND, VIEW, STORE, DATABASE = "Browser", "Around the view", "View", "Session", "Database"
LANES = (BROWSER, AROUND, VIEW, STORE, DATABASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Something that one lane says to another, or does by itself when both are the same; `step` is its step."""

    source: str
    target: str
    words: str
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """The messages of one exchange with the lanes that they need; `title` is empty when there is only one."""

    title: str
    lanes: tuple[str, ...]
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceBlock(Block):
    """The sequences of the exchanges."""

    mode = "sequence"

    sequences: tuple[Sequence, ...]


class SequenceMode(Mode):
    """Derives the sequence of each exchange from the order of its events."""

    rank = 35
    title = "Sequence"
    about = "Who calls whom, in order"
    place = "more"
    with_code = True

    def derive(self, material: Material) -> SequenceBlock:
        exchanges = material.trace.runs["main"].exchanges
        titles = wording.exchange_titles(exchanges)
        return SequenceBlock(
            sequences=tuple(_sequence(title, exchange) for title, exchange in zip(titles, exchanges, strict=True))
        )


# Private


def _sequence(title: str, exchange: Exchange) -> Sequence:
    messages = tuple(_messages(exchange))
    used = {lane for message in messages for lane in (message.source, message.target)}
    return Sequence(title=title, lanes=tuple(lane for lane in LANES if lane in used), messages=messages)


def _messages(exchange: Exchange) -> Iterator[Message]:
    first, last = exchange.steps[0], exchange.steps[-1]
    request = exchange.request
    yield Message(source=BROWSER, target=AROUND, words=f"{request.method} {request.path}", step=first.number)
    is_in_view = False
    for step, events in _in_order(exchange):
        if step.phase == "view" and not is_in_view and exchange.view:
            is_in_view = True
            yield Message(source=AROUND, target=VIEW, words=f"calls {_view(exchange)}", step=step.number)
        if is_in_view and step.phase == "closing" and _is_after_view(step, exchange):
            is_in_view = False
            last_in = max(other.number for other in exchange.steps if other.phase == "view")
            number = last_in if exchange.raised else step.number
            yield Message(source=VIEW, target=AROUND, words=_gave(exchange), step=number)
        yield from _of_step(step, events, VIEW if step.phase == "view" else AROUND)
    words = f"status {exchange.response.status}"
    yield Message(source=AROUND, target=BROWSER, words=words, step=last.number)


def _in_order(exchange: Exchange) -> Iterator[tuple[Step, list[Event]]]:
    """Give the events in the order in which they happened: a step that waited for others stands after them.

    A step without events comes, too, where it stands.
    """
    told: list[tuple[int, int, Step, list[Event]]] = []
    for step in exchange.steps:
        after = step.after or [step.number - 1] * len(step.events)
        for number, same in groupby(zip(after, step.events, strict=True), key=lambda pair: pair[0]):
            told.append((number, step.number, step, [event for _, event in same]))
        if not step.events:
            told.append((step.number - 1, step.number, step, []))
    # Of two, the one that ends later waits for the other, so it was first.
    for _, _, step, events in sorted(told, key=lambda one: (one[0], -one[1])):
        yield step, events


def _is_after_view(step: Step, exchange: Exchange) -> bool:
    """Say whether the view has ended before `step`: a middleware that waits for it is closing, and began before."""
    return all(other.number < step.number for other in exchange.steps if other.phase == "view")


def _view(exchange: Exchange) -> str:
    return (exchange.view or "").removeprefix("lesson.views.")


def _gave(exchange: Exchange) -> str:
    """Say what the view has handed back."""
    if exchange.raised:
        return f"raises {exchange.raised}"
    returned = exchange.returned or ""
    return "the response" if "Response" in returned else f"returns {returned}"


def _of_step(step: Step, events: list[Event], actor: str) -> Iterator[Message]:
    for (kind, about), same in groupby(events, key=_group):
        found: list[Any] = list(same)
        if kind == "layer":
            names = ", ".join(dict.fromkeys(event.name for event in found))
            way = "in through" if about == "middleware.enter" else "out through"
            yield Message(source=AROUND, target=AROUND, words=f"{way} {names}", step=step.number)
        elif kind == "session":
            yield from _with_store(found, about, step, actor)
        elif kind == "sql":
            yield Message(source=actor, target=DATABASE, words=_summaries(found), step=step.number)
        else:
            told = [words for words in map(_own, found) if words]
            if told:
                yield Message(source=actor, target=actor, words="; ".join(told), step=step.number)


def _group(event: Event) -> tuple[str, str]:
    """Say what an event has in common with its neighbours: the way in or out, one use of the store, a query."""
    if event.kind in ("middleware.enter", "middleware.leave"):
        return "layer", event.kind
    if event.kind in ("session.load", "session.save", "session.key"):
        return "session", getattr(event, "method", "") or event.kind.partition(".")[2]
    if event.kind == "sql":
        about = getattr(event, "session", None)
        return ("session", about) if about else ("sql", "")
    return "other", event.kind if event.kind.startswith("session.") else ""


def _with_store(events: list[Any], about: str, step: Step, actor: str) -> Iterator[Message]:
    """Tell a use of the session store, with what it asks of the database."""
    words = _USES.get(about, f"{about}()")
    yield Message(source=actor, target=STORE, words=words, step=step.number)
    queries = [event for event in events if event.kind == "sql"]
    if queries:
        yield Message(source=STORE, target=DATABASE, words=_summaries(queries), step=step.number)


_USES = {
    "load": "loads the session",
    "save": "saves the session",
    "cycle_key": "gives the session a new key",
    "flush": "flushes the session",
}


def _summaries(queries: list[Any]) -> str:
    counted = [(words, len(list(same))) for words, same in groupby(wording.sql_summary(one.sql) for one in queries)]
    return ", ".join(words if count == 1 else f"{words} ({count} times)" for words, count in counted)


def _own(event: Any) -> str:
    """Say what an event is to the lane it happens in; empty for what the picture leaves to the table."""
    match event.kind:
        case "cookies.set":
            return f"sets the cookie {event.name}"
        case "cookies.delete":
            return f"deletes the cookie {event.name}"
        case "exceptions.handled":
            return f"{event.type} becomes status {event.status}"
        case "templates.render":
            return f"renders {event.name or 'a template'}"
        case "auth.user":
            return f"the user is {event.user.repr}"
    return session_words.action(event) if event.kind.startswith("session.") else ""
