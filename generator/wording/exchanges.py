"""Say which request something belongs to, and which browser sent it."""

from proven_lessons.generator.facts.exchanges import FIRST_CLIENT, NumberedExchange
from proven_lessons.generator.translation import Message, Said, _, duration


def title_of(one: NumberedExchange) -> Message | None:
    """Return the title of an exchange, None if its run has no other."""
    if one.is_alone:
        return None
    request = f"{one.exchange.request.method} {one.exchange.request.path}"
    title = _("Request {number}: {request}", number=one.number, request=request)
    if one.has_several_clients:
        title = _("{title}, from {browser}", title=title, browser=browser(one.exchange.client))
    if one.exchange.tab:
        title = _("{title}, in {tab}", title=title, tab=tab(one.exchange.tab))
    if one.exchange.clock:
        title = _("{title}, {time} later", title=title, time=duration(one.exchange.clock))
    return title


def browser(client: str) -> Message:
    """Name the browser of a client in a lesson that has several."""
    if client == FIRST_CLIENT:
        return _("the first browser")
    return _("the browser {name}", name=repr(client))


def tab(name: str) -> Message:
    """Name a tab of a browser."""
    return _("the tab {name}", name=repr(name))


def view_name(name: str | None) -> str:
    """Return a view as its author calls it."""
    return (name or "").removeprefix("lesson.views.")


def place_of(file: str, line: int, *, several: bool = False) -> Said:
    """Return where a statement stands.

    The file is named unless it is views.py, and the only one.
    """
    if several or file != "views.py":
        return _("{file}, line {line}", file=file, line=line)
    return _("line {line}", line=line)
