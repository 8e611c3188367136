"""What two exchanges answer, side by side: responses with their headers, what commands write."""

from collections.abc import Iterable, Iterator

from proven_lessons.generator.facts.statements import count
from proven_lessons.generator.facts.subjects import Difference, Subject
from proven_lessons.runner.trace import Cookie, Exchange, Response


def differing_answers(before: Exchange, after: Exchange) -> Iterator[Difference]:
    """Yield what two exchanges answer, or leave in the terminal, and with what they were asked."""
    statements = [str(count(each.steps)) for each in (before, after)]
    errors = [each.error.type if each.error else None for each in (before, after)]
    sent = [dict(each.request.cookies) for each in (before, after)]
    pairs: list[tuple[Subject, str, str | None, str | None]] = [
        (Subject.VIEW, "", before.view, after.view),
        (Subject.STATEMENTS, "", statements[0], statements[1]),
        *_of_responses(before.response, after.response),
        *_of_commands(before, after),
        (Subject.EXCEPTION, "response", errors[0], errors[1]),
        (Subject.COOKIES_SENT, "", _joined(sent[0]), _joined(sent[1])),
        (Subject.COOKIE_VALUES, "", str(sent[0]), str(sent[1])),
    ]
    for subject, name, old, new in pairs:
        yield Difference(subject=subject, name=name, before=old, after=new)


# Private


def _of_commands(
    old: Exchange, new: Exchange
) -> Iterator[tuple[Subject, str, str | None, str | None]]:
    if old.command is not None and new.command is not None:
        statuses = [str(one.exit_status) for one in (old.command, new.command)]
        yield Subject.EXIT_STATUS, "", statuses[0], statuses[1]
        texts = [f"{one.output}{one.errors}".rstrip("\n") for one in (old.command, new.command)]
        yield Subject.OUTPUT, "", repr(texts[0]), repr(texts[1])


def _of_responses(
    old: Response, new: Response
) -> Iterator[tuple[Subject, str, str | None, str | None]]:
    yield Subject.STATUS, "", str(old.status), str(new.status)
    yield Subject.RESPONSE, "", repr(old.text), repr(new.text)
    if old.text == new.text:
        yield Subject.BODY, "", old.digest, new.digest
    for name in dict.fromkeys([*old.headers, *new.headers]):
        yield Subject.HEADER, name, old.headers.get(name), new.headers.get(name)
    for name in dict.fromkeys([*old.cookies, *new.cookies]):
        yield Subject.COOKIE, name, _cookie(old.cookies.get(name)), _cookie(new.cookies.get(name))


def _cookie(cookie: Cookie | None) -> str | None:
    if cookie is None:
        return None
    attributes = [f"{name}={value}" if value else name for name, value in cookie.attributes.items()]
    return "; ".join([cookie.value, *attributes])


def _joined(words: Iterable[str]) -> str | None:
    return ", ".join(words) or None
