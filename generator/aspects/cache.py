"""The cache: what is read from it, and what is written to it."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from proven_lessons.generator.aspects import CACHE, Arrow, Aspect, Column, Moment, Part, State
from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of, named_events
from proven_lessons.generator.markup import Code, brief, brief_code, shortened
from proven_lessons.generator.translation import Expression, Message, Said, _, duration
from proven_lessons.runner.probes.cache import CacheCall, CacheRead, CacheWritten
from proven_lessons.runner.trace import Event, Exchange, Step

HIT, MISS = _("hit"), _("miss")


class CacheAspect(Aspect):
    """Says what the cache had, and what it was given."""

    actor = "cache"

    def __init__(self) -> None:
        self.columns = (Column(place=45, title=_("Cache"), cell=_cell, stays=True),)

    def action(self, event: Event, step: Step) -> Message | None:
        match event:
            case CacheRead(found=True):
                return _("Get {key} from the cache: a hit", key=_key(event))
            case CacheRead(expired=True):
                return _("Get {key} from the cache: a miss, it has expired", key=_key(event))
            case CacheRead(found=False):
                return _("Get {key} from the cache: a miss", key=_key(event))
            case CacheRead():
                return _("Get {key} from the cache", key=_key(event))
            case CacheWritten(value=value):
                return _(
                    "Put {value} into the cache under {key}",
                    value=brief(value.repr),
                    key=_key(event),
                )
            case CacheCall():
                return _("Call cache.{call}", call=_call(event))
        return None

    def clause(self, event: Event, where: Said) -> Message | None:
        match event:
            case CacheRead(result=result, found=True):
                return _(
                    "{where} asks the cache for {key} and finds {value}.",
                    where=where, key=Code(_key(event)), value=brief_code(result.repr),
                )  # fmt: skip
            case CacheRead(result=result, expired=True):
                return _(
                    "{where} asks the cache for {key}, which has expired, and gets {value}.",
                    where=where, key=Code(_key(event)), value=brief_code(result.repr),
                )  # fmt: skip
            case CacheRead(result=result, found=False):
                return _(
                    "{where} asks the cache for {key}, which it does not have, and gets {value}.",
                    where=where, key=Code(_key(event)), value=brief_code(result.repr),
                )  # fmt: skip
            case CacheRead(result=result):
                return _(
                    "{where} asks the cache for {key} and gets {value}.",
                    where=where, key=Code(_key(event)), value=brief_code(result.repr),
                )  # fmt: skip
            case CacheWritten(value=value, timeout=int() as timeout) if timeout <= 0:
                return _(
                    "{where} puts {value} into the cache under {key}, where it expires at once.",
                    where=where, value=brief_code(value.repr), key=Code(_key(event)),
                )  # fmt: skip
            case CacheWritten(value=value):
                return _(
                    "{where} puts {value} into the cache under {key}.",
                    where=where, value=brief_code(value.repr), key=Code(_key(event)),
                )  # fmt: skip
            case CacheCall():
                return _("{where} calls {call}.", where=where, call=Code(f"cache.{_call(event)}"))
        return None

    def box(self, step: Step) -> Message | None:
        if any(events_of([step], CacheWritten)):
            return _("Write to the cache")
        if any(events_of([step], CacheRead)):
            return _("Look in the cache")
        return _("Use the cache") if any(events_of([step], CacheCall)) else None

    def arrows(self, events: Sequence[Event], step: Step) -> Iterator[Arrow]:
        for event in events:
            match event:
                case CacheRead(found=found):
                    yield Arrow(words=_READ[found](_key(event)), lane=CACHE)
                case CacheWritten():
                    yield Arrow(words=_("sets {key}", key=_key(event)), lane=CACHE)
                case CacheCall():
                    yield Arrow(words=_call(event), lane=CACHE)

    def states(self, step: Step, exchange: Exchange) -> Iterator[State]:
        for event in events_of([step], CacheRead):
            if event.found is not None:
                yield State(
                    name="cache",
                    label=_("Cache: hit or miss"),
                    value=HIT if event.found else MISS,
                    place=41,
                    is_words=True,
                    choices=(HIT, MISS),
                )

    def moments(self, one: NumberedExchange) -> Iterator[Moment]:
        for step, event, name in named_events(one):
            if isinstance(event, CacheRead):
                link = Expression(f"step[{step.number}]")
                if event.expired:
                    yield _expired(link, event, name)
                elif event.found:
                    yield from _put_before(one, link, event, name)


# Private


def _expired(link: Expression, event: CacheRead, name: str) -> Moment:
    key = Code(_key(event))
    return Moment(
        rank=1,
        ask=_("Why does {step} not find {key} in the cache?", step=link, key=key),
        answer=_(
            "It was there, and its time is over: what has expired is a miss, as if it had never "
            "been put there."
        ),
        proof=(f"{name}.expired", f"not {name}.found"),
    )


def _put_before(
    one: NumberedExchange, link: Expression, event: CacheRead, name: str
) -> Iterator[Moment]:
    """Tell of a hit which earlier request had put the value there."""
    written = _last_written(one, event)
    if written is None or written[0].exchange.command is not one.exchange.command:
        return  # a command has a process of its own, with another cache in memory
    before, step, place = written
    said: dict[str, Said] = {
        "number": before.number, "step": Expression(f"step[{step.number}]"),
    }  # fmt: skip
    answer = _("From request {number}: {step} put it there.", **said)
    proof = [f"{name}.found", f"{name}.key == {place}.key", f"{name}.result == {place}.value"]
    is_anothers = before.exchange.client != one.exchange.client
    if is_anothers:
        answer = _(
            "From request {number}, which came from another browser: {step} put it there. What is "
            "in the cache under a key is there for everybody.",
            **said,
        )
        proof.append(f"exchanges[{one.index}].client != exchanges[{before.index}].client")
    yield Moment(
        rank=2 if is_anothers else 3,
        ask=_("Where does {step} get {key} from?", step=link, key=Code(_key(event))),
        answer=answer,
        proof=tuple(proof),
    )


def _last_written(
    one: NumberedExchange, event: CacheRead
) -> tuple[NumberedExchange, Step, str] | None:
    """Return what put the value there that is read, None if something else may have changed it."""
    last: tuple[NumberedExchange, Step, str] | None = None
    if any(map(_is_writing, chain.from_iterable(other.steps for other in one.beside))):
        return None
    for before in (*one.earlier, one):
        for step, other, place in named_events(before, everywhere=True):
            match other:
                case CacheRead() if other is event:
                    return last if last is not None and last[0] is not one else None
                case CacheWritten(value=value) if _place(other) == _place(event):
                    last = (before, step, place) if value == event.result else None
                case CacheCall(method=method) if method not in _READING:
                    last = None
    return None


def _is_writing(step: Step) -> bool:
    calls = any(one.method not in _READING for one in events_of([step], CacheCall))
    return calls or any(events_of([step], CacheWritten))


def _place(event: CacheRead | CacheWritten) -> tuple[object, ...]:
    """Return what names the entry: of one that several aliases share, not the alias."""
    if event.entry is not None:
        return (event.entry,)
    return event.key, event.version, event.cache


_READING = ("has_key", "__contains__", "get_many", "touch")

_READ: dict[bool | None, Callable[[str], Message]] = {
    True: lambda key: _("gets {key}: a hit", key=key),
    False: lambda key: _("gets {key}: a miss", key=key),
    None: lambda key: _("gets {key}", key=key),
}


def _key(event: CacheRead | CacheWritten | CacheCall) -> str:
    """Return a key as it is given, with its version and its cache where they are others."""
    key = "" if event.key is None else event.key.repr
    more = [] if event.version is None else [f"version={event.version}"]
    more += [] if event.cache is None else [f"caches[{event.cache!r}]"]
    return ", ".join([key, *more] if key else more)


def _call(event: CacheCall) -> str:
    return f"{event.method}({brief(_key(event))})"


def _cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    return [words for event in step.events if (words := _told(event)) is not None]


def _told(event: Event) -> Message | None:
    match event:
        case CacheRead(result=result, expired=True):
            value = Code(shortened(result.repr))
            return _("get {key}: expired, so {value}.", key=Code(_key(event)), value=value)
        case CacheRead(result=result, found=False):
            if result.type == "NoneType":
                return _("get {key}: not there.", key=Code(_key(event)))
            value = Code(shortened(result.repr))
            return _("get {key}: not there, so {value}.", key=Code(_key(event)), value=value)
        case CacheRead(result=result):
            return _(
                "get {key}: {value}.", key=Code(_key(event)), value=Code(shortened(result.repr))
            )
        case CacheWritten():
            return _written(event)
        case CacheCall():
            return _called(event)
    return None


def _called(event: CacheCall) -> Message:
    result = Code(shortened(event.result.repr))
    if event.key is None:
        return _("{method}: {value}.", method=event.method, value=result)
    return _(
        "{method} {key}: {value}.", method=event.method, key=Code(event.key.repr), value=result
    )


def _written(event: CacheWritten) -> Message:
    key, value = Code(_key(event)), Code(shortened(event.value.repr))
    if event.for_ever:
        return _("set {key} to {value}, for ever.", key=key, value=value)
    if event.timeout is None:
        return _("set {key} to {value}.", key=key, value=value)
    if event.timeout <= 0:
        return _("set {key} to {value}, expires at once.", key=key, value=value)
    return _("set {key} to {value} for {time}.", key=key, value=value, time=duration(event.timeout))
