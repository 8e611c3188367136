"""What surrounds a view: urls.py and middleware."""

from proven_lessons.runner.site.config import defaults
from tests.runner.corpus.words import TWICE, VISIT, get, lesson, post

MIDDLEWARE: list[str] = defaults()["MIDDLEWARE"]
URLS = """
from django.http import HttpResponse, HttpResponseNotFound, HttpResponseServerError
from django.urls import include, path, re_path, register_converter
from lesson import shop, views

class Year:
    regex = "[0-9]{4}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return f"{value:04}"

register_converter(Year, "year")

def handler404(request, exception):
    request.session["lost"] = request.session.get("lost", 0) + 1
    return HttpResponseNotFound(f"lost {request.session['lost']} {type(exception).__name__}")

def handler500(request):
    return HttpResponseServerError(f"broken {sorted(request.session.items())}")

def handler403(request, exception):
    return HttpResponse(str(exception), status=403)

urlpatterns = [
    path("", views.home, name="home"),
    path("shop/", include(("lesson.shop", "shop"), namespace="main"), {"extra": 1}),
    path("other/", include(("lesson.shop", "shop"), namespace="second"), {"extra": 2}),
    path("y/<year:year>/", views.year, name="year"),
    re_path(r"^re/(?P<slug>[a-z]+)/(?:(?P<page>[0-9]+)/)?$", views.pages, name="pages"),
    path("fails/", views.fails),
    path("refused/", lambda request: views.refused(request)),
]
"""
WATCH = """
from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpResponse
from django.utils.decorators import sync_and_async_middleware

def function(get_response):
    def middleware(request):
        request.session["order"] = ["function in"]
        response = get_response(request)
        response["X-Order"] = ",".join(request.session.get("order", ["none"]))
        return response
    return middleware

class Class:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path == "/short/":
            return HttpResponse("cut short", status=202)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        request.session["order"] = [*request.session["order"], view.__name__]
        if request.path == "/instead/":
            return HttpResponse("instead")

    def process_exception(self, request, exception):
        request.session["error"] = repr(exception)
        if isinstance(exception, KeyError):
            return HttpResponse(f"handled {exception}", status=418)

    def process_template_response(self, request, response):
        response.context_data["more"] = request.session["order"]
        return response

@sync_and_async_middleware
def both(get_response):
    if iscoroutinefunction(get_response):
        async def middleware(request):
            return await get_response(request)
    else:
        def middleware(request):
            response = get_response(request)
            response["X-Both"] = "sync"
            return response
    return middleware
"""

SCENARIOS = {
    "urls.py with include, namespaces, converters and handlers": lesson(
        """
        from django.core.exceptions import PermissionDenied
        from django.http import HttpResponse
        from django.urls import resolve, reverse

        def home(request):
            names = [("main:item", [3]), ("second:item", [4]), ("year", [26]), ("pages", ["a"])]
            return HttpResponse(" ".join(reverse(name, args=args) for name, args in names))

        def year(request, year):
            request.session["year"] = year
            return HttpResponse(f"{year!r} {resolve('/shop/3/').view_name}")

        def pages(request, slug, page=None):
            return HttpResponse(f"{slug} {page}")

        def fails(request):
            request.session["lost"] = "in the view"
            raise ZeroDivisionError

        def refused(request):
            raise PermissionDenied("not for you")
        """,
        *(get(path) for path in ("/", "/shop/3/", "/other/4/", "/y/2026/", "/y/26/", "/re/abc/", "/re/abc/7/",
                                 "/re/ABC/", "/fails/", "/refused/", "/shop", "/y/2026", "/nowhere/")),
        post("/shop/3", a="b"),
        files={
            "urls.py": URLS,
            "shop.py": """
                from django.http import HttpResponse
                from django.urls import path

                def item(request, number, extra):
                    request.session["item"] = number
                    return HttpResponse(f"{request.resolver_match.view_name} {number} {extra}")

                urlpatterns = [path("", item, {"number": 0}), path("<int:number>/", item, name="item")]
                """,
        },
        routes={},
    ),
    "middleware of the lesson, every hook": lesson(
        """
        from django.http import HttpResponse
        from django.template.response import TemplateResponse

        def view(request):
            return HttpResponse(str(request.session["order"]))

        def fails(request):
            raise {"key": KeyError, "value": ValueError}[request.GET["e"]]("x")

        def template(request):
            return TemplateResponse(request, "page.html", {"a": 1})
        """,
        VISIT, *(get(path) for path in ("/short/", "/instead/", "/fails/?e=key", "/fails/?e=value", "/template/", "/")),
        files={"watch.py": WATCH, "templates/page.html": "{{ a }} {{ more }}"},
        routes={"": "view", "short/": "view", "instead/": "view", "fails/": "fails", "template/": "template"},
        settings={"MIDDLEWARE": [*MIDDLEWARE, "lesson.watch.function", "lesson.watch.Class", "lesson.watch.both"]},
    ),
    "middleware around an async view": lesson(
        """
        from django.http import HttpResponse

        async def view(request):
            await request.session.aset("n", await request.session.aget("n", 0) + 1)
            return HttpResponse(await request.session.aget("n"))
        """,
        *TWICE, files={"watch.py": WATCH},
        settings={"MIDDLEWARE": [*MIDDLEWARE, "lesson.watch.both"]},
    ),
    "no session middleware, and an order that is wrong": lesson(
        """
        from django.http import HttpResponse

        def view(request):
            return HttpResponse(f"{hasattr(request, 'session')} {hasattr(request, 'user')}")

        def fails(request):
            return HttpResponse(request.session["n"])
        """,
        VISIT, get("/fails/"), routes={"": "view", "fails/": "fails"},
        settings={"MIDDLEWARE": ["django.middleware.common.CommonMiddleware"]},
    ),
    "GZip, conditional GET and a session middleware of the lesson": lesson(
        """
        from django.contrib.sessions.middleware import SessionMiddleware
        from django.http import HttpResponse

        class Strict(SessionMiddleware):
            def process_request(self, request):
                super().process_request(request)
                request.session["path"] = request.path

            def process_response(self, request, response):
                response = super().process_response(request, response)
                response["X-Saved"] = str(request.session.session_key is not None)
                return response

        def view(request):
            return HttpResponse("x" * 500 + request.session["path"], content_type=request.GET.get("t", "text/html"))
        """,
        VISIT, get(Accept_Encoding="identity"), get("/?t=application/pdf"), get(If_None_Match='"nothing"'),
        settings={"MIDDLEWARE": ["django.middleware.http.ConditionalGetMiddleware", "lesson.views.Strict",
                                 *MIDDLEWARE[2:]]},
    ),
}  # fmt: skip
