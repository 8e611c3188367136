"""Models: rows got or made, methods that send no signals, locks that the database does not have."""

from collections.abc import Iterator, Sequence

from proven_lessons.generator.aspects import Arrow, Aspect, Column, Moment, Part, State
from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of, named_events
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Expression, Message, Said, _, listed
from proven_lessons.runner.probes.models import LockLeftOut, RowGot, SignalsSkipped
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import Event, Exchange, Step

FOUND, MADE = _("found"), _("created")


class ModelsAspect(Aspect):
    """Says what a method of a queryset did, where its statements do not tell."""

    def __init__(self) -> None:
        self.columns = (Column(place=42, title=_("Models"), cell=_cell),)

    def action(self, event: Event, step: Step) -> Message | None:
        match event:
            case RowGot(created=True):
                return _("{method}: a new row of {model}", method=event.method, model=event.model)
            case RowGot(refused=True):
                return _(
                    "{method}: the new row of {model} is refused, and one is there now",
                    method=event.method,
                    model=event.model,
                )
            case RowGot():
                return _(
                    "{method}: a row of {model} is there", method=event.method, model=event.model
                )
        return None

    def clause(self, event: Event, where: Said) -> Message | None:
        match event:
            case RowGot(created=True):
                return _(
                    "{where} calls {method}, which finds no such row of {model} and creates one.",
                    where=where, method=Code(f"{event.method}()"), model=Code(event.model),
                )  # fmt: skip
            case RowGot(refused=True):
                return _(
                    "{where} calls {method}, which finds no row of {model}, can't create one, and "
                    "finds the one that has come meanwhile.",
                    where=where, method=Code(f"{event.method}()"), model=Code(event.model),
                )  # fmt: skip
            case RowGot():
                return _(
                    "{where} calls {method}, which finds a row of {model}.",
                    where=where, method=Code(f"{event.method}()"), model=Code(event.model),
                )  # fmt: skip
            case SignalsSkipped():
                return _(
                    "{where} calls {method}, which sends no signals for the rows, so no receiver "
                    "runs: {receivers}.",
                    where=where,
                    method=Code(f"{event.method}()"),
                    receivers=listed(map(Code, event.unheard)),
                )
            case LockLeftOut(model=model):
                return _(
                    "{where} asks for rows of {model} to be locked, and the database has no such "
                    "lock.",
                    where=where, model=Code(model),
                )  # fmt: skip
        return None

    def arrows(self, events: Sequence[Event], step: Step) -> Iterator[Arrow]:
        for event in events:
            if isinstance(event, RowGot):
                words = self.action(event, step)
                if words is not None:
                    yield Arrow(words=words)

    def states(self, step: Step, exchange: Exchange) -> Iterator[State]:
        for event in events_of([step], RowGot):
            yield State(
                name=f"row of {event.model}",
                label=_("Row of {model}", model=event.model),
                value=MADE if event.created else FOUND,
                place=45,
                is_words=True,
                choices=(FOUND, MADE),
            )

    def moments(self, one: NumberedExchange) -> Iterator[Moment]:
        for step, event, name in named_events(one):
            moment = _moment(step, event, name)
            if moment is not None:
                yield moment


# Private


def _cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    is_sent = any(events_of([step], Query))
    told = (_told(event, is_sent=is_sent) for event in step.events)
    return [words for words in told if words is not None]


def _told(event: Event, *, is_sent: bool) -> Message | None:
    match event:
        case RowGot(created=True):
            return _("{method}: created.", method=Code(event.method))
        case RowGot(refused=True):
            return _("{method}: not found, not created, then found.", method=Code(event.method))
        case RowGot():
            return _("{method}: found.", method=Code(event.method))
        case SignalsSkipped():
            return _(
                "{method} without signals: not heard by {receivers}.",
                method=Code(event.method),
                receivers=listed(map(Code, event.unheard)),
            )
        case LockLeftOut(model=model) if is_sent:
            return _("no lock on {model}.", model=Code(model))
    return None


def _moment(step: Step, event: Event, name: str) -> Moment | None:
    link = Expression(f"step[{step.number}]")
    match event:
        case SignalsSkipped():
            return Moment(
                rank=1,
                ask=_(
                    "{step} writes rows of {model}. Why does no receiver run ({receivers})?",
                    step=link,
                    model=Code(event.model),
                    receivers=listed(map(Code, event.unheard)),
                ),
                answer=_(
                    "{method} writes the rows and saves no instance. So neither {before} nor "
                    "{after} is sent for them, and no {save} runs.",
                    method=Code(f"{event.method}()"),
                    before=Code("pre_save"),
                    after=Code("post_save"),
                    save=Code("save()"),
                ),
                proof=(
                    f'{name}.method == "{event.method}"',
                    f"{event.unheard[0]!r} in {name}.unheard",
                ),
            )
        case LockLeftOut() if any(events_of([step], Query)):
            return Moment(
                rank=2,
                ask=_("Does {step} lock the rows that it reads?", step=link),
                answer=_(
                    "Not here. The database of this run has no locks on rows, so Django leaves "
                    "{words} out of the statement, and says nothing.",
                    words=Code("FOR UPDATE"),
                ),
                proof=(
                    f'{name}.model == "{event.model}"',
                    f'"FOR UPDATE" not in step[{step.number}].queries[0].sql',
                ),
            )
        case RowGot() if event.lookups:
            return _got(link, event, name)
    return None


def _got(link: Expression, event: RowGot, name: str) -> Moment:
    method, defaults = Code(f"{event.method}()"), listed(map(Code, event.defaults))
    looked_for = listed(map(Code, event.lookups))
    ask = _("Does {step} create a row of {model}?", step=link, model=Code(event.model))
    if event.created:
        answer = _(
            "Yes. {method} finds no row by {lookups}, and creates one.",
            method=method,
            lookups=looked_for,
        )
    elif event.refused:
        answer = _(
            "No. {method} finds no row by {lookups} at first. When it creates one, the database "
            "refuses it: one has come meanwhile, and {method} gives that.",
            method=method,
            lookups=looked_for,
        )
    elif event.defaults and event.method == "get_or_create":
        answer = _(
            "No. {method} finds a row by {lookups}, and gives it as it is: the defaults "
            "({defaults}) are for a new row only.",
            method=method,
            lookups=looked_for,
            defaults=defaults,
        )
    elif event.defaults:
        answer = _(
            "No. {method} finds a row by {lookups}, and updates {defaults}.",
            method=method,
            lookups=looked_for,
            defaults=defaults,
        )
    else:
        answer = _("No. {method} finds a row by {lookups}.", method=method, lookups=looked_for)
    proof = f"{name}.created" if event.created else f"not {name}.created"
    proof = f"{name}.refused" if event.refused and not event.created else proof
    return Moment(
        rank=3 if event.defaults and not event.created else 6,
        ask=ask,
        answer=answer,
        proof=(proof,),
    )
