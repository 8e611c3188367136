"""State outside of the view: what is left in modules and classes, for every later request."""

from collections.abc import Iterator, Sequence

from proven_lessons.generator.aspects import Aspect, Column, Moment, Part
from proven_lessons.generator.facts.exchanges import NumberedExchange
from proven_lessons.generator.facts.statements import count
from proven_lessons.generator.markup import Code, brief_code, shortened
from proven_lessons.generator.translation import Expression, Message, Said, _, listed, sentences
from proven_lessons.runner.trace import Exchange, Step

_QUERYSET = "QuerySet"


class OutsideAspect(Aspect):
    """Says what outlives the request."""

    def __init__(self) -> None:
        self.columns = (Column(place=62, title=_("Outside the view"), cell=_cell),)

    def sentences(self, step: Step, exchange: Exchange) -> Iterator[Said]:
        for name, value in (step.outside or {}).items():
            yield _(
                "Outside the view, {name} is now {value}.",
                name=Code(name),
                value=brief_code(value.repr),
            )

    def moments(self, one: NumberedExchange) -> Iterator[Moment]:
        yield from _kept_rows(one)
        yield from _left(one)


# Private


def _cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    return [
        _("{name} is {value}", name=Code(name), value=Code(shortened(value.repr)))
        for name, value in (step.outside or {}).items()
    ]


def _left(one: NumberedExchange) -> Iterator[Moment]:
    """Tell what a request leaves behind for the next one, if one comes."""
    is_last = one.number == len(one.run.exchanges)
    if is_last or one.exchange.command is not None or one.exchange.together:
        return
    for step in one.single_steps:
        names = [name for name in step.outside or {} if _stays_changed(name, one)]
        if names and step.at is not None:
            yield Moment(
                rank=9,
                ask=_(
                    "What does {step} leave behind when the request is over?",
                    step=Expression(f"step[{step.number}]"),
                ),
                answer=_(
                    "It changes {names}, outside of the view. That does not end with the request: "
                    "every later request that this process answers finds it, whoever sends it.",
                    names=listed(map(Code, names)),
                ),
                proof=tuple(f"{name!r} in step[{step.number}].outside" for name in names),
            )
            return


def _stays_changed(name: str, one: NumberedExchange) -> bool:
    """Return whether it is known that something is another after a request than before it."""
    before, changes = (
        [step.outside[name] for step in steps if step.outside and name in step.outside]
        for steps in ([step for each in one.earlier for step in each.steps], one.steps)
    )
    if any(each.exchange.together for each in one.earlier):
        return False
    if len(changes) == 1:
        return True
    return bool(before and changes) and before[-1] != changes[-1]


def _kept_rows(one: NumberedExchange) -> Iterator[Moment]:
    """Tell of a request that sends nothing, since a queryset outside of the view was evaluated."""
    if count(one.steps) or one.exchange.view is None:
        return
    for before in one.earlier:
        if before.exchange.view != one.exchange.view or not count(before.steps):
            continue
        for step in before.single_steps:
            kept = [name for name, value in (step.outside or {}).items() if value.type == _QUERYSET]
            if kept and step.at is not None and any(other.at == step.at for other in one.steps):
                yield _moment(one, before, step, kept[0])
                return


def _moment(one: NumberedExchange, before: NumberedExchange, step: Step, name: str) -> Moment:
    answer: list[Message] = [
        _(
            "It has the rows of request {before}. {name} is not made anew for each request: "
            "{step} evaluated it, and it keeps what it has fetched.",
            before=before.number,
            name=Code(name),
            step=Expression(f"step[{step.number}]"),
        ),
        _(
            "{all} makes a queryset that asks again.",
            all=Code(f"{name.rpartition('.')[2]}.all()"),
        ),
    ]
    return Moment(
        rank=1,
        ask=_("Why does request {number} send no statement to the database?", number=one.number),
        answer=sentences(answer),
        proof=(
            f"exchanges[{one.index}].sql | length == 0",
            f"exchanges[{before.index}].sql | length > 0",
            f"{name!r} in step[{step.number}].outside",
        ),
    )
