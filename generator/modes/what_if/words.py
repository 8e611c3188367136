"""Say what is different in a what-if run, for a reader.

What the diff shows and what no reader follows is left out.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from proven_lessons.generator.facts.differences import (
    Difference,
    ExchangePair,
    StepPair,
    Subject,
    compared,
)
from proven_lessons.generator.facts.exchanges import NumberedExchange
from proven_lessons.generator.markup import Code, shortened
from proven_lessons.generator.translation import Message, Said, _, _n, listed
from proven_lessons.generator.wording.exchanges import name_of, view_name
from proven_lessons.runner.side_effects import side_effects
from proven_lessons.runner.trace import Exchange, Run

CUT = 120  # the tables of both runs show the rest
# Follow from the body, which is told by itself.
_OF_THE_BODY = frozenset({"Content-Length", "ETag"})
# By the kind of a side effect, as its text begins.
_PLACES = {
    "Query(": _("the database"),
    "Cache": _("the cache"),
    "MailSent(": _("the outbox"),
    "Logged(": _("the log"),
}
_SEEN = (
    Subject.RESPONSE,
    Subject.STATUS,
    Subject.OUTPUT,
    Subject.EXIT_STATUS,
    Subject.EXCEPTION,
    Subject.STATEMENTS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A difference in words; `where` is the step or the request.

    `is_seen` says that a browser sees it.
    """

    step: int | None
    where: Said
    words: Said
    is_seen: bool = False


def told(before: Run, after: Run, *, has_raised: bool) -> list[Told]:
    """Return what is different in `after`, in the order in which it happened."""
    sentences: list[Told] = []
    numbers = len(before.exchanges), len(after.exchanges)
    for pair in compared(before, after):
        if pair.before and pair.after:
            sentences += _of_exchange(pair, is_alone=max(numbers) == 1, has_raised=has_raised)
    if numbers[0] != numbers[1]:
        said = {"after": numbers[1], "before": numbers[0]}
        words = _("there are {after} requests (in the lesson {before})", **said)
        if any(one.command is not None for one in (*before.exchanges, *after.exchanges)):
            words = _("there are {after} requests and commands (in the lesson {before})", **said)
        sentences.append(Told(step=None, where=_("the run"), words=words, is_seen=True))
    return sentences


# Private


def _other_kind(pair: ExchangePair) -> Told | None:
    """Return what is said of a command in the place of a request, or the other way round."""
    before, after = pair.before, pair.after
    if before is None or after is None or _is_command(before) == _is_command(after):
        return None
    words = _("it stands in the place of {exchange} of the lesson", exchange=name_of(before))
    return Told(step=None, where=name_of(after), words=words, is_seen=True)


def _is_command(one: NumberedExchange) -> bool:
    return one.exchange.command is not None


def _of_exchange(pair: ExchangePair, *, is_alone: bool, has_raised: bool) -> Iterator[Told]:
    assert pair.after is not None
    other = _other_kind(pair)
    if other is not None:
        yield other
        return
    for steps in pair.steps:
        yield from _of_step(steps, has_raised=has_raised)
    where = name_of(pair.after)
    if is_alone:
        where = _("the command") if pair.after.exchange.command else _("the response")
    for one in pair.answers:
        # The step that raised it, or the status, has told an exception; Django's page for it says
        # nothing.
        if one.subject is Subject.EXCEPTION or (has_raised and one.subject is Subject.RESPONSE):
            continue
        words = _words(one)
        if words is not None:
            yield Told(step=None, where=where, words=words, is_seen=one.subject in _SEEN)
    if pair.before is not None:
        places = list(_left_otherwise(pair.before.exchange, pair.after.exchange))
        if places:
            words = _("it writes something else to {places}", places=listed(places))
            yield Told(step=None, where=where, words=words)


def _left_otherwise(before: Exchange, after: Exchange) -> Iterator[Said]:
    """Yield where a request leaves something else than its counterpart."""
    sides = [side_effects(exchange) for exchange in (before, after)]
    for kind, place in _PLACES.items():
        old, new = ([text for text in side if text.startswith(kind)] for side in sides)
        if old != new:
            yield place


def _of_step(pair: StepPair, *, has_raised: bool) -> Iterator[Told]:
    if pair.after is None:
        return
    where: Said = _("step {number}", number=pair.after.number)
    if pair.before is not None and pair.before.number != pair.after.number:
        where = _(
            "step {number} (step {before} of the lesson)",
            number=pair.after.number,
            before=pair.before.number,
        )
    variables = [
        (one.before, one.after) for one in pair.differences if one.subject is Subject.VARIABLE
    ]
    for one in pair.differences:
        if one.subject is Subject.VALUE and (one.before, one.after) in variables:
            continue  # told by the variable that it went into
        if one.subject is Subject.RESPONSE and has_raised:
            continue
        words = _words(one)
        if words is not None:
            yield Told(
                step=pair.after.number, where=where, words=words, is_seen=one.subject in _SEEN
            )


def _words(one: Difference) -> Said | None:
    """Return a difference in words, None for what is not told."""
    if one.before == one.after:
        return _behind_the_cut(one)
    before, after = _sides(one)
    match one.subject:
        case Subject.VARIABLE:
            name = Code(one.name)
            return _(
                "the variable {name} is {after} (in the lesson {before})",
                name=name,
                after=after,
                before=before,
            )
        case Subject.VALUE:
            return _("{after} is retrieved (in the lesson {before})", after=after, before=before)
        case Subject.OUTCOME:
            return _outcome(one)
        case Subject.EXCEPTION if one.before is None:
            return _("{error} is raised", error=after)
        case Subject.EXCEPTION if one.after is None:
            return _("no exception is raised (in the lesson {before})", before=before)
        case Subject.EXCEPTION:
            return _("{after} is raised (in the lesson {before})", after=after, before=before)
    return (
        _of_session(one, before, after)
        or _of_command(one, before, after)
        or _of_answer(one, before, after)
    )


def _behind_the_cut(one: Difference) -> Said | None:
    match one.subject:
        case Subject.VARIABLE:
            name = Code(one.name)
            return _("the variable {name} is another, behind what is shown of it", name=name)
        case Subject.SESSION:
            return _("the session is another, behind what is shown of it")
        case Subject.STORED:
            return _("what the store holds for this session is another, behind what is shown of it")
        case Subject.VALUE:
            return _("the value retrieved is another, behind what is shown of it")
    return None


def _of_session(one: Difference, before: Said, after: Said) -> Said | None:
    match one.subject:
        case Subject.SESSION if one.after is None:
            return _("the request has no session yet")
        case Subject.SESSION:
            return _("the session is {after} (in the lesson {before})", after=after, before=before)
        case Subject.STORED:
            return _(
                "the store holds {after} for this session (in the lesson {before})",
                after=after,
                before=before,
            )
        case Subject.SESSION_STATUS if (one.before, one.after) == ("saved", "not saved"):
            return _("the session is not saved (in the lesson it is)")
        case Subject.SESSION_STATUS if (one.before, one.after) == ("not saved", "saved"):
            return _("the session is saved (in the lesson it is not)")
    return None


def _of_command(one: Difference, before: Said, after: Said) -> Said | None:
    match one.subject:
        case Subject.EXIT_STATUS:
            return _(
                "the exit status is {after} (in the lesson {before})", after=after, before=before
            )
        case Subject.OUTPUT if str(after) == str(before):
            return _("what it writes is another, behind what is shown of it")
        case Subject.OUTPUT:
            return _("it writes {after} (in the lesson {before})", after=after, before=before)
    return None


def _of_answer(one: Difference, before: Said, after: Said) -> Said | None:
    match one.subject:
        case Subject.STATUS | Subject.RESPONSE if one.after is None:
            return None  # there is no response yet
        case Subject.STATEMENTS:
            return _n(
                "{count} SQL statement is sent (in the lesson {before})",
                "{count} SQL statements are sent (in the lesson {before})",
                int(one.after or 0),
                before=one.before or "0",
            )
        case Subject.STATUS:
            return _("the status is {after} (in the lesson {before})", after=after, before=before)
        case Subject.RESPONSE:
            return _(
                "the response says {after} (in the lesson {before})", after=after, before=before
            )
        case Subject.COOKIES_SENT:
            return _cookies_sent(one, before, after)
        case Subject.COOKIE:
            return _cookie(one)
        case Subject.BODY:
            return _("the body of the response is another")
        case Subject.HEADER if one.name not in _OF_THE_BODY:
            return _header(one.name, before, after, is_new=one.before is None)
        case Subject.VIEW:
            return _view(view_name(one.before), view_name(one.after))
    return None


def _header(name: str, before: Said, after: Said, *, is_new: bool) -> Message:
    if is_new:
        return _("the header {name} is {after} (in the lesson there is none)",
                 name=Code(name), after=after)  # fmt: skip
    return _("the header {name} is {after} (in the lesson {before})",
             name=Code(name), after=after, before=before)  # fmt: skip


def _view(before: str, after: str) -> Message:
    if not after:
        return _("no view is called (in the lesson {before})", before=Code(before))
    if not before:
        return _("the view {after} answers (in the lesson none does)", after=Code(after))
    return _(
        "the view {after} answers (in the lesson {before})", after=Code(after), before=Code(before)
    )


def _outcome(one: Difference) -> Message | None:
    match one.before, one.after:
        case "true", "false":
            return _("the condition is false (in the lesson it is true)")
        case "false", "true":
            return _("the condition is true (in the lesson it is false)")
    return None


def _cookies_sent(one: Difference, before: Said, after: Said) -> Message:
    if one.after is None:
        return _("the browser sends no cookie (in the lesson {before})", before=before)
    if one.before is None:
        return _("the browser sends {after} (in the lesson no cookie)", after=after)
    return _("the browser sends {after} (in the lesson {before})", after=after, before=before)


def _cookie(one: Difference) -> Message:
    """Return what is different about a cookie that the response sets: whether it is set, or how."""
    name = Code(one.name)
    old, new = _fate(one.before), _fate(one.after)
    if old != new:
        return _(
            "the cookie {name} is {after} (in the lesson it is {before})",
            name=name,
            after=new,
            before=old,
        )
    sides = (one.before or "").split("; "), (one.after or "").split("; ")
    before, after = (
        "; ".join(part for part in own if part not in other) for own, other in (sides, sides[::-1])
    )
    if not after:
        return _("the cookie {name} is set without {before}", name=name, before=_cut(before))
    if not before:
        return _(
            "the cookie {name} is set with {after} (in the lesson it is not)",
            name=name,
            after=_cut(after),
        )
    return _(
        "the cookie {name} is set with {after} (in the lesson with {before})",
        name=name,
        after=_cut(after),
        before=_cut(before),
    )


def _fate(cookie: str | None) -> Message:
    if cookie is None:
        return _("not set")
    return _("deleted") if "max-age=0" in cookie.lower().split("; ") else _("set")


def _sides(one: Difference) -> tuple[Said, Said]:
    """Return what is before and after, cut unless only the rest tells them apart."""
    before, after = one.before or "", one.after or ""
    if before[:CUT] == after[:CUT]:
        return _shown(one.before, one.subject, cut=False), _shown(one.after, one.subject, cut=False)
    return _shown(one.before, one.subject, cut=True), _shown(one.after, one.subject, cut=True)


def _shown(value: str | None, subject: Subject, *, cut: bool) -> Said:
    if value is None:
        return _("nothing")
    if (
        subject in (Subject.RESPONSE, Subject.OUTPUT)
        and value[:1] in ("'", '"')
        and value[-1:] == value[:1]
    ):
        value = str(ast.literal_eval(value)) or value  # a response is shown as it is
    return _cut(value) if cut else Code(shortened(value))


def _cut(text: str) -> Code:
    return Code(text if len(text) <= CUT else f"{text[:CUT]}…")
