"""JSON, files, redirects, errors and methods: everything that an answer can be."""

from proven_lessons.runner.scenario import RequestSpec
from tests.runner.corpus.words import JSON, TWICE, VISIT, body, get, lesson, post


def send(method: str, path: str = "/", **data: str) -> RequestSpec:
    return RequestSpec(method=method, path=path, data=data or None)


SCENARIOS = {
    "JSON in and out": lesson(
        """
        import json
        from django.http import JsonResponse

        def view(request):
            try:
                data = json.loads(request.body or "null")
            except json.JSONDecodeError as error:
                return JsonResponse({"error": str(error)}, status=400)
            request.session["last"] = data
            return JsonResponse([data, request.content_type, dict(request.session.items())], safe=False)
        """,
        VISIT, RequestSpec(method="POST", data={"a": [1, None], "é": True}, headers=JSON),
        RequestSpec(method="PUT", data={"b": 1.5}, headers=JSON), post(plain="form"), post(),
    ),
    "JSON with dates, and what can't be JSON": lesson(
        """
        import datetime
        import decimal
        import uuid
        from django.http import JsonResponse

        def view(request):
            request.session["n"] = 1
            data = {"d": datetime.date(2026, 1, 5), "n": decimal.Decimal("1.10"), "u": uuid.UUID(int=5)}
            return JsonResponse(data if "ok" in request.GET else {"s": {1}})
        """,
        get("/?ok=1"), VISIT, VISIT,
    ),
    "files of the lesson folder": lesson(
        """
        import io
        from pathlib import Path
        from django.http import FileResponse, HttpResponse

        HERE = Path(__file__).parent

        def view(request, name):
            request.session["downloads"] = request.session.get("downloads", 0) + 1
            if name == "made":
                return FileResponse(io.BytesIO(b"made"), as_attachment=True, filename="made\\u00e9.txt")
            return FileResponse((HERE / name).open("rb"), as_attachment="get" in request.GET)

        def around(request):
            names = sorted(path.name for path in HERE.iterdir() if path.suffix in (".txt", ".csv"))
            (HERE / "new.txt").write_text("new")
            return HttpResponse(f"{names} {(HERE / 'new.txt').read_text()} {Path.cwd().name == HERE.parent.name}")
        """,
        get("/a.txt/"), get("/b.csv/?get=1"), get("/made/"), get("/none.txt/"), get("/"), get("/"),
        files={"a.txt": "text", "b.csv": "a,b\n1,2\n"}, routes={"": "around", "<name>/": "view"},
    ),
    "redirects of every kind": lesson(
        """
        from django.http import HttpResponse, HttpResponsePermanentRedirect
        from django.shortcuts import redirect

        def go(request, how):
            request.session.setdefault("way", []).append(how)
            request.session.modified = True
            match how:
                case "name":
                    return redirect("end", how="by-name")
                case "permanent":
                    return HttpResponsePermanentRedirect("/name/")
                case "keep":
                    return redirect("/end/kept/", preserve_request=True)
                case "relative":
                    return redirect("../end/relative/?a=b#c")
                case "away":
                    return redirect("https://example.com/")
                case "bad":
                    return redirect("javascript:alert(1)")
            return redirect("go", how="permanent")

        def end(request, how):
            return HttpResponse(f"{request.method} {how} {request.GET} {request.POST} {request.session['way']}")
        """,
        *(get(f"/{how}/", follow=True) for how in ("name", "permanent", "relative", "away", "bad", "other")),
        post("/keep/", a="1", follow=True), post("/other/", a="1", follow=True),
        routes={"end/<how>/": "end", "<how>/": "go"},
    ),
    "every method": body(
        """
        seen = request.session.get("seen", [])
        request.session["seen"] = [*seen, request.method]
        return HttpResponse(f"{seen} {request.body!r} {sorted(request.POST.items())} {request.content_type}")
        """,
        VISIT, send("HEAD"), send("POST", a="b"), send("PUT", a="b"), send("PATCH", a="é ö"), send("DELETE"),
        send("DELETE", a="b"), send("OPTIONS"), VISIT,
    ),
    "a request looked at from all sides": body(
        """
        meta = {name: value for name, value in request.META.items() if name.startswith(("HTTP_", "REMOTE", "QUERY"))}
        request.session["seen"] = request.get_full_path()
        return HttpResponse("|".join(map(str, (
            sorted(meta.items()), request.headers.get("X-One"), list(request.GET.lists()), request.scheme, request.get_host(),
            request.is_secure(), request.build_absolute_uri(), request.accepts("text/html"), request.resolver_match,
            request.path_info, request.encoding, request.get_port(),
        ))))
        """,
        get("/?a=1&a=2&b=%C3%A9+x&c"), get("/?x=%", X_One="one", Accept="application/json"),
    ),
    "errors that Django answers": lesson(
        """
        from django.core.exceptions import BadRequest, ObjectDoesNotExist, PermissionDenied, SuspiciousOperation
        from django.core.exceptions import DisallowedHost, RequestDataTooBig, ValidationError
        from django.http import Http404, HttpResponseNotAllowed, HttpResponseGone

        ERRORS = [Http404("gone"), PermissionDenied("no"), SuspiciousOperation("hm"), BadRequest("bad"), KeyError("k"),
                  ObjectDoesNotExist(), ValidationError("x"), RequestDataTooBig(), DisallowedHost(), OSError(5, "io")]

        def view(request, number):
            request.session[f"before {number}"] = True
            if number == 10:
                return HttpResponseNotAllowed(["GET", "PUT"])
            if number == 11:
                return HttpResponseGone()
            if number == 12:
                return None
            raise ERRORS[number] from ValueError("cause")
        """,
        *(get(f"/{number}/") for number in range(13)), get("/none/"), routes={"<int:number>/": "view"},
    ),
    "exceptions after and around session changes": lesson(
        """
        from django.http import HttpResponse

        class Refused(Exception):
            def __str__(self):
                raise RuntimeError("no text either")

        def careful(session):
            try:
                session["tried"] = True
                raise Refused(session)
            except KeyError:
                session["wrong"] = True
            else:
                session["else"] = True
            finally:
                session["finally"] = True

        def view(request):
            try:
                careful(request.session)
            except Refused as error:
                request.session["caught"] = type(error).__name__
                if "again" in request.GET:
                    raise
            try:
                raise ExceptionGroup("two", [ValueError(1), TypeError(2)])
            except* ValueError as group:
                request.session["values"] = len(group.exceptions)
            except* TypeError as group:
                request.session["types"] = str(group.exceptions[0])
            return HttpResponse(str(sorted(request.session.items())))
        """,
        VISIT, get("/?again=1"), VISIT,
    ),
    "cookies of the lesson's own": lesson(
        """
        import datetime
        from django.http import HttpResponse

        def view(request, do):
            response = HttpResponse(f"{sorted(request.COOKIES.items())} {request.get_signed_cookie('s', 'none')}")
            if do == "set":
                response.set_cookie("a", "1", max_age=60, path="/", secure=True, httponly=True, samesite="Strict")
                response.set_cookie("b", "2", expires=datetime.datetime(2026, 1, 6, tzinfo=datetime.UTC))
                response.set_cookie("c", "3", path="/only/")
                response.set_signed_cookie("s", "signed", salt="x")
                response.cookies["raw"] = "r w"
            elif do == "wait":
                import time
                time.sleep(61)
            else:
                response.delete_cookie("b")
            return response
        """,
        get("/set/"), get("/wait/"), get("/only/"), get("/delete/"), get("/set/"), routes={"<do>/": "view"},
    ),
    "responses made in odd ways": lesson(
        """
        from django.http import HttpResponse, HttpResponseNotModified
        from django.template.response import SimpleTemplateResponse
        from http import HTTPStatus

        class Mine(HttpResponse):
            status_code = 202

            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)
                self["X-Mine"] = "yes"

        def view(request, number):
            request.session["number"] = number
            match number:
                case 0:
                    response = Mine()
                    response.write("a")
                    response.writelines(["b", b"c"])
                    return response
                case 1:
                    return HttpResponse(iter(["one", "two"]), headers={"X-A": "b"}, reason="Fine")
                case 2:
                    return HttpResponseNotModified()
                case 3:
                    response = HttpResponse(b"\\x00\\xff", content_type="application/octet-stream")
                    del response["Content-Type"]
                    return response
                case 4:
                    return HttpResponse(memoryview(b"view"), status=HTTPStatus.IM_A_TEAPOT, charset="latin-1")
                case 5:
                    return HttpResponse("bad\\nheader", headers={"X-Bad": "a\\nb"})
                case 6:
                    response = HttpResponse("closed")
                    response._resource_closers.append(lambda: request.session.update(closed=True))
                    return response
            return "a text"
        """,
        *(get(f"/{number}/") for number in range(8)), get("/0/"), routes={"<int:number>/": "view"},
    ),
    "uploads by hand": body(
        """
        if request.method == "POST":
            request.session["sizes"] = {name: file.size for name, file in request.FILES.items()}
        return HttpResponse(f"{request.session.get('sizes')} {request.read()!r} {request.POST}")
        """,
        *TWICE, post(a="b"),
    ),
}  # fmt: skip
