"""Questions that any run can be asked: what a lesson without a quiz asks, and where to look for an answer."""

from collections.abc import Iterator
from typing import Any

from proven_lessons.generator.claims.claims import Evidence
from proven_lessons.generator.facts.events import events_of
from proven_lessons.generator.facts.values import Described, literal
from proven_lessons.generator.lessons.lesson import Question
from proven_lessons.generator.markup import step_link
from proven_lessons.generator.modes.quiz.reasons import Subject
from proven_lessons.generator.wording import steps as wording
from proven_lessons.runner.trace import Exchange, Step, Trace, Value

ANYWHERE = "Look at the execution table."


def about(trace: Trace) -> Iterator[Question]:
    """Give questions about the lesson's own run, the most telling first; their keys are expressions like any other."""
    exchanges = trace.runs["main"].exchanges
    steps = [step for exchange in exchanges for step in exchange.steps]
    yield from _state(steps)
    yield from _which_step(steps)
    yield from _variable(steps)
    yield from _response(exchanges)
    yield from _queries(exchanges)
    yield from _saved(exchanges)


def hint(subject: Subject | None, trace: Trace) -> str:
    """Say in which column or part of the page the answer to a question about `subject` can be found."""
    if subject is None:
        return ""
    if subject.run != "main":
        return "Go through the lines again, with that change in mind."
    exchange = _exchange_of(subject, trace)
    match subject.path:
        case ("session", part):
            return _session_hint(str(part), subject, exchange)
        case ("locals" | "variables", _):
            return "Look at the variable tracker."
        case ("value",):
            return _column("Value retrieved", subject)
        case ("number" | "line" | "code",):
            return "Look at the column *Action*, row by row."
        case (*_, "sql") if any(events_of(exchange.steps, "sql")):
            return _column("SQL", subject)
        case (*_, "response", _):
            return _column("Response content", subject)
    return ANYWHERE


def look_at(evidence: tuple[Evidence, ...]) -> str:
    """Say at which steps of the lesson's run to look."""
    if any(one.run != "main" for one in evidence):
        return "Compare the runs: the lesson, and what if."
    links = [str(step_link("main", number)) for one in evidence if one.run == "main" for number in one.steps]
    return f"Look at {' and '.join(links)} in the execution table." if links else ""


# Private


def _exchange_of(subject: Subject, trace: Trace) -> Exchange:
    exchanges = trace.runs[subject.run].exchanges
    if subject.exchange is not None:
        return exchanges[subject.exchange]
    mine = (one for one in exchanges if any(step.number == subject.step for step in one.steps))
    return next(mine, exchanges[-1])


def _session_hint(part: str, subject: Subject, exchange: Exchange) -> str:
    if part != "stored":
        return _column("Session state", subject)
    if any(step.session and step.session.stored is not None for step in exchange.steps):
        return _column("In the store", subject)
    # A column in which nothing stands is not shown.
    return "Look at the status in the column *Session state*, and at the note below the table."


def _column(name: str, subject: Subject) -> str:
    if subject.step is not None:
        return f"Look at the column *{name}* in the row of step {subject.step}."
    which = "" if subject.exchange is None else f" of request {subject.exchange + 1}"
    return f"Look at the column *{name}* in the execution table{which}."


def _state(steps: list[Step]) -> Iterator[Question]:
    """Ask for the session after the last statement that changed it."""
    changing = [step for step in steps if step.at and step.session and step.session.changed and not step.skipped]
    if changing:
        number = changing[-1].number
        yield Question(
            ask=f"What is the session state after {{{{ step[{number}] }}}}?", answer=_of(number, "session.data")
        )


def _which_step(steps: list[Step]) -> Iterator[Question]:
    """Ask for the step that did something to a key which no other step did, in whatever way."""
    done: dict[tuple[str, str], list[int]] = {}
    for step in steps:
        for event in step.events if step.at else ():
            if step.skipped or event.kind in ("session.update", "session.call", "session.key"):
                return  # these touch keys without naming them
            for did in _deeds(event):
                done.setdefault((did, event.key.repr), []).append(step.number)  # type: ignore[attr-defined]
    for (did, key), numbers in reversed(done.items()):
        if len(numbers) == 1 and "`" not in key:
            yield Question(ask=f"At which step is the key `{key}` {_DEEDS[did]}?", answer=_of(numbers[0], "number"))
            return


_DEEDS = {"read": "read from the session", "set": "set in the session", "taken": "taken out of the session"}


def _deeds(event: Any) -> tuple[str, ...]:
    """Say what an event did to its key: a read, a set, a removal; what can't be told is all of them."""
    match event.kind, getattr(event, "found", None):
        case "session.get", _:
            return ("read",)
        case "session.set", _:
            return ("set",)
        case "session.setdefault", found:
            return ("read",) if found else ("read", "set")
        case (("session.delete" | "session.pop"), True):
            return ("read", "taken") if event.kind == "session.pop" else ("taken",)
        case (("session.delete" | "session.pop"), _):
            return ("read",)
    return ()


def _variable(steps: list[Step]) -> Iterator[Question]:
    """Ask for a variable after the last statement that set it."""
    for step in reversed(steps):
        for name in step.names if step.kind not in ("define", "skipped") else ():
            value = step.locals.get(name)
            if step.at and step.error is None and value is not None and value.type in _PLAIN and _is_whole(value):
                ask = f"What does `{name}` hold after {{{{ step[{step.number}] }}}}?"
                yield Question(ask=ask, answer=_of(step.number, f"locals.{name}"))
                return


def _response(exchanges: tuple[Exchange, ...]) -> Iterator[Question]:
    """Ask what the last response says."""
    text = exchanges[-1].response.text
    if text and len(text) <= 200:
        which = "" if len(exchanges) == 1 else f" to request {len(exchanges)}"
        yield Question(ask=f"What does the response{which} say?", answer="response.text")


def _queries(exchanges: tuple[Exchange, ...]) -> Iterator[Question]:
    """Ask how many statements went to the database for the last request."""
    if any(events_of(exchanges[-1].steps, "sql")):
        ask = "How many SQL statements does Django send" + (
            "?" if len(exchanges) == 1 else f" for request {len(exchanges)}?"
        )
        yield Question(ask=ask, answer=f"exchanges[{len(exchanges) - 1}].sql | length")


def _saved(exchanges: tuple[Exchange, ...]) -> Iterator[Question]:
    """Ask whether the session was saved in the end, with the closing words as the reason."""
    session = exchanges[-1].steps[-1].session
    if session is not None:
        which = "" if len(exchanges) == 1 else f" of request {len(exchanges)}"
        yield Question(
            ask=f"True or false: at the end{which}, the session is saved.",
            answer='final.session.status == "saved"',
            because=wording.in_short(exchanges[-1]),
        )


_PLAIN = ("str", "int", "float", "dict", "list")


def _is_whole(value: Value) -> bool:
    return not isinstance(literal(value), Described)


def _of(number: int, path: str) -> str:
    return f"step[{number}].{path}"
