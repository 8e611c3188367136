"""Let two requests be served at once, and still the same way each time: one baton, two threads.

The thread that has the baton runs, the others wait. It is handed over at barriers, where one has
ended, and where one waits for a lock that another one has: so nothing depends on how fast they are.
"""

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from types import FrameType
from typing import Any
from unittest import mock

from proven_lessons.runner.errors import LessonFailed


class Turn:
    """One of those who are at work together: it waits for the baton, and hands it over."""

    def __init__(self, baton: "Baton") -> None:
        self.passed = 0
        self.has_ended = False
        self._blocked_at: int | None = None
        self._baton = baton
        self._go = threading.Semaphore(0)

    def meet(self) -> None:
        """Wait at a barrier until all others have come to one, or have ended."""
        self.passed += 1
        self.moves_on()
        self._baton.hand_over(self)

    def give_way(self) -> bool:
        """Let another one go on who may hold what this one needs; return whether there was one."""
        self._blocked_at = self._baton.moves
        has_others = bool(self._baton.ready())
        self._baton.hand_over(self)
        self._blocked_at = None
        return has_others

    def end(self) -> None:
        """Be at work no more."""
        self.has_ended = True
        self.moves_on()
        self._baton.hand_over(self)

    def moves_on(self) -> None:
        """Note that it has done something that may have released what another one waits for."""
        self._baton.moves += 1

    def can_go_on(self) -> bool:
        """Return whether it has not ended, and is not known to wait in vain."""
        is_blocked = self._blocked_at == self._baton.moves
        return not self.has_ended and not is_blocked

    def wait(self) -> None:
        """Wait for the baton."""
        self._go.acquire()

    def take(self) -> None:
        """Get the baton."""
        self._go.release()


class Baton:
    """Whose turn it is among those who are at work together."""

    def __init__(self, count: int) -> None:
        self.moves = 0
        self.turns = [Turn(self) for _ in range(count)]

    def ready(self) -> list[Turn]:
        """Return those who can go on: those first who have passed the fewest barriers."""
        found = [one for one in self.turns if one.can_go_on()]
        return sorted(found, key=lambda one: one.passed)

    def hand_over(self, turn: Turn) -> None:
        """Let the next one go on, and have `turn` wait for its time if that is another one."""
        others = self.ready()
        if not others or others[0] is turn:
            return
        others[0].take()
        if not turn.has_ended:
            turn.wait()


def run_together[T](works: Sequence[Callable[[Turn], T]]) -> list[T]:
    """Do each of `works` in a thread of its own, and return what they give back, in their order.

    The first begins; each is given its turn. What one raises is raised when all have ended.
    """
    baton = Baton(len(works))
    results: list[T | None] = [None for _ in works]
    errors: list[BaseException] = []

    def do(number: int, turn: Turn) -> None:
        try:
            results[number] = _work(works[number], turn)
        except BaseException as error:  # also a limit that is reached
            errors.append(error)
        finally:
            turn.end()

    threads = [
        # Without a name it would be named after how many this process has had.
        threading.Thread(target=do, args=(number, turn), name=f"thread-{number + 1}", daemon=True)
        for number, turn in enumerate(baton.turns)
    ]
    try:
        for thread in threads:
            thread.start()
    except RuntimeError as error:
        raise LessonFailed("two requests at once need threads, and there are none here") from error
    baton.turns[0].take()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return [result for result in results if result is not None]


def may_wait() -> bool:
    """Return whether what runs here holds no lock of a library that another one may need.

    Such as that of a log, while a record of the log is made, or that of an import.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code is not _work.__code__:
        if frame.f_code.co_filename.endswith(_WITH_LOCKS):
            return False
        frame = frame.f_back
    return True


def give_way() -> bool:
    """Let another one go on in the place of what runs here; return whether there was one."""
    turn = _turn.get()
    return turn is not None and turn.give_way()


def moves_on() -> None:
    """Note that what runs here may have released what another one waits for."""
    turn = _turn.get()
    if turn is not None:
        turn.moves_on()


@contextmanager
def patient_locks(is_own: Callable[[str], bool]) -> Iterator[None]:
    """Let the locks that modules of the lesson make hand over the baton while they are waited for.

    `is_own` says whether a module is the lesson's, by its name.
    """
    with (
        mock.patch.object(threading, "Lock", partial(_lock, threading.Lock, is_own)),
        mock.patch.object(threading, "RLock", partial(_lock, threading.RLock, is_own)),
    ):
        yield


# Private


class _PatientLock:
    """A lock that lets another one go on while it is not to be had."""

    def __init__(self, genuine: Any) -> None:
        self._genuine = genuine

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:  # noqa: FBT001, FBT002 (as Python has it)
        """Take the lock, as that of `threading`."""
        taken: bool = self._genuine.acquire(blocking=False)
        while blocking and not taken and give_way():
            taken = self._genuine.acquire(blocking=False)
        return taken or (blocking and self._genuine.acquire(timeout=timeout))

    def release(self) -> None:
        """Give the lock back."""
        self._genuine.release()
        moves_on()

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(self, *_error: object) -> None:
        self.release()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._genuine, name)


def _lock(genuine: Callable[[], Any], is_own: Callable[[str], bool]) -> Any:
    made = genuine()
    return _PatientLock(made) if is_own(sys._getframe(1).f_globals.get("__name__", "")) else made


_turn: ContextVar[Turn | None] = ContextVar("turn", default=None)
# Their code calls other code while it holds a lock.
_WITH_LOCKS = (
    "/logging/__init__.py",
    "/logging/handlers.py",
    "<frozen importlib._bootstrap>",
    "/cache/backends/locmem.py",
    "/core/mail/backends/locmem.py",
)


def _work[T](work: Callable[[Turn], T], turn: Turn) -> T:
    turn.wait()
    token = _turn.set(turn)
    try:
        return work(turn)
    finally:
        _turn.reset(token)
