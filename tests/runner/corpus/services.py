"""What a site offers beside views: caches, mail, logging, translation, CSRF, security and time zones."""

from proven_lessons.runner.site.config import defaults
from tests.runner.corpus.words import THRICE, TWICE, VISIT, get, lesson, post

MIDDLEWARE: list[str] = defaults()["MIDDLEWARE"]
LOCALE = [*MIDDLEWARE[:2], "django.middleware.locale.LocaleMiddleware", *MIDDLEWARE[2:]]

SCENARIOS = {
    "the cache API": lesson(
        """
        from django.core.cache import cache, caches
        from django.http import HttpResponse

        def view(request):
            said = [cache.get("n"), cache.add("n", 0), cache.incr("n"), cache.incr("n", 5), cache.decr("n")]
            said += [cache.get_or_set("made", lambda: request.session.setdefault("made", 1), 30)]
            cache.set_many({"a": 1, "b": [1, {"c": 2}]}, timeout=60)
            said += [sorted(cache.get_many(["a", "b", "none"]).items()), cache.delete("a"), cache.delete("a")]
            cache.set("short", request.session.session_key, timeout=0)
            cache.set("v", 1, version=2)
            said += [cache.get("short", "over"), cache.get("v"), cache.get("v", version=2), cache.has_key("b"), "b" in cache]
            said += [cache.touch("b", 5), cache.delete_many(["b"]), caches["default"] is cache]
            try:
                cache.incr("missing")
            except ValueError as error:
                said.append(str(error))
            request.session["n"] = cache.get("n")
            return HttpResponse(str(said))

        def clear(request):
            cache.clear()
            return HttpResponse(cache.get("n", "cleared"))
        """,
        *TWICE, get("/clear/"), VISIT, routes={"": "view", "clear/": "clear"},
    ),
    "cache_page, with and without the session": lesson(
        """
        from django.http import HttpResponse
        from django.views.decorators.cache import cache_page

        made = []

        @cache_page(60)
        def view(request):
            made.append(request.path)
            return HttpResponse(len(made))

        @cache_page(60, key_prefix="s")
        def counts(request):
            made.append(request.path)
            request.session["n"] = request.session.get("n", 0) + 1
            return HttpResponse(f"{len(made)} {request.session['n']}")
        """,
        VISIT, VISIT, get("/counts/"), get("/counts/"), get("/counts/"), get("/counts/", client="b"), get("/?a=1"),
        routes={"": "view", "counts/": "counts"},
    ),
    "template fragments in the cache": lesson(
        """
        from django.shortcuts import render

        def view(request):
            request.session["n"] = request.session.get("n", 0) + 1
            return render(request, "page.html")
        """,
        *THRICE,
        files={"templates/page.html": "{% load cache %}{% cache 50 part %}{{ request.session.n }}{% endcache %}"
                                      "{{ request.session.n }}"},
    ),
    "sessions in a cache of their own": lesson(
        """
        from django.core.cache import caches
        from django.http import HttpResponse

        def view(request):
            request.session["n"] = request.session.get("n", 0) + 1
            caches["default"].clear()
            return HttpResponse(request.session["n"])
        """,
        *THRICE,
        settings={"SESSION_ENGINE": "django.contrib.sessions.backends.cache", "SESSION_CACHE_ALIAS": "visits",
                  "CACHES": {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
                             "visits": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache",
                                        "LOCATION": "visits", "KEY_PREFIX": "x"}}},
    ),
    "mail with an attachment": lesson(
        """
        from django.core import mail
        from django.http import HttpResponse

        def view(request):
            sent = mail.send_mail("Hello", "Text", "a@example.com", ["b@example.com"], html_message="<b>Text</b>")
            message = mail.EmailMessage("Two", "Body", to=["c@example.com"], headers={"X-One": "1", "Message-ID": "<1@a>"})
            message.attach("a.txt", "content", "text/plain")
            sent += message.send()
            mail.mail_admins("none", "there are none")
            request.session["sent"] = request.session.get("sent", 0) + sent
            found = [(m.subject, m.to, len(m.attachments)) for m in mail.outbox]
            return HttpResponse(f"{found} {request.session['sent']} {len(mail.outbox[1].message().as_bytes())}")
        """, *TWICE,
    ),
    "a logger of the lesson": lesson(
        """
        import logging
        from django.http import HttpResponse

        class Keep(logging.Handler):
            lines = []

            def emit(self, record):
                self.lines.append(self.format(record))

        logger = logging.getLogger("shop")
        logger.setLevel(logging.INFO)
        logger.addHandler(Keep())

        def view(request):
            logger.debug("too quiet")
            logger.info("visit %s", request.session.get("n", 0))
            try:
                request.session["none"]
            except KeyError:
                logger.exception("no key")
            request.session["n"] = len(Keep.lines)
            return HttpResponse("|".join(line.splitlines()[-1] for line in Keep.lines))
        """, *TWICE,
    ),
    "what Django logs": lesson(
        """
        import logging
        from django.http import HttpResponse

        lines = []

        class Keep(logging.Handler):
            def emit(self, record):
                lines.append(f"{record.name} {record.levelname} {record.getMessage()}")

        logging.getLogger("django.request").addHandler(Keep())
        logging.getLogger("django.security").addHandler(Keep())

        def view(request):
            return HttpResponse("|".join(lines))

        def fails(request):
            raise ValueError
        """,
        get("/fails/"), get("/none/"), VISIT, routes={"": "view", "fails/": "fails"},
    ),
    "an error that is mailed to the admins": lesson(
        """
        from django.core import mail
        from django.http import HttpResponse

        def view(request):
            return HttpResponse([message.subject for message in getattr(mail, "outbox", [])])

        def fails(request):
            raise ValueError("mail this")
        """,
        get("/fails/"), VISIT, routes={"": "view", "fails/": "fails"}, settings={"ADMINS": [["Root", "root@example.com"]]},
    ),
    "a language chosen by header and cookie": lesson(
        """
        from django.conf import settings
        from django.http import HttpResponse
        from django.utils import formats, translation
        from django.utils.translation import gettext, gettext_lazy, ngettext

        LAZY = gettext_lazy("Yes")

        def view(request):
            request.session["language"] = translation.get_language()
            with translation.override("fr"):
                french = gettext("No")
            date = formats.date_format(__import__("datetime").date(2026, 1, 5))
            response = HttpResponse(f"{LAZY} {french} {date} {request.LANGUAGE_CODE} {ngettext('a', 'b', 2)}")
            if "set" in request.GET:
                response.set_cookie(settings.LANGUAGE_COOKIE_NAME, request.GET["set"])
            return response
        """,
        VISIT, get(Accept_Language="de,en;q=0.5"), get("/?set=es"), VISIT, settings={"MIDDLEWARE": LOCALE},
    ),
    "languages in URLs, and set_language": lesson(
        """
        from django.http import HttpResponse
        from django.utils.translation import gettext as _

        def view(request):
            return HttpResponse(f"{_('Yes')} {request.session.get('_language')}")
        """,
        get("/"), get("/de/", follow=True), post("/i18n/setlang/", language="de", next="/", follow=True), get("/"),
        files={"urls.py": """
            from django.conf.urls.i18n import i18n_patterns
            from django.urls import include, path
            from lesson import views

            urlpatterns = [path("i18n/", include("django.conf.urls.i18n")), *i18n_patterns(path("", views.view))]
            """},
        routes={}, settings={"MIDDLEWARE": LOCALE},
    ),
    "security headers, and HTTPS wanted": lesson(
        """
        from django.http import HttpResponse

        def view(request):
            return HttpResponse(request.is_secure())
        """,
        VISIT, get(X_Forwarded_Proto="https"),
        settings={"SECURE_SSL_REDIRECT": True, "SECURE_HSTS_SECONDS": 60, "X_FRAME_OPTIONS": "SAMEORIGIN",
                  "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"], "SESSION_COOKIE_SECURE": True},
    ),
    "hosts and slashes that settings forbid": lesson(
        """
        from django.http import HttpResponse

        def view(request):
            return HttpResponse(request.get_host())
        """,
        get("/a/"), get("/a"), get("/a/", Host="evil.example"),
        routes={"a/": "view"}, settings={"APPEND_SLASH": False, "ALLOWED_HOSTS": ["localhost"]},
    ),
    "CSRF tokens in the session": lesson(
        """
        from django.http import HttpResponse
        from django.middleware.csrf import get_token

        def view(request):
            return HttpResponse(f"{len(get_token(request))} {sorted(request.session.keys())}")
        """,
        VISIT, post(a="b"), VISIT, settings={"CSRF_USE_SESSIONS": True},
    ),
    "time zones": lesson(
        """
        import zoneinfo
        from django.http import HttpResponse
        from django.utils import timezone

        def view(request):
            if zone := request.session.get("zone"):
                timezone.activate(zoneinfo.ZoneInfo(zone))
            else:
                timezone.deactivate()
                request.session["zone"] = "Asia/Tokyo"
            local = timezone.localtime()
            return HttpResponse(f"{local} {timezone.get_current_timezone_name()} {timezone.localdate()}")
        """, *TWICE,
    ),
    "DEBUG: the pages of a development site": lesson(
        """
        from django.db import connection
        from django.http import HttpResponse

        def view(request):
            request.session["n"] = 1
            return HttpResponse(f"{len(connection.queries)}")
        """,
        VISIT, VISIT, settings={"DEBUG": True},
    ),
}  # fmt: skip
