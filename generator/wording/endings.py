"""Say how an exchange ended, and when a run does not end as its author says."""

from collections.abc import Iterator

from proven_lessons.generator import aspects
from proven_lessons.generator.aspects import Claimed
from proven_lessons.generator.facts.exchanges import failure_text
from proven_lessons.generator.translation import Said, sentences
from proven_lessons.generator.wording.commands import endings_of
from proven_lessons.runner.trace import Exchange, Run

FIRST = ("response", "cookies")  # what is said before the rest


def closing_note(exchange: Exchange, *, with_session: bool = True) -> Said:
    """Return how an exchange ended: the status, and what became of the session."""
    return sentences(one.said for one in endings(exchange, with_session=with_session))


def endings(exchange: Exchange, *, with_session: bool = True) -> Iterator[Claimed]:
    """Yield the same, each sentence with what it claims."""
    if exchange.command is not None:
        yield from endings_of(exchange, exchange.command)
    for name in _wanted(with_session=with_session):
        found = aspects.load()[name].ending(exchange)
        if found is not None:
            yield found


def left_behind(exchange: Exchange, *, with_session: bool = True) -> Iterator[Claimed]:
    """Yield what an exchange leaves: in the browser, and in the session store."""
    for name in _wanted(with_session=with_session):
        found = aspects.load()[name].left_behind(exchange)
        if found is not None:
            yield found


def unexpected_ending(run: Run, raises: str | None) -> tuple[str, str]:
    """Return what is wrong with how a run ends: an exception that was not announced, or another.

    And what to do. Both are empty if it ends as it should; these are words for the author.
    """
    failed = [
        (one.error, "the command ends" if one.command else f"the response has status {status}")
        for one in run.exchanges
        if one.error is not None
        and ((status := one.response.status) >= 500 or one.command is not None)
    ]
    types = {error.type for error, _end in failed}
    announce = f"if that is the lesson, say so: raises: {failed[0][0].type}" if failed else ""
    if raises is None and failed:
        error, end = failed[0]
        words = f"nothing catches {failure_text(error)}, and {end}"
        if error.at is None and "didn't return" in error.message:
            return words, "a view returns its response: is the return missing?"
        return words, announce
    if raises is not None and types != {raises}:
        ended = " and ".join(sorted(types)) or "no exception"
        hint = announce or "take raises out, or look whether what should raise it is still there"
        return f"expected the run to end in {raises}, it ends in {ended}", hint
    return "", ""


# Private


def _wanted(*, with_session: bool) -> list[str]:
    names = [*FIRST, *(name for name in aspects.load() if name not in FIRST)]
    return [name for name in names if with_session or name != "session"]
