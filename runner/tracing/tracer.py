"""Turn the statements that a lesson executes into steps; only its own code is monitored."""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

from proven_lessons.runner.errors import LessonFailed
from proven_lessons.runner.threads import stands_for_a_thread
from proven_lessons.runner.trace import Place
from proven_lessons.runner.tracing.calls import CallWatcher, Served, require_tool, served, serving
from proven_lessons.runner.tracing.outcomes import is_leftover, raised_by
from proven_lessons.runner.tracing.outcomes import outcome as outcome_of
from proven_lessons.runner.tracing.recording import Caller, Recording
from proven_lessons.runner.tracing.statements import CodeMap, Statement

type Mark = Callable[[str, int], None]  # told the file and line of each statement before it runs

TOOL = 3
LOST = (
    "here it lets another tool watch Python (a profiler, a debugger, sys.settrace), "
    "and steps are lost"
)
# One statement can go round inside itself (a comprehension) this many times for each statement a
# run may execute.
TURNS_PER_STEP = 100
_EVENTS = sys.monitoring.events
_LOCAL = (
    _EVENTS.PY_START
    | _EVENTS.PY_RESUME
    | _EVENTS.PY_RETURN
    | _EVENTS.PY_YIELD
    | _EVENTS.INSTRUCTION
)


class StepLimitReached(BaseException):
    """Raised inside the lesson when it has executed more statements than it may."""


class Activation:
    """One call of a lesson's function, and where in it we are."""

    __slots__ = (
        "code_map", "current", "depth", "entered_from_body", "is_awaiting", "phase", "returning",
    )  # fmt: skip

    def __init__(self, code_map: CodeMap, depth: int) -> None:
        self.code_map = code_map
        self.depth = depth
        self.current: Statement | None = None
        self.phase = ""  # in which the current statement began
        self.is_awaiting = False  # suspended by an `await`: what happens now is done for it
        self.entered_from_body = False
        self.returning: int | None = None


class Tracer:
    """Follows the lesson's functions and tells a `Recording` of every statement that has run.

    `mark` is told file and line of each statement before it runs, so that the parent process knows
    where a run that never came back was.
    """

    def __init__(self, steps: int, mark: Mark, calls: CallWatcher) -> None:
        self.failure: Exception | None = None
        self._calls = calls
        self.out_of_memory = False
        self._steps_left = steps
        self._turns_left = steps * TURNS_PER_STEP
        self._mark = mark
        self._maps: dict[CodeType, CodeMap] = {}
        self._now = Served()  # the exchange that the callback at work is about

    def add(self, maps: dict[CodeType, CodeMap]) -> None:
        """Follow these functions, too."""
        self._maps.update(maps)
        self._calls.leave_to_tracer(maps)
        for code in maps:
            sys.monitoring.set_local_events(TOOL, code, _LOCAL)

    @contextmanager
    def active(self) -> Iterator[None]:
        """Take the monitoring tool for as long as the context lasts."""
        callbacks: dict[int, Callable[..., Any]] = {
            _EVENTS.PY_START: self._on_start,
            _EVENTS.PY_RESUME: self._on_resume,
            _EVENTS.INSTRUCTION: self._on_instruction,
            _EVENTS.PY_RETURN: self._on_return,
            _EVENTS.PY_YIELD: self._on_yield,
            _EVENTS.PY_UNWIND: self._on_unwind,
        }
        sys.monitoring.use_tool_id(TOOL, "lesson steps")
        try:
            for event, callback in callbacks.items():
                sys.monitoring.register_callback(TOOL, event, self._guarded(callback))
            sys.monitoring.set_events(TOOL, _EVENTS.PY_UNWIND)  # can't be had for single functions
            yield
        finally:
            require_tool(TOOL)
            sys.monitoring.set_events(TOOL, 0)
            for code in self._maps:
                sys.monitoring.set_local_events(TOOL, code, 0)
            for event in callbacks:
                sys.monitoring.register_callback(TOOL, event, None)
            sys.monitoring.free_tool_id(TOOL)
            sys.monitoring.restart_events()

    @contextmanager
    def recording(self, recording: Recording) -> Iterator[None]:
        """Tell `recording` of what runs in this context.

        Threads that the lesson starts itself stay outside.
        """
        now = served.get() or Served()
        with serving(now):
            now.is_watched, now.recording = True, recording
            try:
                yield
            finally:
                now.is_watched, now.recording = False, None
                now.open.clear()

    # Private

    def _guarded(self, callback: Callable[..., Any]) -> Callable[..., Any]:
        """Keep an error of the runner out of the lesson.

        What a callback raises, the lesson's code would get.
        """

        def guarded(code: CodeType, *rest: Any) -> Any:
            now = served.get()
            if now is None or not now.is_watched or code not in self._maps:
                return None
            if now.is_busy or now.recording.looking:
                return None
            self._now = now  # while a callback is at work, no other exchange is
            now.is_busy = (
                True  # looking at values may run the lesson's code: that is no step of the lesson
            )
            answer = None
            try:
                answer = callback(code, sys._getframe(1), *rest)
            except RecursionError:
                pass  # the lesson itself is at the limit, and will meet it in a moment
            except Exception as error:
                self.failure = self.failure or error
            finally:
                now.is_busy = False
            if now.pause is not None and now.ended is not None:
                self._pause(now.pause, now)
            return answer

        return guarded

    def _pause(self, pause: Callable[[Place], None], now: Served) -> None:
        """Let another exchange go on behind a statement that has ended, if it is to wait there."""
        ended, now.ended = now.ended, None
        begun = now.begun
        if ended is not None:
            pause(ended)
        if begun is not None:
            self._mark(begun.file, begun.line)  # the other one's statement was marked meanwhile

    def _on_start(self, code: CodeType, frame: FrameType, offset: int) -> None:
        self._calls.started(code, frame)
        caller = self._caller(frame)
        activation = Activation(self._maps[code], caller.depth + 1 if caller else 1)
        self._now.open[id(frame)] = activation
        self._now.recording.entered(activation.code_map, frame, activation.depth, caller)

    def _on_resume(self, code: CodeType, frame: FrameType, offset: int) -> None:
        if id(frame) not in self._now.open:
            self._now.open[id(frame)] = Activation(self._maps[code], self._depth(frame))
        activation = self._now.open[id(frame)]
        if activation.is_awaiting:
            activation.is_awaiting = False
            return
        caller = self._caller(frame)
        if caller is not None:
            self._now.recording.calls(caller)

    def _on_instruction(self, code: CodeType, frame: FrameType, offset: int) -> Any:
        code_map = self._maps[code]
        statement = code_map.begins.get(offset)
        if statement is None:
            return sys.monitoring.DISABLE
        activation = self._now.open.get(id(frame))
        if activation is None:
            return None
        at_first = code_map.first[statement.node] == offset
        before = activation.current
        if not at_first and (statement is before or is_leftover(statement, before)):
            self._count_turn()
            return None
        error = sys.exception() if offset in code_map.caught else None
        raised = raised_by(before, error, frame, code_map)
        self._finish(activation, frame, following=statement, raised=raised)
        self._begin(activation, statement, frame, after=before, at_first=at_first)
        return None

    def _on_return(self, code: CodeType, frame: FrameType, offset: int, result: object) -> None:
        self._calls.ended(code, frame, result, None)
        activation = self._now.open.pop(id(frame), None)
        if activation is None:
            return
        self._check_place(activation, offset)
        number = self._finish(activation, frame, following=None, result=result)
        if activation.returning is not None and number != activation.returning:
            # `finally` or the end of a `with` ran between the `return` statement and the return
            # itself.
            self._now.recording.returned(activation.returning, result)
        self._leave(activation)

    def _on_yield(self, code: CodeType, frame: FrameType, offset: int, value: object) -> None:
        activation = self._now.open.get(id(frame))
        statement = activation.current if activation else None
        if activation is None:
            return
        is_wrapped = type(value).__name__ == "async_generator_wrapped_value"
        # Otherwise an `await` or a `yield from` waits: its statement has not ended.
        if (
            statement is not None
            and statement.yields
            and is_wrapped == activation.code_map.is_coroutine
        ):
            if is_wrapped:
                (value,) = gc.get_referents(
                    value
                )  # there is no other way to what an async generator yields
            self._now.recording.ran(
                statement,
                frame,
                activation.depth,
                kind="yield",
                outcome=None,
                raised=None,
                result=value,
            )
            if statement.kind == "expression":
                activation.current = None  # of `x = yield y` or `return (yield y)`, more is to come
        elif activation.code_map.is_coroutine:
            activation.is_awaiting = True
            return
        self._leave(activation)

    def _on_unwind(
        self, code: CodeType, frame: FrameType, offset: int, error: BaseException
    ) -> None:
        self._calls.ended(code, frame, None, error)
        activation = self._now.open.pop(id(frame), None)
        if activation is None:
            return
        self._check_place(activation, offset)
        is_thrown_away = (
            type(error) is GeneratorExit
            and activation.current is not None
            and activation.current.yields
        )
        if (
            not is_thrown_away
        ):  # a generator that nobody asks any more ends at its `yield`: no statement ran
            raised = raised_by(activation.current, error, frame, activation.code_map)
            self._finish(activation, frame, following=None, raised=raised)
        self._leave(activation)

    def _check_place(self, activation: Activation, offset: int) -> None:
        """Note that steps were lost if a function ends at another statement than the last one told.

        When another tool begins to monitor, Python drops the events of instructions.
        """
        current, here = activation.current, activation.code_map.where.get(offset)
        if current is None or here is None or here is current or is_leftover(here, current):
            return
        self.failure = self.failure or LessonFailed(
            LOST, file=current.place.file, line=current.place.line
        )

    def _leave(self, activation: Activation) -> None:
        if activation.depth > 1:
            self._now.recording.comes_back()

    def _begin(
        self,
        activation: Activation,
        statement: Statement,
        frame: FrameType,
        *,
        after: Statement | None,
        at_first: bool,
    ) -> None:
        self._steps_left -= 1
        if self._steps_left < 0:
            raise StepLimitReached
        self._mark(statement.place.file, statement.place.line)
        self._now.begun = statement.place
        activation.current = statement
        activation.phase = self._now.recording.phase
        activation.entered_from_body = (
            not at_first and after is not None and after.node in statement.body
        )
        self._now.recording.begins(statement, frame)

    def _finish(
        self,
        activation: Activation,
        frame: FrameType,
        *,
        following: Statement | None,
        raised: BaseException | None = None,
        result: object = None,
    ) -> int | None:
        """Record the current statement as run; give the index of its step."""
        statement, activation.current = activation.current, None
        if statement is None:
            return None
        # What raised has decided nothing: no condition was false, no loop was at its end.
        outcome = (
            None
            if raised is not None
            else outcome_of(
                statement, following, activation.code_map, left=activation.entered_from_body
            )
        )
        if statement.kind == "except" and outcome != "caught" and raised is None:
            return None
        index: int | None = self._now.recording.ran(
            statement,
            frame,
            activation.depth,
            outcome=outcome,
            raised=raised,
            result=result if statement.kind == "return" else None,
        )
        if issubclass(type(raised), MemoryError):
            self.out_of_memory = True
        self._now.ended = statement.place
        if statement.kind == "return" and raised is None:
            activation.returning = index
        return index

    def _count_turn(self) -> None:
        self._turns_left -= 1
        if self._turns_left < 0:
            raise StepLimitReached

    def _caller(self, frame: FrameType) -> Caller | None:
        outer = frame.f_back
        while outer is not None and not stands_for_a_thread(outer.f_code):
            if id(outer) in self._now.open and outer.f_code in self._maps:
                calling = self._now.open[id(outer)]
                return Caller(
                    statement=calling.current,
                    frame=outer,
                    depth=calling.depth,
                    phase=calling.phase,
                )
            outer = outer.f_back
        return None

    def _depth(self, frame: FrameType) -> int:
        caller = self._caller(frame)
        return caller.depth + 1 if caller else 1
