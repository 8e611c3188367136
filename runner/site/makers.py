"""Tell who made a response, and which code is the body of a view."""

import inspect
import re
import sys
from collections.abc import Iterator
from types import CodeType, FrameType, FunctionType
from typing import Any

from proven_lessons.runner import own
from proven_lessons.runner.frames import outwards, variables

_MIDDLEWARE = re.compile(r"(\w+Middleware)\.")
_DECORATORS = ("django.views.decorators.", "django.contrib.auth.decorators")
_MIXINS = "django.contrib.auth.mixins"
_GENERIC = "django.views.generic."
_CONTRIB_VIEWS = re.compile(r"django\.contrib\.\w+\.views")
_HANDLERS = "django.core.handlers."
_DECORATED = frozenset({"func", "view_func"})  # what Django's decorators call it
_NOT_THERE = object()
_BY_METHODS = {("POST",): "require_POST", ("GET",): "require_GET", ("GET", "HEAD"): "require_safe"}
_STANDS_FOR = dict.fromkeys(_BY_METHODS.values(), "require_http_methods") | {
    "etag": "condition",
    "last_modified": "condition",
}
_BEFORE_VIEWS = {"cache_page", "login_required", "permission_required", "user_passes_test"}
_BEFORE_VIEWS |= _STANDS_FOR.keys() | set(_STANDS_FOR.values())


def maker_of(frame: FrameType | None, view: str | None) -> str | None:
    """Return who makes a response in this frame: the first of the frames around it that is known.

    A function of the lesson by its name, one of its project that it does not watch by its module
    and name, a decorator, a mixin or a middleware by its own, and "Django" where it turns an
    exception into a response. `view` is the one that the URLconf led to, for a view that is not of
    the lesson. None if nobody is known.
    """
    for outer in outwards(frame):
        code, module = outer.f_code, outer.f_globals.get("__name__", "")
        if own.label(code.co_filename) is not None:
            # What stands in a decorator or a middleware of the lesson is known by its name.
            return code.co_qualname.partition(".<locals>.")[0]
        if module.startswith(_DECORATORS):
            return _decorator(outer)
        if module == _MIXINS:
            return _outermost_of(outer).f_code.co_qualname.partition(".")[0]
        of_class, _, method = code.co_qualname.partition(".")
        if module.startswith(_GENERIC) or (method and _CONTRIB_VIEWS.fullmatch(module)):
            return of_class
        if module == f"{_HANDLERS}exception":
            return "Django"
        layer = _MIDDLEWARE.match(code.co_qualname)
        if layer is not None:
            return layer[1]
        if own.has(module):  # code of the project that the lesson does not watch
            return f"{module}.{code.co_qualname.partition('.<locals>.')[0]}"
        if module == f"{_HANDLERS}base":
            return view
    return None


def keeper_of(frame: FrameType | None) -> str:
    """Return who gives a response from the cache in this frame: decorator or middleware."""
    modules = (outer.f_globals.get("__name__", "") for outer in outwards(frame))
    return "cache_page" if "django.utils.decorators" in modules else "FetchFromCacheMiddleware"


def is_before_view(maker: str | None) -> bool:
    """Return whether who made a response did so in the place of the view that it decorates."""
    return maker in _BEFORE_VIEWS


def bodies_of(view: Any) -> frozenset[CodeType]:
    """Return the code that is the body of a view of the lesson: without what decorates it.

    Of a class, that of its methods for each kind of request; none for a view of somebody else's.
    """
    of_class = getattr(view, "view_class", None)
    functions = [view] if of_class is None else list(_handlers(of_class))
    plain = [inspect.unwrap(function) for function in functions if callable(function)]
    return frozenset(
        function.__code__
        for function in plain
        if isinstance(function, FunctionType) and own.follows(function.__module__)
    )


# Private


def _handlers(of_class: type) -> Iterator[Any]:
    names = of_class.__dict__.get("http_method_names") or (
        "get", "post", "put", "patch", "delete", "head", "options", "trace",
    )  # fmt: skip
    for cls in of_class.__mro__:
        yield from (vars(cls)[name] for name in (*names, "dispatch") if name in vars(cls))


def _decorator(frame: FrameType) -> str:
    """Return a decorator as its users call it."""
    wrapper = _wrapper_of(frame)
    bound = variables(wrapper)
    methods = bound.get("request_method_list")
    if isinstance(methods, list | tuple):
        return _as_written(_BY_METHODS.get(tuple(methods)), frame) or "require_http_methods"
    conditions = _conditions(frame)
    if None in conditions:
        short = "last_modified" if conditions[0] is None else "etag"
        return _as_written(short, frame) or "condition"
    test = bound.get("test_func")  # what login_required and its like hand to user_passes_test
    if isinstance(test, FunctionType) and test.__module__ == frame.f_globals.get("__name__"):
        return test.__qualname__.partition(".")[0]
    return wrapper.f_code.co_qualname.partition(".")[0].lstrip("_")


def _as_written(short: str | None, frame: FrameType) -> str | None:
    """Return the short form of a decorator if the lesson has that one, and not the long one.

    `etag(f)` and `condition(f)` leave one and the same wrapper.
    """
    if short is None:
        return None
    of_django = frame.f_globals
    used = {
        id(value)
        for name, module in tuple(sys.modules.items())
        if own.has(name)
        for value in vars(module).values()
    }
    has_long = id(of_django[_STANDS_FOR[short]]) in used
    return short if id(of_django[short]) in used and not has_long else None


def _conditions(frame: FrameType) -> list[Any]:
    """Return the two functions that were given to `condition()`, for whoever called it."""
    for outer in outwards(frame):
        bound = variables(outer)
        if "etag_func" in bound:
            return [bound["etag_func"], bound.get("last_modified_func")]
    return [_NOT_THERE]


def _wrapper_of(frame: FrameType) -> FrameType:
    """Return the innermost frame of a decorator that holds the function which it decorates."""
    module = frame.f_globals.get("__name__")
    for outer in outwards(frame):
        if outer.f_globals.get("__name__") != module:
            break
        if _DECORATED & set(outer.f_code.co_freevars):
            return outer
    return _outermost_of(frame)


def _outermost_of(frame: FrameType) -> FrameType:
    """Return the frame that began, within one module, what ends in `frame`."""
    module = frame.f_globals.get("__name__")
    last = frame
    for outer in outwards(frame):
        if outer.f_globals.get("__name__") != module:
            break
        last = outer
    return last
