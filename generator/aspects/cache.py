"""The cache: what is read from it, and what is written to it."""

from collections.abc import Callable, Iterator, Sequence

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
            case CacheRead(key=key, found=True):
                return _("Get {key} from the cache: a hit", key=key.repr)
            case CacheRead(key=key, expired=True):
                return _("Get {key} from the cache: a miss, it has expired", key=key.repr)
            case CacheRead(key=key, found=False):
                return _("Get {key} from the cache: a miss", key=key.repr)
            case CacheRead(key=key):
                return _("Get {key} from the cache", key=key.repr)
            case CacheWritten(key=key, value=value):
                return _(
                    "Put {value} into the cache under {key}", value=brief(value.repr), key=key.repr
                )
            case CacheCall():
                return _("Call cache.{call}", call=_call(event))
        return None

    def clause(self, event: Event, where: Said) -> Message | None:
        match event:
            case CacheRead(key=key, result=result, found=True):
                return _(
                    "{where} asks the cache for {key} and finds {value}.",
                    where=where, key=Code(key.repr), value=brief_code(result.repr),
                )  # fmt: skip
            case CacheRead(key=key, result=result, expired=True):
                return _(
                    "{where} asks the cache for {key}, which has expired, and gets {value}.",
                    where=where, key=Code(key.repr), value=brief_code(result.repr),
                )  # fmt: skip
            case CacheRead(key=key, result=result, found=False):
                return _(
                    "{where} asks the cache for {key}, which it does not have, and gets {value}.",
                    where=where, key=Code(key.repr), value=brief_code(result.repr),
                )  # fmt: skip
            case CacheRead(key=key, result=result):
                return _(
                    "{where} asks the cache for {key} and gets {value}.",
                    where=where, key=Code(key.repr), value=brief_code(result.repr),
                )  # fmt: skip
            case CacheWritten(key=key, value=value):
                return _(
                    "{where} puts {value} into the cache under {key}.",
                    where=where, value=brief_code(value.repr), key=Code(key.repr),
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
                case CacheRead(key=key, found=found):
                    yield Arrow(words=_READ[found](key.repr), lane=CACHE)
                case CacheWritten(key=key):
                    yield Arrow(words=_("sets {key}", key=key.repr), lane=CACHE)
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
    key = Code(event.key.repr)
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
    if written is None:
        return
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
        ask=_("Where does {step} get {key} from?", step=link, key=Code(event.key.repr)),
        answer=answer,
        proof=tuple(proof),
    )


def _last_written(
    one: NumberedExchange, event: CacheRead
) -> tuple[NumberedExchange, Step, str] | None:
    """Return what put the value there that is read, None if something else may have changed it."""
    last: tuple[NumberedExchange, Step, str] | None = None
    for before in (*one.earlier, one):
        for step, other, place in named_events(before, everywhere=True):
            match other:
                case CacheRead() if other is event:
                    return last if last is not None and last[0] is not one else None
                case CacheWritten(key=key, value=value) if key == event.key:
                    last = (before, step, place) if value == event.result else None
                case CacheCall(method=method) if method not in _READING:
                    last = None
    return None


_READING = ("has_key", "__contains__", "get_many", "touch")

_READ: dict[bool | None, Callable[[str], Message]] = {
    True: lambda key: _("gets {key}: a hit", key=key),
    False: lambda key: _("gets {key}: a miss", key=key),
    None: lambda key: _("gets {key}", key=key),
}


def _call(event: CacheCall) -> str:
    return f"{event.method}({'' if event.key is None else brief(event.key.repr)})"


def _cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    return [words for event in step.events if (words := _told(event)) is not None]


def _told(event: Event) -> Message | None:
    match event:
        case CacheRead(key=key, result=result, expired=True):
            value = Code(shortened(result.repr))
            return _("get {key}: expired, so {value}.", key=Code(key.repr), value=value)
        case CacheRead(key=key, result=result, found=False):
            if result.type == "NoneType":
                return _("get {key}: not there.", key=Code(key.repr))
            value = Code(shortened(result.repr))
            return _("get {key}: not there, so {value}.", key=Code(key.repr), value=value)
        case CacheRead(key=key, result=result):
            return _("get {key}: {value}.", key=Code(key.repr), value=Code(shortened(result.repr)))
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
    key, value = Code(event.key.repr), Code(shortened(event.value.repr))
    if event.timeout is None:
        return _("set {key} to {value}.", key=key, value=value)
    if event.timeout <= 0:
        return _("set {key} to {value}, expires at once.", key=key, value=value)
    return _("set {key} to {value} for {time}.", key=key, value=value, time=duration(event.timeout))
