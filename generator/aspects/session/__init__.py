"""The session: what it holds, what is done to it, and what becomes of it."""

from collections.abc import Iterator, Sequence

from proven_lessons.generator.aspects import (
    HERE,
    SESSION,
    Arrow,
    Aspect,
    Claimed,
    Column,
    Folded,
    Mark,
    Moment,
    Part,
    Question,
    State,
)
from proven_lessons.generator.aspects.session import facts, moments, questions, wording
from proven_lessons.generator.aspects.session.ending import ending, stored
from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of
from proven_lessons.generator.facts.nested_changes import changes
from proven_lessons.generator.facts.values import dict_text
from proven_lessons.generator.markup import BRIEF, Code, brief
from proven_lessons.generator.translation import Message, Said, _
from proven_lessons.runner.probes.session.events import (
    SessionCall,
    SessionDelete,
    SessionHas,
    SessionKeyChange,
    SessionLoad,
    SessionPop,
    SessionRead,
    SessionSave,
    SessionSet,
    SessionSetDefault,
    SessionUpdate,
)
from proven_lessons.runner.trace import Event, Exchange, Run, SessionState, Step


class SessionAspect(Aspect):
    """Says what becomes of `request.session`."""

    names_steps = True
    actor = "session"

    def __init__(self) -> None:
        self.columns = (
            Column(place=10, title=_("Session state"), cell=_state_cell, shows_state=True),
            Column(
                place=40,
                title=_("In the store"),
                cell=_stored_cell,
                shows_state=True,
                is_done_by=_is_stored_by,
            ),
        )

    def action(self, event: Event, step: Step) -> Message | None:
        # That the middleware saves the session before the response leaves is told below the table.
        return None if step.kind == "send" else wording.action(event)

    def clause(self, event: Event, where: Said) -> Message | None:
        return wording.clause(event, where)

    def sentences(self, step: Step, exchange: Exchange) -> Iterator[Said]:
        session = step.session
        if (
            session is None
            or not session.changed
            or step.error is not None
            or session.status == "unread"
        ):
            return
        words = _in_memory(step, session, is_alone=not exchange.together)
        if words is not None:
            yield words

    def box(self, step: Step) -> Message | None:
        last = None
        for event in facts.session_events([step]):
            last = _box(event) or last
        return last

    def arrows(self, events: Sequence[Event], step: Step) -> Iterator[Arrow]:
        for event in events:
            words = _to_store(event)
            if words is not None:
                yield Arrow(words=words, lane=SESSION)
            elif (action := wording.action(event)) is not None:
                yield Arrow(words=action)

    def states(self, step: Step, exchange: Exchange) -> Iterator[State]:
        session = step.session
        if session is None:
            return
        if session.status != "unread":
            data = Code(dict_text(session.data))
            yield State(
                name="session", label=Code("request.session"), value=data, place=0, lasts=True
            )
        if step.kind == "send":
            yield from _stored_states(session, exchange)

    def ending(self, exchange: Exchange) -> Claimed | None:
        said, proof = ending(exchange), _status_claimed(exchange)
        return None if said is None or not proof else Claimed(said=said, proof=proof)

    def left_behind(self, exchange: Exchange) -> Claimed | None:
        said, left = stored(exchange), exchange.left_behind
        if said is None or left is None:
            return None
        proof = f"{HERE}.left_behind.sessions | length == {len(left.sessions)}"
        return Claimed(said=said, proof=(proof,))

    def moments(self, one: NumberedExchange) -> Iterator[Moment]:
        return moments.recognised(one)

    def questions(self, run: Run) -> Iterator[Question]:
        return questions.about(run)


# Private


def _stored_states(session: SessionState, exchange: Exchange) -> Iterator[State]:
    """Yield what the store holds in the end: what people expect there, if it was lost."""
    is_lost = facts.is_lost(session, exchange)
    if session.stored is None and not is_lost:
        return
    first = next((step.session for step in exchange.steps if step.session is not None), session)
    known = (first.stored, session.stored, session.data)
    held = [None if data is None else dict_text(data) for data in known]
    choices = [_NOTHING if text is None else Code(text) for text in dict.fromkeys(held)]
    is_djangos = any(name.startswith("_") for data in known for name in data or ())
    if len(choices) < 2 or is_djangos or any(len(text or "") > BRIEF for text in held):
        choices = []
    yield State(
        name="stored",
        label=_("In the store"),
        value=_NOTHING if session.stored is None else Code(dict_text(session.stored)),
        place=20,
        is_words=session.stored is None,
        lasts=True,
        surprises=is_lost,
        choices=tuple(choices),
        because=_why_stored(exchange),
    )


def _why_stored(exchange: Exchange) -> Claimed | None:
    """Return why the store holds what it holds, in words that stand alone."""
    said, status = ending(exchange), _status_claimed(exchange)
    if facts.is_saved_by_middleware(exchange):
        said = _("Before the response leaves, SessionMiddleware saves the session.")
    return None if said is None else Claimed(said=said, proof=status)


def _status_claimed(exchange: Exchange) -> tuple[str, ...]:
    """Return what a sentence about the end of a session claims."""
    last = exchange.steps[-1].session if exchange.steps else None
    return () if last is None else (f"{HERE}.steps[-1].session.status == {last.status!r}",)


def _held(text: str, short: str) -> Part:
    return (
        Code(text)
        if text == short
        else Folded(summary=Code(short), body=(Code(text),), kind="in-full")
    )


def _state_cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    session = step.session
    if session is None:
        return ()
    if session.status == "unread":
        return (Mark(said=STATUS["unread"], kind="status-unread"),)
    is_lost = facts.is_lost(session, exchange)
    status = Mark(
        said=STATUS[session.status],
        kind=f"status-{session.status.replace(' ', '-')}{' lost' * is_lost}",
    )
    known = before.session if before else None
    if known is not None and known.status == "unread":
        known = None  # since then, another request may have saved it
    nested = changes(known.data, session.data) if known else ()
    notes = [Mark(said=Code(words), kind="nested") for words in nested]
    return (_held(dict_text(session.data), dict_text(session.data, brief)), status, *notes)


def _stored_cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    session = step.session
    if session is None or session.stored is None:
        return ()
    return (_held(dict_text(session.stored), dict_text(session.stored, brief)),)


def _is_stored_by(step: Step) -> bool:
    return any(events_of([step], SessionSave, SessionKeyChange))


_NOTHING = _("nothing")
STATUS = {
    "unread": _("unread"),
    "loaded": _("loaded"),
    "modified": _("modified"),
    "saved": _("saved"),
    "expired": _("saved, expired"),
    "not saved": _("not saved"),
}
MEANINGS = {
    "unread": _("Nothing has used the session yet, so Django has not loaded it."),
    "loaded": _(
        "The session was loaded (without a key it begins empty), and is not marked as modified."
    ),
    "modified": _(
        "The session is marked as modified: it is to be saved before the response leaves."
    ),
    "saved": _("The session is saved as it is now."),
    "expired": _(
        "The session was saved as it is now, and its time is over: the store does not give it any "
        "more."
    ),
    "not saved": _("The response has left, and nothing has saved the session as it is now."),
}


_BOXES: dict[type[Event], Message] = {
    SessionSet: _("Set session key-value"),
    SessionRead: _("Get session value by key"),
    SessionDelete: _("Delete session key"),
    SessionPop: _("Take value out of session"),
    SessionSetDefault: _("Get session value, or set it"),
    SessionUpdate: _("Update session"),
    SessionHas: _("Look for key in session"),
    SessionCall: _("Use the session"),
}


def _box(event: Event) -> Message | None:
    match event:
        case SessionKeyChange(method="flush"):
            return _("Flush the session")
        case SessionKeyChange(old=old, new=new) if old == new:
            return _("Use the session")
        case SessionKeyChange():
            return _("Give the session a new key")
    return _BOXES.get(type(event))


def _to_store(event: Event) -> Message | None:
    """Return what is asked of the session as a whole, which may ask the database in turn."""
    match event:
        case SessionLoad():
            return _("loads the session")
        case SessionSave():
            return _("saves the session")
        case SessionKeyChange(method="flush"):
            return _("flushes the session")
        case SessionKeyChange(old=old, new=new) if old == new:
            return _("keeps the key of the session")
        case SessionKeyChange():
            return _("gives the session a new key")
    return None


def _in_memory(step: Step, session: SessionState, *, is_alone: bool) -> Message | None:
    """Return what the session holds after a change, and what the store does."""
    data = Code(dict_text(session.data, brief))
    if facts.changes_in_place(step) and session.status == "loaded":
        return _(
            "The session in memory is now {data}, but nothing marks it as modified.", data=data
        )
    if session.stored is not None and dict(session.data) == dict(session.stored):
        if any(isinstance(event, SessionSave) for event in step.events):
            return None
        return _("The session in memory is now {data}, which is what the store holds.", data=data)
    if session.status != "modified" or not (
        session.opaque or session.data or session.stored is not None
    ):
        return None
    if session.opaque or not is_alone:  # then another request may have saved it
        return _("The session in memory is now {data}.", data=data)
    if session.stored is None:
        return _("The session in memory is now {data}. It is not saved yet.", data=data)
    text = Code(dict_text(session.stored, brief))
    return _(
        "The session in memory is now {data}. It is not saved yet: the store still holds {stored}.",
        data=data,
        stored=text,
    )
