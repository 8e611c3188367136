"""What expressions may see of a step, an exchange, and what is within them."""

import re
from collections.abc import Mapping
from typing import Any

from proven_lessons.generator import aspects
from proven_lessons.generator.claims.queries import queries_of, sql_of, whole
from proven_lessons.generator.claims.readonly import NamesError, Shown, View
from proven_lessons.generator.facts import transactions
from proven_lessons.generator.facts.exchanges import events_of, left_out
from proven_lessons.generator.facts.partial import NotKnownError, Partial
from proven_lessons.generator.facts.values import key_of, known, literal, literals
from proven_lessons.runner.probes.mail import MailSent
from proven_lessons.runner.probes.sql import Query
from proven_lessons.runner.trace import (
    Cookie,
    Event,
    Exchange,
    LeftBehind,
    SessionState,
    Step,
    Value,
)

_CUT = re.compile(r"… \(\d+ more characters\)\Z")


def of_exchange(exchange: Exchange) -> Shown:
    """Return what is shown of an exchange, beside its steps."""
    cookies = exchange.response.cookies
    return {
        "client": lambda: exchange.client,
        "tab": lambda: exchange.tab,
        "clock": lambda: exchange.clock,
        "left_behind": lambda: _left_behind(exchange.left_behind),
        # Its older name, which lessons may still use.
        "kept": lambda: _left_behind(exchange.left_behind),
        "view": lambda: exchange.view,
        "resolved_view": lambda: exchange.resolved_view or exchange.view,
        "answered_by": lambda: exchange.answered_by,
        "request": lambda: _of_request(exchange, "request", _shown_of_request(exchange)),
        "response": lambda: _of_request(exchange, "response", _shown_of_response(exchange)),
        "cookies": lambda: {name: known(cookie.value) for name, cookie in cookies.items()},
        "max_ages": lambda: {name: max_age(cookie) for name, cookie in cookies.items()},
        "sql": lambda: sql_of(exchange.steps),
        "queries": lambda: queries_of(exchange.steps),
        "mails": lambda: _mails(exchange),
        "undone": lambda: _undone(exchange),
        "error": lambda: None if exchange.error is None else exchange.error.type,
        "command": lambda: _command(exchange),
    }


def _undone(exchange: Exchange) -> list[str]:
    if not transactions.is_known(exchange):
        raise NotKnownError("which statements were undone is not known: nothing says what began")
    return [one.query.sql for one in transactions.undone(exchange)]


def _command(exchange: Exchange) -> View | None:
    command = exchange.command
    if command is None:
        return None
    shown: Shown = {
        "line": lambda: command.line,
        "exit_status": lambda: command.exit_status,
        "output": lambda: _written(command.output),
        "errors": lambda: _written(command.errors, is_cut=exchange.error is not None),
    }
    return View("a command", shown)


def _written(text: str, *, is_cut: bool = False) -> Any:
    """Return what a command wrote: of the traceback of what nothing caught, nobody has kept any."""
    return Partial(text, "str") if is_cut or _CUT.search(text) else known(text)


def _of_request(exchange: Exchange, what: str, shown: Shown) -> View:
    """Return a part of an exchange that a command has not."""
    if exchange.command is not None:
        raise NamesError(f"manage.py {exchange.command.line} has no {what}: it is a command")
    return View(f"a {what}", shown)


def _shown_of_request(exchange: Exchange) -> Shown:
    request = exchange.request
    return {
        "method": lambda: request.method,
        "path": lambda: request.path,
        "headers": lambda: known(request.headers),
        "cookies": lambda: known(request.cookies),
        "data": lambda: None if request.data is None else literals(request.data),
        "json": lambda: literal(request.json),
        "files": lambda: dict(request.files or {}),
    }


def _shown_of_response(exchange: Exchange) -> Shown:
    response = exchange.response
    return {
        "status": lambda: response.status,
        "text": lambda: known(response.text),
        "headers": lambda: known(response.headers),
    }


def max_age(cookie: Cookie) -> int | None:
    """Return for how many seconds a cookie is set, None if its header does not say."""
    age = cookie.attributes.get("max-age", "")
    return int(age) if age.lstrip("-").isdigit() else None


def _left_behind(left: LeftBehind | None) -> View | None:
    if left is None:
        return None
    shown: Shown = {
        "cookies": lambda: known(left.cookies),
        "sessions": lambda: {one.key: literals(one.data) for one in left.sessions},
        "rows": lambda: dict(left.rows or {}),
        "expired": lambda: [one.key for one in left.sessions if one.expired],
    }
    return View("what an exchange leaves", shown)


def of_step(step: Step) -> Shown:
    """Return what is shown of a step."""
    return {
        "number": lambda: step.number,
        "kind": lambda: step.kind,
        "phase": lambda: step.phase,
        "line": lambda: None if step.at is None else step.at.line,
        "code": lambda: None if step.at is None else step.at.code,
        "depth": lambda: step.depth,
        "waited": lambda: step.waited,
        "session": lambda: _session(step.session),
        "locals": lambda: literals(step.locals),
        "value": lambda: literal(step.value),
        "response": lambda: _response(step),
        "outcome": lambda: step.outcome,
        "error": lambda: None if step.error is None else step.error.type,
        "sql": lambda: sql_of([step]),
        "queries": lambda: queries_of([step]),
        "outside": lambda: literals(step.outside or {}),
        "events": lambda: _events(step),
    }


def _event(event: Event) -> dict[str, Any]:
    """Return an event as plain data, with what its aspect adds."""
    fields = {name: _plain(value) for name, value in event.fields().items()}
    return {"kind": event.kind} | fields | dict(aspects.aspect_of(event).facts(event))


def _plain(value: object) -> Any:
    if isinstance(value, Value):
        return literal(value)
    if isinstance(value, Mapping):
        return {key_of(str(key)): _plain(one) for key, one in value.items()}
    return known(value)


def _session(session: SessionState | None) -> View | None:
    if session is None:
        return None
    shown: Shown = {
        "status": lambda: session.status,
        "data": lambda: literals(session.data),
        "stored": lambda: _stored(session),
        "changed": lambda: list(session.changed),
        "key": lambda: session.key,
    }
    return View("a session", shown)


def _stored(session: SessionState) -> Any:
    if session.opaque:
        raise NamesError(
            "nobody can look into the session store of this lesson, so what is stored is not known"
        )
    return None if session.stored is None else literals(session.stored)


def _response(step: Step) -> View | None:
    response = step.response
    if response is None:
        return None
    return View(
        "a response", {"status": lambda: response.status, "text": lambda: known(response.text)}
    )


def _mails(exchange: Exchange) -> Any:
    """Return the mails that were sent for an exchange, each as plain data."""
    sent = [known(event.fields()) for event in events_of(exchange.steps, MailSent)]
    return whole(sent, left_out(exchange.steps, MailSent))


def _events(step: Step) -> list[dict[str, Any]] | Partial:
    more = sum(one.count for one in step.left_out if one.kind != Query.kind)
    return whole([_event(one) for one in step.events if not isinstance(one, Query)], more)


def variables_of(exchange: Exchange) -> dict[str, Any]:
    """Return the locals of the view as they were last seen."""
    variables: dict[str, Any] = {}
    for step in exchange.steps:
        if step.depth == 1 and step.at is not None:
            variables = literals(step.locals)
    return variables
