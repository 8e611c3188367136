"""The forms probe shows what a form was bound to and what came of it."""

from proven_lessons.runner.probes.forms import FormCleaned
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.trace import Value
from tests.builders import events_of, run, scenario, view

BODY = """
from django import forms

class Order(forms.Form):
    count = forms.IntegerField(min_value=2)
    name = forms.CharField()

    def clean(self):
        if self.cleaned_data.get("name") == "no":
            raise forms.ValidationError("No %(name)s", params={"name": "no"})

Order()
Order().is_valid()
Order({"count": "1"}).is_valid()
Order({"count": "2", "name": "no"}).is_valid()
form = Order({"count": "2", "name": "Ada"})
form.is_valid(), form.is_valid()
return HttpResponse("x")
"""


def test_a_bound_form_is_told_once_with_its_errors_or_its_data(recorder: Recorder) -> None:
    (found,) = run(recorder, scenario(view(BODY))).exchanges
    count = {"count": Value(type="int", repr="2")}
    assert events_of(found.steps, "forms") == [
        FormCleaned(
            form="Order",
            data=Value(type="dict", repr="{'count': '1'}"),
            errors={
                "count": ("Ensure this value is greater than or equal to 2.",),
                "name": ("This field is required.",),
            },
            cleaned={},
        ),
        FormCleaned(
            form="Order",
            data=Value(type="dict", repr="{'count': '2', 'name': 'no'}"),
            errors={"__all__": ("No no",)},
            cleaned=count | {"name": Value(type="str", repr="'no'")},
        ),
        FormCleaned(
            form="Order",
            data=Value(type="dict", repr="{'count': '2', 'name': 'Ada'}"),
            errors={},
            cleaned=count | {"name": Value(type="str", repr="'Ada'")},
        ),
    ]
