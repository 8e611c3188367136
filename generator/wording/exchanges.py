"""Say which request or command something belongs to, and which browser sent it."""

from proven_lessons.generator.facts.exchanges import FIRST_CLIENT, NumberedExchange
from proven_lessons.generator.translation import Message, Said, _, duration
from proven_lessons.runner.trace import Exchange, Step


def title_of(one: NumberedExchange) -> Message | None:
    """Return the title of an exchange, None if its run has no other."""
    if one.is_alone:
        return None
    sent = line_of(one.exchange)
    if one.exchange.command is not None:
        title = _("Command {number}: {command}", number=one.number, command=sent)
    else:
        title = _("Request {number}: {request}", number=one.number, request=sent)
    if one.exchange.command is None and one.has_several_clients:
        title = _("{title}, from {browser}", title=title, browser=browser(one.exchange.client))
    if one.exchange.tab:
        title = _("{title}, in {tab}", title=title, tab=tab(one.exchange.tab))
    if one.beside:
        other = name_of(one.beside[0])
        title = _("{title}, at the same time as {other}", title=title, other=other)
    if one.exchange.clock:
        title = _("{title}, {time} later", title=title, time=duration(one.exchange.clock))
    return title


def name_of(one: NumberedExchange) -> Message:
    """Return an exchange as it is called within a sentence."""
    if one.exchange.command is not None:
        return _("command {number}", number=one.number)
    return _("request {number}", number=one.number)


def meanwhile(one: NumberedExchange, step: Step) -> Said | None:
    """Return which exchange was at work between a step and the one before, None for none."""
    if not one.follows_another(step):
        return None
    first, last = one.before(step).number + 1, step.number - 1
    said = [name_of(other) for other in one.beside]
    words: dict[str, Said] = {"exchange": said[0], "first": first, "last": last}
    if step.waited and first == last:
        return _("Waiting for a lock. Meanwhile, {exchange}: step {first}", **words)
    if step.waited:
        return _("Waiting for a lock. Meanwhile, {exchange}: steps {first} to {last}", **words)
    if first == last:
        return _("Meanwhile, {exchange}: step {first}", **words)
    return _("Meanwhile, {exchange}: steps {first} to {last}", **words)


def line_of(exchange: Exchange) -> str:
    """Return a request by its method and path, a command as it is typed."""
    if exchange.command is not None:
        return f"manage.py {exchange.command.line}"
    return f"{exchange.request.method} {exchange.request.path}"


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
