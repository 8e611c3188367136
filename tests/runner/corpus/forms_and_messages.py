"""Forms, model forms and formsets with errors, and messages over a redirect."""

from tests.runner.corpus.words import TWICE, VISIT, form, get, lesson, post

MODELS = """
from django.core.exceptions import ValidationError
from django.db import models

def no_digits(value):
    if any(sign.isdigit() for sign in value):
        raise ValidationError("%(value)s has a digit", params={"value": value})

class Book(models.Model):
    title = models.CharField(max_length=9, unique=True, validators=[no_digits])
    pages = models.PositiveIntegerField(null=True, blank=True)

    def clean(self):
        if self.title == self.title.upper():
            raise ValidationError({"title": "Don't shout"})
"""
MESSAGES = """
from django.contrib import messages
from django.contrib.messages import get_messages
from django.http import HttpResponse, HttpResponseRedirect

def write(request):
    messages.info(request, "saved", extra_tags="top")
    messages.error(request, "and failed")
    messages.debug(request, "not shown")
    return HttpResponseRedirect("/read/")

def read(request):
    found = [f"{message.level_tag} {message.tags} {message}" for message in get_messages(request)]
    return HttpResponse(f"{found} {len(get_messages(request))}")

def peek(request):
    return HttpResponse(len(get_messages(request)))

def again(request):
    storage = get_messages(request)
    found = [str(message) for message in storage]
    storage.used = False
    messages.set_level(request, messages.DEBUG)
    messages.debug(request, f"read {found}")
    return HttpResponse(messages.get_level(request))
"""
ROUTES = {"write/": "write", "read/": "read", "peek/": "peek", "again/": "again"}
STORAGES = ("fallback.FallbackStorage", "session.SessionStorage", "cookie.CookieStorage")

SCENARIOS = {
    **{f"messages in {name}": lesson(
        MESSAGES, get("/write/", follow=True), get("/read/"), get("/write/"), get("/peek/"), get("/again/"),
        get("/read/"), get("/read/"),
        routes=ROUTES, settings={"MESSAGE_STORAGE": f"django.contrib.messages.storage.{name}"},
    ) for name in STORAGES},
    "more messages than a cookie holds": lesson(
        """
        from django.contrib import messages
        from django.http import HttpResponse

        def view(request):
            for number in range(30):
                messages.warning(request, f"{number} " + "long " * 40)
            return HttpResponse("x")

        def read(request):
            return HttpResponse("".join(str(message)[:3] for message in messages.get_messages(request)))
        """,
        VISIT, get("/read/"), get("/read/"), routes={"": "view", "read/": "read"},
    ),
    "a form with errors of every kind": lesson(
        """
        from django import forms
        from django.http import HttpResponse, HttpResponseRedirect

        class Order(forms.Form):
            name = forms.CharField(min_length=2, label="Your name")
            count = forms.IntegerField(max_value=9, initial=1)
            kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
            extra = forms.MultipleChoiceField(choices=[("x", "X"), ("y", "Y")], required=False)
            when = forms.DateField(required=False)

            def clean_name(self):
                if self.cleaned_data["name"] == "me":
                    raise forms.ValidationError("not you", code="you")
                return self.cleaned_data["name"].title()

            def clean(self):
                if self.cleaned_data.get("count") == 7:
                    self.add_error(None, "seven")
                return super().clean()

        def view(request):
            form = Order(request.POST or None, initial=request.session.get("order"))
            if request.method == "POST" and form.is_valid():
                request.session["order"] = {**form.cleaned_data, "when": str(form.cleaned_data["when"])}
                return HttpResponseRedirect("/")
            return HttpResponse(f"{form.as_p()} {form.errors.as_json()} {form.changed_data}")
        """,
        VISIT, post(), post(name="me", count="x", kind="z"), post(name="ada", count=7, kind="a"),
        post(name="ada", count=3, kind="b", extra=["x", "y"], when="2026-01-05", follow=True),
        post(name="ada", when="yesterday"),
    ),
    "a model form and its errors": lesson(
        """
        from django import forms
        from django.http import HttpResponse
        from django.shortcuts import redirect
        from lesson.models import Book

        class BookForm(forms.ModelForm):
            class Meta:
                model = Book
                fields = ["title", "pages"]
                help_texts = {"title": "Short"}

        def view(request):
            form = BookForm(request.POST or None, instance=Book.objects.filter(title=request.GET.get("t")).first())
            if form.is_valid():
                request.session["book"] = form.save().pk
                return redirect("view")
            return HttpResponse(f"{form} {request.session.get('book')}")
        """,
        VISIT, post(title="a1"), post(title="LOUD", pages=-1), post(title="Emma", pages=9), post(title="Emma"),
        post("/?t=Emma", title="Emma2"), post("/?t=Emma", title="Dune", follow=True), get("/?t=Dune"),
        files={"models.py": MODELS},
    ),
    "formsets": lesson(
        """
        from django import forms
        from django.http import HttpResponse
        from lesson.models import Book

        class Line(forms.Form):
            what = forms.CharField()
            count = forms.IntegerField(required=False)

        def view(request):
            lines = forms.formset_factory(Line, extra=1, can_delete=True, can_order=True, max_num=3)
            formset = lines(request.POST or None, prefix="l", initial=request.session.get("lines"))
            if request.method == "POST" and formset.is_valid():
                request.session["lines"] = [form.cleaned_data for form in formset.ordered_forms]
            return HttpResponse(f"{formset.management_form} {formset.total_form_count()} {request.session.get('lines')}")

        def books(request):
            BookSet = forms.modelformset_factory(Book, fields=["title"], extra=1)
            formset = BookSet(request.POST or None)
            if formset.is_valid():
                formset.save()
            return HttpResponse(f"{formset.errors if formset.is_bound else formset} {Book.objects.count()}")
        """,
        VISIT,
        form("/", {"l-TOTAL_FORMS": 2, "l-INITIAL_FORMS": 0, "l-0-what": "tea", "l-0-count": 2, "l-0-ORDER": 2,
                "l-1-what": "milk", "l-1-ORDER": 1}),
        VISIT, form("/", {"l-0-what": "tea"}), get("/books/"),
        form("/books/", {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "form-0-title": "Emma"}), get("/books/"),
        routes={"": "view", "books/": "books"}, files={"models.py": MODELS},
    ),
    "a form with a constructor and a session wizard": lesson(
        """
        from django import forms
        from django.http import HttpResponse, HttpResponseRedirect

        class Step(forms.Form):
            def __init__(self, *args, session, step, **kwargs):
                super().__init__(*args, **kwargs)
                self.session = session
                self.fields[f"answer{step}"] = forms.CharField(initial=session.get("wizard", {}).get(str(step)))

            def save(self):
                wizard = self.session.setdefault("wizard", {})
                wizard.update({name[-1]: value for name, value in self.cleaned_data.items()})
                self.session.modified = True

        def view(request, step):
            form = Step(request.POST or None, session=request.session, step=step)
            match (request.method, form.is_valid()):
                case ("POST", True):
                    form.save()
                    return HttpResponseRedirect(f"/{step + 1}/")
                case ("POST", False):
                    return HttpResponse(form.errors.as_text(), status=422)
            return HttpResponse(f"{form['answer' + str(step)]}")
        """,
        get("/1/"), post("/1/"), post("/1/", answer1="yes", follow=True), post("/2/", answer2="no"), get("/1/"),
        routes={"<int:step>/": "view"},
    ),
    "messages in a template, read only where it is shown": lesson(
        """
        from django.contrib import messages
        from django.shortcuts import render

        def view(request):
            messages.success(request, "<b>" if "b" in request.GET else "plain")
            return render(request, "show.html" if "show" in request.GET else "hide.html")
        """,
        VISIT, get("/?b=1"), get("/?show=1"), *TWICE,
        files={"templates/show.html": "{% for m in messages %}{{ m.tags }} {{ m }}{% endfor %}",
               "templates/hide.html": "nothing"},
    ),
}  # fmt: skip
