"""The cache gives the response that is kept under its key, whoever it was made for."""

import dataclasses

from proven_lessons.generator.aspects.response.keeping import kept
from proven_lessons.generator.facts.exchanges import numbered
from proven_lessons.runner.probes.cache import CacheRead, CacheWritten
from proven_lessons.runner.trace import Exchange, Response
from tests.builders import a_run, a_step, a_value, an_exchange, words_of

PAGE = "views.decorators.cache.cache_page."


def writes(name: str, client: str, vary: str | None = None) -> Exchange:
    event = CacheWritten(key=a_value(PAGE + name), value=a_value(1), timeout=60)
    headers = {} if vary is None else {"Vary": vary}
    response = Response(status=200, headers=headers, cookies={}, text="ok")
    return dataclasses.replace(an_exchange(a_step(event)), client=client, response=response)


def reads(name: str, client: str) -> Exchange:
    event = CacheRead(key=a_value(PAGE + name), result=a_value(1), found=True)
    return an_exchange(a_step(event), client=client, answered_by="cache_page", view=None)


def told(*exchanges: Exchange) -> list[tuple[str, str]]:
    found = kept(numbered(a_run(*exchanges))[-1])
    return [(words_of(words), proof) for words, proof in found]


def test_it_is_the_copy_of_its_key() -> None:
    own = "The cache gives the response that was made for request {}."
    same = "exchanges[1].response.text == exchanges[0].response.text and exchanges[1].client"
    assert told(writes("a", "ada"), reads("a", "ada")) == [
        (own.format(1), f"{same} == exchanges[0].client")
    ]
    assert told(writes("a", "ada"), reads("a", "ben")) == [
        (
            "The cache gives the response that was made for request 1, which came from another "
            "browser: one copy for all who ask.",
            f"{same} != exchanges[0].client",
        )
    ]
    ((words, _proof),) = told(writes("b", "ada"), writes("a", "ben"), reads("a", "ben"))
    assert words == own.format(2)
    assert told(writes("b", "ada"), reads("a", "ada")) == []


def test_a_copy_that_varies_is_not_for_all() -> None:
    ((words, _proof),) = told(writes("a", "ada", vary="Cookie"), reads("a", "ben"))
    assert words.endswith("one copy for all who send the same in Cookie.")
