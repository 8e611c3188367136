from django.http import HttpResponse


def books(request):
    title = request.POST.get("title", "no title")
    return HttpResponse(f"{request.method}: {title}")
