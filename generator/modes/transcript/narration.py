"""Tell an exchange as a teacher would.

What arrives, what each line does and means, and what leaves in the end.
"""

from collections.abc import Iterator

from proven_lessons.generator import aspects
from proven_lessons.generator.aspects import HERE, Claimed
from proven_lessons.generator.aspects.cookies import ends_at_once
from proven_lessons.generator.aspects.response import makes_response
from proven_lessons.generator.aspects.session.facts import asks_for_session, is_saved_by_middleware
from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of
from proven_lessons.generator.facts.loops import Fold, folded
from proven_lessons.generator.markup import Code
from proven_lessons.generator.modes.tables import Holds
from proven_lessons.generator.translation import Joined, Message, Said, _, _n, listed, sentences
from proven_lessons.generator.wording import endings
from proven_lessons.generator.wording.exchanges import browser, view_name
from proven_lessons.generator.wording.steps import action, bound_names, error_text
from proven_lessons.runner.probes.cookies import CookieSet
from proven_lessons.runner.probes.exceptions import ExceptionHandled
from proven_lessons.runner.probes.messages import MessagesStored
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
        if calls_view and not isinstance(piece, Fold) and piece.phase == "view":
            calls_view = False
            sentences_so_far.append(
                _("Then Django calls the view {view}.", view=Code(view_name(exchange.view)))
            )
        sentences_so_far += _of_piece(piece, exchange)
    arrival = _arrival(one, with_session=with_session, with_view=not is_around)
    paragraphs = [
        sentences(claimed.said for claimed in arrival if holds(claimed)),
        Joined(tuple(sentences_so_far)) if sentences_so_far else None,
        sentences(
            claimed.said
            for claimed in _departure(exchange, with_session=with_session)
            if holds(claimed)
        ),
    ]
    return tuple(paragraph for paragraph in paragraphs if paragraph is not None)


def claimed_of(one: NumberedExchange, *, with_session: bool = True) -> Iterator[Claimed]:
    """Yield the sentences of the arrival and the end, with what they claim."""
    yield from _arrival(one, with_session=with_session, with_view=True)
    yield from _departure(one.exchange, with_session=with_session)


# Private


def _is_told(step: Step) -> bool:
    return step.at is not None or step.kind == "django"


def _arrival(one: NumberedExchange, *, with_session: bool, with_view: bool) -> Iterator[Claimed]:
    exchange = one.exchange
    yield Claimed(
        said=_sends(one),
        proof=(
            f"{HERE}.request.method == {exchange.request.method!r}",
            f"{HERE}.request.path == {exchange.request.path!r}",
            f"{HERE}.request.cookies | length == {len(exchange.request.cookies)}",
        ),
    )
    if with_view and exchange.view:
        yield Claimed(
            said=_("Django calls the view {view}.", view=Code(view_name(exchange.view))),
            proof=(f"{HERE}.view == {exchange.view!r}",),
        )
    elif with_view:
        yield Claimed(said=_no_view(exchange), proof=_no_view_claims(exchange))
    first = exchange.steps[0] if exchange.steps else None
    is_unread = first is not None and first.session and first.session.status == "unread"
    if with_session and first and is_unread and any(step.at for step in exchange.steps):
        yield Claimed(
            said=_("The session is not loaded yet: nothing has asked for it."),
            proof=(f'step[{first.number}].session.status == "unread"',),
        )


def _no_view_claims(exchange: Exchange) -> tuple[str, ...]:
    by = exchange.answered_by
    answered = f"{HERE}.answered_by is none" if by is None else f"{HERE}.answered_by == {by!r}"
    return f"{HERE}.view is none", answered


def _sends(one: NumberedExchange) -> Message:
    request = one.exchange.request
    line = Code(f"{request.method} {request.path}")
    who = browser(one.exchange.client) if one.has_several_clients else _("the browser")
    if not request.cookies:
        return _("Without a cookie, {browser} sends {request}.", browser=who, request=line)
    names = listed(map(Code, request.cookies))
    if len(request.cookies) == 1:
        return _(
            "With the cookie {cookies}, {browser} sends {request}.",
            cookies=names,
            browser=who,
            request=line,
        )
    return _(
        "With the cookies {cookies}, {browser} sends {request}.",
        cookies=names,
        browser=who,
        request=line,
    )


def _no_view(exchange: Exchange) -> Message:
    """Return why no view was called."""
    if any(event.type == "Resolver404" for event in events_of(exchange.steps, ExceptionHandled)):
        return _("No route fits, so Django calls no view.")
    if exchange.resolved_view:
        view = Code(view_name(exchange.resolved_view))
        prefix = f"{view_name(exchange.resolved_view)}."
        if any(step.at and step.at.function.startswith(prefix) for step in exchange.steps):
            return _("The route leads to the view {view}, none of whose handlers runs.", view=view)
        if exchange.answered_by not in (None, "Django"):
            return _(
                "The route leads to the view {view}, but {who} answers, and the code of the view "
                "does not run.",
                view=view,
                who=Code(exchange.answered_by or ""),
            )
        return _(
            "The route leads to the view {view}, but Django answers before it is called.", view=view
        )
    return _("Django answers before any view is called.")


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
        yield _("The same iterations go on: {action}.", action=action(piece, exchange))
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


def _departure(exchange: Exchange, *, with_session: bool) -> Iterator[Claimed]:
    last = exchange.steps[-1]
    stored, cookies, sent = (
        [Claimed(said=said, proof=()) for said in said_of]
        for said_of in (_stored_messages(last), _cookies(last), _queries(exchange))
    )
    status = exchange.response.status
    leaves = Claimed(
        said=_("The response leaves with status {status}.", status=status),
        proof=(f"{HERE}.response.status == {status}",),
    )
    if exchange.error is None and is_saved_by_middleware(exchange):
        saves = Claimed(
            said=_("Before the response leaves, SessionMiddleware saves the session."),
            proof=(f'step[{last.number}].session.status in ("saved", "expired")',),
        )
        yield from (*stored, saves, *sent, *cookies, leaves)
        return
    is_unread = last.session is not None and last.session.status == "unread"
    if with_session and exchange.error is None and is_unread and not asks_for_session(exchange):
        unused = Claimed(
            said=_("Nothing has asked for the session, so Django neither loads nor saves it."),
            proof=(f'step[{last.number}].session.status == "unread"',),
        )
        yield from (*sent, *stored, unused, *cookies, leaves)
        return
    note = endings.endings(exchange, with_session=with_session)
    yield from (*stored, *cookies, *note, *sent)


def _stored_messages(last: Step) -> Iterator[Said]:
    for event in events_of([last], MessagesStored):
        words = aspects.aspect_of(event).clause(event, _("Django"))
        if words is not None:
            yield words


def _queries(exchange: Exchange) -> Iterator[Said]:
    yield from aspects.load()["sql"].sentences(exchange.steps[-1], exchange)


def _cookies(last: Step) -> Iterator[Message]:
    set_in_last = list(events_of([last], CookieSet))
    names = [Code(event.name) for event in set_in_last if not ends_at_once(event)]
    for event in set_in_last:
        if ends_at_once(event):
            yield _(
                "The response sets the cookie {cookie}, which expires at once.",
                cookie=Code(event.name),
            )
    if len(names) == 1:
        yield _("The response tells the browser to keep the cookie {cookies}.", cookies=names[0])
    elif names:
        yield _(
            "The response tells the browser to keep the cookies {cookies}.", cookies=listed(names)
        )
