"""What is active and not of the settings is told, as the view itself finds it."""

import pytest

from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import exchange

BODY = """
from django.utils import timezone, translation
{}
from proven_lessons.runner.site.locale import active
found = active()
return HttpResponse("x")
"""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("", "{{}}"),
        ("translation.activate('de')", "{'language': 'de'}"),
        ("translation.activate('en-us')", "{{}}"),
        ("timezone.activate('Asia/Tokyo')", "{'time zone': 'Asia/Tokyo'}"),
    ],
)
def test_what_is_not_of_the_settings_is_told(recorder: Recorder, code: str, expected: str) -> None:
    held = [step.locals for step in exchange(recorder, BODY.format(code)).steps if step.at]
    assert held[-1]["found"].repr == expected.replace("{{}}", "{}")


def test_what_another_run_has_made_active_is_forgotten(recorder: Recorder) -> None:
    code = "translation.activate('de'); timezone.activate('Asia/Tokyo')\n"
    code += "from proven_lessons.runner.site.locale import forget\nforget()"
    held = [step.locals for step in exchange(recorder, BODY.format(code)).steps if step.at]
    assert held[-1]["found"].repr == "{}"
