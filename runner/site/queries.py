"""Tell what asked for a statement of the database, from the calls that are running.

Nothing is called that a lesson could have written: only what already lies in Django's objects is
looked at.
"""

import ast
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models import query as query_module
from django.db.models.fields import related_descriptors
from django.db.models.fields.related_descriptors import (
    ForwardManyToOneDescriptor,
    ReverseOneToOneDescriptor,
)
from django.db.models.manager import BaseManager
from django.db.models.query_utils import DeferredAttribute
from django.template.base import UNKNOWN_SOURCE, Node, TokenType

from proven_lessons.runner import own
from proven_lessons.runner.frames import outwards, variables
from proven_lessons.runner.probes import Asker, TemplatePart
from proven_lessons.runner.threads import stands_for_a_thread
from proven_lessons.runner.values import cut, describe

TEXT_LIMIT = 200


def asker_of(frame: FrameType | None) -> tuple[Asker, str | None]:
    """Return who asked for the statement that is being sent.

    And the key of the instance that it is about. The frames from `frame` outwards are looked at: a
    part of a template that is rendered has asked, though code of the lesson may lie between;
    without one it is the first that is the lesson's own. Where another thread took the call over,
    what lies further out only waits.
    """
    purpose: dict[str, Any] = {}
    asking: FrameType | None = None
    for outer in outwards(frame):
        code = outer.f_code
        if code is _RENDER:
            return _asker(_template(outer), purpose)
        if code.co_filename.endswith(_TAKEN_OVER) or stands_for_a_thread(code):
            break
        if asking is not None:
            continue
        if own.label(code.co_filename) is not None:
            asking = outer
        elif code in _ASKING:
            purpose = _ASKING[code](variables(outer)) or purpose
        elif code.co_filename in _OF_ROWS and not purpose:
            purpose = _of_rows(variables(outer).get("self"))
    return _asker({} if asking is None else {"code": _expression(asking)}, purpose)


def part_of(node: object) -> TemplatePart | None:
    """Return the part of a template that a node stands for, None if it is not the lesson's own."""
    token, origin = getattr(node, "token", None), getattr(node, "origin", None)
    path = str(getattr(origin, "name", ""))
    # A template that the code itself holds has no file.
    is_own = own.place(path) is not None or path == UNKNOWN_SOURCE
    if token is None or not is_own:
        return None
    opening, closing = ("{{", "}}") if token.token_type is TokenType.VAR else ("{%", "%}")
    return TemplatePart(
        code=cut(f"{opening} {token.contents} {closing}", TEXT_LIMIT),
        template=str(getattr(origin, "template_name", None) or ""),
        line=getattr(token, "lineno", None),
    )


def node_in(frame: FrameType | None) -> object:
    """Return the node of a template that is being rendered around this frame, None for none."""
    for outer in outwards(frame):
        if outer.f_code is _RENDER:
            return variables(outer).get("self")
    return None


# Private

_RENDER: CodeType = Node.render_annotated.__code__
type _Span = tuple[int | None, int | None, int | None, int | None]  # as co_positions has it
_TAKEN_OVER = "asgiref/current_thread_executor.py"


def _asker(by: dict[str, Any], purpose: dict[str, Any]) -> tuple[Asker, str | None]:
    instance = purpose.get("instance")
    told = {name: value for name, value in purpose.items() if name != "instance"}
    return Asker(**by, **told), None if instance is None else describe(instance.pk).repr


def _expression(frame: FrameType) -> str | None:
    """Return the expression that a frame of the lesson is at, on one line."""
    positions = list(frame.f_code.co_positions())
    where = positions[frame.f_lasti // 2]
    where = _inner(frame.f_code.co_filename).get(where, where)
    line, end_line, column, end_column = where
    if line is None or end_line is None or column is None or end_column is None:
        return None
    lines = _lines(frame.f_code.co_filename)[line - 1 : end_line]
    if not lines:
        return None
    lines[-1] = lines[-1][:end_column]
    lines[0] = lines[0][column:]
    return cut(" ".join(b" ".join(lines).decode(errors="replace").split()), TEXT_LIMIT)


@cache
def _inner(path: str) -> dict[_Span, _Span]:
    """Return where the expression stands that a block or a comprehension asks for its objects.

    Python 3.12 says of it where the whole of it stands.
    """
    found = {}
    for node in ast.walk(ast.parse(b"\n".join(_lines(path)))):
        match node:
            case ast.For(iter=inner) | ast.AsyncFor(iter=inner):
                found[_span(node)] = _span(inner)
            case (
                ast.ListComp(generators=[first, *_])
                | ast.SetComp(generators=[first, *_])
                | ast.DictComp(generators=[first, *_])
                | ast.GeneratorExp(generators=[first, *_])
            ):
                found[_span(node)] = _span(first.iter)
            case ast.With(items=[item]) | ast.AsyncWith(items=[item]):
                found[_span(node)] = _span(item.context_expr)
    return found


def _span(node: ast.stmt | ast.expr) -> _Span:
    return node.lineno, node.end_lineno, node.col_offset, node.end_col_offset


@cache  # a process runs one lesson; its files are read once
def _lines(path: str) -> list[bytes]:
    try:
        return (own.text_of(path) or Path(path).read_bytes()).splitlines()
    except OSError:
        return []


def _template(frame: FrameType) -> dict[str, Any]:
    """Return which part of which template is being rendered."""
    node = variables(frame).get("self")
    token, origin = getattr(node, "token", None), getattr(node, "origin", None)
    name = getattr(origin, "template_name", None)
    return {
        "code": cut(str(token.contents), TEXT_LIMIT) if token is not None else None,
        "template": str(name) if name else "",
        "line": getattr(token, "lineno", None),
    }


def _forward(bound: dict[str, Any]) -> dict[str, Any] | None:
    if bound.get("instance") is None:
        return None
    field = bound["self"].field
    relation = f"{field.model.__name__}.{field.name}"
    return {"purpose": "related", "relation": relation, "instance": bound["instance"]}


def _reverse(bound: dict[str, Any]) -> dict[str, Any] | None:
    if bound.get("instance") is None:
        return None
    related = bound["self"].related
    name = f"{related.model.__name__}.{related.get_accessor_name()}"
    return {"purpose": "related", "relation": name, "instance": bound["instance"]}


def _deferred(bound: dict[str, Any]) -> dict[str, Any] | None:
    if bound.get("instance") is None:
        return None
    field = bound["self"].field
    relation = f"{field.model.__name__}.{field.name}"
    return {"purpose": "deferred", "relation": relation, "instance": bound["instance"]}


def _prefetching(bound: dict[str, Any]) -> dict[str, Any] | None:
    instances, lookup, level = (bound.get(name) for name in ("instances", "lookup", "level"))
    if not instances or lookup is None or level is None:
        return None
    model = type(instances[0]).__name__
    return {
        "purpose": "prefetch",
        "relation": f"{model}.{lookup.prefetch_through.split('__')[level]}",
    }


# As their code names them: a module that comes without its source is in another file.
_OF_ROWS = (
    QuerySet.iterator.__code__.co_filename,
    related_descriptors.create_reverse_many_to_one_manager.__code__.co_filename,
)
# What is asked for, by the function of Django that asks.
_ASKING = {
    ForwardManyToOneDescriptor.__get__.__code__: _forward,
    ReverseOneToOneDescriptor.__get__.__code__: _reverse,
    DeferredAttribute.__get__.__code__: _deferred,
    query_module.prefetch_one_level.__code__: _prefetching,
}


def _of_rows(of: object) -> dict[str, Any]:
    """Return what a manager for related rows, or a queryset of one, asks for."""
    if not isinstance(of, QuerySet | BaseManager):
        return {}
    holder = of.__dict__.get("_hints", {}) if isinstance(of, QuerySet) else of.__dict__
    instance = holder.get("instance")
    if not isinstance(instance, Model):
        return {}
    names = _relations(instance, of)
    if not names:  # of the table between two models, for one
        return {}
    asked: dict[str, Any] = {
        "purpose": "related", "relation": None, "instance": instance, "to_many": True,
    }  # fmt: skip
    if len(names) == 1:  # of several relations to a model, nobody knows which it is
        ((name, accessor),) = names.items()
        fetched = instance.__dict__.get("_prefetched_objects_cache", {})  # under either name
        asked["relation"] = f"{type(instance).__name__}.{accessor}"
        asked["was_prefetched"] = name in fetched or accessor in fetched
    return asked


def _relations(instance: Model, of: QuerySet[Any] | BaseManager[Any]) -> dict[str, str]:
    """Return the relations that these rows may belong to, by both of their names."""
    names = {
        relation.name: relation.get_accessor_name() if relation.auto_created else relation.name
        for relation in instance._meta.get_fields()
        if (relation.one_to_many or relation.many_to_many) and relation.related_model is of.model
    }
    known = _accessor(of)
    return {
        name: accessor
        for name, accessor in names.items()
        if known is None or known in (name, accessor)
    }


def _accessor(of: QuerySet[Any] | BaseManager[Any]) -> str | None:
    """Return the name of the relation that a manager or a queryset comes from, if it knows."""
    state = of.__dict__
    if "prefetch_cache_name" in state:  # of many to many
        return str(state["prefetch_cache_name"])
    field = (
        state.get("field")
        if isinstance(of, BaseManager)
        else next(iter(state.get("_known_related_objects", {})), None)
    )
    remote = getattr(field, "remote_field", None)
    return None if remote is None else remote.get_accessor_name()
