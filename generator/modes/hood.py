"""Under the hood: who asked whom, in order, from the browser through the middleware to the view and back."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from generator import session_words, wording
from generator.modes import Material, Mode
from generator.page import Block
from runner.trace import Event, Exchange, Step

BROWSER, MIDDLEWARE, VIEW, STORE, DATABASE = "Browser", "Middleware", "View", "Session", "Database"
LANES = (BROWSER, MIDDLEWARE, VIEW, STORE, DATABASE)


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
class HoodBlock(Block):
    """The sequences of the exchanges."""

    mode = "hood"

    sequences: tuple[Sequence, ...]


class HoodMode(Mode):
    """Derives the sequence of each exchange from the order of its events."""

    rank = 35

    def derive(self, material: Material) -> HoodBlock:
        exchanges = material.trace.runs["main"].exchanges
        titles = wording.exchange_titles(exchanges)
        return HoodBlock(
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
    yield Message(source=BROWSER, target=MIDDLEWARE, words=f"{request.method} {request.path}", step=first.number)
    is_in_view = False
    for step in exchange.steps:
        if step.phase == "view" and not is_in_view:
            is_in_view = True
            view = (exchange.view or "").removeprefix("lesson.views.") or "the view"
            yield Message(source=MIDDLEWARE, target=VIEW, words=f"calls {view}", step=step.number)
        if step.phase != "view" and is_in_view:
            is_in_view = False
            yield _answer(exchange, step)
        yield from _of_step(step, VIEW if step.phase == "view" else MIDDLEWARE)
    words = f"status {exchange.response.status}"
    yield Message(source=MIDDLEWARE, target=BROWSER, words=words, step=last.number)


def _answer(exchange: Exchange, step: Step) -> Message:
    """Give what the view hands back: a response, or an exception that it does not catch."""
    mine = [one for one in exchange.steps if one.phase == "view"]
    raised = mine[-1].error
    words = "the response" if raised is None else f"raises {raised.type}"
    return Message(source=VIEW, target=MIDDLEWARE, words=words, step=mine[-1].number if raised else step.number)


def _of_step(step: Step, actor: str) -> Iterator[Message]:
    for (kind, about), same in groupby(step.events, key=_group):
        events: list[Any] = list(same)
        if kind == "layer":
            names = ", ".join(dict.fromkeys(event.name for event in events))
            way = "in through" if about == "middleware.enter" else "out through"
            yield Message(source=MIDDLEWARE, target=MIDDLEWARE, words=f"{way} {names}", step=step.number)
        elif kind == "session":
            yield from _with_store(events, about, step, actor)
        elif kind == "sql":
            words = _summaries(events)
            yield Message(source=actor, target=DATABASE, words=words, step=step.number)
        else:
            told = [words for words in map(_own, events) if words]
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
