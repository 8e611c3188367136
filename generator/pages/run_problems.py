"""What is wrong with the run of a lesson, whatever is said of it: its end, a missing form."""

import re
from collections.abc import Iterator

from proven_lessons.generator.errors import Problem
from proven_lessons.generator.lessons.lesson import Lesson, YamlPath
from proven_lessons.generator.lessons.request import RequestWritten, each, places_of
from proven_lessons.generator.lessons.source import VIEWS, definition_line
from proven_lessons.generator.modes import what_if
from proven_lessons.generator.wording import endings
from proven_lessons.generator.wording.exchanges import line_of
from proven_lessons.runner.site.forms import fields_of
from proven_lessons.runner.trace import Exchange, Run, Trace


def unexpected_endings(lesson: Lesson, trace: Trace) -> Iterator[Problem]:
    """Yield a problem for each run of a lesson that an author writes and that ends otherwise."""
    own = unexpected_ending(lesson, trace)
    if own is not None:
        yield own
        return  # what-ifs end so, too
    for name in lesson.written.what_if:
        run = trace.runs.get(name)  # a trace may be of another state of the lesson
        ending = what_if.ending_problem(lesson, name, run) if run else None
        if ending is not None:
            yield ending


def unexpected_ending(lesson: Lesson, trace: Trace) -> Problem | None:
    """Return a problem for a lesson whose own run does not end as it should."""
    run, source = trace.runs["main"], lesson.source
    message, hint = endings.unexpected_ending(run, lesson.written.raises)
    if not message:
        return None
    failed = next((one for one in run.exchanges if one.error is not None), None)
    if lesson.written.raises is None and failed is not None:
        return _raised(failed, lesson, run, (message, hint))
    place = source.place(("raises",))
    return Problem(source.file, message, place.line, place.column, hint)


def formless(lesson: Lesson, trace: Trace) -> Iterator[Problem]:
    """Yield a problem for each request that sends a form which the page before does not have."""
    source = lesson.source
    exchanges = trace.runs["main"].exchanges
    sent = lesson.written.requests
    for number, (place, request) in enumerate(zip(places_of(sent), each(sent), strict=True)):
        if number == len(exchanges):
            return
        if request.form:
            page = _page_before(number, exchanges)
            words = _without_form(exchanges[number], page, tuple(request.data or {}))
            if words:
                at = source.place(("requests", *place, "form"))
                hint = "name the address to which the form of that page is sent, or take form out"
                yield Problem(source.file, words, at.line, at.column, hint)
        if request.follow:
            return  # which exchange the next one is, is not known


def not_at_once(lesson: Lesson, trace: Trace) -> Iterator[Problem]:
    """Yield a problem for each two requests that were not served at once, as they were to be."""
    lists: list[tuple[str, YamlPath, list[RequestWritten]]] = [
        ("main", ("requests",), lesson.written.requests)
    ]
    for name, one in lesson.written.what_if.items():
        own: YamlPath = ("what_if", name) if one.requests is None else ("what_if", name, "requests")
        lists.append((name, own, one.requests or lesson.written.requests))
    for name, path, written in lists:
        wanted = sum(one.together is not None for one in written)
        run = trace.runs.get(name)
        found = {one.together for one in run.exchanges} - {0} if run else set()
        if (
            run is not None
            and len(found) < wanted
            and all(one.error is None for one in run.exchanges)
        ):
            place = lesson.source.place(path)
            message = "two requests were served one after the other: neither came to a barrier"
            hint = (
                "a barrier is behind a statement inside a function that a request runs; no def, "
                "finally or yield is one"
            )
            yield Problem(lesson.source.file, message, place.line, place.column, hint)


# Private

_CALLED = re.compile(r": (\w+)\(\) (?:takes|missing|got)\b")  # with other arguments than it has
_URLCONF = re.compile(r"\bURLconf 'lesson\.([\w.]+)'")


def _raised(failed: Exchange, lesson: Lesson, run: Run, told: tuple[str, str]) -> Problem:
    """Return a problem at the place of an exception, or at the request that led to it."""
    message, hint = told
    at = failed.error.at if failed.error else None
    found = (at.file, at.line) if at else _file_of(failed, message, lesson)
    if found is not None:
        return Problem(lesson.where(found[0]).as_posix(), message, found[1], None, hint)
    place = lesson.source.place(_request_of(failed, lesson, run))
    words = f"{line_of(failed)}: {message}"
    return Problem(lesson.source.file, words, place.line, place.column, hint)


def _file_of(failed: Exchange, message: str, lesson: Lesson) -> tuple[str, int | None] | None:
    """Return the file that an exception is about that no line of the lesson raised."""
    own = [one.path for one in lesson.files if one.module is None]
    urlconf, called = _urlconf_of(message), _CALLED.search(message)
    if urlconf in own:
        return urlconf, None
    line = _line_of(failed.view or (called[1] if called else ""), lesson)
    return (VIEWS, line) if line and VIEWS in own else None


def _urlconf_of(message: str) -> str:
    """Return the file of the URLconf that an exception names, empty if it names none."""
    named = _URLCONF.search(message)
    return f"{named[1].replace('.', '/')}.py" if named else ""


def _request_of(exchange: Exchange, lesson: Lesson, run: Run) -> YamlPath:
    """Return where the request of an exchange is written, as far as that is known."""
    place = run.exchanges.index(exchange)
    places = list(places_of(lesson.written.requests))
    is_known = not any(one.follow for one in list(each(lesson.written.requests))[:place])
    return ("requests", *places[place]) if is_known else ("requests",)


def _line_of(view: str, lesson: Lesson) -> int | None:
    """Return the line on which a view of views.py begins."""
    texts = (one.content.decode(errors="replace") for one in lesson.files if one.path == VIEWS)
    return definition_line(next(texts, ""), view.rpartition(".")[2])


def _page_before(number: int, exchanges: tuple[Exchange, ...]) -> Exchange | None:
    """Return the exchange whose page is in the tab of a browser before a request."""
    now = exchanges[number]
    earlier = [
        one for one in exchanges[:number] if not (one.together and one.together == now.together)
    ]
    same = [one for one in earlier if (one.client, one.tab) == (now.client, now.tab)]
    return same[-1] if same else None


def _without_form(now: Exchange, page: Exchange | None, filled: tuple[str, ...]) -> str:
    """Return what is wrong with sending a form of a page; nothing if it has one, or may have."""
    sent = f"{now.request.method} {now.request.path}"
    if page is None:
        return f"{sent} sends the form of the page before, and there is no page before it"
    if page.response.length is not None:
        return ""  # the page is not known to its end
    shown, target = page.request.path, now.request.path
    if fields_of(page.response.text or "", shown, target, filled) is not None:
        return ""
    return f"{sent} sends the form of the page before, and {shown} has no form that leads there"
