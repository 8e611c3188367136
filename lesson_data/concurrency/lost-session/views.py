from django.http import HttpResponse


def add(request):
    items = request.session.get("bought", [])
    request.session["bought"] = [*items, request.POST["item"]]
    return HttpResponse("Added")


def show(request):
    return HttpResponse(", ".join(request.session["bought"]))
