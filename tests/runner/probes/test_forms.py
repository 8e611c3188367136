"""The forms probe shows what a form was bound to and what came of it."""

from proven_lessons.runner.probes.forms import FormCleaned, FormsetCleaned, FormUnbound
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.trace import Value
from tests.builders import events_of, exchange, run, scenario, view

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
        FormUnbound(form="Order"),
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


def test_a_form_without_data_and_a_formset_without_management_are_told(recorder: Recorder) -> None:
    body = """
    from django import forms
    class Form(forms.Form):
        name = forms.CharField()
    Form().is_valid()
    Set = forms.formset_factory(Form)
    Set({"form-0-name": "x"}).is_valid()
    Set({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "x"}).is_valid()
    Set().is_valid()
    return HttpResponse("x")
    """
    found = events_of(exchange(recorder, body).steps, "forms")
    assert [one for one in found if not isinstance(one, FormCleaned)] == [
        FormUnbound(form="Form"),
        FormsetCleaned(
            formset="FormSet",
            forms=0,
            is_managed=False,
            errors=(
                "ManagementForm data is missing or has been tampered with. Missing fields: "
                "form-TOTAL_FORMS, form-INITIAL_FORMS. You may need to file a bug report if the "
                "issue persists.",
            ),
            missing=("TOTAL_FORMS", "INITIAL_FORMS"),
        ),
        FormsetCleaned(formset="FormSet", forms=1, is_managed=True, errors=()),
    ]


def test_messages_are_those_that_the_form_shows(recorder: Recorder) -> None:
    body = """
    from django import forms
    from django.contrib.auth.models import User
    from django.utils import translation
    class Name(forms.Form):
        name = forms.CharField(max_length=5)
        age = forms.IntegerField(min_value=18)
    User.objects.create(username="ada")
    UserForm = forms.modelform_factory(User, fields=["username"])
    data = {"name": "toolongname", "age": "3", "username": "ada"}
    shown = []
    for form in (Name(data), UserForm(data)):
        form.is_valid()
        shown += [text for texts in form.errors.values() for text in texts]
    translation.activate("de")
    form = Name(data)
    form.is_valid()
    shown += [text for texts in form.errors.values() for text in texts]
    return HttpResponse("|".join(shown))
    """
    found = exchange(recorder, body)
    assert found.response.text is not None
    told = [
        text
        for event in events_of(found.steps, "forms")
        for texts in event.errors.values()
        for text in texts
    ]
    assert told == found.response.text.split("|")
    assert told[0] == "Ensure this value has at most 5 characters (it has 11)."
