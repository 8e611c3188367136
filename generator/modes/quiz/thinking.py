"""Say what to think of, to those for whom it is not enough to know where to look.

These are questions, so they are true of every run; none of them names an answer.
"""

from typing import Any

from proven_lessons.generator.modes.quiz.options import names
from proven_lessons.generator.modes.quiz.subjects import Subject
from proven_lessons.generator.translation import Message, _


def thought(subject: Subject | None, key: Any) -> Message | None:
    """Return what to ask oneself on the way to a value; None where nothing general helps."""
    words = _about(subject) if subject is not None else None
    return None if words is None or names(words, key) else words


# Private

_BY_NAME = {
    "locals": _("Which line gives this name its value last?"),
    "variables": _("Which line gives this name its value last?"),
    "number": _("Go through the lines in the order in which they run. What does each one do?"),
    "line": _("What does each of these lines do, and what does it leave alone?"),
    "value": _("What does the line ask for, and what has been put there before?"),
}
_SESSION = {
    "stored": _("Who saves the session, and when? What has to happen before that?"),
    "status": _("Has anything asked for the session yet? Has anything been put into it?"),
}


def _about(subject: Subject) -> Message | None:
    match subject.path:
        case ("session", part, *_names):
            otherwise = _(
                "Which lines up to this point change the session, and which only read it?"
            )
            return _SESSION.get(str(part), otherwise)
        case (*_names, "sql") if subject.counted:
            return _("Which lines ask the database for something, and how often does each run?")
        case (*_names, "response", "status"):
            return _("Which line makes the response, and does anything take its place?")
        case (*_names, "response", "text"):
            return _("What do the values hold when they are put into the response?")
        case path if "cookies" in path:
            return _("Which response sets this cookie, and does one delete it?")
        case (name, *_names):
            return _BY_NAME.get(str(name))
    return None
