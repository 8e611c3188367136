"""Say what was done to the session.

As an action of the execution table, and as a sentence of the transcript.
"""

from proven_lessons.generator.aspects.session.facts import got_default
from proven_lessons.generator.markup import Code, brief, brief_code
from proven_lessons.generator.translation import Message, Said, _
from proven_lessons.runner.probes.session.events import (
    SessionCall,
    SessionDelete,
    SessionHas,
    SessionKeyChange,
    SessionPop,
    SessionRead,
    SessionSave,
    SessionSet,
    SessionSetDefault,
    SessionUpdate,
)
from proven_lessons.runner.trace import Event, Value


def action(event: Event) -> Message | None:
    """Return what an event says in the execution table."""
    match event:
        case SessionRead() | SessionPop() | SessionDelete():
            return _action_of_lookup(event)
        case SessionSet(key=key, value=value):
            return _("Set {key} = {value} in session", key=key.repr, value=brief(value.repr))
        case SessionSetDefault(key=key, value=value, found=False):
            return _(
                "Set {key} = {value} in session, because it is missing",
                key=key.repr,
                value=brief(value.repr),
            )
        case SessionSetDefault(key=key):
            return _(
                "Get {key} from session: it is there, so its default is not needed", key=key.repr
            )
        case SessionUpdate(data=data):
            return _("Update session with {data}", data=brief(data.repr))
        case SessionHas(key=key):
            return _("Check whether {key} is in session", key=key.repr)
        case SessionKeyChange():
            return _action_of_key_change(event)
        case SessionSave(by=by):
            return (
                _("{who} saves the session to the store", who=by)
                if by
                else _("Save session to the store")
            )
        case SessionCall(method=method, arguments=arguments):
            given = ", ".join(brief(value.repr) for value in arguments)
            return _("Call session.{call}", call=f"{method}({given})")
    return None


def clause(event: Event, where: Said) -> Message | None:
    """Return what an event says in the transcript, as a sentence that begins with `where`."""
    match event:
        case SessionRead():
            return _clause_of_read(event, where)
        case SessionPop():
            return _clause_of_pop(event, where)
        case SessionSetDefault(key=key, value=value, found=False):
            return _(
                "{where} calls {method}, which sets {key} to {value}, because it is missing, and "
                "returns it.",
                where=where, method=Code("setdefault()"), key=Code(key.repr), value=_shown(value),
            )  # fmt: skip
        case SessionSetDefault(key=key, result=result) if result is not None:
            return _(
                "{where} calls {method}, which finds {key}, sets nothing and returns {value}.",
                where=where, method=Code("setdefault()"), key=Code(key.repr), value=_shown(result),
            )  # fmt: skip
        case SessionHas(key=key, result=result):
            if result.repr == "True":
                return _(
                    "{where} checks whether {key} is in the session (it is).",
                    where=where,
                    key=Code(key.repr),
                )
            return _(
                "{where} checks whether {key} is in the session (it is not).",
                where=where,
                key=Code(key.repr),
            )
    return _clause_of_change(event, where)


# Private


def _action_of_lookup(event: SessionRead | SessionPop | SessionDelete) -> Message:
    key = event.key.repr
    if not isinstance(event, SessionDelete):
        if event.result is None and event.found is False:
            if isinstance(event, SessionPop):
                return _("Pop {key} from session: there is no such key", key=key)
            return _("Get {key} from session: there is no such key", key=key)
        if got_default(event) and event.default is not None:
            default = brief(event.default.repr)
            if isinstance(event, SessionPop):
                return _(
                    "Pop {key} from session: missing, default {default}", key=key, default=default
                )
            return _("Get {key} from session: missing, default {default}", key=key, default=default)
    match event:
        case SessionDelete():
            return _("Delete {key} from session", key=key)
        case SessionPop():
            return _("Pop {key} from session", key=key)
    return _("Get {key} from session", key=key)


def _action_of_key_change(event: SessionKeyChange) -> Message:
    if event.method == "flush":
        return _("Flush session: data and key are gone")
    if event.old == event.new:
        return _("Call session.{call}: the key stays as it is", call=f"{event.method}()")
    return _("Give the session a new key, keep its data")


def _clause_of_read(event: SessionRead, where: Said) -> Message:
    key = Code(event.key.repr)
    if event.result is None and event.found is False:
        return _(
            "{where} asks the session for {key}, which it does not have.", where=where, key=key
        )
    if event.result is None:
        return _("{where} asks the session for {key}.", where=where, key=key)
    value = _shown(event.result)
    if got_default(event):
        return _(
            "{where} asks the session for {key}, which it does not have, and gets the default, "
            "{value}.",
            where=where, key=key, value=value,
        )  # fmt: skip
    return _(
        "{where} asks the session for {key} and gets {value}.", where=where, key=key, value=value
    )


def _clause_of_pop(event: SessionPop, where: Said) -> Message:
    key = Code(event.key.repr)
    if event.result is None and event.found is None:
        return _("{where} tries to take {key} out of the session.", where=where, key=key)
    if event.result is None:
        return _(
            "{where} tries to take {key} out of the session, which does not have it.",
            where=where,
            key=key,
        )
    value = _shown(event.result)
    if got_default(event):
        return _(
            "{where} tries to take {key} out of the session, which does not have it, and gets the "
            "default, {value}.",
            where=where, key=key, value=value,
        )  # fmt: skip
    return _(
        "{where} takes {key} out of the session and gets its value, {value}.",
        where=where,
        key=key,
        value=value,
    )


def _clause_of_change(event: Event, where: Said) -> Message | None:
    match event:
        case SessionSet(key=key, value=value):
            return _(
                "{where} puts {value} into the session under {key}.",
                where=where,
                value=_shown(value),
                key=Code(key.repr),
            )
        case SessionDelete(key=key, found=True):
            return _("{where} takes {key} out of the session.", where=where, key=Code(key.repr))
        case SessionDelete(key=key):
            return _(
                "{where} tries to delete {key}, which the session does not have.",
                where=where,
                key=Code(key.repr),
            )
        case SessionUpdate(data=data):
            return _("{where} updates the session with {data}.", where=where, data=_shown(data))
        case SessionKeyChange():
            return _clause_of_key_change(event, where)
        case SessionSave(by=by) if by:
            return _("{where} waits while {who} saves the session.", where=where, who=Code(by))
        case SessionSave():
            return _("{where} saves the session.", where=where)
        case SessionCall(method=method, arguments=arguments):
            given = ", ".join(value.repr for value in arguments)
            return _("{where} calls {call}.", where=where, call=Code(f"session.{method}({given})"))
    return None


def _clause_of_key_change(event: SessionKeyChange, where: Said) -> Message:
    if event.method == "flush":
        return _("{where} flushes the session: its data and its key are gone.", where=where)
    if event.old == event.new:
        call = Code(f"session.{event.method}()")
        return _("{where} calls {call}, and the key stays as it is.", where=where, call=call)
    return _("{where} gives the session a new key and keeps its data.", where=where)


def _shown(value: Value) -> Code:
    return brief_code(value.repr)
