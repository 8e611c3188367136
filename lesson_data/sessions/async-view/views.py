from django.http import HttpResponse


async def count_visits(request):
    visits = await request.session.aget("visits", 0)
    visits += 1
    await request.session.aset("visits", visits)
    return HttpResponse(f"This is visit {visits}.")
