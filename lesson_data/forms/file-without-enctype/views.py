from django import forms
from django.http import HttpResponse


class ItemForm(forms.Form):
    name = forms.CharField()
    photo = forms.FileField()


def upload(request):
    form = ItemForm(request.POST, request.FILES)
    if not form.is_valid():
        return HttpResponse(form.errors["photo"][0], status=400)
    photo = form.cleaned_data["photo"]
    return HttpResponse(f"{photo.name}: {photo.size} bytes")
