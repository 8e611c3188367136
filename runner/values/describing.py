"""The way in for describers: a text for any value within what room is left."""

import functools
import math
import types
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

TEXT_LIMIT = 300
ITEM_LIMIT = 40
DEPTH_LIMIT = 6
SMALL = 64  # bits


@dataclass(slots=True)
class Room:
    """How much a description may still hold.

    Nesting left, items left, and the ids of the containers it is inside; `is_literal` as long as
    the description is a literal of Python for the whole value.
    """

    depth: int = DEPTH_LIMIT
    items: int = 200
    inside: list[int] = field(default_factory=list)
    is_literal: bool = True


def is_exactly(value: object, kinds: tuple[type, ...]) -> bool:
    """Return whether the class of `value` is one of `kinds`.

    By identity, because `in` would ask a metaclass.
    """
    return any(type(value) is kind for kind in kinds)


def type_name(value: object) -> str:
    """Return the name of the class of `value`; it is not asked, a lazy object would lie."""
    return str(type.__dict__["__qualname__"].__get__(type(value))).rpartition(".")[2]


def text(value: object, room: Room) -> str:
    """Return the text of `value` with what `room` has left.

    The way in for describers of further types.
    """
    # Dispatch on the real type: `singledispatch` reads `value.__class__`, which evaluates a lazy
    # object, and compares classes, which may ask a metaclass.
    table = _describers(len(describer.registry))
    describe_it = next(table[id(cls)] for cls in _mro(type(value)) if id(cls) in table)
    described = describe_it(value, room)
    room.is_literal = room.is_literal and _is_literal(value)
    return described


@functools.singledispatch
def describer(value: object, room: Room) -> str:
    """Describe an object of a class that nobody registered.

    Its class, and its fields if it is a dataclass.
    """
    if issubclass(type(value), type):
        return _class_text(value)
    fields = type.__dict__["__dict__"].__get__(type(value)).get("__dataclass_fields__")
    state = state_of(value)
    if isinstance(fields, dict) and state:
        fields_held = {name: state[name] for name in fields if name in state}
        return inside(
            value,
            room,
            lambda: f"{type_name(value)}({pairs(fields_held.items(), '=', room, names=True)})",
        )
    return f"<{type_name(value)} object>"


def state_of(value: object) -> dict[str, Any]:
    """Return the attributes of an object, where Python itself keeps them.

    Nothing if it has none, or hides them.
    """
    for cls in _mro(type(value)):
        slot = type.__dict__["__dict__"].__get__(cls).get("__dict__")
        if slot is not None:
            state = slot.__get__(value) if type(slot) is types.GetSetDescriptorType else None
            return state if type(state) is dict else {}
    return {}


def cut(whole: str, limit: int = TEXT_LIMIT) -> str:
    """Shorten `shown` to `limit` characters, saying how many it left out."""
    return (
        whole if len(whole) <= limit else f"{whole[:limit]}… ({len(whole) - limit} more characters)"
    )


# Private


def _is_literal(value: object) -> bool:
    """Return whether a description of this value alone is a literal, and whole."""
    kind = type(value)
    if kind is str or kind is bytes:
        return len(value) <= TEXT_LIMIT  # type: ignore[arg-type] # it is one of them
    if kind is int:
        return int.bit_length(value) <= SMALL  # type: ignore[arg-type] # it is one
    if kind is list or kind is tuple or kind is dict or kind is set:
        return len(value) <= ITEM_LIMIT  # type: ignore[arg-type] # it is one of them
    if kind is float:
        return math.isfinite(value)  # type: ignore[arg-type] # it is one
    return value is None or kind is bool


def _class_text(value: object) -> str:
    module = type.__getattribute__(value, "__module__")
    return f"<class {module}.{type.__dict__['__qualname__'].__get__(value)}>"


def _mro(cls: type) -> tuple[type, ...]:
    classes: tuple[type, ...] = type.__dict__["__mro__"].__get__(cls)
    return classes


@functools.cache
def _describers(count: int) -> dict[int, Callable[[Any, Room], str]]:
    """Return the describers by the ids of their classes; `count` says that there are more."""
    return {id(cls): function for cls, function in describer.registry.items()}


def inside(value: object, room: Room, make: Callable[[], str]) -> str:
    """Return what `make` gives for a container, unless it is in itself or too deep in others."""
    if id(value) in room.inside:
        room.is_literal = False
        return "…"
    if room.depth <= 0:
        room.is_literal = False
        return f"<{type_name(value)}, not shown: nested too deep>"
    room.depth -= 1
    room.inside.append(id(value))
    try:
        return make()
    finally:
        room.depth += 1
        room.inside.pop()


def listed(items: Iterable[object], count: int, room: Room) -> list[str]:
    """Return the texts of items as far as there is room; `count` is how many there are."""
    texts = []
    for index, item in enumerate(items):
        if index >= ITEM_LIMIT or room.items <= 0:
            room.is_literal = False
            texts.append(f"… ({count - index} more)")
            break
        room.items -= 1
        texts.append(text(item, room))
    return texts


def items_of(plain: Any, value: object, room: Room) -> list[str]:
    """Return the texts of the items by the built-in class's methods, whatever is overridden."""
    return listed(plain.__iter__(value), plain.__len__(value), room)


def pairs(
    pairs: Iterable[tuple[object, object]], between: str, room: Room, *, names: bool = False
) -> str:
    """Return pairs as text, with `between` in between; keys are names if `names` says so."""
    texts = []
    for index, (key, value) in enumerate(pairs):
        if index >= ITEM_LIMIT or room.items <= 0:
            room.is_literal = False
            texts.append("…")
            break
        room.items -= 1
        texts.append(f"{key if names else text(key, room)}{between}{text(value, room)}")
    return ", ".join(texts)


def named(value: object, plain: type, plain_text: str) -> str:
    """Return the class of a value whose class only derives from a built-in one."""
    return plain_text if type(value) is plain else f"{type_name(value)}({plain_text})"
