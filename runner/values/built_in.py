"""Describe the values of Python itself and of its standard library."""

import datetime
import decimal
import enum
import fractions
import pathlib
import types
import uuid
import zoneinfo

from proven_lessons.runner.values.describing import (
    TEXT_LIMIT,
    Room,
    cut,
    describer,
    inside,
    items_of,
    listed,
    named,
    pairs,
    type_name,
)


@describer.register(bool)
@describer.register(type(None))
@describer.register(type(...))
def _(value: object, room: Room) -> str:
    return repr(value)


@describer.register
def _(value: int, room: Room) -> str:
    if int.bit_length(value) > 4096:
        return f"<int of {int.bit_length(value)} bits>"
    return named(value, int, cut(int.__repr__(value)))


@describer.register
def _(value: float, room: Room) -> str:
    return named(value, float, float.__repr__(value))


@describer.register
def _(value: str, room: Room) -> str:
    whole = str.__len__(value)
    shown = str.__repr__(str.__getitem__(value, slice(0, TEXT_LIMIT)))
    return named(
        value,
        str,
        shown if whole <= TEXT_LIMIT else f"{shown}… ({whole - TEXT_LIMIT} more characters)",
    )


@describer.register
def _(value: bytes, room: Room) -> str:
    whole = bytes.__len__(value)
    shown = bytes.__repr__(bytes.__getitem__(value, slice(0, TEXT_LIMIT)))
    return named(
        value,
        bytes,
        shown if whole <= TEXT_LIMIT else f"{shown}… ({whole - TEXT_LIMIT} more bytes)",
    )


@describer.register
def _(value: dict, room: Room) -> str:  # type: ignore[type-arg] # singledispatch takes no arguments
    shown = inside(value, room, lambda: f"{{{pairs(dict.items(value), ': ', room)}}}")
    return named(value, dict, shown)


@describer.register
def _(value: list, room: Room) -> str:  # type: ignore[type-arg] # the same
    return named(
        value, list, inside(value, room, lambda: f"[{', '.join(items_of(list, value, room))}]")
    )


@describer.register
def _(value: tuple, room: Room) -> str:  # type: ignore[type-arg] # the same
    comma = "," if tuple.__len__(value) == 1 else ""
    return named(
        value,
        tuple,
        inside(value, room, lambda: f"({', '.join(items_of(tuple, value, room))}{comma})"),
    )


@describer.register(set)
@describer.register(frozenset)
def _(value: set[object], room: Room) -> str:
    plain: type = set if issubclass(type(value), set) else frozenset
    # Sorted by text, because the order of a set follows the hash seed.
    items = ", ".join(sorted(items_of(plain, value, room)))
    if plain is frozenset:
        shown = f"frozenset({{{items}}})" if items else "frozenset()"
    else:
        shown = f"{{{items}}}" if items else "set()"
    return named(value, plain, shown)


@describer.register
def _(value: BaseException, room: Room) -> str:
    args = BaseException.__dict__["args"].__get__(value)
    return inside(
        value, room, lambda: f"{type_name(value)}({', '.join(listed(args, len(args), room))})"
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
