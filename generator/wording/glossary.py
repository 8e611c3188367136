"""The words that pages use for what a run shows, each with what it means."""

from collections.abc import Iterator

from proven_lessons.generator.aspects.session import MEANINGS, STATUS
from proven_lessons.generator.translation import Message, _

type Word = tuple[str, Message, Message]  # a name for addresses, the word, what it means

STORED = _("In the store")
STORED_MEANING = _("What the session store holds under the key of this request's session.")
_PAGE: tuple[Word, ...] = (
    ("run", _("Run"), _("The lesson's requests, as they were sent to real Django.")),
    (
        "step",
        _("Step"),
        _("One executed statement, or a moment at which Django begins or ends a request."),
    ),
    (
        "value-retrieved",
        _("Value retrieved"),
        _("What the statement of a step got out of the session, the cache or another place."),
    ),
    ("in-the-store", STORED, STORED_MEANING),
    (
        "proven",
        _("Proven by the run"),
        _("Expressions about the run that are true of it. If one is not, the page is not built."),
    ),
    (
        "varies",
        _("differs from run to run"),
        _("Each lesson runs twice. What is not the same both times is neither asked for nor told."),
    ),
    ("what-if", _("What if"), _("The lesson was changed, and run again.")),
)


def glossary() -> Iterator[tuple[Message, tuple[Word, ...]]]:
    """Yield the words in groups, each with its title."""
    yield _("What a page shows"), _PAGE
    session = ((name, STATUS[name], meaning) for name, meaning in MEANINGS.items())
    yield _("The status of a session"), tuple(session)
