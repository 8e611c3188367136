"""Language and time zone: which are active, and that they do not end with the request."""

from collections.abc import Iterator, Mapping, Sequence

from proven_lessons.generator.aspects import Arrow, Aspect, Column, Moment, Part
from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of, named_events
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Expression, Message, Said, _
from proven_lessons.runner.probes.locale import LANGUAGE, LocaleChanged, LocaleFound
from proven_lessons.runner.trace import Event, Exchange, Step


class LocaleAspect(Aspect):
    """Says which language and time zone Django uses."""

    def __init__(self) -> None:
        self.columns = (Column(place=60, title=_("Language and time zone"), cell=_cell),)

    def action(self, event: Event, step: Step) -> Message | None:
        return None if isinstance(event, LocaleFound) else _told(event)

    def clause(self, event: Event, where: Said) -> Message | None:
        match event:
            case LocaleFound(what=what, name=name) if what == LANGUAGE:
                return _("The language {name} is still active.", name=Code(name))
            case LocaleFound(name=name):
                return _("The time zone {name} is still active.", name=Code(name))
            case LocaleChanged(name=""):
                return _("{where} leaves no language active.", where=where)
            case LocaleChanged(what=what, name=None) if what == LANGUAGE:
                return _("{where} goes back to the language of the settings.", where=where)
            case LocaleChanged(name=None):
                return _("{where} goes back to the time zone of the settings.", where=where)
            case LocaleChanged(what=what, name=str() as name) if what == LANGUAGE:
                return _("{where} activates the language {name}.", where=where, name=Code(name))
            case LocaleChanged(name=str() as name):
                return _("{where} activates the time zone {name}.", where=where, name=Code(name))
        return None

    def arrows(self, events: Sequence[Event], step: Step) -> Iterator[Arrow]:
        for event in events:
            words = self.action(event, step)
            if words is not None:
                yield Arrow(words=words)

    def moments(self, one: NumberedExchange) -> Iterator[Moment]:
        for _step, event, name in named_events(one, everywhere=True):
            if isinstance(event, LocaleFound):
                moment = _left(one, event, name)
                if moment is not None:
                    yield moment


# Private


def _cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    return [words for event in step.events if (words := _told(event)) is not None]


def _told(event: Event) -> Message | None:
    match event:
        case LocaleFound(what=what, name=name) if what == LANGUAGE:
            return _("language {name} is still active", name=Code(name))
        case LocaleFound(name=name):
            return _("time zone {name} is still active", name=Code(name))
        case LocaleChanged(name=""):
            return _("no language")
        case LocaleChanged(what=what, name=None) if what == LANGUAGE:
            return _("language of the settings")
        case LocaleChanged(name=None):
            return _("time zone of the settings")
        case LocaleChanged(what=what, name=str() as name) if what == LANGUAGE:
            return _("language {name}", name=Code(name))
        case LocaleChanged(name=str() as name):
            return _("time zone {name}", name=Code(name))
    return None


def _left(one: NumberedExchange, found: LocaleFound, name: str) -> Moment | None:
    """Tell of what an earlier request activated, and nobody put back."""
    last = [
        (step, event, place)
        for before in one.earlier
        if not before.exchange.together  # for which there was another thread
        for step, event, place in named_events(before, everywhere=True)
        if isinstance(event, LocaleChanged) and (event.what, event.name) == (found.what, found.name)
    ][-1:]
    if one.exchange.together or _chooses_its_own(one, found):
        return None
    for step, event, place in last:
        if event.name is not None:
            words: dict[str, Said] = {
                "number": one.number,
                "name": Code(found.name),
                "step": Expression(f"step[{step.number}]"),
            }
            ask, answer = _language(words) if found.what == LANGUAGE else _zone(words)
            proof = (f"{name}.name == {found.name!r}", f"{place}.what == {found.what!r}")
            return Moment(rank=1, ask=ask, answer=answer, proof=proof)
    return None


def _chooses_its_own(one: NumberedExchange, found: LocaleFound) -> bool:
    """Return whether a middleware activates another before the view runs."""
    begun = [step for step in one.steps if step.phase == "opening"]
    return any(event.what == found.what for event in events_of(begun, LocaleChanged))


def _language(words: Mapping[str, Said]) -> tuple[Message, Message]:
    return (
        _("Why does request {number} begin with the language {name}?", **words),
        _(
            "{step} activated it, and nothing puts it back: the active language belongs to the "
            "thread, not to the request, and the next request is answered by the same thread.",
            **words,
        ),
    )


def _zone(words: Mapping[str, Said]) -> tuple[Message, Message]:
    return (
        _("Why does request {number} begin with the time zone {name}?", **words),
        _(
            "{step} activated it, and nothing puts it back: the active time zone belongs to the "
            "thread, not to the request, and the next request is answered by the same thread.",
            **words,
        ),
    )
