"""Write a value down so that its equal can be made from it, without running code of the lesson.

The form is JSON: text, numbers, booleans and null stand for themselves; everything else is a list
that begins with what it is, such as ["date", "2026-01-05"] or ["dict", [["a", 1]]].
"""

import collections
import datetime
import decimal
import enum
import fractions
import hashlib
import json
import math
import pathlib
import types
import uuid
import zoneinfo
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from proven_lessons.runner.values.describing import state_of

TEXT_LIMIT = 1_000  # characters of a form that is kept
WORK_LIMIT = 20_000  # parts that are gone through for the sake of a digest
CHARACTERS = 32  # of a text that count as one part
DEPTH_LIMIT = 20
_COMPARING = frozenset(
    f"__{name}__"
    for name in ("eq", "ne", "lt", "le", "gt", "ge", "len", "iter", "contains", "getitem")
)


type Write = Callable[[object], Any]
type OfClass = Callable[[Any, Write], Any]

# The writers of classes that are not Python's own, and that compare as those say: whoever knows
# such a class puts its writer here.
OF_CLASSES: dict[type, OfClass] = {}


class NotExactError(Exception):
    """A value that can't be written down exactly, or not within the limits."""


def form_of(value: object) -> str:
    """Return the exact form of `value`; raise NotExactError if it has none."""
    return json.dumps(_Writer().form(value, 0), separators=(",", ":"))


def digest_of(form: str) -> str:
    """Return what differs between values that are not the same."""
    return hashlib.sha256(form.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def length_of(value: object) -> int | None:
    """Return the length of a text or a collection that counts as its built-in class does."""
    for plain in (str, bytes, list, tuple, dict, set, frozenset):
        if issubclass(type(value), plain) and _is_as(type(value), plain):
            length: int = plain.__len__(value)  # type: ignore[arg-type] # it is one
            return length
    return None


# Private


class _Writer:
    """Goes through one value."""

    def __init__(self) -> None:
        self._left = WORK_LIMIT

    def form(self, value: object, depth: int) -> Any:
        self._left -= 1
        if self._left < 0 or depth > DEPTH_LIMIT:
            raise NotExactError
        kind = type(value)
        if kind is str or kind is bytes:
            self._left -= len(value) // CHARACTERS  # type: ignore[arg-type] # it is one of them
        if self._left < 0:
            raise NotExactError
        if value is None or kind is bool or kind is str:
            return value
        if kind is int and int.bit_length(value) <= 4096:  # type: ignore[arg-type] # it is one
            return value
        writer = _BY_CLASS.get(id(kind))
        if writer is not None:
            return writer(value)
        return self._of_subclass(value, kind, depth + 1)

    def _of_subclass(self, value: Any, kind: type, depth: int) -> Any:
        if issubclass(kind, enum.Enum):
            return self._member(value, kind, depth)
        for known, write in OF_CLASSES.items():
            if issubclass(kind, known):
                is_akin = _module(kind) == _module(known)  # made by who made the class itself
                if not (is_akin or _is_as(kind, known)):
                    raise NotExactError
                return write(value, lambda inner: self.form(inner, depth))
        for plain, items in _COLLECTIONS.items():
            if issubclass(kind, plain):
                return self._collection(value, kind, plain, items(value), depth)
        for plain in (str, int, float):
            if issubclass(kind, plain) and _is_as(kind, plain):
                # Marked-safe text, a number with a name: it compares as what it derives from.
                return ["as", _name(kind), self.form(_PLAIN[plain](value), depth)]
        fields = _own(kind).get("__dataclass_fields__")
        if isinstance(fields, dict) and _has_made_equality(kind):
            return self._dataclass(value, kind, fields, depth)
        raise NotExactError

    def _collection(
        self, value: Any, kind: type, plain: Any, items: Iterable[Any], depth: int
    ) -> Any:
        self._left -= plain.__len__(value)
        if self._left < 0 or not (_is_as(kind, plain) or _is_of_collections(kind)):
            raise NotExactError
        if plain is dict:
            forms: list[Any] = [[self.form(k, depth), self.form(v, depth)] for k, v in items]
        else:
            forms = [self.form(item, depth) for item in items]
        if plain in (set, frozenset):
            forms.sort(key=json.dumps)  # a set has no order
        fields = _own(kind).get("_fields")
        if plain is tuple and kind is not tuple and isinstance(fields, tuple):
            return ["namedtuple", _name(kind), list(fields), forms]
        written = [plain.__name__, forms]
        if kind is plain:
            return written
        return ["as", _name(kind), written]

    def _member(self, value: Any, kind: type, depth: int) -> Any:
        """Return a member of an enumeration; one of numbers or texts compares as its value."""
        of = next((plain for plain in (int, str) if issubclass(kind, plain)), enum.Enum)
        if not _is_as(kind, of):
            raise NotExactError
        plain = None if of is enum.Enum else self.form(_PLAIN[of](value), depth)
        return ["member", _name(kind), str(state_of(value)["_name_"]), plain]

    def _dataclass(self, value: Any, kind: type, fields: Mapping[str, Any], depth: int) -> Any:
        state = state_of(value)
        compared = [name for name, field in fields.items() if field.compare]
        if not all(name in state for name in compared):
            raise NotExactError
        return ["data", _name(kind), [[name, self.form(state[name], depth)] for name in compared]]


def _module(kind: type) -> str:
    return str(type.__getattribute__(kind, "__module__"))


def _name(kind: type) -> str:
    return f"{_module(kind)}.{type.__dict__['__qualname__'].__get__(kind)}"


def _own(kind: type) -> Mapping[str, Any]:
    """Return what a class itself defines; neither it nor its metaclass is asked."""
    own: Mapping[str, Any] = type.__dict__["__dict__"].__get__(kind)
    return own


def _is_as(kind: type, plain: type) -> bool:
    """Return whether a class compares and counts as the built-in one that it derives from."""
    mro: tuple[type, ...] = type.__dict__["__mro__"].__get__(kind)
    for cls in mro:
        if cls is plain:
            return True
        if _COMPARING & _own(cls).keys():
            return False
    return False


def _is_of_collections(kind: type) -> bool:
    return any(kind is one for one in (collections.OrderedDict, collections.Counter))


def _has_made_equality(kind: type) -> bool:
    """Return whether a dataclass is compared by its fields, by the method that was made for it."""
    own = _own(kind)
    parameters, equality = own.get("__dataclass_params__"), own.get("__eq__")
    is_made = (
        isinstance(equality, types.FunctionType) and equality.__code__.co_filename == "<string>"
    )
    return parameters is not None and parameters.eq and is_made


def _zoned(value: Any) -> Any:
    """Return the zone of a date or a time, in a form; raise NotExactError for one of the lesson."""
    zone = value.tzinfo
    if zone is None:
        return None
    if type(zone) is datetime.timezone:
        return ["offset", zone.utcoffset(None).total_seconds()]
    if type(zone) is zoneinfo.ZoneInfo and zone.key is not None:
        return ["zone", zone.key]
    raise NotExactError


def _of_float(value: Any) -> Any:
    return value if math.isfinite(value) else ["float", repr(value)]


def _bytes(value: Any) -> Any:
    return ["bytes", value.decode("latin-1")]


# By id: a metaclass of the lesson may have an equality of its own.
_BY_CLASS: Mapping[int, Callable[[Any], Any]] = {
    id(kind): writer
    for kind, writer in {
        float: _of_float,
        bytes: _bytes,
        complex: lambda value: ["complex", _of_float(value.real), _of_float(value.imag)],
        range: lambda value: ["range", value.start, value.stop, value.step],
        decimal.Decimal: lambda value: ["Decimal", str(value)],
        fractions.Fraction: lambda value: ["Fraction", value.numerator, value.denominator],
        uuid.UUID: lambda value: ["UUID", str(value)],
        datetime.date: lambda value: ["date", value.isoformat()],
        datetime.datetime: lambda value: [
            "datetime", value.replace(tzinfo=None).isoformat(), _zoned(value), value.fold,
        ],
        datetime.time: lambda value: [
            "time", value.replace(tzinfo=None).isoformat(), _zoned(value), value.fold,
        ],
        datetime.timedelta: lambda value: [
            "timedelta", value.days, value.seconds, value.microseconds,
        ],
        pathlib.PosixPath: lambda value: ["path", str(value)],
        pathlib.PurePosixPath: lambda value: ["path", str(value)],
    }.items()
}  # fmt: skip
_COLLECTIONS: Mapping[type, Callable[[Any], Iterable[Any]]] = {
    dict: dict.items,
    list: list.__iter__,
    tuple: tuple.__iter__,
    set: set.__iter__,
    frozenset: frozenset.__iter__,
}
_PLAIN: Mapping[type, Callable[[Any], Any]] = {
    str: lambda value: str.__getitem__(value, slice(None)),
    int: int.__int__,
    float: float.__float__,
}
