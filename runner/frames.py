"""Read the variables of a frame without leaving anything behind in it."""

import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

_IS_FUNCTION = 0x01  # a flag of code; without it: a module, or the body of a class


def variables(frame: FrameType) -> dict[str, Any]:
    """Return the variables of a frame that are bound, by their names."""
    return _of_function(frame) if frame.f_code.co_flags & _IS_FUNCTION else dict(frame.f_locals)


def outwards(frame: FrameType | None) -> Iterator[FrameType]:
    """Yield a frame, then those that called it."""
    while frame is not None:
        yield frame
        frame = frame.f_back


# Private

if sys.version_info >= (3, 13):

    def _of_function(frame: FrameType) -> dict[str, Any]:
        return dict(frame.f_locals)
else:
    import ctypes

    _variable = ctypes.pythonapi.PyFrame_GetVar
    _variable.argtypes, _variable.restype = (ctypes.py_object, ctypes.py_object), ctypes.py_object

    def _of_function(frame: FrameType) -> dict[str, Any]:
        """Ask for each by its name.

        `f_locals` leaves a copy in the frame, and with it every object that it held.
        """
        code, found = frame.f_code, {}
        for name in (*code.co_varnames, *code.co_cellvars, *code.co_freevars):
            try:
                found[name] = _variable(frame, name)
            except NameError:  # it is not bound, or not any more
                continue
        return found
