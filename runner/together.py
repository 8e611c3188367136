"""Let two requests be served at once, and still the same way each time: one baton, two threads.

The thread that has the baton runs, the others wait. It is handed over at barriers, where one has
ended, and where one waits for a lock that another one has: so nothing depends on how fast they are.
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from types import FrameType
from typing import Any
from unittest import mock

from proven_lessons.runner.errors import LessonFailed


class Deadlock(BaseException):
    """Raised where one waits for what nobody will ever release."""


class Turn:
    """One of those who are at work together: it waits for the baton, and hands it over.

    `wakes_at` is the time at which it goes on whatever others do, None if there is none. `naps`
    counts its sleeps since somebody came to a barrier.
    """

    def __init__(self, baton: "Baton") -> None:
        self.passed = 0
        self.naps = 0
        self.has_begun = False
        self.has_ended = False
        self.has_waited = False  # for a lock, since somebody asked
        self.is_at_barrier = False
        self.wakes_at: float | None = None
        self._blocked_at: int | None = None
        self._baton = baton
        self._go = threading.Semaphore(0)

    def meet(self) -> None:
        """Wait at a barrier until all others have come to one, or have ended."""
        self.passed += 1
        self.moves_on()
        for one in self._baton.turns:
            one.naps = 0
        self.is_at_barrier = True
        self._baton.hand_over(self)
        self.is_at_barrier = False

    def give_way(self, until: float | None = None) -> bool:
        """Let another one go on who may hold what this one needs; come back `until` then at last.

        Return whether anything has happened meanwhile, and be it that the time has passed.
        """
        self._blocked_at, self.wakes_at = self._baton.moves, until
        following = self._baton.next()
        self.has_waited |= following not in (None, self)
        self._baton.hand_over(self)
        self._blocked_at = self.wakes_at = None
        if following is self and until is not None:
            _let_pass(until)
        return following is not None

    def sleep(self, until: float) -> None:
        """Let others go on; come back when it is time, and nobody else has anything to do."""
        self.naps += 1
        self.wakes_at = until
        self.moves_on()
        self._baton.hand_over(self)
        self.wakes_at = None

    def end(self) -> None:
        """Be at work no more."""
        self.has_ended = True
        others = [one for one in self._baton.turns if one.has_begun and not one.has_ended]
        self._baton.has_overlapped |= bool(others)
        self.moves_on()
        self._baton.hand_over(self)

    def moves_on(self) -> None:
        """Note that it has done something that may have released what another one waits for."""
        self._baton.moves += 1

    def can_go_on(self) -> bool:
        """Return whether it has not ended, does not sleep, and is not known to wait in vain."""
        if self._blocked_at is None:
            return not self.has_ended and self.wakes_at is None
        return self._blocked_at != self._baton.moves

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
        self.has_overlapped = False
        self.turns = [Turn(self) for _ in range(count)]

    def next(self) -> Turn | None:
        """Return who goes on: of those that can the one that has passed the fewest barriers.

        Where all others wait, the one that wakes first; None where nobody can. Who sleeps on the
        way to a barrier is waited for there; who sleeps again may wait for one who is there.
        """
        ready = sorted((one for one in self.turns if one.can_go_on()), key=lambda one: one.passed)
        waking = sorted(
            (one for one in self.turns if one.wakes_at is not None and not one.can_go_on()),
            key=lambda one: one.wakes_at or 0,
        )
        on_the_way = [one for one in waking if one.naps == 1]
        if ready and ready[0].is_at_barrier:
            awaited = [one for one in on_the_way if one.passed < ready[0].passed]
            return awaited[0] if awaited else ready[0]
        return next(iter([*ready, *waking]), None)

    def hand_over(self, turn: Turn) -> None:
        """Let the next one go on, and have `turn` wait for its time if that is another one."""
        following = self.next()
        if following is None or following is turn:
            return
        following.take()
        if not turn.has_ended:
            turn.wait()


def run_together[T](works: Sequence[Callable[[Turn], T]]) -> tuple[list[T], bool]:
    """Do each of `works` in a thread of its own, and return what they give back, in their order.

    And whether one of them had begun when another one ended. The first begins; each is given its
    turn. What one raises is raised when all have ended.
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
    return [result for result in results if result is not None], baton.has_overlapped


def may_wait() -> bool:
    """Return whether what runs here holds no lock of a library that another one may need.

    Such as that of a log, while a record of the log is made, or that of an import.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code is not _work.__code__:
        if frame.f_code.co_filename.replace(os.sep, "/").endswith(_WITH_LOCKS):
            return False
        frame = frame.f_back
    return True


def give_way(until: float | None = None) -> bool:
    """Let another one go on in the place of what runs here, `until` then at last.

    Return whether anything has happened meanwhile.
    """
    turn = _turn.get()
    return turn is not None and may_wait() and turn.give_way(until)


def is_at_work() -> bool:
    """Return whether what runs here has a turn: another one is at work, too."""
    return _turn.get() is not None


def take_waited() -> bool:
    """Return whether what runs here has waited for a lock since this was asked last."""
    turn = _turn.get()
    has_waited = turn is not None and turn.has_waited
    if turn is not None:
        turn.has_waited = False
    return has_waited


def sleep(seconds: float, now: Callable[[], float], shift: Callable[[float], None]) -> None:
    """Move the clock on; of two who sleep, the one goes on first that wakes first."""
    turn = _turn.get()
    until = now() + seconds
    if turn is not None and may_wait():
        turn.sleep(until)
    shift(max(0.0, until - now()))


def moves_on() -> None:
    """Note that what runs here may have released what another one waits for."""
    turn = _turn.get()
    if turn is not None:
        turn.moves_on()


@contextmanager
def patient_locks(is_own: Callable[[str], bool]) -> Iterator[None]:
    """Let the locks that modules of the lesson make hand over the baton while they are waited for.

    Also those inside events, semaphores and queues. `is_own` says whether a module is the lesson's,
    by its name.
    """
    with ExitStack() as stack:
        for name in ("Lock", "RLock", "_allocate_lock"):
            genuine = getattr(threading, name)
            made = _Kind(
                name, (), {"genuine": staticmethod(genuine), "is_own": staticmethod(is_own)}
            )
            stack.enter_context(mock.patch.object(threading, name, made))
        yield


# Private


def _let_pass(until: float) -> None:
    """Let time pass for all: whoever sleeps without a turn moves the clock on."""
    token = _turn.set(None)
    try:
        time.sleep(max(0.0, until - time.time()))
    finally:
        _turn.reset(token)


class _Kind(type):
    """A kind of lock, as `threading` has it: called it makes one, and it can be asked for."""

    genuine: Callable[[], Any]
    is_own: Callable[[str], bool]

    def __call__(cls) -> Any:
        made = cls.genuine()
        if not _is_made_by(sys._getframe(1), cls.is_own):
            return made
        return _PatientRLock(made) if hasattr(made, "_release_save") else _PatientLock(made)

    def __instancecheck__(cls, thing: object) -> bool:
        return isinstance(getattr(thing, "_genuine", thing), type(cls.genuine()))


class _PatientLock:
    """A lock that lets another one go on while it is not to be had."""

    def __init__(self, genuine: Any) -> None:
        self._genuine = genuine

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:  # noqa: FBT001, FBT002 (as Python has it)
        """Take the lock, as that of `threading`."""
        taken: bool = self._genuine.acquire(blocking=False)
        while blocking and not taken and give_way():
            taken = self._genuine.acquire(blocking=False)
        if taken or not blocking:
            return taken
        if timeout < 0 and _turn.get() is not None:
            raise Deadlock
        found: bool = self._genuine.acquire(timeout=timeout)
        return found

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


class _PatientRLock(_PatientLock):
    """One that its owner can take again, with what a condition does to it."""

    def _release_save(self) -> Any:  # what a condition does with an RLock
        saved = self._genuine._release_save()
        moves_on()
        return saved

    def _acquire_restore(self, saved: Any) -> None:
        self.acquire()
        self._genuine.release()
        self._genuine._acquire_restore(saved)


def _is_made_by(frame: FrameType | None, is_own: Callable[[str], bool]) -> bool:
    """Return whether code of the lesson makes a lock, or what is made of locks, but no thread."""
    while frame is not None and frame.f_globals.get("__name__") in ("threading", "queue"):
        if frame.f_code.co_qualname.startswith(("Thread.", "Timer.")):
            return False
        frame = frame.f_back
    return frame is not None and is_own(frame.f_globals.get("__name__", ""))


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
    turn.has_begun = True
    token = _turn.set(turn)
    try:
        return work(turn)
    finally:
        _turn.reset(token)
