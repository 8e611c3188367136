"""What a request's body was read as is told, and a file that was sent as text is explained."""

from proven_lessons.generator.aspects.request import RequestAspect
from proven_lessons.generator.facts.exchanges import numbered
from proven_lessons.runner.probes.forms import FormCleaned
from proven_lessons.runner.probes.request import RequestParsed
from tests.builders import a_run, a_step, a_value, an_exchange, words_of
from tests.generator.aspects import cells_of

AS_TEXT = RequestParsed(
    content_type="application/x-www-form-urlencoded", data={"face": a_value("me.png")}, files={}
)
AS_FILE = RequestParsed(
    content_type="multipart/form-data", data={}, files={"face": "me.png (3 bytes)"}
)


def form(*file_fields: str) -> FormCleaned:
    return FormCleaned(
        form="FaceForm", data=a_value({}), errors={"face": ("This field is required.",)}, cleaned={},
        file_fields=file_fields,
    )  # fmt: skip


def test_the_column_says_what_is_where() -> None:
    for event, cells in (
        (AS_TEXT, ["POST holds {'face': 'me.png'}", "FILES holds {}"]),
        (AS_FILE, ["POST holds {}", "FILES holds face: me.png (3 bytes)"]),
    ):
        step = a_step(event)
        found = cells_of(RequestAspect(), step, an_exchange(step))
        assert found == [event.content_type, *cells]


def test_a_file_that_was_sent_as_text_is_explained() -> None:
    (one,) = numbered(a_run(an_exchange(a_step(AS_TEXT), a_step(form("face")))))
    (moment,) = RequestAspect().moments(one)
    assert words_of(moment.ask) == "Request 1 sends the field face. Why does the form miss it?"
    assert words_of(moment.answer).startswith(
        "It was sent as text. The content type is application/x-www-form-urlencoded, so face is in "
        "request.POST"
    )
    assert moment.proof == (
        'step[2].events[0].content_type == "application/x-www-form-urlencoded"',
        "step[2].events[0].files == {}",
        "'face' in step[2].events[0].data",
        "'face' in step[3].events[0].errors",
    )


def test_nothing_is_said_of_other_errors_and_of_files_that_came() -> None:
    for parsed, checked in ((AS_TEXT, form()), (AS_FILE, form("face")), (AS_TEXT, form("other"))):
        (one,) = numbered(a_run(an_exchange(a_step(parsed), a_step(checked))))
        assert list(RequestAspect().moments(one)) == []
