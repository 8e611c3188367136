"""Local variables: they have no events and no column of their own.

The variable tracker shows them.
"""

from collections.abc import Iterator

from proven_lessons.generator.aspects import Aspect, Question
from proven_lessons.generator.facts.partial import Partial
from proven_lessons.generator.facts.values import literal
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Expression, _
from proven_lessons.runner.trace import Run, Step, Value

_PLAIN = ("str", "int", "float", "dict", "list")


class LocalsAspect(Aspect):
    """Asks for a variable."""

    def questions(self, run: Run) -> Iterator[Question]:
        steps = [step for exchange in run.exchanges for step in exchange.steps]
        for step in reversed(steps):
            for name in step.names if step.kind not in ("define", "skipped") else ():
                value = step.locals.get(name)
                if step.at and step.error is None and value is not None and _can_be_asked(value):
                    yield _question(name, step)
                    return


# Private


def _question(name: str, step: Step) -> Question:
    ask = _(
        "What does {name} hold after {step}?",
        name=Code(name),
        step=Expression(f"step[{step.number}]"),
    )
    return Question(rank=30, ask=ask, answer=f"step[{step.number}].locals.{name}")


def _can_be_asked(value: Value) -> bool:
    return value.type in _PLAIN and not isinstance(literal(value), Partial)
