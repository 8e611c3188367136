"""Templates that are rendered."""

import pytest

from proven_lessons.runner.probes.templates import (
    TemplateRendered,
)
from proven_lessons.runner.trace import Event
from tests.builders import a_value
from tests.generator.aspects import Told, told


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            TemplateRendered(
                name="tea.html",
                origin="templates/tea.html",
                context={"n": a_value(1)},
                parts=("base.html",),
            ),
            Told(
                actions=["Render tea.html"],
                clauses=["Line 5 renders tea.html with n."],
                box="Render the template",
                arrows=["renders tea.html"],
                states=[("Template", "tea.html")],
                cells=["tea.html", "given {'n': 1}", "with base.html", "from templates/tea.html"],
            ),
        ),
        (
            TemplateRendered(name=None, origin="", context={}),
            Told(
                actions=["Render a template without a name"],
                clauses=["Line 5 renders a template without a name."],
                box="Render the template",
                arrows=["renders a template without a name"],
                states=[],
                cells=["a template without a name", "given nothing"],
            ),
        ),
    ],
)
def test_each_event_is_told_in_every_part(event: Event, expected: Told) -> None:
    assert told(event) == expected
