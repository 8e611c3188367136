"""Forms: what they were bound to, and whether that is valid."""

import pytest

from proven_lessons.runner.probes.forms import (
    FormCleaned,
)
from proven_lessons.runner.trace import Event
from tests.builders import a_value
from tests.generator.aspects import Told, told


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            FormCleaned(
                form="Order", data=a_value({"n": "1"}), errors={}, cleaned={"n": a_value(1)}
            ),
            Told(
                actions=["Validate Order: valid"],
                clauses=["Line 5 validates Order, which is valid, with the cleaned data {'n': 1}."],
                box="Validate the form",
                arrows=["validates Order: valid"],
                states=[("Order", "valid")],
                cells=["Order: valid", "bound to {'n': '1'};", "cleaned {'n': 1}"],
            ),
        ),
        (
            FormCleaned(
                form="Order",
                data=a_value({"n": ""}),
                errors={"n": ("This field is required.",)},
                cleaned={},
            ),
            Told(
                actions=["Validate Order: not valid (n)"],
                clauses=["Line 5 validates Order, which is not valid: n: This field is required."],
                box="Validate the form",
                arrows=["validates Order: 1 error"],
                states=[("Order", "not valid")],
                cells=[
                    "Order: not valid",
                    "bound to {'n': ''};",
                    "n: This field is required.;",
                    "cleaned {}",
                ],
            ),
        ),
    ],
)
def test_each_event_is_told_in_every_part(event: Event, expected: Told) -> None:
    assert told(event) == expected
