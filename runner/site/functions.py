"""Find the functions that are to be watched, by where they stand."""

import importlib
import inspect
import sys
import types
from collections.abc import Iterator
from typing import Any


def codes_at(where: str, store: type) -> Iterator[types.CodeType]:
    """Yield the code behind "module:attribute", or "SessionStore.method" of a store.

    "module:function.<locals>.inner" is a function within another.
    """
    where, _, inner = where.partition(".<locals>.")
    module, _, path = where.rpartition(":")
    if module:
        thing: Any = sys.modules.get(module) or importlib.import_module(module)
        for name in path.split("."):
            thing = thing.__dict__.get(name) if thing is not None else None
        candidates = [thing]
    else:
        name = path.partition(".")[2]
        candidates = [cls.__dict__.get(name) for cls in store.__mro__]
    for candidate in candidates:
        candidate = getattr(candidate, "__func__", candidate)  # noqa: PLW2901 (what a class method is made from)
        plain = inspect.unwrap(candidate) if callable(candidate) else None
        if isinstance(plain, types.FunctionType):
            yield from [plain.__code__] if not inner else _inner_codes(plain.__code__, inner)


# Private


def _inner_codes(code: types.CodeType, name: str) -> Iterator[types.CodeType]:
    """Yield the functions of that name within a function: there may be one for async, too."""
    return (
        const
        for const in code.co_consts
        if isinstance(const, types.CodeType) and const.co_name == name
    )
