"""A form that was recorded becomes its value; what is no form is refused."""

import pytest

from proven_lessons.generator.facts.forms import Member, Record, value_of


@pytest.mark.parametrize(
    "form",
    [
        '["nothing"]',
        '["date","soon"]',
        '["list"]',
        "[]",
        "[[1]]",
        '["dict",[[1]]]',
        "{",
        '["Decimal","x"]',
        '["zone"]',
    ],
)
def test_what_is_no_form_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match=r"^no exact form: "):
        value_of(form)


def test_a_member_and_a_record_are_shown_as_their_authors_call_them() -> None:
    assert repr(Member("lesson.models.Color", "RED")) == "Color.RED"
    assert repr(Record("lesson.views.Point", (("x", 1), ("y", "a")))) == "Point(x=1, y='a')"
    assert Member("a.C", "RED") != Member("b.C", "RED")
