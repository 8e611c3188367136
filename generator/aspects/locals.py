"""Local variables: they have no events and no column of their own.

The variable tracker shows them.
"""

from collections.abc import Iterator
from itertools import islice

from proven_lessons.generator.aspects import Aspect, Moment, Question
from proven_lessons.generator.facts.exchanges import NumberedExchange, all_steps
from proven_lessons.generator.facts.forms import Instance
from proven_lessons.generator.facts.partial import Partial
from proven_lessons.generator.facts.stale import Stale, stale
from proven_lessons.generator.facts.values import literal
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Expression, Said, _, sentences
from proven_lessons.runner.trace import Run, Step, Value

_PLAIN = ("str", "int", "float", "dict", "list")


class LocalsAspect(Aspect):
    """Asks for a variable, and tells of fields that hold an expression for the database."""

    def moments(self, one: NumberedExchange) -> Iterator[Moment]:
        yield from _expressions(one)
        if not one.beside:  # which may have changed the row, too
            yield from map(_stale, islice(stale(one.single_steps), 1))

    def questions(self, run: Run) -> Iterator[Question]:
        for step in reversed(all_steps(run)):
            for name in step.names if step.kind not in ("define", "skipped") else ():
                value = step.locals.get(name)
                if step.at and step.error is None and value is not None and _can_be_asked(value):
                    yield _question(name, step)
                    return


# Private


def _expressions(one: NumberedExchange) -> Iterator[Moment]:
    """Tell of a field of an instance that was set to F(): what it is, and when it is a value."""
    steps = [step for step in one.single_steps if step.at is not None]
    for place, step in enumerate(steps):
        for name, field, written in _expression_fields(step):
            known = (
                other
                for other in steps[place:]
                if not isinstance(_field(other, name, field), Partial)
            )
            yield _moment(step, f"{name}.{field}", written, next(known, None))
            return


def _stale(found: Stale) -> Moment:
    update, refreshed = _link(found.update), _link(found.refreshed)
    field = f"{found.name}.{found.field}"
    then, now = (f"step[{one.number}].locals.{field}" for one in (found.update, found.refreshed))
    return Moment(
        rank=4,
        ask=_(
            "{step} changes the row of {name}. What does {field} hold then?",
            step=update,
            name=Code(found.name),
            field=Code(field),
        ),
        answer=_(
            "Still {old}. The statement changes the row in the database, and no instance that was "
            "fetched before. {refreshed} fetches the row again: now it is {new}.",
            old=Expression(then),
            refreshed=refreshed,
            new=Expression(now),
        ),
        proof=(
            f"{then} != {now}",
            f"step[{found.update.number}].sql | length > 0",
            f"step[{found.update.number}].number < step[{found.refreshed.number}].number",
        ),
    )


def _moment(step: Step, field: str, written: str, later: Step | None) -> Moment:
    answer: Said = _(
        "No value yet, but what the database is to work out: {expression}.",
        expression=Code(written),
    )
    if later is not None:
        value = Expression(f"step[{later.number}].locals.{field}")
        then = _("After {step} it is a value, {value}.", step=_link(later), value=value)
        answer = sentences([answer, then])
    ask = _("What does {name} hold after {step}?", name=Code(field), step=_link(step))
    number = (later or step).number
    proof = (f"step[{number}].locals.{field} is not none",)
    return Moment(rank=8, ask=ask, answer=answer, proof=proof)


def _expression_fields(step: Step) -> Iterator[tuple[str, str, str]]:
    """Yield each field of an instance that holds an expression with F(): with its text."""
    for name, value in step.locals.items():
        held = literal(value)
        for field, inner in held.items() if isinstance(held, Instance) else ():
            if isinstance(inner, Partial) and "F(" in inner.text:
                yield name, field, inner.text


def _field(step: Step, name: str, field: str) -> object:
    """Return what a field of an instance holds after a step; Partial if it is not there."""
    value = step.locals.get(name)
    held = None if value is None else literal(value)
    return held.get(field, Partial("")) if isinstance(held, Instance) else Partial("")


def _link(step: Step) -> Expression:
    return Expression(f"step[{step.number}]")


def _question(name: str, step: Step) -> Question:
    ask = _(
        "What does {name} hold after {step}?",
        name=Code(name),
        step=Expression(f"step[{step.number}]"),
    )
    return Question(rank=30, ask=ask, answer=f"step[{step.number}].locals.{name}")


def _can_be_asked(value: Value) -> bool:
    return value.type in _PLAIN and not isinstance(literal(value), Partial)
