"""What a running program can ask and change: frames, threads, the clock, chance, its own modules."""

from tests.runner.corpus.words import THRICE, TWICE, lesson

SCENARIOS = {
    "exc_info, frames, inspect and locals": lesson(
        """
        import inspect
        import sys
        import traceback
        from django.http import HttpResponse

        def inner(a, *, b=2):
            c = a + b
            names = sorted(locals())
            locals()["c"] = 99
            frame = inspect.currentframe()
            return names, c, frame.f_code.co_name, frame.f_lineno, frame.f_trace, frame.f_back.f_code.co_name

        def view(request):
            found = [inner(1)]
            try:
                {}["x"]
            except KeyError:
                kind, error, trace = sys.exc_info()
                found.append((kind.__name__, str(error), trace.tb_lineno, traceback.format_exc().splitlines()[-1]))
                found.append(len(inspect.trace()))
            found.append(sys.exc_info())
            found.append(inspect.signature(inner))
            found.append(inspect.getsource(inner).count("\\n"))
            found.append([frame.function for frame in inspect.stack() if "lesson" in frame.filename])
            found.append((sys.gettrace(), sys.getprofile(), view.__code__.co_firstlineno, sorted(vars())))
            exec("made = len(found)", namespace := {"found": found})
            request.session["made"] = namespace["made"] + eval("1 + 1")
            return HttpResponse(str(found) + str(request.session["made"]))
        """, *TWICE,
    ),
    "threads and context variables": lesson(
        """
        import contextvars
        import threading
        from concurrent.futures import ThreadPoolExecutor
        from django.http import HttpResponse

        NAME = contextvars.ContextVar("name", default="nobody")
        local = threading.local()

        def work(session, number):
            local.number = number
            session[f"t{number}"] = NAME.get()
            return number ** 2

        def view(request):
            NAME.set("view")
            local.number = -1
            list(request.session.keys())
            thread = threading.Thread(target=work, args=(request.session, 1))
            thread.start()
            thread.join()
            with ThreadPoolExecutor(2) as pool:
                found = list(pool.map(lambda number: work(request.session, number), (2, 3)))
            context = contextvars.copy_context()
            found.append(context.run(work, request.session, 4))
            return HttpResponse(f"{found} {local.number} {sorted(request.session.items())} {list(map(str, ()))}")
        """, *TWICE,
    ),
    "time and chance": lesson(
        """
        import datetime
        import os
        import random
        import secrets
        import time
        import uuid
        from django.http import HttpResponse
        from django.utils import timezone
        from django.utils.crypto import get_random_string

        def view(request):
            drawn = [random.random(), random.sample(range(99), 3), secrets.token_hex(4), str(uuid.uuid4()),
                     get_random_string(5), os.urandom(3).hex(), random.SystemRandom().randint(0, 99)]
            started = time.time()
            time.sleep(1.5)
            moments = [time.time() - started, str(timezone.now()), str(datetime.date.today()), time.strftime("%H:%M:%S")]
            request.session["drawn"] = drawn
            return HttpResponse(f"{drawn} {moments} {hash('text')} {request.session.get_expiry_date()}")
        """, *THRICE,
    ),
    "prints, warnings, globals and a module that changes": lesson(
        """
        import sys
        import warnings
        from django.http import HttpResponse

        visits = 0
        cache = {}

        def view(request):
            global visits
            visits += 1
            print("seen", visits)
            print("wrong", file=sys.stderr)
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                warnings.warn("careful", UserWarning)
            cache.setdefault(request.path, []).append(visits)
            assert caught, "none caught"
            module = sys.modules[__name__]
            module.extra = request.session.get("n", 0)
            request.session["n"] = extra + 1
            return HttpResponse(f"{visits} {cache} {caught[0].message} {extra} {__debug__}")
        """, *THRICE,
    ),
}  # fmt: skip
