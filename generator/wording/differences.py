"""Say in words what is different between two runs, or two traces; pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from itertools import zip_longest

from proven_lessons.generator.facts.events import events_of
from proven_lessons.generator.facts.values import dict_text
from proven_lessons.generator.wording import steps as wording
from proven_lessons.runner.trace import Cookie, Exchange, Run, Step, Trace

NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference: `what` was `before` and is `after`; `where` names the step or the request.

    `step` is the number of the step in the later run, None for what belongs to no step of it.
    """

    where: str
    step: int | None = None
    what: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.what:
            return f"{self.where}: {self.after}"
        return f"{self.where}: {self.what} was {self.before}, is {self.after}"


def between_traces(before: Trace, after: Trace) -> list[str]:
    """Tell every difference between two traces of a lesson, a line each; the name of a what-if leads its lines.

    Of the automatic what-ifs, which nobody reads, it is only told that they differ.
    """
    told: list[str] = []
    automatic: list[str] = []
    for name in dict.fromkeys([*after.runs, *before.runs]):
        if name in after.runs and name in before.runs and after.runs[name] == before.runs[name]:
            continue
        if " " in name:
            automatic.append(name)
        elif name not in before.runs:
            told.append(f"what-if {name!r} is new")
        elif name not in after.runs:
            told.append(f"what-if {name!r} is gone")
        else:
            prefix = "" if name == "main" else f"what-if {name!r}: "
            found = [f"{prefix}{change}" for change in between_runs(before.runs[name], after.runs[name])]
            # Two runs that differ must not be told as the same, whatever the difference is.
            told += found or [f"{prefix}the run differs in something that no page shows"]
    if automatic:
        told.append(f"automatic what-ifs that differ: {', '.join(automatic)}")
    return told


def between_runs(before: Run, after: Run) -> list[Change]:
    """Give every difference between two runs, in the order of the steps; what only goes on is told once."""
    found: list[Change] = []
    known: dict[str, tuple[str, str]] = {}
    numbered = len(before.exchanges) > 1 or len(after.exchanges) > 1
    for index, (old, new) in enumerate(zip(before.exchanges, after.exchanges, strict=False), 1):
        found += _between_exchanges(old, new, f"request {index}" if numbered else "the response", known)
    if len(before.exchanges) != len(after.exchanges):
        counts = str(len(before.exchanges)), str(len(after.exchanges))
        found.append(Change(where="the run", what="the number of requests", before=counts[0], after=counts[1]))
    return found


def signature(step: Step) -> tuple[str, ...]:
    """Give what makes a step the counterpart of one in another run."""
    return (step.kind, step.phase, step.at.code if step.at else "", step.at.function if step.at else "")


def states(step: Step) -> Iterator[tuple[str, str]]:
    """Give everything that a step says, each with the words for it."""
    if step.session is not None:
        yield "session", "unread" if step.session.status == "unread" else dict_text(step.session.data)
        yield "session status", step.session.status
        yield "stored session", NOTHING if step.session.stored is None else dict_text(step.session.stored)
        yield "session key", step.session.key or NOTHING
    for name, value in step.locals.items():
        if value.type not in wording.NOT_DATA:
            yield f"variable {name}", value.repr
    yield "value retrieved", NOTHING if step.value is None else step.value.repr
    if step.response is not None:
        yield "status", str(step.response.status)
        yield "response", repr(step.response.text)
    yield "outcome", step.outcome or NOTHING
    yield "exception", wording.raised(step).removeprefix("raises ") or NOTHING
    yield "SQL", _joined(wording.sql_summary(event.sql) for event in events_of([step], "sql"))


# Private


def _between_exchanges(
    before: Exchange, after: Exchange, where: str, known: dict[str, tuple[str, str]]
) -> Iterator[Change]:
    signatures = [[signature(step) for step in exchange.steps] for exchange in (before, after)]
    matcher = SequenceMatcher(None, signatures[0], signatures[1], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            for old, new in zip(before.steps[i1:i2], after.steps[j1:j2], strict=True):
                yield from _between_steps(old, new, known)
            continue
        for step in before.steps[i1:i2]:
            yield Change(where=f"step {step.number} before", what="", before="", after=f"gone: {_words(step, before)}")
        for step in after.steps[j1:j2]:
            yield Change(
                where=f"step {step.number}", step=step.number, what="", before="", after=f"new: {_words(step, after)}"
            )
        if tag == "replace" and i2 - i1 == j2 - j1:  # another statement in the same place
            for old, new in zip(before.steps[i1:i2], after.steps[j1:j2], strict=True):
                yield from _between_steps(old, new, known)
    for what, old_said, new_said in _answers(before, after):
        # What a step has told already, the response need not tell again.
        if old_said != new_said and (old_said, new_said) not in known.values():
            yield Change(where=where, what=what, before=old_said, after=new_said)


def _between_steps(before: Step, after: Step, known: dict[str, tuple[str, str]]) -> Iterator[Change]:
    where = f"step {after.number}" + ("" if before.number == after.number else f" (step {before.number} before)")
    old_states, new_states = dict(states(before)), dict(states(after))
    is_told = False
    for what in dict.fromkeys([*old_states, *new_states]):
        pair = old_states.get(what, NOTHING), new_states.get(what, NOTHING)
        if pair == ("unread", "unread"):
            continue  # what a load would give is told where it is loaded
        if pair[0] != pair[1]:
            is_told = True
            if known.get(what) != pair:
                yield Change(where=where, step=after.number, what=what, before=pair[0], after=pair[1])
        known[what] = pair
    if not is_told and before.events != after.events:
        yield from _between_events(before, after, where)


def _between_events(before: Step, after: Step, where: str) -> Iterator[Change]:
    """Tell the first event that is another, when nothing else of the step is."""
    pairs = zip_longest(before.events, after.events)
    old, new = next((old, new) for old, new in pairs if old != new)
    if old is None or new is None or old.kind != new.kind:
        kinds = [one.kind if one else NOTHING for one in (old, new)]
        yield Change(where=where, step=after.number, what="event", before=kinds[0], after=kinds[1])
        return
    names = [field.name for field in fields(new) if getattr(old, field.name) != getattr(new, field.name)]
    if new.kind == "sql":  # its parameters may be as long as the session
        yield Change(
            where=where, step=after.number, what="", before="", after=f"another {names[0]} of an SQL statement"
        )
        return
    said = [str(getattr(one, names[0])) for one in (old, new)]
    yield Change(where=where, step=after.number, what=f"{names[0]} of {new.kind}", before=said[0], after=said[1])


def _answers(before: Exchange, after: Exchange) -> Iterator[tuple[str, str, str]]:
    old, new = before.response, after.response
    yield "view", before.view or NOTHING, after.view or NOTHING
    counts = [str(len(list(events_of(exchange.steps, "sql")))) for exchange in (before, after)]
    yield "the number of SQL statements", counts[0], counts[1]
    yield "status", str(old.status), str(new.status)
    yield "response", repr(old.text), repr(new.text)
    for name in dict.fromkeys([*old.headers, *new.headers]):
        yield f"header {name}", old.headers.get(name, NOTHING), new.headers.get(name, NOTHING)
    for name in dict.fromkeys([*old.cookies, *new.cookies]):
        yield f"cookie {name}", _cookie(old.cookies.get(name)), _cookie(new.cookies.get(name))
    errors = [exchange.error.type if exchange.error else NOTHING for exchange in (before, after)]
    yield "exception", errors[0], errors[1]
    sent = [dict(exchange.request.cookies) for exchange in (before, after)]
    yield "cookies sent", _joined(sent[0]), _joined(sent[1])
    yield "values of the cookies sent", str(sent[0]), str(sent[1])


def _words(step: Step, exchange: Exchange) -> str:
    return step.at.code.splitlines()[0] if step.at else wording.action(step, exchange)


def _cookie(cookie: Cookie | None) -> str:
    if cookie is None:
        return NOTHING
    attributes = [f"{name}={value}" if value else name for name, value in cookie.attributes.items()]
    return "; ".join([cookie.value, *attributes])


def _joined(words: Iterable[str]) -> str:
    return ", ".join(words) or NOTHING
