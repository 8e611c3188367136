"""Say where a value of the quiz is found: what a question asks about, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from proven_lessons.generator.facts.exchanges import numbered
from proven_lessons.generator.markup import Code, anchor
from proven_lessons.generator.modes.quiz.subjects import Subject
from proven_lessons.generator.translation import Message, Said, StepLink, _
from proven_lessons.generator.wording.steps import action
from proven_lessons.runner.trace import Run, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Where a value was found: `what` is a noun phrase, or a whole sentence if it `is_sentence`."""

    what: Message
    is_sentence: bool = False


def reason(subject: Subject, run: Run, *, change: Said | None, is_elsewhere: bool) -> Message:
    """Return a sentence that says where a value comes from.

    `change` is what is different in the run that has it, None for the lesson itself; `is_elsewhere`
    says that the question was about another run.
    """
    place = _found(subject, run)
    if place.is_sentence:
        if change is None:
            return place.what
        return _("{sentence} (This is so if {change}.)", sentence=place.what, change=change)
    if change is not None:
        return _("That would be {what} if {change}.", what=place.what, change=change)
    if is_elsewhere:
        return _("That is {what} in the lesson as it stands.", what=place.what)
    return _("That is {what}.", what=place.what)


def link_to(run: str, step: Step) -> Said:
    """Return a step as it is called in a sentence: a link, if its row is sure to be on the page."""
    if run != "main":
        return _("step {number}", number=step.number)
    return StepLink(anchor(run, step.number), step.number)


def explanation(subject: Subject, run: Run) -> Message:
    """Return a sentence that says where the right value comes from, and what made it so."""
    step, place = subject.step_in(run), _found(subject, run)
    if step is None or step.at is None or place.is_sentence or subject.path in _WITH_ACTION:
        return reason(subject, run, change=None, is_elsewhere=False)
    return _("That is {what} ({action}).", what=place.what, action=_action(step, run))


def place_of(subject: Subject, run: Run) -> Message | None:
    """Return where a value is found, as a noun phrase; None where there is no good one."""
    found = _found(subject, run)
    is_general = found.what.english.startswith("what {name}")
    return None if found.is_sentence or is_general else found.what


# Private

_WITH_ACTION = (("number",), ("line",))


def _found(subject: Subject, run: Run) -> Found:
    step = subject.step_in(run)
    if step is None:
        return Found(what=_of_exchange(subject, run))
    link = link_to(subject.run, step)
    if subject.known_as is not None:
        link = StepLink(anchor("main", subject.known_as), subject.known_as)
    if subject.path[0] == "session":
        return _of_session(subject, step, link)
    return Found(what=_of_step(subject, step, link, run))


def _of_step(subject: Subject, step: Step, link: Said, run: Run) -> Message:
    match subject.path:
        case ("locals", *names):
            return _("{name} after {step}", name=_dotted(names), step=link)
        case ("error",):
            return _("the exception in {step}", step=link)
        case ("code",):
            return _("the statement of {step}", step=link)
        case ("value",):
            return _("what {step} retrieves", step=link)
        case ("line",) if step.at is not None:
            line = step.at.line
            return _(
                "line {line}, which runs in {step} ({action})",
                line=line,
                step=link,
                action=_action(step, run),
            )
        case ("number" | "line",):
            return _("{step} ({action})", step=link, action=_action(step, run))
        case (*_rest, "sql") if subject.counted:
            return _("the number of SQL statements in {step}", step=link)
        case ("sql", int(index)):
            return _("SQL statement {count} of {step}", count=index + 1, step=link)
        case (*_rest, "response", "text"):
            return _("what the response says after {step}", step=link)
    return _("what {name} of {step} holds", name=_dotted(subject.path), step=link)


def _of_session(subject: Subject, step: Step, link: Said) -> Found:
    match subject.path:
        case (_, "data") if (
            step.session and step.session.status == "unread" and not subject.counted
        ):
            words = _("At {step} nothing has read the session yet.", step=link)
            return Found(what=words, is_sentence=True)
        case (_, "data") if subject.counted:
            return Found(what=_("the number of keys in the session after {step}", step=link))
        case (_, "data"):
            return Found(what=_("the session state after {step}", step=link))
        case (_, "data", *keys):
            return Found(what=_("{key} in the session after {step}", key=_dotted(keys), step=link))
        case (_, "stored"):
            return Found(what=_("what the session store holds after {step}", step=link))
        case (_, "stored", *keys):
            return Found(
                what=_("{key} in the session store after {step}", key=_dotted(keys), step=link)
            )
        case (_, "status"):
            return Found(what=_("the status of the session after {step}", step=link))
        case (_, "key"):
            return Found(what=_("the session key after {step}", step=link))
        case (_, "changed"):
            return Found(what=_("what {step} changes in the session", step=link))
    return Found(what=_("what {name} of {step} holds", name=_dotted(subject.path), step=link))


def _of_exchange(subject: Subject, run: Run) -> Message:
    if subject.exchange is not None and run.exchanges[subject.exchange].command is not None:
        return _of_command(subject, subject.exchange + 1)
    if subject.exchange is not None:
        return _of_request(subject, subject.exchange + 1)
    several = len(run.exchanges) > 1
    match subject.path:
        case (*_rest, "response", "text"):
            return _("what the last response says") if several else _("what the response says")
        case (*_rest, "response", "status"):
            return (
                _("the status of the last response") if several else _("the status of the response")
            )
        case (*_rest, "sql"):
            return _("the number of SQL statements in the whole run")
        case ("variables", *names):
            return _("{name} in the end", name=_dotted(names))
        case ("steps",) if subject.counted:
            return _("the number of steps of the whole run")
        case ("cookies", *names) if names:
            name = _dotted(names)
            if several:
                return _("the cookie {name} of the last response", name=name)
            return _("the cookie {name} of the response", name=name)
    return _("what {name} holds", name=_dotted(subject.path))


def _of_command(subject: Subject, number: int) -> Message:
    match subject.path:
        case (*_rest, "sql"):
            return _("the number of SQL statements in command {number}", number=number)
        case ("sql", int(index)):
            return _("SQL statement {count} of command {number}", count=index + 1, number=number)
        case ("steps",) if subject.counted:
            return _("the number of steps of command {number}", number=number)
        case ("command", "exit_status"):
            return _("the exit status of command {number}", number=number)
        case ("command", "output"):
            return _("what command {number} wrote", number=number)
        case (*_rest, "left_behind" | "kept", "sessions") if subject.counted:
            return _("the number of sessions in the store after command {number}", number=number)
        case ("undone",) if subject.counted:
            return _("the number of changes that command {number} takes back", number=number)
        case ("error",):
            return _("the exception of command {number}", number=number)
    return _("what {name} of command {number} holds", name=_dotted(subject.path), number=number)


def _of_request(subject: Subject, number: int) -> Message:
    match subject.path:
        case (*_rest, "response", "text"):
            return _("what the response to request {number} says", number=number)
        case (*_rest, "response", "status"):
            return _("the status of the response to request {number}", number=number)
        case (*_rest, "answered_by"):
            return _("who answered request {number}", number=number)
        case (*_rest, "sql"):
            return _("the number of SQL statements in request {number}", number=number)
        case ("steps",) if subject.counted:
            return _("the number of steps of request {number}", number=number)
        case (*_rest, "left_behind" | "kept", "cookies") if subject.counted:
            return _(
                "the number of cookies that the browser keeps after request {number}", number=number
            )
        case (*_rest, "left_behind" | "kept", "sessions") if subject.counted:
            return _("the number of sessions in the store after request {number}", number=number)
    return (
        _recorded_of(subject, number) or _sent_with(subject, number) or _of_cookies(subject, number)
    )


def _recorded_of(subject: Subject, number: int) -> Message | None:
    """Return what is recorded of a request beside what was sent, as a noun phrase."""
    match subject.path:
        case ("undone",) if subject.counted:
            return _("the number of changes that request {number} takes back", number=number)
        case ("sql", int(index)):
            return _("SQL statement {count} of request {number}", count=index + 1, number=number)
        case ("view",):
            return _("the view of request {number}", number=number)
        case ("error",):
            return _("the exception of request {number}", number=number)
        case ("client",):
            return _("the browser of request {number}", number=number)
        case ("response", "headers", name):
            name = Code(str(name))
            return _(
                "the header {name} of the response to request {number}", name=name, number=number
            )
    return None


def _sent_with(subject: Subject, number: int) -> Message | None:
    """Return a part of a request, as a noun phrase."""
    match subject.path:
        case ("request", "path"):
            return _("the path of request {number}", number=number)
        case ("request", "method"):
            return _("the method of request {number}", number=number)
        case ("request", "data"):
            return _("the data of request {number}", number=number)
        case ("request", "cookies"):
            return _("the cookies that request {number} sends", number=number)
        case ("request", "cookies", name):
            name = Code(str(name))
            return _("the cookie {name} that request {number} sends", name=name, number=number)
    return None


def _of_cookies(subject: Subject, number: int) -> Message:
    match subject.path:
        case (*_rest, "left_behind" | "kept", "cookies", name):
            return _(
                "the cookie {name} that the browser keeps after request {number}",
                name=Code(str(name)),
                number=number,
            )
        case (*_rest, "left_behind" | "kept", "cookies"):
            return _("the cookies that the browser keeps after request {number}", number=number)
        case (*_rest, "left_behind" | "kept", "expired"):
            return _("the expired sessions in the store after request {number}", number=number)
        case (*_rest, "left_behind" | "kept", "sessions"):
            return _("the sessions in the store after request {number}", number=number)
        case ("cookies",):
            return _("the cookies of the response to request {number}", number=number)
        case ("cookies", *names):
            return _(
                "the cookie {name} of the response to request {number}",
                name=_dotted(names),
                number=number,
            )
        case ("max_ages", name):
            return _(
                "the Max-Age of the cookie {name} of the response to request {number}",
                name=Code(str(name)),
                number=number,
            )
    return _("what {name} of request {number} holds", name=_dotted(subject.path), number=number)


def _action(step: Step, run: Run) -> Said:
    exchange = next(one.exchange for one in numbered(run) if step in one.steps)
    return action(step, exchange)


def _dotted(path: Iterable[str | int]) -> Code:
    return Code(".".join(map(str, path)))
