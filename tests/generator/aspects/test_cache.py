"""The cache: hits, misses, and what is written."""

import pytest

from proven_lessons.runner.probes.cache import (
    CacheCall,
    CacheRead,
    CacheWritten,
)
from proven_lessons.runner.trace import Event
from tests.builders import a_value
from tests.generator.aspects import Told, told


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            CacheRead(key=a_value("menu"), result=a_value([1]), found=True),
            Told(
                actions=["Get 'menu' from the cache: a hit"],
                clauses=["Line 5 asks the cache for 'menu' and finds [1]."],
                box="Look in the cache",
                arrows=["gets 'menu': a hit > Cache"],
                states=[("Cache: hit or miss", "hit")],
                cells=["get 'menu': [1]."],
            ),
        ),
        (
            CacheRead(key=a_value("menu"), result=a_value(None), found=False),
            Told(
                actions=["Get 'menu' from the cache: a miss"],
                clauses=[
                    "Line 5 asks the cache for 'menu', which it does not have, and gets None."
                ],
                box="Look in the cache",
                arrows=["gets 'menu': a miss > Cache"],
                states=[("Cache: hit or miss", "miss")],
                cells=["get 'menu': not there."],
            ),
        ),
        (
            CacheRead(key=a_value("menu"), result=a_value(0), found=False),
            Told(
                actions=["Get 'menu' from the cache: a miss"],
                clauses=["Line 5 asks the cache for 'menu', which it does not have, and gets 0."],
                box="Look in the cache",
                arrows=["gets 'menu': a miss > Cache"],
                states=[("Cache: hit or miss", "miss")],
                cells=["get 'menu': not there, so 0."],
            ),
        ),
        (
            CacheRead(key=a_value("menu"), result=a_value(7), found=None),
            Told(
                actions=["Get 'menu' from the cache"],
                clauses=["Line 5 asks the cache for 'menu' and gets 7."],
                box="Look in the cache",
                arrows=["gets 'menu' > Cache"],
                states=[],
                cells=["get 'menu': 7."],
            ),
        ),
        (
            CacheWritten(key=a_value("menu"), value=a_value([1]), timeout=900),
            Told(
                actions=["Put [1] into the cache under 'menu'"],
                clauses=["Line 5 puts [1] into the cache under 'menu'."],
                box="Write to the cache",
                arrows=["sets 'menu' > Cache"],
                states=[],
                cells=["set 'menu' to [1] for 15 minutes."],
            ),
        ),
        (
            CacheWritten(key=a_value("menu"), value=a_value([1]), timeout=None),
            Told(
                actions=["Put [1] into the cache under 'menu'"],
                clauses=["Line 5 puts [1] into the cache under 'menu'."],
                box="Write to the cache",
                arrows=["sets 'menu' > Cache"],
                states=[],
                cells=["set 'menu' to [1]."],
            ),
        ),
        (
            CacheWritten(key=a_value("menu"), value=a_value([1]), timeout=0),
            Told(
                actions=["Put [1] into the cache under 'menu'"],
                clauses=["Line 5 puts [1] into the cache under 'menu', where it expires at once."],
                box="Write to the cache",
                arrows=["sets 'menu' > Cache"],
                states=[],
                cells=["set 'menu' to [1], expires at once."],
            ),
        ),
        (
            CacheCall(method="delete", key=a_value("menu"), result=a_value(True)),
            Told(
                actions=["Call cache.delete('menu')"],
                clauses=["Line 5 calls cache.delete('menu')."],
                box="Use the cache",
                arrows=["delete('menu') > Cache"],
                states=[],
                cells=["delete 'menu': True."],
            ),
        ),
        (
            CacheCall(method="clear", key=None, result=a_value(None)),
            Told(
                actions=["Call cache.clear()"],
                clauses=["Line 5 calls cache.clear()."],
                box="Use the cache",
                arrows=["clear() > Cache"],
                states=[],
                cells=["clear: None."],
            ),
        ),
    ],
)
def test_each_event_is_told_in_every_part(event: Event, expected: Told) -> None:
    assert told(event) == expected


def test_a_key_of_another_version_or_cache_says_so() -> None:
    event = CacheRead(
        key=a_value("a"), result=a_value(None), found=False, version=2, cache="prices"
    )
    assert told(event).cells == ["get 'a', version=2, caches['prices']: not there."]
    kept = CacheWritten(key=a_value("a"), value=a_value(1), timeout=None, for_ever=True)
    assert told(kept).cells == ["set 'a' to 1, for ever."]
