"""A form that was recorded becomes its value; what is no form is refused."""

import pytest

from proven_lessons.generator.facts.forms import Member, Record, value_of
from proven_lessons.generator.facts.partial import NotKnownError


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


def test_an_instance_of_a_model_is_its_row_and_compares_as_one() -> None:
    form = '["model","lesson.Book",{},[["id",{}],["title",{}],["stars",["shown","F(\'stars\')"]],["notes",["deferred"]]]]'
    one, other, unsaved = (
        value_of(form.format(pk, pk, title))
        for pk, title in ((1, '"a"'), (1, '"b"'), ("null", '"a"'))
    )
    assert (one["title"], repr(one)) == ("a", "<Book id=1>")
    assert one == other
    assert one != value_of('["model","lesson.Tag",1,[]]')
    assert one != unsaved
    with pytest.raises(NotKnownError):
        assert unsaved == unsaved  # noqa: PLR0124 (it is what is asked)
    with pytest.raises(NotKnownError):
        assert one["stars"] == 1
    with pytest.raises(NotKnownError):
        assert one["notes"] == "x"


def test_what_a_queryset_fetched_a_query_dict_and_a_file() -> None:
    assert (
        len(value_of('["queryset",[["model","lesson.Book",1,[]],["model","lesson.Book",2,[]]]]'))
        == 2
    )
    fields = value_of('["querydict",[["a",["list",["1","3"]]],["b",["list",[]]]]]')
    assert (fields["a"], fields["b"], fields.get("c", "no"), fields.get("a")) == (
        "3",
        [],
        "no",
        "3",
    )
    assert repr(fields) == "<QueryDict: {'a': ['1', '3'], 'b': []}>"
    assert value_of('["file","a.txt",5,"text/plain"]') == {
        "name": "a.txt", "size": 5, "content_type": "text/plain",
    }  # fmt: skip
