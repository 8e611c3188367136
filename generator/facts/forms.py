"""Make the values that were recorded exactly: the other side of the runner's `values/exact.py`."""

import collections
import datetime
import decimal
import fractions
import json
import pathlib
import uuid
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an enumeration that compares as nothing but itself."""

    of: str
    name: str

    def __repr__(self) -> str:
        return f"{self.of.rpartition('.')[2]}.{self.name}"


@dataclass(frozen=True, slots=True)
class Record:
    """A dataclass of a lesson: its fields that are compared."""

    of: str
    fields: tuple[tuple[str, Any], ...]

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self.fields)
        return f"{self.of.rpartition('.')[2]}({fields})"


def value_of(form: str) -> Any:
    """Return the value that `form` was written for.

    Raise ValueError for what is no form. A class of the lesson that compares as a built-in one is
    that built-in one.
    """
    try:
        return _made(json.loads(form))
    except (TypeError, KeyError, ValueError, ArithmeticError, AttributeError) as error:
        raise ValueError(f"no exact form: {form[:60]}") from error


# Private


def _made(form: Any) -> Any:
    if not isinstance(form, list):
        return form
    kind, *parts = form
    return _MAKERS[kind](*parts)


def _many(parts: list[Any]) -> list[Any]:
    return [_made(part) for part in parts]


def _dict(pairs: list[Any]) -> dict[Any, Any]:
    return {_made(key): _made(value) for key, value in pairs}


def _as(name: str, form: Any) -> Any:
    plain = _made(form)
    if name == "collections.Counter":
        return collections.Counter(plain)
    if name == "collections.OrderedDict":
        return collections.OrderedDict(plain)
    return plain


def _zone(form: Any) -> datetime.tzinfo | None:
    if form is None:
        return None
    kind, name = form
    if kind == "zone":
        return zoneinfo.ZoneInfo(name)
    return datetime.timezone(datetime.timedelta(seconds=name))


def _datetime(text: str, zone: Any, fold: int) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=_zone(zone), fold=fold)


def _time(text: str, zone: Any, fold: int) -> datetime.time:
    return datetime.time.fromisoformat(text).replace(tzinfo=_zone(zone), fold=fold)


def _data(name: str, fields: list[Any]) -> Record:
    return Record(name, tuple((field, _made(value)) for field, value in fields))


def _member(of: str, name: str, plain: Any) -> Any:
    return Member(of, name) if plain is None else plain


_MAKERS: Mapping[str, Callable[..., Any]] = {
    "float": float,
    "complex": lambda real, imag: complex(_made(real), _made(imag)),
    "bytes": lambda text: text.encode("latin-1"),
    "range": range,
    "Decimal": decimal.Decimal,
    "Fraction": fractions.Fraction,
    "UUID": uuid.UUID,
    "path": pathlib.PurePosixPath,
    "date": datetime.date.fromisoformat,
    "datetime": _datetime,
    "time": _time,
    "timedelta": datetime.timedelta,
    "list": _many,
    "tuple": lambda parts: tuple(_many(parts)),
    "set": lambda parts: set(_many(parts)),
    "frozenset": lambda parts: frozenset(_many(parts)),
    "dict": _dict,
    "as": _as,
    "namedtuple": lambda name, fields, parts: tuple(_many(parts)),
    "member": _member,
    "data": _data,
}
