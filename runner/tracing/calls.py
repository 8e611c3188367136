"""Watch calls of chosen functions with sys.monitoring.

Nothing is patched, so nothing that is watched changes.
"""

import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from types import CodeType, FrameType
from typing import Any

from proven_lessons.runner.errors import LessonFailed
from proven_lessons.runner.frames import variables
from proven_lessons.runner.probes import Call
from proven_lessons.runner.trace import Place

TOOL = 4
_EVENTS = sys.monitoring.events
_LOCAL = _EVENTS.PY_START | _EVENTS.PY_RETURN


class Served:
    """One exchange, as those know it who watch: in its thread, and where asgiref takes it along.

    `recording` gets its steps and `open` has the functions that have not ended; `is_busy` says that
    we are at work ourselves. `pause` is told of each statement that has `ended`, and may wait there
    for another exchange; `begun` is the one that began last.
    """

    __slots__ = ("begun", "ended", "is_busy", "is_watched", "open", "pause", "recording")

    def __init__(self, pause: Callable[[Place], None] | None = None) -> None:
        self.is_watched = False
        self.is_busy = False
        self.recording: Any = None
        self.open: dict[int, Any] = {}
        self.pause = pause
        self.begun: Place | None = None
        self.ended: Place | None = None


# Of a thread that the lesson starts itself there is none.
served: ContextVar[Served | None] = ContextVar("served", default=None)


@contextmanager
def serving(one: Served) -> Iterator[Served]:
    """Let what is watched in this context belong to this exchange."""
    token = served.set(one)
    try:
        yield one
    finally:
        served.reset(token)


def require_tool(tool: int) -> None:
    """Raise LessonFailed if the lesson has taken a tool away that was watching it."""
    if sys.monitoring.get_tool(tool) is None:
        raise LessonFailed("it ended what watches it (sys.monitoring.free_tool_id)")


class CallWatcher:
    """Tells whoever asks about the calls of some functions. Only one may be active in a process.

    A callback that fails is kept in `failure`: an error in the runner must not become an error in
    the lesson.
    """

    def __init__(self) -> None:
        self.failure: Exception | None = None
        self._watches: dict[CodeType, list[_Watch]] = {}
        self._traced: set[CodeType] = set()

    @contextmanager
    def active(self) -> Iterator[None]:
        """Take the monitoring tool for as long as the context lasts."""
        sys.monitoring.use_tool_id(TOOL, "lesson calls")
        try:
            sys.monitoring.register_callback(TOOL, _EVENTS.PY_START, self._on_start)
            sys.monitoring.register_callback(TOOL, _EVENTS.PY_RETURN, self._on_return)
            sys.monitoring.register_callback(TOOL, _EVENTS.PY_UNWIND, self._on_unwind)
            sys.monitoring.set_events(TOOL, _EVENTS.PY_UNWIND)  # can't be had for single functions
            yield
        finally:
            require_tool(TOOL)
            sys.monitoring.set_events(TOOL, 0)
            for code in self._watches.keys() - self._traced:
                sys.monitoring.set_local_events(TOOL, code, 0)
            self._watches.clear()
            for event in (_EVENTS.PY_START, _EVENTS.PY_RETURN, _EVENTS.PY_UNWIND):
                sys.monitoring.register_callback(TOOL, event, None)
            sys.monitoring.free_tool_id(TOOL)

    def watching(
        self,
        functions: Mapping[CodeType, str],
        end: Callable[[Call], None],
        start: Callable[[Call], Any] | None,
        inner: Collection[str],
    ) -> AbstractContextManager[None]:
        """Call `start` and `end` for each call of `functions`.

        It maps each to the name it goes by. Only those of the exchange in whose context this is
        called are told.

        A call within another of them is told only if its name is in `inner`.
        """
        return _Watching(self._watches, self._traced, _Watch(functions, start, end, inner))

    def leave_to_tracer(self, codes: Collection[CodeType]) -> None:
        """Set no events on these functions.

        The tracer tells of their calls by `started` and `ended`.

        When a second tool instruments a function, Python 3.13 drops the first one's INSTRUCTION
        events.
        """
        self._traced.update(codes)

    def started(self, code: CodeType, frame: FrameType) -> None:
        """Note that a call has begun."""
        now = served.get()
        for watch in self._watches.get(code, ()):
            if watch.of is now:
                watch.begin(frame)

    def ended(
        self, code: CodeType, frame: FrameType, result: object, error: BaseException | None
    ) -> None:
        """Note that a call has ended, with a result or an error."""
        now = served.get()
        for watch in self._watches.get(code, ()):
            if watch.of is now:
                watch.finish(frame, result, error)

    # Private

    def _on_start(self, code: CodeType, offset: int) -> None:
        self._guard(self.started, code, sys._getframe(1))

    def _on_return(self, code: CodeType, offset: int, result: object) -> None:
        self._guard(self.ended, code, sys._getframe(1), result, None)

    def _on_unwind(self, code: CodeType, offset: int, error: BaseException) -> None:
        if code in self._watches and code not in self._traced:
            self._guard(self.ended, code, sys._getframe(1), None, error)

    def _guard(self, tell: Callable[..., None], *arguments: Any) -> None:
        """Keep an error of ours out of Django; leave out threads that the lesson started itself."""
        now = served.get()
        if now is None or not now.is_watched:
            return
        try:
            tell(*arguments)
        except RecursionError:
            pass  # the lesson itself is at the limit, and will meet it in a moment
        except Exception as error:
            self.failure = self.failure or error


# Private


class _Watching(AbstractContextManager[None]):
    """A watch at work for as long as the context lasts: with each request there are dozens."""

    def __init__(
        self, watches: "dict[CodeType, list[_Watch]]", traced: set[CodeType], watch: "_Watch"
    ) -> None:
        self._watches = watches
        self._traced = traced
        self._watch = watch

    def __enter__(self) -> None:
        watches = self._watches
        for code in self._watch.names:
            if code in watches:
                watches[code].append(self._watch)
            else:
                watches[code] = [self._watch]
                if code not in self._traced:
                    sys.monitoring.set_local_events(TOOL, code, _LOCAL)

    def __exit__(self, *_error: object) -> None:
        # The events stay on: each change makes Python instrument the function anew, once a request
        # is too often.
        for code in self._watch.names:
            self._watches[code].remove(self._watch)


class _Watch:
    """One watcher's interest: its functions, and the calls of them that have not ended."""

    def __init__(
        self,
        names: Mapping[CodeType, str],
        start: Callable[[Call], Any] | None,
        end: Callable[[Call], None],
        inner: Collection[str],
    ) -> None:
        self.names = names
        self.inner = inner
        self.start = start
        self.end = end
        self.open: dict[int, Call] = {}
        self.of = served.get()  # another exchange may be served in between

    def begin(self, frame: FrameType) -> None:
        code = frame.f_code
        if self.open and self.names[code] not in self.inner and self._is_nested(frame):
            return
        count = code.co_argcount + code.co_kwonlyargcount
        bound = variables(frame)
        arguments = {name: bound[name] for name in code.co_varnames[:count] if name in bound}
        if code.co_flags & 0x08:  # **kwargs
            position = count + bool(code.co_flags & 0x04)
            arguments |= bound.get(code.co_varnames[position], {})
        free = {name: bound[name] for name in code.co_freevars if name in bound}
        call = Call(name=self.names[code], arguments=arguments, free=free)
        if self.start is not None:
            call.before = self.start(call)
        self.open[id(frame)] = call

    def finish(self, frame: FrameType, result: object, error: BaseException | None) -> None:
        call = self.open.pop(id(frame), None)
        if call is not None:
            call.result, call.error = result, error
            self.end(call)

    def _is_nested(self, frame: FrameType) -> bool:
        outer = frame.f_back
        while outer is not None:
            if outer.f_code in self.names and id(outer) in self.open:
                return True
            outer = outer.f_back
        return False
