"""The column of headers: those that a request came with, and those that its response left with."""

import json
from collections.abc import Iterator, Mapping, Sequence

from proven_lessons.generator.aspects import Column, Moment, Part
from proven_lessons.generator.facts.exchanges import NumberedExchange, named_events
from proven_lessons.generator.markup import Code, shortened
from proven_lessons.generator.translation import _, listed
from proven_lessons.runner.probes.response import VaryAdded
from proven_lessons.runner.trace import Exchange, Step

# SecurityMiddleware, XFrameOptionsMiddleware and CommonMiddleware put these on every response, and
# cookies have a column of their own.
_ALWAYS = frozenset(
    {
        "content-length", "x-frame-options", "x-content-type-options",
        "referrer-policy", "cross-origin-opener-policy", "set-cookie",
    }
)  # fmt: skip
_OF_SESSION = {"vary": "cookie"}
_HTML = "text/html; charset=utf-8"  # what HttpResponse says of every body


def column() -> Column:
    """Return the column."""
    return Column(place=36, title=_("Headers"), cell=_cell, is_wanted=is_wanted)


def telling(exchange: Exchange) -> dict[str, str]:
    """Return the headers of a response that are not on each of them."""
    return {
        name: value
        for name, value in exchange.response.headers.items()
        if name.lower() not in _ALWAYS and (value != _HTML or _holds_json(exchange))
    }


def is_wanted(exchange: Exchange) -> bool:
    """Return whether headers tell more of an exchange than that it uses the session."""
    if exchange.request.headers:
        return True
    return any(
        _OF_SESSION.get(name.lower()) != value.lower() for name, value in telling(exchange).items()
    )


def mistyped(one: NumberedExchange) -> Iterator[Moment]:
    """Yield that a browser is told to take JSON for HTML."""
    text, here = one.response.text or "", f"exchanges[{one.index}].response"
    if one.response.headers.get("Content-Type") == _HTML and _holds_json(one.exchange):
        yield Moment(
            rank=3,
            ask=_("What does a browser take the body of response {number} for?", number=one.number),
            answer=_(
                "For HTML: the header {header} says so. {plain} sends it whatever is in the body; "
                "{typed}, or the argument {argument}, sends another.",
                header=Code(f"Content-Type: {_HTML}"),
                plain=Code("HttpResponse"),
                typed=Code("JsonResponse"),
                argument=Code("content_type"),
            ),
            proof=(
                f'{here}.headers["Content-Type"] == "{_HTML}"',
                f"({here}.text | first) == {text.strip()[0]!r}",
            ),
        )


def varied(one: NumberedExchange) -> Iterator[Moment]:
    """Yield who made the response vary."""
    for _step, event, name in named_events(one, everywhere=True):
        if not isinstance(event, VaryAdded) or not is_wanted(one.exchange):
            continue
        if event.by is not None and "*" not in event.names:
            names = listed(map(Code, event.names))
            yield Moment(
                rank=40,
                ask=_(
                    "The response to request {number} has the header {header}. Who put it there?",
                    number=one.number,
                    header=Code(f"Vary: {', '.join(event.names)}"),
                ),
                answer=_(
                    "{who} did. It tells every cache on the way that a request which has something "
                    "else in {names} may get another response.",
                    who=Code(event.by),
                    names=names,
                ),
                proof=(
                    f'{name}.by == "{event.by}"',
                    f'{event.names[0]!r} in exchanges[{one.index}].response.headers["Vary"]',
                ),
            )


# Private


def _holds_json(exchange: Exchange) -> bool:
    """Return whether the body is an object or a list in JSON, and not the text of a Python list."""
    text = (exchange.response.text or "").strip()
    if not text.startswith(("{", "[")) or '"' not in text:
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _cell(step: Step, exchange: Exchange, before: Step | None) -> Sequence[Part]:
    if not is_wanted(exchange):
        return ()
    if step.kind == "request":
        return list(_shown(exchange.request.headers))
    return list(_shown(telling(exchange))) if step.kind == "send" else ()


def _shown(headers: Mapping[str, str]) -> Iterator[Part]:
    for name, value in headers.items():
        yield Code(f"{name}: {shortened(value)}")
