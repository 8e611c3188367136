"""A step and its parts are named as an expression has them."""

from proven_lessons.generator.aspects.session.parts import is_plain, link_to, part_of
from proven_lessons.runner.trace import Value
from tests.builders import a_step, a_value


def test_steps_are_named_by_their_number() -> None:
    step = a_step(number=3)
    assert (link_to(step), part_of(step, "session.data")) == ("step[3]", "step[3].session.data")


def test_a_key_that_is_cut_or_no_text_is_not_talked_about() -> None:
    assert is_plain(a_value("cart"))
    assert not is_plain(a_value("c" * 100))
    assert not is_plain(a_value(1))
    assert not is_plain(Value(type="str", repr="<Key>"))
