from django.contrib.sessions.models import Session
from django.http import HttpResponse


def choose(request):
    request.session["color"] = "blue"
    request.session.set_expiry(1200)
    return HttpResponse("The color is set.")


def show(request):
    color = request.session.get("color", "unknown")
    rows = Session.objects.count()
    return HttpResponse(f"Color: {color}. Rows in the store: {rows}.")


def tidy(request):
    request.session.clear_expired()
    rows = Session.objects.count()
    return HttpResponse(f"Rows in the store: {rows}.")
