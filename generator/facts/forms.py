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

from proven_lessons.generator.facts.partial import NotKnownError, Partial


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


class Instance(dict[str, Any]):
    """An instance of a model: its fields by their names, as they were in memory."""

    def __init__(self, of: str, pk: Any, fields: list[Any]) -> None:
        super().__init__((name, _made(value)) for name, value in fields)
        self.of = of
        self.pk = _made(pk)

    def __eq__(self, other: object) -> bool:
        """Return whether Django takes both for the same row: the fields do not count."""
        if not isinstance(other, Instance):
            return False
        if self.pk is None and other.pk is None:
            raise NotKnownError("whether two instances that have no key are one is not recorded")
        return (self.of, self.pk) == (other.of, other.pk)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None

    def __repr__(self) -> str:
        return f"<{self.of.rpartition('.')[2]} id={self.pk!r}>"


class Items(list[Any]):
    """What a queryset has fetched."""

    def __init__(self, items: list[Any]) -> None:
        super().__init__(map(_made, items))


class Fields(dict[str, Any]):
    """A QueryDict: all values of each field, of which the last is given."""

    def __init__(self, pairs: list[Any]) -> None:
        super().__init__((_made(key), _made(values)) for key, values in pairs)

    def __getitem__(self, name: str) -> Any:
        values = super().__getitem__(name)
        return values[-1] if values else []

    def get(self, name: str, otherwise: Any = None) -> Any:
        values = super().get(name)
        return otherwise if values is None else self[name]

    def __repr__(self) -> str:
        return f"<QueryDict: {dict(self.items())!r}>"


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
    "model": Instance,
    "deferred": lambda: Partial("deferred"),
    "shown": Partial,
    "queryset": Items,
    "querydict": Fields,
    "file": lambda name, size, kind: {"name": name, "size": size, "content_type": kind},
}
