"""What a request can bring along: JSON, files, the fields of the page's form, a CSRF token, and time."""

from proven_lessons.runner.scenario import RequestSpec
from tests.runner.corpus.words import VISIT, engine, get, lesson, post

FORM = """
from django import forms
from django.shortcuts import redirect, render

class Ask(forms.Form):
    name = forms.CharField(initial="Ada")
    hidden = forms.CharField(widget=forms.HiddenInput, initial="<kept>")
    more = forms.CharField(widget=forms.Textarea, required=False, initial="a & b")
    yes = forms.BooleanField(required=False, initial=True)
    no = forms.BooleanField(required=False)

def view(request):
    form = Ask(request.POST or None)
    if form.is_valid():
        request.session["asked"] = form.cleaned_data
        return redirect("view")
    return render(request, "ask.html", {"form": form})
"""
PAGE = "<form method='post'>{% csrf_token %}{{ form.as_div }}<input type='submit' name='s'></form>{{ request.session.asked }}"
COUNT = """
from django.http import HttpResponse

def view(request):
    request.session["n"] = request.session.get("n", 0) + 1
    request.session.set_expiry(100)
    return HttpResponse(request.session["n"])
"""
FILLED_IN = RequestSpec(method="POST", form=True, follow=True)

SCENARIOS = {
    "JSON of every kind": lesson(
        """
        import json
        from django.http import JsonResponse

        def view(request):
            request.session["last"] = json.loads(request.body)
            return JsonResponse({"last": request.session["last"], "type": request.content_type, "post": request.POST})
        """,
        RequestSpec(method="POST", json={"a": [1, 2.5, None]}), RequestSpec(method="PUT", json=[]),
        RequestSpec(method="PATCH", json="é"), RequestSpec(method="POST", json=False),
        RequestSpec(method="DELETE", json={"a": {}}),
    ),
    "files with fields": lesson(
        """
        from django import forms
        from django.http import HttpResponse

        class Upload(forms.Form):
            title = forms.CharField()
            one = forms.FileField()
            two = forms.FileField(required=False)

        def view(request):
            form = Upload(request.POST, request.FILES)
            if not form.is_valid():
                return HttpResponse(form.errors.as_json(), status=400)
            files = {name: [f.name, f.size, f.content_type, f.read().decode()] for name, f in request.FILES.items()}
            request.session["files"] = files
            return HttpResponse(f"{files} {form.cleaned_data['title']} {request.POST}")
        """,
        RequestSpec(method="POST", data={"title": "é"}, files={"one": "a.txt"}),
        RequestSpec(method="POST", data={"title": "t", "more": ["1", "2"]}, files={"one": "d/b.csv", "two": "c.bin"}),
        RequestSpec(method="POST", files={"two": "a.txt"}), post(title="none"),
        files={"a.txt": "text\r\nmore\n", "d/b.csv": "1,2\n", "c.bin": ""},
    ),
    "the form of the last page, its token checked": lesson(
        FORM, VISIT, FILLED_IN, RequestSpec(method="POST", form=True, data={"name": "", "no": "on"}), FILLED_IN,
        post(name="x", hidden="y"), RequestSpec(method="POST", form=True, client="other"),
        files={"templates/ask.html": PAGE}, csrf=True,
    ),
    "the form of the last page, tokens in the session": lesson(
        FORM, VISIT, FILLED_IN, post(name="x", hidden="y"),
        files={"templates/ask.html": PAGE}, csrf=True, settings={"CSRF_USE_SESSIONS": True},
    ),
    "CSRF: no cookie, exempt, a wrong origin, a header": lesson(
        """
        from django.http import HttpResponse
        from django.middleware.csrf import get_token
        from django.views.decorators.csrf import csrf_exempt

        def view(request):
            request.session["method"] = request.method
            return HttpResponse(f"{len(get_token(request))} {request.method}")

        @csrf_exempt
        def free(request):
            request.session["free"] = True
            return HttpResponse("free")
        """,
        post(), VISIT, post(), post("/free/", a="1"), RequestSpec(method="PUT", json={}),
        RequestSpec(method="POST", headers={"Origin": "http://evil.example"}),
        RequestSpec(method="POST", headers={"X-CSRFToken": "a" * 32, "Cookie": "csrftoken=" + "a" * 32}),
        routes={"": "view", "free/": "free"}, csrf=True,
    ),
    **{f"sessions that grow old, in {name}": lesson(
        COUNT, VISIT, RequestSpec(clock=60), RequestSpec(clock=60), RequestSpec(clock=101), VISIT,
        get(client="other"), settings=engine(name),
    ) for name in ("db", "cache", "cached_db", "file", "signed_cookies")},
    "half a second": lesson(COUNT, VISIT, RequestSpec(clock=0.5)),
    "an old session whose cookie is still sent": lesson(
        COUNT, VISIT, RequestSpec(clock=200, headers={"Cookie": "sessionid=" + "b" * 32}), VISIT,
    ),
    "a login that is forgotten": lesson(
        """
        from django.contrib.auth import login
        from django.contrib.auth.models import User
        from django.http import HttpResponse

        def view(request):
            if not request.user.is_authenticated:
                login(request, User.objects.get_or_create(username="ada")[0])
                request.session.set_expiry(30)
                return HttpResponse("in")
            return HttpResponse(f"{request.user} {request.session.get_expiry_date()} {request.user.last_login}")
        """,
        VISIT, RequestSpec(clock=20), RequestSpec(clock=20),
    ),
}  # fmt: skip
