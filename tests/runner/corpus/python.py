"""Python's control flow: recursion, loops, generators, closures, match and try."""

from tests.runner.corpus.words import TWICE, lesson

SCENARIOS = {
    "recursion, and too much of it": lesson(
        """
        import sys
        from django.http import HttpResponse

        def down(session, depth):
            if depth == 0:
                session["bottom"] = True
                return 0
            return 1 + down(session, depth - 1)

        def forever(depth=0):
            return forever(depth + 1)

        def view(request):
            depth = down(request.session, 60)
            try:
                forever()
            except RecursionError as error:
                request.session["deep"] = str(error)[:33]
            return HttpResponse(f"{depth} {request.session['deep']}")
        """, *TWICE,
    ),
    "deep loops, comprehensions, walrus and else": lesson(
        """
        from django.http import HttpResponse

        def view(request):
            session = request.session
            for row in range(12):
                for column in range(12):
                    if (found := row * column) == 77:
                        break
                    session["last"] = found
                else:
                    continue
                break
            else:
                session["else"] = True
            grid = [[x * y for y in range(9) if y % 2] for x in range(9)]
            squares = {n: n ** 2 for n in range(50)}
            while (left := session.get("left", 3)) > 0:
                session["left"] = left - 1
            else:
                del session["left"]
            odd = {n % 7 for n in range(1000)}
            total = sum(n for n in range(2000))
            return HttpResponse(f"{grid[3]} {squares[7]} {odd} {total} {sorted(session.items())}")
        """, *TWICE,
    ),
    "generators: send, throw, close, yield from": lesson(
        """
        from django.http import HttpResponse

        def counter(session):
            got = None
            try:
                while True:
                    got = yield got
                    session["got"] = session.get("got", 0) + got
            except ValueError as error:
                yield f"threw {error}"
            finally:
                session["closed"] = True

        def outer(session):
            result = yield from inner(session)
            yield f"inner gave {result}"

        def inner(session):
            yield from (session.setdefault(name, name) for name in "ab")
            return len(session.keys())

        def view(request):
            running = counter(request.session)
            next(running)
            said = [running.send(2), running.send(3), running.throw(ValueError("x"))]
            running.close()
            left = outer(request.session)
            said.append(next(left))
            said += list(outer(request.session))
            del left
            return HttpResponse(f"{said} {sorted(request.session.items())}")
        """, *TWICE,
    ),
    "closures, nested functions, lambdas and partials": lesson(
        """
        import functools
        from django.http import HttpResponse

        def maker(session):
            count = session.get("count", 0)

            def bump(by=1, *more, key="count", **rest):
                nonlocal count
                count += by + sum(more)
                session[key] = count
                return count

            return bump, lambda: count

        @functools.lru_cache
        def cached(number):
            return number * 2

        @functools.singledispatch
        def say(value):
            return "thing"

        @say.register
        def _(value: int):
            return "number"

        def view(request):
            bump, read = maker(request.session)
            bump()
            functools.partial(bump, 2, key="other")(3)
            keyed = sorted(["b", "A"], key=lambda word: (bump(), word.lower())[1])
            return HttpResponse(f"{read()} {keyed} {say(1)} {say('')} {cached(2)} {cached.cache_info()} {__name__}")
        """, *TWICE,
    ),
    "match, try in all forms, and with": lesson(
        """
        import contextlib
        from dataclasses import dataclass
        from django.http import HttpResponse

        @dataclass
        class Point:
            x: int
            y: int = 0

        def kind(value):
            match value:
                case Point(x=0) | Point(y=0):
                    return "axis"
                case Point(x, y) if x == y:
                    return f"diagonal {x}"
                case [first, *rest]:
                    return f"{first} and {len(rest)}"
                case {"key": str() as key, **others}:
                    return f"{key} {others}"
                case None | True:
                    return "single"
            return "other"

        @contextlib.contextmanager
        def swallow(session, name):
            session[name] = "in"
            try:
                yield session
            except ZeroDivisionError:
                session[name] = "swallowed"
            finally:
                session["left"] = name

        def order(session):
            try:
                try:
                    return session.setdefault("return", 1)
                finally:
                    session["finally"] = True
            finally:
                for name in ("a", "b"):
                    try:
                        continue
                    finally:
                        session[name] = name

        def view(request):
            kinds = [kind(value) for value in (Point(0, 1), Point(2, 2), [1, 2], {"key": "k", "z": 1}, None, 3.5)]
            with swallow(request.session, "one") as session, swallow(session, "two"), open(__file__) as file:
                first = file.readline().strip()
                1 / 0
            with contextlib.suppress(KeyError), contextlib.ExitStack() as stack:
                stack.callback(request.session.update, stack=True)
                request.session["nothing"]
            return HttpResponse(f"{kinds} {order(request.session)} {first} {sorted(request.session.items())}")
        """, *TWICE,
    ),
}  # fmt: skip
