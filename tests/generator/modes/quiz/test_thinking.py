"""Who does not know where to begin is asked something that never holds the answer."""

import pytest

from proven_lessons.generator.modes.quiz.subjects import Subject
from proven_lessons.generator.modes.quiz.thinking import thought
from tests.builders import in_words


def about(*path: str | int, counted: bool = False) -> Subject:
    return Subject(run="main", whole=path, step=1, exchange=None, path=path, counted=counted)


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        (about("session", "stored"), "Who saves the session"),
        (about("session", "data", "a"), "Which lines up to this point change the session"),
        (about("session", "status"), "Has anything asked for the session yet?"),
        (about("locals", "count"), "Which line gives this name its value last?"),
        (about("sql", counted=True), "how often does each run?"),
        (about("exchanges", 0, "response", "status"), "Which line makes the response"),
        (about("response", "text"), "when they are put into the response?"),
        (about("cookies", "messages"), "Which response sets this cookie"),
        (about("number"), "in which they run"),
        (about("line"), "what does it leave alone?"),
        (about("value"), "What does the line ask for"),
    ],
)
def test_it_goes_with_what_is_asked_for(subject: Subject, words: str) -> None:
    assert words in in_words(thought(subject, 7))


def test_nothing_is_said_where_nothing_helps_or_where_it_would_name_the_answer() -> None:
    assert thought(None, 7) is None
    assert thought(about("answered_by"), 7) is None
    assert thought(about("session", "stored"), "session") is None
