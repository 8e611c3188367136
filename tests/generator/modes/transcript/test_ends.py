"""How a request arrives and its response leaves is told with claims, each of which can fail."""

from proven_lessons.generator.aspects import Claimed
from proven_lessons.generator.claims.claims import Claims
from proven_lessons.generator.facts.exchanges import numbered
from proven_lessons.generator.modes.tables import holds_in
from proven_lessons.generator.modes.transcript.ends import arrival, departure
from proven_lessons.generator.modes.transcript.narration import narrated
from tests.builders import a_lesson, a_run, a_step, a_trace, an_exchange, words_of

EXCHANGE = an_exchange(a_step())
(ONE,) = numbered(a_run(EXCHANGE))


def test_each_sentence_has_its_claim() -> None:
    told: list[Claimed] = [
        *arrival(ONE, with_session=True, with_view=True),
        *departure(EXCHANGE, with_session=True),
    ]
    assert [(words_of(one.said), one.proof_in(0)) for one in told] == [
        (
            "Without a cookie, the browser sends GET /.",
            (
                "exchanges[0].request.method == 'GET'",
                "exchanges[0].request.path == '/'",
                "exchanges[0].request.cookies | length == 0",
            ),
        ),
        ("Django calls the view view.", ("exchanges[0].view == 'lesson.views.view'",)),
        (
            "The response leaves with status 200.",
            ("exchanges[0].response.status == 200", "exchanges[0].error is none"),
        ),
    ]


def test_what_a_run_does_not_bear_out_is_not_told() -> None:
    of_another = Claims(a_lesson(), a_trace(an_exchange(a_step(), status=404)))
    paragraphs = narrated(ONE, holds=holds_in(of_another, ONE))
    assert "status 200" not in " ".join(map(words_of, paragraphs))
    assert "the browser sends GET /" in words_of(paragraphs[0])
