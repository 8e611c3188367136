"""The cache probe shows what is read and written, by the lesson and by a session store."""

from proven_lessons.runner.probes.cache import CacheCall, CacheRead, CacheWritten
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import RequestSpec
from proven_lessons.runner.trace import Value
from tests.builders import events_of, run, scenario, view

BODY = """
from django.core.cache import cache
cache.get("a")
cache.set("a", [1], 60)
cache.get("a", 7)
cache.get_or_set("b", 2)
cache.set_many({"c": 3})
return HttpResponse("x")
"""


def text(value: str) -> Value:
    return Value(type="str", repr=value)


def test_each_operation_is_one_event(recorder: Recorder) -> None:
    (found,) = run(recorder, scenario(view(BODY))).exchanges
    assert events_of(found.steps, "cache") == [
        CacheRead(key=text("'a'"), result=Value(type="NoneType", repr="None"), found=False),
        CacheWritten(key=text("'a'"), value=Value(type="list", repr="[1]"), timeout=60),
        CacheRead(key=text("'a'"), result=Value(type="list", repr="[1]"), found=True),
        CacheCall(method="get_or_set", key=text("'b'"), result=Value(type="int", repr="2")),
        CacheCall(
            method="set_many",
            key=Value(type="list", repr="['c']"),
            result=Value(type="list", repr="[]"),
        ),
    ]


def test_a_session_in_the_cache_is_seen_there(recorder: Recorder) -> None:
    settings = {"SESSION_ENGINE": "django.contrib.sessions.backends.cache"}
    given = scenario(view("request.session['a'] = 1\nreturn HttpResponse('x')"), settings=settings)
    (found,) = run(recorder, given).exchanges
    key = text("'django.contrib.sessions.cachesession-key-1'")
    assert events_of(found.steps[-1:], "cache")[-1] == CacheWritten(
        key=key, value=Value(type="dict", repr="{'a': 1}"), timeout=1209600
    )


def test_none_in_the_cache_is_there(recorder: Recorder) -> None:
    body = """
    from django.core.cache import cache
    cache.set("a", None)
    cache.get("a")
    cache.set("n", 0)
    cache.get("n", 0)
    cache.get("b", 0)
    return HttpResponse("x")
    """
    (found,) = run(recorder, scenario(view(body))).exchanges
    reads = [event for event in events_of(found.steps, "cache") if isinstance(event, CacheRead)]
    assert [event.found for event in reads] == [True, True, False]


def test_what_has_expired_is_not_found(recorder: Recorder) -> None:
    body = "from django.core.cache import cache\ncache.get('a', 7)\ncache.set('a', 1, 10)\nreturn HttpResponse('x')"
    given = scenario(view(body), RequestSpec(), RequestSpec(clock=60), RequestSpec(clock=5))
    reads = [
        (event.result.repr, event.found, event.expired)
        for found in run(recorder, given).exchanges
        for event in events_of(found.steps, "cache")
        if isinstance(event, CacheRead)
    ]
    assert reads == [("7", False, False), ("7", False, True), ("1", True, False)]


def test_another_version_another_cache_and_for_ever_are_told(recorder: Recorder) -> None:
    body = """
    from django.core.cache import cache, caches
    cache.set("a", 1, None, version=2)
    caches["prices"].get("a")
    return HttpResponse("x")
    """
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    settings = {"CACHES": {"default": memory, "prices": {**memory, "LOCATION": "prices"}}}
    (found,) = run(recorder, scenario(view(body), settings=settings)).exchanges
    written, read = events_of(found.steps, "cache")
    assert (written.for_ever, written.version, written.cache) == (True, 2, None)
    assert (read.version, read.cache) == (None, "prices")


def test_two_names_of_one_location_have_one_entry(recorder: Recorder) -> None:
    body = """
    from django.core.cache import cache, caches
    copy = caches["copy"]
    cache.set("a", 1)
    copy.set("a", 1)
    cache.get("a")
    return HttpResponse("x")
    """
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    settings = {"CACHES": {"default": memory, "copy": memory}}
    (found,) = run(recorder, scenario(view(body), settings=settings)).exchanges
    assert [event.entry for event in events_of(found.steps, "cache")] == ["copy :1:a"] * 3
