"""Say in words what a proof shows, where it compares values of a run."""

from collections.abc import Callable

from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.claims.sandbox import Chain, Condition, ExpressionError, Literal
from proven_lessons.generator.facts.values import shown
from proven_lessons.generator.markup import SHOWN, Code
from proven_lessons.generator.modes.quiz.reasons import link_to, place_of
from proven_lessons.generator.modes.quiz.subjects import Subject, subject_of
from proven_lessons.generator.translation import Language, Message, Said, _
from proven_lessons.runner.trace import VARIES, Trace

type Titles = Callable[[str], Said | None]
type Side = Chain | Literal | None


def told(expression: str, claims: Claims, trace: Trace, titles: Titles) -> tuple[Message, ...]:
    """Return what a proof that is true says of the run; nothing where the expression says it best.

    `titles` gives what is different in a run that is not the lesson's own.
    """
    try:
        if claims.evaluate(expression).value is not True:
            return ()
    except ExpressionError:
        return ()
    tell = _Telling(claims, trace, titles)
    said = [tell.condition(one) for one in claims.conditions(expression)]
    return tuple(one for one in said if one is not None) if all(said) else ()


# Private


class _Telling:
    """What the words for a proof are made of."""

    def __init__(self, claims: Claims, trace: Trace, titles: Titles) -> None:
        self._claims = claims
        self._trace = trace
        self._titles = titles

    def condition(self, one: Condition) -> Message | None:
        """Return one comparison as a sentence, with what is different in the run that it is of."""
        paths = [side for side in (one.left, one.right) if isinstance(side, Chain)]
        subjects = [subject_of(str(path), self._claims) for path in paths]
        if not subjects or None in subjects:
            return None
        runs = {subject.run for subject in subjects if subject is not None}
        said = self._said(one, is_of_one_run=len(runs) == 1)
        # "like" is not said of two runs, so what is said is of the first alone.
        run = subjects[0].run if subjects[0] else "main"
        change = self._titles(run)
        if said is None or (run != "main" and change is None):
            return None
        return said if change is None else _("{said}, if {change}", said=said, change=change)

    def _said(self, one: Condition, *, is_of_one_run: bool) -> Message | None:
        if one.operator in ("in", "notin"):
            return self._membership(one) if is_of_one_run else None
        if not isinstance(one.left, Chain):
            return None
        if one.operator == "none":
            return self._nothing(one.left)
        if one.operator == "eq":
            return self._empty(one) or self._equal(one, is_of_one_run=is_of_one_run)
        return self._compared(one, one.left) if is_of_one_run else None

    def _membership(self, one: Condition) -> Message | None:
        item, what = self._side(one.left), self._side(one.right)
        if item is None or what is None or not isinstance(one.right, Chain):
            return None
        if one.operator == "in":
            return _("{item} is in {what}", item=item, what=what)
        return _("{item} is not in {what}", item=item, what=what)

    def _nothing(self, left: Chain) -> Message | None:
        """Return that something is not there; "is None" would say little of it."""
        subject = self._subject(left)
        if subject is None:
            return None
        run = self._trace.runs[subject.run]
        step = subject.step_in(run)
        if step is not None and subject.path[-1:] == ("stored",):
            none = Condition(left=left, operator="eq", right=Literal(None))
            return self._equal(none, is_of_one_run=True)
        if step is not None:
            return _no_part_of_step(subject, link_to(subject.run, step))
        found = subject.exchange_in(run)
        return None if found.exchange.command else _no_part_of_request(subject, found.number)

    def _empty(self, one: Condition) -> Message | None:
        """Return that a mapping has nothing, in words for it."""
        subject = self._subject(one.left)
        if one.right != Literal({}) or subject is None or subject.step is not None:
            return None
        found = subject.exchange_in(self._trace.runs[subject.run])
        number = found.number
        if found.exchange.command is not None:
            return None
        match subject.path:
            case ("cookies",):
                return _("the response to request {number} sets no cookie", number=number)
            case ("request", "cookies"):
                return _("request {number} sends no cookie", number=number)
            case ("left_behind" | "kept", "cookies"):
                return _("the browser keeps no cookie after request {number}", number=number)
            case ("left_behind" | "kept", "sessions"):
                return _("the store holds no session after request {number}", number=number)
        return None

    def _equal(self, one: Condition, *, is_of_one_run: bool) -> Message | None:
        """Return what a value is, and what else is like it."""
        what, value = self._side(one.left), self._shown(one.left)
        if what is None or value is None:
            return None
        if isinstance(one.right, Literal) or not is_of_one_run:
            return _("{what} is {value}", what=what, value=value)
        other = self._side(one.right)
        if other is None:
            return None
        return _("{what} is {value}, like {other}", what=what, value=value, other=other)

    def _compared(self, one: Condition, left: Chain) -> Message | None:
        what, other = self._side(left), self._side(one.right)
        if what is None or other is None:
            return None
        if left.parts[-1] == "number":
            match one.operator:
                case "lt":
                    return _("{what} runs before {other}", what=what, other=other)
                case "gt":
                    return _("{what} runs after {other}", what=what, other=other)
            return None
        if one.operator == "ne" and isinstance(one.right, Chain):
            return _("{what} is not the same as {other}", what=what, other=other)
        return {
            "ne": _("{what} is not {other}", what=what, other=other),
            "gt": _("{what} is more than {other}", what=what, other=other),
            "gteq": _("{what} is at least {other}", what=what, other=other),
            "lt": _("{what} is less than {other}", what=what, other=other),
            "lteq": _("{what} is at most {other}", what=what, other=other),
        }.get(one.operator)

    def _subject(self, side: Side) -> Subject | None:
        return subject_of(str(side), self._claims) if isinstance(side, Chain) else None

    def _side(self, side: Side) -> Said | None:
        """Return where a value is found, or the value that is written."""
        if isinstance(side, Literal):
            return _written(side.value)
        subject = self._subject(side)
        return None if subject is None else place_of(subject, self._trace.runs[subject.run])

    def _shown(self, side: Chain | Literal) -> Said | None:
        subject = self._subject(side)
        try:
            value = self._claims.evaluate(str(side)).value
        except ExpressionError:
            return None
        text = shown(value, subject.path if subject else ())
        is_long = len(Language().text(text)) > SHOWN
        return None if VARIES in repr(value) or is_long else text


def _no_part_of_step(subject: Subject, step: Said) -> Message | None:
    match subject.path:
        case ("error",):
            return _("{step} raises no exception", step=step)
        case ("session",):
            return _("the request has no session at {step}", step=step)
        case ("response",):
            return _("there is no response yet at {step}", step=step)
        case ("value",):
            return _("what {step} retrieves is {value}", step=step, value=Code("None"))
    return None


def _no_part_of_request(subject: Subject, number: int) -> Message | None:
    match subject.path:
        case ("view",):
            return _("request {number} reaches no view", number=number)
        case ("error",):
            return _("request {number} ends without an exception", number=number)
        case ("max_ages", name):
            return _(
                "the cookie {name} of the response to request {number} has no Max-Age",
                name=Code(str(name)),
                number=number,
            )
    return None


def _written(value: object) -> Said:
    return Code(value) if isinstance(value, str) else shown(value, ())
