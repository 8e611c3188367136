from django.http import HttpResponse
from django.shortcuts import redirect


def save(request):
    request.session["notice"] = "Your order is saved."
    return redirect("/")


def home(request):
    notice = request.session.pop("notice", None)
    if notice is None:
        return HttpResponse("Welcome.")
    return HttpResponse(f"Welcome. {notice}")
