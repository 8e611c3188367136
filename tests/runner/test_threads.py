"""In a host without threads one thing is done after another, with the same outcome."""

import asyncio
import sys
from collections.abc import Iterator

import pytest
from asgiref.sync import async_to_sync, sync_to_async

from proven_lessons.runner.threads import OneThreadLoop, one_after_another


@pytest.fixture(autouse=True)
def nothing_runs() -> Iterator[None]:
    """Take away the loop that the tests of a browser keep running in the same thread."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)


@pytest.fixture
def loop() -> Iterator[OneThreadLoop]:
    loop = OneThreadLoop()
    yield loop
    loop.close()


def test_time_passes_when_there_is_nothing_to_do(loop: OneThreadLoop) -> None:
    async def wait() -> float:
        await asyncio.gather(asyncio.sleep(3600), asyncio.sleep(10))
        return loop.time()

    assert loop.run_until_complete(wait()) == 3600


def test_what_another_thread_would_do_is_done_at_once(loop: OneThreadLoop) -> None:
    def outside() -> str:
        with pytest.raises(RuntimeError):
            asyncio.get_running_loop()
        return "done"

    async def ask() -> list[str]:
        failed = asyncio.get_running_loop().run_in_executor(None, lambda: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            await failed
        return [await asyncio.get_running_loop().run_in_executor(None, outside)]

    assert loop.run_until_complete(ask()) == ["done"]


def test_what_will_never_happen_is_not_waited_for(loop: OneThreadLoop) -> None:
    async def wait() -> None:
        await asyncio.get_running_loop().create_future()

    with pytest.raises(RuntimeError, match="will never happen"):
        loop.run_until_complete(wait())


def test_sync_code_calls_async_code_and_back_without_a_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "emscripten")
    started: list[object] = []
    monkeypatch.setattr("threading.Thread.start", started.append)

    async def view(name: str) -> str:
        await asyncio.sleep(1)
        return await sync_to_async(str.upper)(name)

    with one_after_another():
        assert async_to_sync(view)("ada") == "ADA"
    assert started == []


def test_elsewhere_nothing_is_another() -> None:
    before = asyncio.events.new_event_loop
    with one_after_another():
        assert asyncio.events.new_event_loop is before
