"""The methods of a session: expiry, keys, test cookies, nested changes, and what is lazy or big inside it."""

from tests.runner.corpus.words import THRICE, TWICE, VISIT, body, get, lesson

SCENARIOS = {
    "set_expiry with everything it takes": lesson(
        """
        import datetime
        from django.http import HttpResponse
        from django.utils import timezone

        EXPIRIES = {
            "zero": 0, "seconds": 90, "delta": datetime.timedelta(hours=1), "none": None,
            "date": datetime.datetime(2026, 2, 1, tzinfo=datetime.UTC), "past": -10,
        }

        def view(request, which):
            session = request.session
            session["which"] = which
            session.set_expiry(EXPIRIES[which])
            return HttpResponse(
                f"{session.get_expiry_age()} {session.get_expiry_date()} {session.get_expire_at_browser_close()}"
                f" {session.get_expiry_age(modification=timezone.now(), expiry=5)} {session.get('_session_expiry')}"
            )
        """,
        *(get(f"/{which}/") for which in ("zero", "seconds", "delta", "none", "date", "none", "past", "seconds")),
        routes={"<which>/": "view"},
    ),
    "cycle_key and flush, with the keys printed": body(
        """
        session = request.session
        keys = [session.session_key]
        session["n"] = session.get("n", 0) + 1
        session.create()
        keys.append(session.session_key)
        session["n"] = 5
        session.cycle_key()
        keys.append(session.session_key)
        return HttpResponse(str(keys))
        """, *TWICE,
    ),
    "clear_expired and an expired session": lesson(
        """
        import time
        from django.contrib.sessions.models import Session
        from django.http import HttpResponse

        def view(request):
            before = dict(request.session.items())
            request.session.set_expiry(60)
            request.session["n"] = before.get("n", 0) + 1
            return HttpResponse(f"{before}")

        def wait(request):
            time.sleep(120)
            count = Session.objects.count()
            type(request.session).clear_expired()
            return HttpResponse(f"{count} {Session.objects.count()}")
        """,
        VISIT, VISIT, get("/wait/"), VISIT, get("/wait/", client="other"), routes={"": "view", "wait/": "wait"},
    ),
    "test cookies": body(
        """
        worked = request.session.test_cookie_worked()
        if worked:
            request.session.delete_test_cookie()
        else:
            request.session.set_test_cookie()
        return HttpResponse(worked)
        """, *THRICE,
    ),
    "clear leaves a session, flush none": body(
        """
        what = request.GET.get("do", "set")
        if what == "set":
            request.session.update({"a": 1, "b": 2})
        elif what == "del":
            del request.session["a"]
        elif what == "pop":
            request.session.pop("b"), request.session.pop("none", 0)
        elif what == "clear":
            request.session.clear()
        else:
            request.session.flush()
        return HttpResponse(f"{what} {sorted(request.session.keys())} {len(list(request.session.values()))}")
        """, *(get(f"/?do={what}") for what in ("set", "del", "pop", "set", "clear", "set", "flush", "del", "set")),
    ),
    "a nested change that nobody tells the session of": body(
        """
        cart = request.session.setdefault("cart", {"items": []})
        cart["items"].append(len(cart["items"]))
        if "save" in request.GET:
            request.session.modified = True
        return HttpResponse(str(request.session["cart"]))
        """, VISIT, VISIT, get("/?save=1"), VISIT,
    ),
    "missing keys and wrong types": body(
        """
        found = []
        for attempt in (
            lambda: request.session["none"],
            lambda: request.session.pop("none"),
            lambda: request.session.__delitem__("none"),
            lambda: request.session.get([]),
            lambda: request.session.update(1),
            lambda: request.session.set_expiry("soon"),
            lambda: request.session.unknown,
            lambda: request.session.get(),
        ):
            try:
                found.append(str(attempt()))
            except Exception as error:
                found.append(f"{type(error).__name__}: {error}")
        return HttpResponse("|".join(found))
        """, *TWICE,
    ),
    "only looked at: Vary but no cookie": body(
        """
        if "look" in request.GET:
            return HttpResponse(request.session.is_empty() or request.session.has_key("a"))
        return HttpResponse(bool(request.session))
        """, VISIT, get("/?look=1"),
    ),
    "big and deep values": body(
        """
        deep = value = {}
        for number in range(40):
            value["in"] = value = {"n": number}
        before = len(str(request.session.get("deep", "")))
        request.session["deep"] = deep
        request.session["long"] = "é" * 5000
        request.session["wide"] = list(range(1000))
        request.session["numbers"] = {str(n): n / 3 for n in range(60)}
        request.session["huge"] = 10 ** 300
        return HttpResponse(f"{before} {'x' * 30000}")
        """, *TWICE,
    ),
    "lazy text and lazy objects": lesson(
        """
        from django.http import HttpResponse
        from django.utils.functional import SimpleLazyObject, lazy
        from django.utils.translation import gettext_lazy

        called = []

        def make():
            called.append(1)
            return {"made": len(called)}

        def view(request):
            held = SimpleLazyObject(make)
            never = SimpleLazyObject(make)
            text = gettext_lazy("Yes")
            request.session["text"] = str(text)
            request.session["made"] = held["made"] if "use" in request.GET else 0
            return HttpResponse(f"{text} {len(called)} {type(never).__name__}")

        def kept(request):
            request.session["lazy"] = SimpleLazyObject(make)
            request.session["text"] = lazy(str.upper, str)("abc")
            return HttpResponse("saving fails")
        """,
        VISIT, get("/?use=1"), get("/kept/"), VISIT, routes={"": "view", "kept/": "kept"},
    ),
    "a session by hand, beside the request's": lesson(
        """
        from django.contrib.sessions.backends.db import SessionStore
        from django.http import HttpResponse

        def view(request):
            other = SessionStore()
            other["by"] = "hand"
            other.save()
            again = SessionStore(session_key=other.session_key)
            request.session["found"] = again.get("by")
            unsaved = SessionStore()
            unsaved["x"] = 1
            return HttpResponse(f"{again.exists(other.session_key)} {unsaved.session_key} {dict(again.items())}")
        """, *TWICE,
    ),
    "the session object replaced": lesson(
        """
        from django.contrib.sessions.backends.db import SessionStore
        from django.http import HttpResponse

        def view(request):
            request.session["lost"] = True
            request.session = SessionStore()
            request.session["kept"] = True
            return HttpResponse(str(dict(request.session.items())))
        """, *TWICE,
    ),
    "encode and decode": body(
        """
        packed = request.session.encode({"a": [1, 2]})
        return HttpResponse(f"{packed} {request.session.decode(packed)} {request.session.decode('nonsense')}")
        """,
    ),
    "a subclass as a value, and a value that changes in place": lesson(
        """
        import collections
        from django.http import HttpResponse

        class Price(int):
            def __repr__(self):
                return "a price"

        def view(request):
            request.session["price"] = Price(3)
            request.session["count"] = collections.Counter("aab")
            request.session["order"] = collections.OrderedDict(b=1, a=2)
            request.session["none"] = None
            same = request.session["list"] = [1]
            same.append(same[0])
            return HttpResponse(str(request.session["list"]))
        """, *TWICE,
    ),
}  # fmt: skip
