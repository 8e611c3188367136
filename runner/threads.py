"""Do in one thread what Django has others for, where a host has no others: in a browser.

Django runs an async view that a sync handler calls in an event loop of another thread, and sync
code that an async view awaits in the first one. Neither is at work while the other is, so one
thread after the other does the same.
"""

import asyncio
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from types import CodeType
from typing import Any
from unittest import mock


@contextmanager
def one_after_another() -> Iterator[None]:
    """Let one thread do, where there is only one; elsewhere do nothing."""
    if sys.platform != "emscripten":
        yield
        return
    with (
        _no_loop_is_running(),
        mock.patch("asgiref.sync.ThreadPoolExecutor", _AtOnce),
        mock.patch("asyncio.events.new_event_loop", OneThreadLoop),
    ):
        yield


class OneThreadLoop(asyncio.BaseEventLoop):
    """An event loop that waits for nothing outside: time passes when there is nothing to do."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0
        self._selector = self

    def time(self) -> float:
        return self._now

    def select(self, timeout: float | None) -> list[Any]:
        """Return what has happened outside while it waited: nothing, but that time has passed."""
        if timeout is None:
            raise RuntimeError("this waits for something that will never happen")
        self._now += timeout
        return []

    def run_in_executor(  # type: ignore[override] # it is done when it is given back
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        done = self.create_future()
        try:
            with _no_loop_is_running():
                done.set_result(func(*args))
        except Exception as error:
            done.set_exception(error)
        return done

    def _process_events(self, events: list[Any]) -> None:
        """Do nothing: there are none."""

    def _write_to_self(self) -> None:
        """Do nothing: no other thread waits for this one."""


def stands_for_a_thread(code: CodeType) -> bool:
    """Return whether what this code calls would be in another thread, which has no callers."""
    return code in _INSTEAD


# Private


class _AtOnce(Executor):
    """Does what it is given when it is given it."""

    def __init__(self, max_workers: int = 1) -> None:
        """Take what a pool of threads takes."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except BaseException as error:
            done.set_exception(error)
        return done


@contextmanager
def _no_loop_is_running() -> Iterator[None]:
    """Let Django not see the loop that this thread is in: what runs now does not belong to it."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(running)


_INSTEAD = frozenset({OneThreadLoop.run_in_executor.__code__, _AtOnce.submit.__code__})
