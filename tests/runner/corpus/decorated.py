"""Function views under decorators, the lesson's own and Django's."""

from proven_lessons.runner.scenario import RequestSpec
from tests.runner.corpus.words import THRICE, TWICE, VISIT, get, lesson, post

SCENARIOS = {
    "own decorators, one with arguments": lesson(
        """
        import functools
        from django.http import HttpResponse

        def counted(view):
            @functools.wraps(view)
            def inner(request, *args, **kwargs):
                request.session["calls"] = request.session.get("calls", 0) + 1
                return view(request, *args, **kwargs)
            return inner

        def header(name):
            def decorate(view):
                def inner(request):
                    response = view(request)
                    response[name] = str(request.session["calls"])
                    return response
                return inner
            return decorate

        @counted
        @header("X-Calls")
        def view(request):
            return HttpResponse(f"{view.__name__} {request.session['calls']}")
        """,
        *THRICE,
    ),
    "a class as a decorator": lesson(
        """
        from django.http import HttpResponse

        class Guard:
            def __init__(self, view):
                self.view = view
                self.seen = 0

            def __call__(self, request):
                self.seen += 1
                request.session["seen"] = self.seen
                return self.view(request)

        @Guard
        def view(request):
            return HttpResponse(request.session["seen"])
        """,
        *TWICE,
    ),
    "require_POST, never_cache and vary_on_headers": lesson(
        """
        from django.http import HttpResponse
        from django.views.decorators.cache import cache_control, never_cache
        from django.views.decorators.http import require_POST, require_safe
        from django.views.decorators.vary import vary_on_cookie, vary_on_headers

        @require_POST
        @never_cache
        @vary_on_headers("Accept", "X-One")
        def write(request):
            request.session["a"] = request.POST["a"]
            return HttpResponse("written")

        @require_safe
        @cache_control(private=True, max_age=60)
        @vary_on_cookie
        def read(request):
            return HttpResponse(request.session.get("a", "nothing"))
        """,
        get("/write/"), post("/write/", a="1"), get("/read/"), post("/read/"),
        routes={"write/": "write", "read/": "read"},
    ),
    "csrf_protect, csrf_exempt and ensure_csrf_cookie": lesson(
        """
        from django.http import HttpResponse
        from django.middleware.csrf import get_token, rotate_token
        from django.views.decorators.csrf import csrf_exempt, csrf_protect, ensure_csrf_cookie

        @csrf_protect
        @ensure_csrf_cookie
        def view(request):
            request.session["token"] = len(get_token(request))
            rotate_token(request)
            return HttpResponse(get_token(request))

        @csrf_exempt
        def free(request):
            return HttpResponse(request.method)
        """,
        VISIT, post(a="b"), post("/free/"),
        routes={"": "view", "free/": "free"},
    ),
    "transaction.atomic around a view that fails": lesson(
        """
        from django.db import transaction
        from django.http import HttpResponse

        @transaction.atomic
        def view(request):
            request.session["n"] = request.session.get("n", 0) + 1
            request.session.save()
            if request.session["n"] == 2:
                raise ValueError("rolled back")
            return HttpResponse(request.session["n"])
        """,
        *THRICE,
    ),
    "sensitive variables and post parameters": lesson(
        """
        from django.http import HttpResponse
        from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

        @sensitive_variables("secret")
        def keep(request, secret):
            request.session["length"] = len(secret)

        @sensitive_post_parameters("password")
        def view(request):
            keep(request, request.POST.get("password", ""))
            return HttpResponse(request.session["length"])
        """,
        VISIT, post(password="hush"),
    ),
    "condition, etag and last_modified": lesson(
        """
        import datetime
        from django.http import HttpResponse
        from django.views.decorators.http import condition, etag

        def tag(request):
            return f'"{request.session.get("n", 0)}"'

        def changed(request):
            return datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)

        @condition(etag_func=tag, last_modified_func=changed)
        def view(request):
            return HttpResponse("body")

        @etag(tag)
        def bump(request):
            request.session["n"] = request.session.get("n", 0) + 1
            return HttpResponse(request.session["n"])
        """,
        VISIT, get(If_None_Match='"0"'), get("/bump/"), get(If_None_Match='"0"'), get(If_None_Match='"1"'),
        get(If_Match='"7"'), RequestSpec(method="HEAD", headers={"If-Modified-Since": "Fri, 02 Jan 2026 00:00:00 GMT"}),
        routes={"": "view", "bump/": "bump"},
    ),
    "xframe_options, gzip_page and no_append_slash": lesson(
        """
        from django.http import HttpResponse
        from django.views.decorators.clickjacking import xframe_options_exempt, xframe_options_sameorigin
        from django.views.decorators.common import no_append_slash

        @no_append_slash
        @xframe_options_sameorigin
        def view(request):
            request.session.setdefault("seen", []).append(request.path)
            request.session.modified = True
            return HttpResponse(request.session["seen"])

        free = xframe_options_exempt(view)
        """,
        get("/one/"), get("/one"), get("/two/"), get("/two"),
        routes={"one/": "view", "two/": "free"},
    ),
}  # fmt: skip
