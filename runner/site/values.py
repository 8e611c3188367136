"""Describe Django's own objects: what is lazy stays lazy, and no model's `__str__` is called."""

from typing import Any

from django.db.models import Manager, Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.functional import LazyObject, Promise, empty

from proven_lessons.runner.values import Room, describer, state_of, text, type_name


@describer.register
def _(value: QuerySet, room: Room) -> str:
    state = state_of(value)
    name = f"QuerySet of {state['model'].__name__}"
    fetched = state.get("_result_cache")
    return f"<{name}, not evaluated>" if fetched is None else f"<{name}: {text(fetched, room)}>"


@describer.register
def _(value: Manager, room: Room) -> str:
    return f"<Manager of {value.model.__name__}>"


@describer.register
def _(value: Model, room: Room) -> str:
    state = state_of(value)
    meta = type(value)._meta
    return f"<{type_name(value)} {meta.pk.attname}={text(state.get(meta.pk.attname), room)}>"


@describer.register
def _(value: LazyObject, room: Room) -> str:
    wrapped = state_of(value).get("_wrapped", empty)
    return f"<{type_name(value)}, not evaluated>" if wrapped is empty else text(wrapped, room)


@describer.register
def _(value: Promise, room: Room) -> str:
    args: Any = state_of(value).get("_args", ())
    return f"<lazy {', '.join(text(arg, room) for arg in args)}>"


@describer.register
def _(value: HttpRequest, room: Room) -> str:
    return f"<{type_name(value)}: {value.method} {value.path!r}>"


@describer.register
def _(value: HttpResponseBase, room: Room) -> str:
    return f"<{type_name(value)} status {value.status_code}>"


@describer.register
def _(value: QueryDict, room: Room) -> str:
    return f"<QueryDict: {text(dict(value.lists()), room)}>"


@describer.register
def _(value: BaseForm, room: Room) -> str:
    return f"<{type_name(value)}, {'bound' if value.is_bound else 'unbound'}>"
