"""Whose response the cache gives again, and for whom else it keeps that."""

from collections.abc import Iterator

from proven_lessons.generator.facts.exchanges import NumberedExchange, events_of
from proven_lessons.generator.markup import Code
from proven_lessons.generator.translation import Message, _
from proven_lessons.runner.probes.cache import CacheRead, CacheWritten


def kept(one: NumberedExchange) -> Iterator[tuple[Message, str]]:
    """Yield whose response the cache gives again, with what proves it."""
    exchange = one.exchange
    if exchange.answered_by not in ("cache_page", "FetchFromCacheMiddleware"):
        return
    if any(each.exchange.together for each in (one, *one.earlier)):
        return  # which of them wrote it last is not told by their order
    keys = [event.key for event in events_of(one.steps, CacheRead) if event.found]
    for before in reversed(one.earlier):
        written = [event.key for event in events_of(before.steps, CacheWritten)]
        if not any(key in written and _PAGE in key.repr for key in keys):
            continue
        same = f"exchanges[{one.index}].response.text == exchanges[{before.index}].response.text"
        if before.exchange.command is not None:
            continue
        is_anothers = before.exchange.client != exchange.client
        words = _of_another(before) if is_anothers else _of_itself(before)
        by = f"exchanges[{one.index}].client {'!=' if is_anothers else '=='}"
        yield words, f"{same} and {by} exchanges[{before.index}].client"
        return


# Private

_PAGE = "cache.cache_page."  # in the key of a response that the cache keeps


def _of_another(before: NumberedExchange) -> Message:
    vary = before.response.headers.get("Vary")
    if vary is not None:
        return _(
            "The cache gives the response that was made for request {number}, which came from "
            "another browser: one copy for all who send the same in {headers}.",
            number=before.number,
            headers=Code(vary),
        )
    return _(
        "The cache gives the response that was made for request {number}, which came from another "
        "browser: one copy for all who ask.",
        number=before.number,
    )


def _of_itself(before: NumberedExchange) -> Message:
    return _(
        "The cache gives the response that was made for request {number}.", number=before.number
    )
