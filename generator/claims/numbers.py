"""Numbers that a text gives in plain words: of steps, lines and requests, statuses, statements."""

import re
from collections.abc import Iterator
from http import HTTPStatus

from proven_lessons.generator.claims.counting import Numbered
from proven_lessons.generator.claims.facts import Facts
from proven_lessons.generator.claims.findings import Finding
from proven_lessons.generator.wording.numbers import NUMBERS, ORDINALS

_NUMBER = rf"(\d+|{'|'.join(NUMBERS)})"
_STEP = re.compile(r"\bsteps?\s+(?:number\s+|no\.\s*|#)?(\d+)", re.IGNORECASE)
_LINE = re.compile(r"\blines?\s+(?:number\s+|no\.\s*|#)?(\d+)", re.IGNORECASE)
_REQUEST = re.compile(
    rf"\brequest\s+(?:(?:number|no\.)\s*|#)?{_NUMBER}\b|\b(?:(\d+)(?:st|nd|rd|th)|"
    rf"({'|'.join(ORDINALS)}))\s+(?:request|response)\b",
    re.IGNORECASE,
)
_COMMAND = re.compile(
    rf"\bcommand\s+(?:(?:number|no\.)\s*|#)?{_NUMBER}\b|\b(?:(\d+)(?:st|nd|rd|th)|"
    rf"({'|'.join(ORDINALS)}))\s+command\b",
    re.IGNORECASE,
)
_PHRASES = {status.phrase.lower(): int(status) for status in HTTPStatus}
_STATUS = re.compile(
    r"\b(?:status(?:\s+code)?(?:\s+(?:of|is|was))?|HTTP)\s+(\d{3})\b"
    r"|\b(?:an?|the)\s+([1-5]\d\d)\s+(?:response|error|page|status)\b"
    r"|\b(?:responds?|answers?|answered|returns?|fails?|ends?|replies)\s+(?:with\s+|in\s+)?"
    r"(?:an?\s+|the\s+)?([1-5]\d\d)\b(?!\s+(?:rows?|bytes?|times|seconds?|items?))"
    rf"|\b([1-5]\d\d)\s+(?:{'|'.join(map(re.escape, _PHRASES))})\b",
    re.IGNORECASE,
)
_PHRASED = re.compile(rf"\b([1-5]\d\d)\s+({'|'.join(map(re.escape, _PHRASES))})\b", re.IGNORECASE)
_EXIT = re.compile(r"\bexit\s+(?:status|code)(?:\s+(?:of|is|was))?\s+(\d+)\b", re.IGNORECASE)
_COUNT = re.compile(
    rf"\b{_NUMBER}\s+(?:SQL\s+|database\s+)?(?:quer(?:y|ies)|statements?|requests?\s+to\s+the\s+"
    r"database)\b(?!\s+(?:param|string))"
    rf"|\bsends?\s+{_NUMBER}(?=\s*[.,;:]|\s+(?:and|because|in\s+all|of\s+them)\b|\s*$)",
    re.IGNORECASE,
)
_VERB = re.compile(rf"\b{_NUMBER}\s+(SELECT|INSERT|UPDATE|DELETE)s?\b", re.IGNORECASE)


def findings(prose: str, facts: Facts) -> Iterator[Finding]:
    """Find numbers that are typed where the run has names, and those that no run has."""
    for pattern, what, names in (
        (_STEP, "step", facts.step_names),
        (_LINE, "line", facts.line_names),
    ):
        for match in pattern.finditer(prose):
            name = names.get(int(match[1]))
            hint = (
                f"write {{{{ {name} }}}}, which follows the run"
                if name
                else f"there is no such {what}"
            )
            message = f"{match[0]!r} is a typed {what} number"
            yield Finding(piece=match[0], meant=match[0], message=message, hint=hint)
    yield from _numbered(_REQUEST, prose, facts.sent.requests)
    if facts.sent.commands.total:  # where none is run, a command is something else
        yield from _numbered(_COMMAND, prose, facts.sent.commands)
    yield from _statuses(prose, facts)
    yield from _exit_statuses(prose, facts)
    yield from _counts(prose, facts)


# Private


def _value(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS.index(word.lower())


def _numbered(pattern: re.Pattern[str], prose: str, known: Numbered) -> Iterator[Finding]:
    """Find requests or commands that there are not, by their numbers or among their kind."""
    for match in pattern.finditer(prose):
        plain, place, ordinal = match.groups()
        number = ORDINALS.index(ordinal.lower()) + 1 if ordinal else _value(plain or place)
        is_there = 1 <= number <= known.total
        if not is_there and not (plain and number in known.numbers):
            message = f"{match[0]!r}: there are {known.told}"
            yield Finding(piece=match[0], meant=match[0], message=message)


def _statuses(prose: str, facts: Facts) -> Iterator[Finding]:
    for match in _STATUS.finditer(prose):
        status = int(next(filter(None, match.groups())))
        if status not in facts.statuses:
            known = ", ".join(map(str, sorted(facts.statuses)))
            message = f"{match[0]!r}: no response has this status; there are {known}"
            yield Finding(piece=match[0], meant=match[0], message=message)
    for match in _PHRASED.finditer(prose):
        right = HTTPStatus(int(match[1])).phrase if int(match[1]) in _PHRASES.values() else ""
        if right.lower() != match[2].lower():
            message = f"{match[0]!r}: the status {match[1]} is {right or 'none of HTTP'}"
            yield Finding(piece=match[0], meant=match[0], message=message)


def _exit_statuses(prose: str, facts: Facts) -> Iterator[Finding]:
    for match in _EXIT.finditer(prose if facts.exit_statuses else ""):
        if int(match[1]) not in facts.exit_statuses:
            known = ", ".join(map(str, sorted(facts.exit_statuses)))
            message = f"{match[0]!r}: no command ends with this exit status; there are {known}"
            yield Finding(piece=match[0], meant=match[0], message=message)


def _counts(prose: str, facts: Facts) -> Iterator[Finding]:
    for match in _COUNT.finditer(prose):
        if _value(match[1] or match[2]) not in facts.counts:
            known = ", ".join(map(str, sorted(facts.counts)))
            message = f"{match[0]!r}: no step, request or run sends so many; there are {known}"
            yield Finding(piece=match[0], meant=match[0], message=message)
    for match in _VERB.finditer(prose):
        known_counts = facts.verbs.get(match[2].upper(), frozenset({0}))
        if _value(match[1]) not in known_counts:
            known = ", ".join(map(str, sorted(known_counts)))
            message = f"{match[0]!r}: no step, request or run sends so many; there are {known}"
            yield Finding(piece=match[0], meant=match[0], message=message)
