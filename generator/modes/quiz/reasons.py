"""Say where a value of the quiz is found: what a question asks about, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from proven_lessons.generator.markup import code, escape, step_link
from proven_lessons.generator.wording import steps as wording
from proven_lessons.runner.trace import Run, Step

type Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a question asks about: `path` of a step, of an exchange (counted from 0), or of a run as a whole.

    `whole` is the path from the run. `counted` says that it asks how many.
    """

    run: str
    whole: Path
    step: int | None
    exchange: int | None
    path: Path
    counted: bool


def words(subject: Subject, step: Step | None, run: Run, *, would: bool) -> str:
    """Say where a value is found: a sentence without its full stop."""
    that, says = ("That would be", "would say") if would else ("That is", "says")
    if step is None:
        found = _of_exchange(subject, run, says)
        return f"{'That is' if found.startswith('what') else that} {found}"
    link = step_link("main", step.number) if not would else f"step {step.number}"
    if subject.path[0] == "session":
        return _of_session(subject, step, link, that)
    match subject.path:
        case ("locals", *names):
            return f"{that} {code(_dotted(names))} after {link}"
        case ("code",):
            return f"{that} the statement of {link}"
        case ("kind" | "phase" | "outcome" | "error" as what,):
            return f"{that} the {what} of {link}"
        case ("value",):
            return f"That is what {link} {'would retrieve' if would else 'retrieves'}"
        case ("line",) if step.at is not None:
            return f"Line {step.at.line} {'would run' if would else 'runs'} in {link} ({action(step, run)})"
        case ("number" | "line",):
            return f"{that} {link} ({action(step, run)})"
        case (*_, "sql") if subject.counted:
            return f"{that} the number of SQL statements in {link}"
        case (*_, "response", "text"):
            return f"That is what the response {says} after {link}"
    return f"That is what {code(_dotted(subject.path))} of {link} {'would hold' if would else 'holds'}"


def action(step: Step, run: Run) -> str:
    """Give the action of a step as a part of a sentence, in Markdown."""
    exchange = next(exchange for exchange in run.exchanges if step in exchange.steps)
    words = wording.action(step, exchange)
    return str(escape(words[:1].lower() + words[1:]))


# Private


def _of_session(subject: Subject, step: Step, link: str, that: str) -> str:
    would = that != "That is"
    match subject.path:
        case (_, "data") if step.session and step.session.status == "unread" and not subject.counted:
            return f"At {link} nothing {'would have' if would else 'has'} read the session yet"
        case (_, "data") if subject.counted:
            return f"{that} how many keys the session has after {link}"
        case (_, "data"):
            return f"{that} the session state after {link}"
        case (_, "data", *keys):
            return f"{that} {code(_dotted(keys))} in the session after {link}"
        case (_, "stored"):
            return f"That is what the session store {'would hold' if would else 'holds'} after {link}"
        case (_, "stored", *keys):
            return f"{that} {code(_dotted(keys))} in the session store after {link}"
        case (_, "changed"):
            return f"{that} what {link} changes in the session"
        case (_, part):
            return f"{that} the {part} of the session after {link}"
    return f"That is what {code(_dotted(subject.path))} of {link} {'would hold' if would else 'holds'}"


def _dotted(path: Iterable[str | int]) -> str:
    return ".".join(map(str, path))


def _of_exchange(subject: Subject, run: Run, says: str) -> str:
    is_last = subject.exchange is None and len(run.exchanges) > 1
    which = "" if subject.exchange is None else f" to request {subject.exchange + 1}"
    last = "last " if is_last else ""
    match subject.path:
        case (*_, "response", "text"):
            return f"what the {last}response{which} {says}"
        case (*_, "response", "status"):
            return f"the status of the {last}response{which}"
        case (*_, "sql"):
            where = "the whole run" if subject.exchange is None else f"request {subject.exchange + 1}"
            return f"the number of SQL statements in {where}"
        case ("variables", *names):
            return f"{code(_dotted(names))} in the end"
        case ("steps",) if subject.counted:
            return (
                f"the number of steps of {'the whole run' if subject.exchange is None else which.removeprefix(' to ')}"
            )
        case (*_, "kept", "cookies") if subject.counted:
            return f"the number of cookies that the browser keeps after request {(subject.exchange or 0) + 1}"
        case (*_, "kept", "sessions") if subject.counted:
            return f"the number of sessions in the store after request {(subject.exchange or 0) + 1}"
        case (*_, "kept", "cookies", name):
            return f"the cookie {code(str(name))} that the browser keeps after request {(subject.exchange or 0) + 1}"
        case ("cookies", *names):
            return f"the cookie {code(_dotted(names))} of the {last}response{which}"
    return f"what {code(_dotted(subject.path))} holds"
