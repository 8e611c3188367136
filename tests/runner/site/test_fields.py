"""The value of a field is sent as a browser cleans it; tests/browser/test_forms.py asks Chromium."""

import pytest

from proven_lessons.runner.site.fields import as_sent


@pytest.mark.parametrize(
    ("kind", "value", "sent"),
    [
        ("text", "one\r\ntwo", "onetwo"),
        ("textarea", "one\ntwo", "one\r\ntwo"),
        ("hidden", "one\rtwo", "one\r\ntwo"),
        ("email", " ada@example.org\n", "ada@example.org"),
        ("number", "1e3", "1e3"),
        ("number", "1.", ""),
        ("number", "1e999", ""),
        ("color", "#FFaa00", "#ffaa00"),
        ("color", "red", "#000000"),
        ("range", "", "50"),
        ("range", "1000", "100"),
        ("range", "12.5", "13"),
        ("date", "2023-02-29", ""),
        ("date", "2024-02-29", "2024-02-29"),
        ("month", "2024-13", ""),
        ("week", "2020-W53", "2020-W53"),
        ("week", "2021-W53", ""),
        ("time", "24:00", ""),
        ("datetime-local", "2024-02-29 10:00:00", "2024-02-29T10:00"),
        ("no such kind", "as\ntext", "astext"),
    ],
)
def test_a_value_is_cleaned(kind: str, value: str, sent: str) -> None:
    assert as_sent(kind, value, {}) == sent


def test_a_slider_stands_between_its_ends_and_on_a_step() -> None:
    assert as_sent("range", "7", {"min": "0", "max": "10", "step": "5"}) == "5"
    assert as_sent("range", "", {"min": "10", "max": "0"}) == "10"
    assert as_sent("range", "2.25", {"step": "any"}) == "2.25"
    assert as_sent("email", " a@b.org , c@d.org ", {"multiple": ""}) == "a@b.org,c@d.org"
