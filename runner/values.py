"""Describe any value as bounded, repeatable text, without running code of the lesson."""

import datetime
import decimal
import enum
import fractions
import functools
import pathlib
import types
import uuid
import zoneinfo
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from proven_lessons.runner.trace import Value

TEXT_LIMIT = 300
ITEM_LIMIT = 40
DEPTH_LIMIT = 6
SMALL = 64  # bits


@dataclass(slots=True)
class Room:
    """How much a description may still hold.

    Nesting left, items left, and the ids of the containers it is inside.
    """

    depth: int = DEPTH_LIMIT
    items: int = 200
    inside: list[int] = field(default_factory=list)


def describe(value: object) -> Value:
    """Return the class name and a bounded text of `value`.

    Never raises, never evaluates anything lazy.
    """
    if _is_small(value):  # most values are, and this is asked after every step
        return Value(type=type(value).__name__, repr=repr(value))
    try:
        return Value(type=type_name(value), repr=text(value, Room()))
    except (
        Exception
    ) as error:  # a value can be broken in any way, and the page must still be written
        return Value(type="object", repr=f"<not shown: {error.__class__.__name__}>")


def describe_items(items: Mapping[Any, object]) -> dict[str, Value]:
    """Describe each value of a dict, in its order.

    A key that is no string stands in parentheses, as Python would write it; so does one that begins
    with one.
    """
    plain: Iterable[tuple[Any, object]] = (
        dict.items(items) if isinstance(items, dict) else items.items()
    )
    described: dict[str, Value] = {}
    for key, value in plain:
        name = key if type(key) is str and key[:1] != "(" else f"({text(key, Room())})"
        while name in described:  # two objects with the same text
            name = f"({name})"
        described[name] = describe(value)
    return described


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
    return describe_it(value, room)


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
        return _inside(
            value,
            room,
            lambda: f"{type_name(value)}({_pairs(fields_held.items(), '=', room, names=True)})",
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


def message_of(error: BaseException) -> str:
    """Return an exception's message without calling its `__str__`.

    It may be the lesson's own.
    """
    args = BaseException.__dict__["args"].__get__(error)
    if (
        isinstance(error, KeyError) and len(args) == 1
    ):  # the one exception that Python prints with its repr
        return describe(args[0]).repr
    return cut(", ".join(arg if type(arg) is str else describe(arg).repr for arg in args))


def cut(whole: str, limit: int = TEXT_LIMIT) -> str:
    """Shorten `shown` to `limit` characters, saying how many it left out."""
    return (
        whole if len(whole) <= limit else f"{whole[:limit]}… ({len(whole) - limit} more characters)"
    )


# Private


def _is_small(value: Any) -> bool:
    kind = type(value)
    if kind is int:
        return int.bit_length(value) <= SMALL
    return kind is bool or value is None or (kind is str and len(value) <= TEXT_LIMIT)


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


def _inside(value: object, room: Room, make: Callable[[], str]) -> str:
    if id(value) in room.inside:
        return "…"
    if room.depth <= 0:
        return f"<{type_name(value)}, not shown: nested too deep>"
    room.depth -= 1
    room.inside.append(id(value))
    try:
        return make()
    finally:
        room.depth += 1
        room.inside.pop()


def _listed(items: Iterable[object], count: int, room: Room) -> list[str]:
    texts = []
    for index, item in enumerate(items):
        if index >= ITEM_LIMIT or room.items <= 0:
            texts.append(f"… ({count - index} more)")
            break
        room.items -= 1
        texts.append(text(item, room))
    return texts


def _items(plain: Any, value: object, room: Room) -> list[str]:
    """Return the texts of the items by the built-in class's methods, whatever is overridden."""
    return _listed(plain.__iter__(value), plain.__len__(value), room)


def _pairs(
    pairs: Iterable[tuple[object, object]], between: str, room: Room, *, names: bool = False
) -> str:
    texts = []
    for index, (key, value) in enumerate(pairs):
        if index >= ITEM_LIMIT or room.items <= 0:
            texts.append("…")
            break
        room.items -= 1
        texts.append(f"{key if names else text(key, room)}{between}{text(value, room)}")
    return ", ".join(texts)


def _named(value: object, plain: type, plain_text: str) -> str:
    """Return the class of a value whose class only derives from a built-in one."""
    return plain_text if type(value) is plain else f"{type_name(value)}({plain_text})"


@describer.register(bool)
@describer.register(type(None))
@describer.register(type(...))
def _(value: object, room: Room) -> str:
    return repr(value)


@describer.register
def _(value: int, room: Room) -> str:
    if int.bit_length(value) > 4096:
        return f"<int of {int.bit_length(value)} bits>"
    return _named(value, int, cut(int.__repr__(value)))


@describer.register
def _(value: float, room: Room) -> str:
    return _named(value, float, float.__repr__(value))


@describer.register
def _(value: str, room: Room) -> str:
    whole = str.__len__(value)
    shown = str.__repr__(str.__getitem__(value, slice(0, TEXT_LIMIT)))
    return _named(
        value,
        str,
        shown if whole <= TEXT_LIMIT else f"{shown}… ({whole - TEXT_LIMIT} more characters)",
    )


@describer.register
def _(value: bytes, room: Room) -> str:
    whole = bytes.__len__(value)
    shown = bytes.__repr__(bytes.__getitem__(value, slice(0, TEXT_LIMIT)))
    return _named(
        value,
        bytes,
        shown if whole <= TEXT_LIMIT else f"{shown}… ({whole - TEXT_LIMIT} more bytes)",
    )


@describer.register
def _(value: dict, room: Room) -> str:  # type: ignore[type-arg] # singledispatch takes no arguments
    shown = _inside(value, room, lambda: f"{{{_pairs(dict.items(value), ': ', room)}}}")
    return _named(value, dict, shown)


@describer.register
def _(value: list, room: Room) -> str:  # type: ignore[type-arg] # the same
    return _named(
        value, list, _inside(value, room, lambda: f"[{', '.join(_items(list, value, room))}]")
    )


@describer.register
def _(value: tuple, room: Room) -> str:  # type: ignore[type-arg] # the same
    comma = "," if tuple.__len__(value) == 1 else ""
    return _named(
        value,
        tuple,
        _inside(value, room, lambda: f"({', '.join(_items(tuple, value, room))}{comma})"),
    )


@describer.register(set)
@describer.register(frozenset)
def _(value: set[object], room: Room) -> str:
    plain: type = set if issubclass(type(value), set) else frozenset
    # Sorted by text, because the order of a set follows the hash seed.
    items = ", ".join(sorted(_items(plain, value, room)))
    if plain is frozenset:
        shown = f"frozenset({{{items}}})" if items else "frozenset()"
    else:
        shown = f"{{{items}}}" if items else "set()"
    return _named(value, plain, shown)


@describer.register
def _(value: BaseException, room: Room) -> str:
    args = BaseException.__dict__["args"].__get__(value)
    return _inside(
        value, room, lambda: f"{type_name(value)}({', '.join(_listed(args, len(args), room))})"
    )


@describer.register
def _(value: enum.Enum, room: Room) -> str:
    return f"{type_name(value)}.{value._name_}"


@describer.register
def _(value: types.ModuleType, room: Room) -> str:
    return f"<module {value.__name__}>"


@describer.register(types.FunctionType)
@describer.register(types.BuiltinFunctionType)
def _(value: types.FunctionType, room: Room) -> str:
    return f"<function {value.__name__}>"


@describer.register
def _(value: types.MethodType, room: Room) -> str:
    return f"<method {value.__func__.__name__}>"


@describer.register(datetime.date)
@describer.register(datetime.time)
@describer.register(datetime.timedelta)
@describer.register(datetime.timezone)
@describer.register(decimal.Decimal)
@describer.register(fractions.Fraction)
@describer.register(uuid.UUID)
@describer.register(pathlib.PurePath)
@describer.register(zoneinfo.ZoneInfo)
@describer.register(range)
@describer.register(complex)
def _(value: object, room: Room) -> str:
    # Only the standard library's own classes: a class that derives from one may have a `__repr__`
    # of its own.
    zone = getattr(value, "tzinfo", None) if _is_standard(value) else None
    known = _is_standard(value) and (zone is None or _is_standard(zone))
    return cut(repr(value)) if known else f"<{type_name(value)} object>"


def _is_standard(value: object) -> bool:
    return type(value).__module__.partition(".")[0] in _STANDARD


_STANDARD = frozenset(
    {"builtins", "datetime", "decimal", "fractions", "uuid", "pathlib", "zoneinfo"}
)
