"""Tell an exchange as a teacher would.

What arrives, what each line does and means, and what leaves in the end.
"""

from collections.abc import Iterator

from proven_lessons.generator import aspects
from proven_lessons.generator.aspects import Claimed
from proven_lessons.generator.aspects.response import makes_response
from proven_lessons.generator.facts.exchanges import NumberedExchange
from proven_lessons.generator.facts.loops import Fold, folded
from proven_lessons.generator.markup import Code
from proven_lessons.generator.modes.tables import Holds
from proven_lessons.generator.modes.transcript.ends import arrival, departure
from proven_lessons.generator.translation import Joined, Message, Said, _, _n, listed, sentences
from proven_lessons.generator.wording.exchanges import meanwhile, view_name
from proven_lessons.generator.wording.steps import action, bound_names, error_text
from proven_lessons.runner.trace import Exchange, Step

MANY = 3  # a line that does more is told by what it is


def narrated(
    one: NumberedExchange, *, with_session: bool = True, holds: Holds = lambda claimed: True
) -> tuple[Said, ...]:
    """Narrate an exchange, in paragraphs: the arrival, the statements, the end.

    Without the session, what nobody does with it is not told. Sentences about more than what one
    event shows have claims: those that do not hold are left out.
    """
    exchange = one.exchange
    pieces = [
        piece for piece in folded(exchange.steps) if isinstance(piece, Fold) or _is_told(piece)
    ]
    sentences_so_far: list[Said] = []
    is_around = bool(pieces) and not isinstance(pieces[0], Fold) and pieces[0].phase == "opening"
    calls_view = is_around
    for piece in pieces:
        # The lesson has a middleware, which comes before the view.
        is_in_view = not isinstance(piece, Fold) and piece.phase == "view"
        if calls_view and is_in_view and exchange.view:
            calls_view = False
            sentences_so_far.append(
                _("Then Django calls the view {view}.", view=Code(view_name(exchange.view)))
            )
        sentences_so_far += _in_time(piece, one)
    arriving = arrival(one, with_session=with_session, with_view=not is_around)
    leaving = departure(exchange, with_session=with_session)
    paragraphs = [
        _held(arriving, holds),
        Joined(tuple(sentences_so_far)) if sentences_so_far else None,
        _held(leaving, holds),
    ]
    return tuple(paragraph for paragraph in paragraphs if paragraph is not None)


# Private


def _held(claimed: Iterator[Claimed], holds: Holds) -> Said:
    """Return as one text what the run bears out of some sentences."""
    return sentences(each.said for each in claimed if holds(each))


def _is_told(step: Step) -> bool:
    return step.at is not None or step.kind == "django"


def _in_time(piece: Step | Fold, one: NumberedExchange) -> Iterator[Said]:
    """Yield what another exchange did before a piece, and the piece."""
    said = meanwhile(one, piece.steps[0] if isinstance(piece, Fold) else piece)
    if said is not None:
        yield _("{action}.", action=said)
    yield from _of_piece(piece, one.exchange)


def _of_piece(piece: Step | Fold, exchange: Exchange) -> Iterator[Said]:
    if isinstance(piece, Fold):
        yield _n(
            "{count} more iteration follows.",
            "{count} more iterations follow.",
            piece.iterations,
        )
    elif piece.at is None:
        yield from _of_django(piece, exchange)
    elif piece.kind == "skipped":
        yield _("{action}.", action=action(piece, exchange))
    else:
        yield from _of_statement(piece, exchange)


def _of_django(step: Step, exchange: Exchange) -> Iterator[Said]:
    clauses = list(_clauses(step, _("Django")))
    yield from clauses or [_("Django and its middleware go on.")]
    yield from _additions(step, exchange)


def _of_statement(step: Step, exchange: Exchange) -> Iterator[Said]:
    """Yield what a statement does, as sentences; the first begins with its line."""
    clauses = list(_clauses(step, _where(step)))
    if step.kind == "begun":
        code = Code(" ".join(step.at.code.split()).rstrip(": ") if step.at else "")
        yield _("{where} begins to run {code}.", where=_where(step), code=code)
        yield from _clauses(step, _("It"))
    elif clauses and len(clauses) <= MANY:
        yield from clauses
        yield from _consequences(step)
    else:
        yield _plain(step, exchange)
    yield from _additions(step, exchange)


def _clauses(step: Step, where: Message) -> Iterator[Message]:
    """Yield what the aspects say of the events of a step.

    After the first sentence, the line is "it".
    """
    for group in aspects.groups_of(step.events):
        for event in group.events:
            words = group.aspect.clause(event, where)
            if words is not None:
                yield words
                where = _("It") if "where" in words.values else where


def _additions(step: Step, exchange: Exchange) -> Iterator[Said]:
    for aspect in aspects.load().values():
        yield from aspect.sentences(step, exchange)


def _where(step: Step) -> Message:
    assert step.at is not None
    if step.at.file == "views.py":
        return _("Line {number}", number=step.at.line)
    return _("Line {number} of {file}", number=step.at.line, file=Code(step.at.file))


def _consequences(step: Step) -> Iterator[Said]:
    """Yield what follows from what a line did.

    Its variables, its decision, its response, its exception.
    """
    bound = bound_names(step)
    if bound:
        pairs = [
            _("{name} is now {value}", name=Code(name), value=Code(step.locals[name].repr))
            for name in bound
        ]
        yield _("So {values}.", values=listed(pairs))
    elif step.kind == "condition" and step.outcome is not None:
        is_true = step.outcome == "true"
        yield _("So the condition is true.") if is_true else _("So the condition is false.")
    elif step.kind == "response":
        yield makes_response(step, _("It"))
    if step.error is not None:
        yield _("That raises {error}.", error=Code(error_text(step.error)))


def _plain(step: Step, exchange: Exchange) -> Said:
    """Return what a statement does by what it is: nothing else is told of it, or too much."""
    where = _where(step)
    if step.error is not None:
        return _("{where} raises {error}.", where=where, error=Code(error_text(step.error)))
    return _of_kind(step, where) or _of_value(step, where) or _of_code(step, where, exchange)


def _of_kind(step: Step, where: Message) -> Said | None:
    match step.kind:
        case "response":
            return makes_response(step, where)
        case "condition":
            test = (
                Code(
                    " ".join(step.at.code.split())
                    .removeprefix("el")
                    .removeprefix("if ")
                    .rstrip(" :")
                )
                if step.at
                else Code("")
            )
            if step.outcome == "true":
                return _("{where} checks {test}: it is true.", where=where, test=test)
            if step.outcome == "false":
                return _("{where} checks {test}: it is false.", where=where, test=test)
            return _("{where} checks {test}.", where=where, test=test)
        case "loop" if step.outcome and step.at and step.at.code.startswith("for"):
            return _loop(step, where)
        case "pass":
            return _("{where} does nothing.", where=where)
        case "except":
            return _("{where} catches the exception.", where=where)
    return None


def _loop(step: Step, where: Message) -> Message:
    if step.outcome == "done":
        return _("{where} finds no more items, so the loop ends.", where=where)
    values = [
        _("{name} is {value}", name=Code(name), value=Code(step.locals[name].repr))
        for name in bound_names(step)
    ]
    if not values:
        return _("{where} begins an iteration.", where=where)
    return _("{where} begins an iteration: {values}.", where=where, values=listed(values))


def _of_value(step: Step, where: Message) -> Said | None:
    match step.kind:
        case "assign" if bound_names(step):
            pairs = [
                _("{name} to {value}", name=Code(name), value=Code(step.locals[name].repr))
                for name in bound_names(step)
            ]
            return _("{where} sets {values}.", where=where, values=listed(pairs))
        case "return" if step.value is None:
            return _("{where} returns.", where=where)
        case "return" if step.value is not None:
            return _("{where} returns {value}.", where=where, value=Code(step.value.repr))
    return None


def _of_code(step: Step, where: Message, exchange: Exchange) -> Message:
    code = Code(" ".join(step.at.code.split()) if step.at else "")
    if step.kind in ("expression", "assign", "delete") or step.kind.startswith("session."):
        return _("{where} runs {code}.", where=where, code=code)
    return _("{where}: {action}.", where=where, action=action(step, exchange))
