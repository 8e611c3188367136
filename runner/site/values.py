"""Describe Django's own objects: what is lazy stays lazy, and no model's `__str__` is called."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Manager, Model, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.functional import LazyObject, Promise, empty

from proven_lessons.runner.values import (
    Room,
    describe,
    describer,
    exact,
    is_exactly,
    state_of,
    text,
    type_name,
)


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
    key = f"{meta.pk.attname}={text(state.get(meta.pk.attname), room)}"
    is_new = getattr(state.get("_state"), "adding", False) is True
    return f"<{type_name(value)} {key}{', not saved' if is_new else ''}>"


@describer.register
def _(value: LazyObject, room: Room) -> str:
    wrapped = state_of(value).get("_wrapped", empty)
    return f"<{type_name(value)}, not evaluated>" if wrapped is empty else text(wrapped, room)


@describer.register
def _(value: Promise, room: Room) -> str:
    translated = _translated(value)
    args: Any = state_of(value).get("_args", ()) if translated is None else (translated,)
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


@describer.register
def _(value: UploadedFile, room: Room) -> str:
    state = state_of(value)
    name = text(state.get("_name"), room)
    return f"<{type_name(value)}: {name}, {text(state.get('size'), room)} bytes>"


def message_text(message: object, params: object) -> str | None:
    """Return a message of Django's with its parameters filled in, in the active language.

    None if code of the lesson would have to run for it.
    """
    text = message if type(message) is str else _translated(message)
    if text is None or not isinstance(params, dict):
        return None if text is None else str(text)
    plain = {
        name: value if is_exactly(value, (str, int, float)) else _translated(value)
        for name, value in dict.items(params)
    }
    try:
        return str(text % {name: value for name, value in plain.items() if value is not None})
    except KeyError:
        return None  # it has a parameter of another kind
    except (TypeError, ValueError):
        return str(text)


def _translated(value: Any) -> str | None:
    """Return the text that a lazy text of Django's stands for now, None for other values.

    Those run code that may be the lesson's.
    """
    if not issubclass(type(value), Promise):
        return None
    method = type(value).__dict__.get("__reduce__")
    cells = getattr(method, "__closure__", None) or ()
    code = getattr(method, "__code__", None)
    names = code.co_freevars if code is not None else ()
    cell = dict(zip(names, cells, strict=False)).get("func")
    function: Any = cell and cell.cell_contents
    state = state_of(value)
    if not str(getattr(function, "__module__", "")).startswith("django."):
        return None
    given = [*state["_args"], *state["_kw"].values()]
    if not all(_is_plain(each) for each in given):
        return None
    found = function(*state["_args"], **state["_kw"])
    return found if isinstance(found, str) else None


def _is_plain(value: object) -> bool:
    is_known = value is None or is_exactly(value, (str, int, float))
    return is_known or _translated(value) is not None


def _promise(value: Any, write: exact.Write) -> Any:
    translated = _translated(value)
    if translated is None:
        raise exact.NotExactError
    return ["as", "django.utils.functional.Promise", translated]


def _model(value: Any, write: exact.Write) -> Any:
    """Return the row that an instance stands for as it is in memory, whatever the table holds.

    A field that was deferred has no value yet; what is no plain value, such as F(), is its text.
    """
    state, meta = state_of(value), type(value)._meta
    pk = state.get(meta.pk.attname)
    fields = [
        [field.attname, _field(state, field.attname, write)] for field in meta.concrete_fields
    ]
    return ["model", meta.label, write(pk), fields]


def _field(state: dict[str, Any], name: str, write: exact.Write) -> Any:
    if name not in state:
        return ["deferred"]
    try:
        return write(state[name])
    except exact.NotExactError:
        return ["shown", _expression(state[name])]


def _expression(value: object) -> str:
    """Return an expression such as `F("stars") + 1` in short, or what else there is."""
    state = state_of(value)
    match type_name(value):
        case "F":
            return f"F({describe(state.get('name')).repr})"
        case "Value":
            return describe(state.get("value")).repr
        case "CombinedExpression":
            left, right = _expression(state.get("lhs")), _expression(state.get("rhs"))
            return f"{left} {state.get('connector')} {right}"
    return describe(value).repr


def _queryset(value: Any, write: exact.Write) -> Any:
    fetched = state_of(value).get("_result_cache")
    if type(fetched) is not list:
        raise exact.NotExactError  # it is not evaluated, and nobody else may do that
    return ["queryset", [write(item) for item in fetched]]


def _query_dict(value: Any, write: exact.Write) -> Any:
    return ["querydict", [[write(key), write(items)] for key, items in dict.items(value)]]


def _uploaded(value: Any, write: exact.Write) -> Any:
    state = state_of(value)
    return [
        "file",
        write(state.get("_name")),
        write(state.get("size")),
        write(state.get("content_type")),
    ]


def _lazy(value: Any, write: exact.Write) -> Any:
    wrapped = state_of(value).get("_wrapped", empty)
    if wrapped is empty:
        raise exact.NotExactError
    return write(wrapped)


exact.OF_CLASSES.update(
    {
        Model: _model,
        QuerySet: _queryset,
        QueryDict: _query_dict,
        UploadedFile: _uploaded,
        LazyObject: _lazy,
        Promise: _promise,
    }
)
