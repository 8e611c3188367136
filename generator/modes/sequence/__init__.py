"""Sequence: who called whom, in order, from the browser to the view and back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from proven_lessons.generator import aspects
from proven_lessons.generator.aspects import (
    BROWSER,
    CALLED,
    COMMAND,
    LANES,
    MIDDLEWARE,
    TERMINAL,
    VIEW,
    Arrow,
)
from proven_lessons.generator.claims.claims import Answer
from proven_lessons.generator.facts.exchanges import NumberedExchange, numbered
from proven_lessons.generator.lessons.source import COMMANDS
from proven_lessons.generator.modes import Block, Derived, Material, Mode
from proven_lessons.generator.translation import Joined, Message, Said, _
from proven_lessons.generator.wording.exchanges import line_of, meanwhile, title_of, view_name
from proven_lessons.runner.trace import Command, Event, Exchange, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Something that one lane does to another, or alone when both are the same.

    `step` is its step. `meanwhile` tells of another exchange that was at work before it.
    """

    source: Message
    target: Message
    words: Said
    step: int
    meanwhile: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeSequence:
    """The calls of one exchange with the lanes that they need."""

    title: Message | None
    lanes: tuple[Message, ...]
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceBlock(Block):
    """The sequences of the exchanges."""

    mode = "sequence"

    sequences: tuple[ExchangeSequence, ...]


class SequenceMode(Mode):
    """Derives the sequence of each exchange from the order of its events."""

    rank = 35
    title = _("Sequence")
    about = _("Who calls whom, in order")
    is_searched = False
    is_on_path = False
    with_code = True

    def derive(self, material: Material) -> Derived:
        run = material.trace.runs["main"]
        return Answer(value=SequenceBlock(sequences=tuple(map(_sequence, numbered(run)))))


# Private


def _sequence(one: NumberedExchange) -> ExchangeSequence:
    calls = tuple(_in_time(one))
    used = [lane for call in calls for lane in (call.source, call.target)]
    own = [lane for at, lane in enumerate(used) if lane not in LANES and lane not in used[:at]]
    lanes = tuple(lane for lane in [*LANES, *own] if lane in used)
    return ExchangeSequence(title=title_of(one), lanes=lanes, calls=calls)


def _in_time(one: NumberedExchange) -> Iterator[Call]:
    """Yield the calls of an exchange, each with what another one did before it."""
    last = 0
    for call in _calls(one.exchange):
        steps = [step for step in one.steps if last < step.number <= call.step]
        words = [said for step in steps if (said := meanwhile(one, step)) is not None]
        yield replace(call, meanwhile=tuple(words))
        last = max(last, call.step)


def _calls(exchange: Exchange) -> Iterator[Call]:
    first, last = exchange.steps[0], exchange.steps[-1]
    if exchange.command is not None:
        yield from _of_command(exchange, exchange.command)
        return
    request = f"{exchange.request.method} {exchange.request.path}"
    yield Call(source=BROWSER, target=MIDDLEWARE, words=request, step=first.number)
    is_in_view = False
    for step, events in _in_order(exchange):
        if step.phase == "view" and not is_in_view and exchange.view:
            is_in_view = True
            words = _("calls {view}", view=view_name(exchange.view))
            yield Call(source=MIDDLEWARE, target=VIEW, words=words, step=step.number)
        if is_in_view and step.phase == "closing" and _is_after_view(step, exchange):
            is_in_view = False
            yield _return(exchange, step)
        yield from _of_step(step, events, VIEW if step.phase == "view" else MIDDLEWARE)
    words = _("status {status}", status=exchange.response.status)
    yield Call(source=MIDDLEWARE, target=BROWSER, words=words, step=last.number)


def _of_command(exchange: Exchange, command: Command) -> Iterator[Call]:
    first, last = exchange.steps[0], exchange.steps[-1]
    yield Call(source=TERMINAL, target=COMMAND, words=line_of(exchange), step=first.number)
    for step, events in _in_order(exchange):
        is_other = step.at is not None and COMMANDS not in step.at.file
        yield from _of_step(step, events, CALLED if is_other else COMMAND)
    words = _("exit status {status}", status=command.exit_status)
    yield Call(source=COMMAND, target=TERMINAL, words=words, step=last.number)


def _return(exchange: Exchange, after: Step) -> Call:
    """Return the way out of the view, which `after` follows; an exception leaves in its step."""
    last_in_view = max(step.number for step in exchange.steps if step.phase == "view")
    number = last_in_view if exchange.raised else after.number
    return Call(source=VIEW, target=MIDDLEWARE, words=_returned(exchange), step=number)


def _in_order(exchange: Exchange) -> Iterator[tuple[Step, list[Event]]]:
    """Yield the events in the order in which they happened.

    A step that waited for others stands after them.

    A step without events comes, too, where it stands.
    """
    in_time: list[tuple[int, int, Step, list[Event]]] = []
    for step in exchange.steps:
        after = step.after or [step.number - 1] * len(step.events)
        pairs = zip(after, step.events, strict=True)
        for number, same in groupby(pairs, key=lambda pair: pair[0]):
            in_time.append((number, step.number, step, [event for _, event in same]))
        if not step.events:
            in_time.append((step.number - 1, step.number, step, []))
    # Of two, the one that ends later waits for the other, so it was first.
    for _number, _place, step, events in sorted(in_time, key=lambda one: (one[0], -one[1])):
        yield step, events


def _is_after_view(step: Step, exchange: Exchange) -> bool:
    """Return whether the view has ended before `step`.

    A middleware that waits for it began before.
    """
    return all(other.number < step.number for other in exchange.steps if other.phase == "view")


def _returned(exchange: Exchange) -> Said:
    """Return what the view has handed back."""
    if exchange.raised:
        return _("raises {error}", error=exchange.raised)
    returned = exchange.returned or ""
    if "Response" in returned:
        return _("returns the response")
    return _("returns {type}", type=returned)


def _of_step(step: Step, events: Sequence[Event], actor: Message) -> Iterator[Call]:
    arrows = [
        arrow
        for group in aspects.groups_of(events)
        for arrow in group.aspect.arrows(group.events, step)
    ]
    for is_alone, same in groupby(_asked_first(arrows), key=lambda arrow: arrow.lane is None):
        events_of_aspect = list(same)
        if is_alone:
            words = Joined(tuple(arrow.words for arrow in events_of_aspect), "; ")
            yield Call(source=actor, target=actor, words=words, step=step.number)
            continue
        for arrow in events_of_aspect:
            source = arrow.source or actor
            yield Call(
                source=source, target=arrow.lane or actor, words=arrow.words, step=step.number
            )


def _asked_first(arrows: Sequence[Arrow]) -> Iterator[Arrow]:
    """Yield who asks before what the asked one does for it: an event is told when it has ended."""
    waiting: list[Arrow] = []
    for arrow in arrows:
        if arrow.source is not None and arrow.source != arrow.lane:
            waiting.append(arrow)
            continue
        if arrow.lane is None:  # such as an exception: what was asked for it did not come to an end
            yield from waiting
            waiting.clear()
        yield arrow
        if any(arrow.lane == other.source for other in waiting):
            yield from waiting
            waiting.clear()
    yield from waiting
