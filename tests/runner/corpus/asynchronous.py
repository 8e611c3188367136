"""Async views, async session methods, the async ORM, and responses that stream."""

from tests.runner.corpus.words import THRICE, TWICE, VISIT, engine, get, lesson

MODELS = "from django.db import models\n\nclass Book(models.Model):\n    title = models.CharField(max_length=9)\n"
EVERY = """
from django.http import HttpResponse

async def view(request):
    session = request.session
    if await session.aget("n") is None:
        await session.aset("n", 1)
        await session.aupdate({"a": 1, "b": [1, 2]})
        await session.asetdefault("c", {"d": None})
        await session.aset_expiry(300)
        await session.asave()
        return HttpResponse(f"{await session.ahas_key('a')} {sorted(await session.akeys())}")
    await session.apop("a")
    await session.acycle_key()
    age = await session.aget_expiry_age()
    date = await session.aget_expiry_date()
    items = sorted(map(str, await session.aitems()))
    if await session.aget("b") == [1, 2]:
        await session.aset("b", 0)
    else:
        await session.aflush()
    return HttpResponse(f"{age} {date} {items} {await session.aexists('nothing')} {await session.aload()}")
"""

SCENARIOS = {
    **{f"every async session method, in {name}": lesson(EVERY, *THRICE, settings=engine(name))
       for name in ("db", "cache", "cached_db", "file", "signed_cookies")},
    "the async ORM, iteration and auser": lesson(
        """
        from django.http import JsonResponse
        from lesson.models import Book

        async def view(request):
            await Book.objects.acreate(title=f"B{await Book.objects.acount()}")
            titles = [book.title async for book in Book.objects.order_by("pk")]
            first = await Book.objects.afirst()
            user = await request.auser()
            await request.session.aset("titles", titles)
            return JsonResponse({"titles": titles, "first": first.pk, "user": str(user)})
        """,
        *TWICE, files={"models.py": MODELS},
    ),
    "gather, tasks and async context managers": lesson(
        """
        import asyncio
        import contextlib
        from django.http import HttpResponse

        @contextlib.asynccontextmanager
        async def noted(session, name):
            await session.aset(name, "in")
            try:
                yield name
            finally:
                await session.aset(name, "out")

        async def one(session, number):
            await asyncio.sleep(0)
            await session.aset(f"k{number}", number)
            return number * 2

        async def view(request):
            await request.session.akeys()  # or it would be chance how many of the tasks load the session
            found = await asyncio.gather(*(one(request.session, n) for n in range(3)))
            async with noted(request.session, "door") as name:
                task = asyncio.create_task(one(request.session, 9))
                found.append(await task)
            return HttpResponse(f"{found} {name} {sorted(await request.session.akeys())}")
        """,
        *TWICE,
    ),
    "async decorators, a sync_to_async helper, an error": lesson(
        """
        import functools
        from asgiref.sync import async_to_sync, sync_to_async
        from django.http import HttpResponse
        from django.views.decorators.cache import never_cache

        def counted(view):
            @functools.wraps(view)
            async def inner(request):
                await request.session.aset("n", await request.session.aget("n", 0) + 1)
                return await view(request)
            return inner

        def read(session):
            return session["n"]

        @never_cache
        @counted
        async def view(request):
            count = await sync_to_async(read)(request.session)
            if count == 2:
                raise LookupError("two")
            return HttpResponse(count)

        async def later(request):
            return await request.session.aget("n", "none")

        def sync(request):
            return HttpResponse(async_to_sync(later)(request))
        """,
        VISIT, get("/sync/"), VISIT, VISIT, routes={"": "view", "sync/": "sync"},
    ),
    "an async class-based view": lesson(
        """
        from django.http import HttpResponse
        from django.views import View

        class Page(View):
            async def get(self, request, item):
                await request.session.aset("item", item)
                return HttpResponse(item)

            async def post(self, request, item):
                return HttpResponse("x")
        """,
        get("/7/"), get("/8/"), routes={"<int:item>/": "Page"},
    ),
    "a stream that reads and changes the session while it flows": lesson(
        """
        from django.http import StreamingHttpResponse

        def parts(request):
            for number in range(3):
                request.session["part"] = number
                yield f"{number} {sorted(request.session.keys())}\\n"
            request.session.save()
            yield "end"

        def view(request):
            request.session["before"] = request.session.get("part", "none")
            return StreamingHttpResponse(parts(request), content_type="text/plain")
        """,
        *TWICE,
    ),
    "a stream from an untouched session, and one that fails": lesson(
        """
        from django.http import StreamingHttpResponse

        def view(request):
            return StreamingHttpResponse((str(request.session.get("n", n)) for n in range(4)), content_type="text/css")

        def closing(request):
            def parts():
                try:
                    yield "a"
                    yield "b"
                finally:
                    request.session["closed"] = True
                    request.session.save()
            response = StreamingHttpResponse(parts())
            response["X-Streaming"] = str(response.streaming)
            return response
        """,
        VISIT, get("/closing/"), VISIT, routes={"": "view", "closing/": "closing"},
    ),
    "an async generator": lesson(
        """
        from django.http import StreamingHttpResponse

        async def parts(request):
            yield "a"
            await request.session.aset("n", await request.session.aget("n", 0) + 1)
            await request.session.asave()
            yield str(await request.session.aget("n"))

        async def view(request):
            return StreamingHttpResponse(parts(request))
        """,
        *TWICE,
    ),
    "an async view with the database in a thread and a lock": lesson(
        """
        import asyncio
        from asgiref.sync import sync_to_async
        from django.db import transaction
        from django.http import HttpResponse
        from lesson.models import Book

        @sync_to_async
        def both(title):
            with transaction.atomic():
                Book.objects.create(title=title)
                return Book.objects.count()

        async def view(request):
            lock = asyncio.Lock()
            async with lock:
                count = await both("x")
            try:
                async with asyncio.timeout(5):
                    await request.session.aset("count", count)
            except* ValueError:
                count = -1
            return HttpResponse(count)
        """,
        *TWICE, files={"models.py": MODELS},
    ),
}  # fmt: skip
