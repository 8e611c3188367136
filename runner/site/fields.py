"""What a browser makes of the value of a field: the "value sanitization" of the HTML standard."""

import calendar
import datetime
import math
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType


def as_sent(kind: str, value: str, given: Mapping[str, str]) -> str:
    """Return `value` of a field of a `kind` ("text", "number", ...) as it is sent.

    `given` are the attributes of the field. Line ends are CR LF.
    """
    clean = _CLEAN.get(kind)
    if clean is not None:
        value = clean(value, given)
    elif kind not in _WITH_LINES:
        value = _one_line(value, given)
    return re.sub(r"\r\n|\r|\n", "\r\n", value)


# Private

_WITH_LINES = frozenset({"textarea", "hidden", "submit", "checkbox", "radio", "file"})
_NUMBER = re.compile(r"-?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_DAY = re.compile(r"(\d{4,})-(\d\d)-(\d\d)", re.ASCII)
_MONTH = re.compile(r"(\d{4,})-(\d\d)", re.ASCII)
_WEEK = re.compile(r"(\d{4,})-W(\d\d)", re.ASCII)
_TIME = re.compile(r"(\d\d):(\d\d)(?::(\d\d)(\.\d{1,3})?)?", re.ASCII)
_SPACE = " \t\n\f\r"


def _one_line(value: str, given: Mapping[str, str]) -> str:
    return re.sub(r"[\r\n]", "", value)


def _address(value: str, given: Mapping[str, str]) -> str:
    return _one_line(value, given).strip(_SPACE)


def _addresses(value: str, given: Mapping[str, str]) -> str:
    text = _address(value, given)
    if "multiple" not in given:
        return text
    return ",".join(part.strip(_SPACE) for part in text.split(","))


def _number(value: str, given: Mapping[str, str]) -> str:
    return value if _NUMBER.fullmatch(value) and math.isfinite(float(value)) else ""


def _range(value: str, given: Mapping[str, str]) -> str:
    """Return a number between the ends of a slider, on one of its steps; its middle by default."""
    low, high = _bound(given, "min", 0.0), _bound(given, "max", 100.0)
    chosen = float(value) if _number(value, given) else low + max(0.0, high - low) / 2
    chosen = max(low, min(chosen, high)) if high >= low else low
    if given.get("step", "").strip().lower() != "any":
        chosen = _on_a_step(chosen, low, max(low, high), _bound(given, "step", 1.0))
    return str(int(chosen)) if chosen.is_integer() else repr(chosen)


def _bound(given: Mapping[str, str], name: str, default: float) -> float:
    number = float(given[name]) if _number(given.get(name, ""), given) else default
    return default if name == "step" and number <= 0 else number


def _on_a_step(chosen: float, low: float, high: float, step: float) -> float:
    """Return the step that is nearest, the higher one of two that are as near."""
    steps = math.floor((chosen - low) / step + 0.5)
    if low + steps * step > high:
        steps -= 1
    return low + steps * step


def _colour(value: str, given: Mapping[str, str]) -> str:
    return value.lower() if re.fullmatch(r"#[0-9a-fA-F]{6}", value) else "#000000"


def _is_day(value: str) -> bool:
    found = _DAY.fullmatch(value)
    if found is None:
        return False
    year, month, day = (int(part) for part in found.groups())
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(_like(year), month)[1] and year > 0


def _like(year: int) -> int:
    """Return a year that Python knows, and that has the same days."""
    return 2000 + year % 400


def _day(value: str, given: Mapping[str, str]) -> str:
    return value if _is_day(value) else ""


def _month(value: str, given: Mapping[str, str]) -> str:
    found = _MONTH.fullmatch(value)
    return value if found and int(found[1]) > 0 and 1 <= int(found[2]) <= 12 else ""


def _week(value: str, given: Mapping[str, str]) -> str:
    found = _WEEK.fullmatch(value)
    if found is None or int(found[1]) == 0:
        return ""
    last = datetime.date(_like(int(found[1])), 12, 28).isocalendar().week
    return value if 1 <= int(found[2]) <= last else ""


def _is_time(value: str) -> bool:
    found = _TIME.fullmatch(value)
    if found is None:
        return False
    return int(found[1]) < 24 and int(found[2]) < 60 and int(found[3] or 0) < 60


def _time(value: str, given: Mapping[str, str]) -> str:
    return value if _is_time(value) else ""


def _moment(value: str, given: Mapping[str, str]) -> str:
    """Return a date with a time, in the shortest form that says the same."""
    day, _mark, time = value.replace(" ", "T", 1).partition("T")
    if not (_is_day(day) and _is_time(time)):
        return ""
    hours, _rest, seconds = time[:5], time[5:6], time[6:]
    whole, _point, part = seconds.partition(".")
    part = part.ljust(3, "0") if part.strip("0") else ""
    if part:
        return f"{day}T{hours}:{whole}.{part}"
    return f"{day}T{hours}:{whole}" if whole.strip("0") else f"{day}T{hours}"


_CLEAN: Mapping[str, Callable[[str, Mapping[str, str]], str]] = MappingProxyType(
    {
        "email": _addresses,
        "url": _address,
        "number": _number,
        "range": _range,
        "color": _colour,
        "date": _day,
        "month": _month,
        "week": _week,
        "time": _time,
        "datetime-local": _moment,
    }
)
