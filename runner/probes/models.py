"""Show what models do otherwise than it looks: rows got or made, signals and locks left out."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from proven_lessons.runner import own
from proven_lessons.runner.probes import Call, Emit, Probe, Site
from proven_lessons.runner.trace import Event
from proven_lessons.runner.values import state_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RowGot(Event):
    """`get_or_create()` or `update_or_create()` found a row, or `created` one.

    `lookups` are the fields that it was looked for by, `defaults` those that only a new row gets,
    or that are updated. `refused` says that it found none at first, and could not create one: there
    was one by then.
    """

    kind: ClassVar[str] = "models.got"

    method: str
    model: str
    created: bool
    lookups: tuple[str, ...]
    defaults: tuple[str, ...]
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalsSkipped(Event):
    """Rows were written by a method of a queryset that sends no signals for them.

    `unheard` are the receivers of the lesson, connected to `pre_save` or `post_save` of the model,
    that did not run.
    """

    kind: ClassVar[str] = "models.bulk"

    method: str
    model: str
    unheard: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LockLeftOut(Event):
    """Rows were read with `select_for_update()`, and the database has no such lock."""

    kind: ClassVar[str] = "models.lock"

    model: str


class ModelsProbe(Probe):
    """Emits an event for each of these."""

    emits = (RowGot, SignalsSkipped, LockLeftOut)

    @contextmanager
    def watch(self, site: Site, emit: Emit) -> Iterator[None]:
        refused: list[Call] = []  # of what is being got or created

        def start(call: Call) -> None:
            refused.clear()

        def end(call: Call) -> None:
            event = None if call.error is not None else _event(call, site)
            if isinstance(event, RowGot):
                event = replace(event, refused=bool(refused))
            if event is not None:
                emit(event)

        def tried(call: Call) -> None:
            if call.error is not None:
                refused.append(call)

        methods = (*_GETTING, *_BULK)
        base = "django.db.models.query:QuerySet"
        watched = {name: f"{base}.{name}" for name in methods}
        with (
            # Within one of the others it is Django that asks for a lock.
            site.watch_calls(watched | {"lock": _EXECUTE}, end, start),
            site.watch_calls({"create": f"{base}.create"}, tried),
        ):
            yield


# Private

_EXECUTE = "django.db.models.sql.compiler:SQLCompiler.execute_sql"
_GETTING = ("get_or_create", "update_or_create")
_BULK = ("update", "bulk_create", "bulk_update")
_GIVEN = frozenset({"self", "kwargs", "defaults", "create_defaults"})


def _event(call: Call, site: Site) -> Event | None:
    if call.name == "lock":
        return _lock(state_of(call.arguments["self"]))
    given, model = call.arguments, state_of(call.arguments["self"]).get("model")
    if call.name in _BULK:
        unheard = tuple(_receivers(model))
        asker, _ = site.asker()
        is_asked_for = f".{call.name}(" in (asker.code or "")  # and not by a method of Django's
        if not (unheard and call.result and is_asked_for):
            return None
        return SignalsSkipped(method=call.name, model=_name(model), unheard=unheard)
    defaults = given.get("defaults")
    return RowGot(
        method=call.name,
        model=_name(model),
        created=call.result[1] is True,
        lookups=tuple(str(name) for name in given if name not in _GIVEN),
        defaults=tuple(map(str, defaults)) if type(defaults) is dict else (),
    )


def _lock(compiler: Mapping[str, Any]) -> LockLeftOut | None:
    query, connection = compiler.get("query"), compiler.get("connection")
    if not getattr(query, "select_for_update", False) or connection is None:
        return None
    has_locks = connection.features.has_select_for_update
    return None if has_locks else LockLeftOut(model=_name(getattr(query, "model", None)))


def _receivers(model: Any) -> Iterator[str]:
    """Yield the names of the lesson's receivers that hear of one instance that is saved."""
    module = sys.modules.get("django.db.models.signals")
    for signal in ("pre_save", "post_save"):
        entries = state_of(getattr(module, signal, None)).get("receivers")
        for key, receiver, *_ in entries if isinstance(entries, list) else ():
            function = (
                receiver()
                if callable(receiver) and not hasattr(receiver, "__code__")
                else (receiver)
            )
            of_lesson = own.has(getattr(function, "__module__", None))
            if of_lesson and key[-1] in (id(None), id(model)):
                yield str(getattr(function, "__qualname__", "a receiver"))


def _name(model: Any) -> str:
    return str(getattr(model, "__name__", "a model"))
