from django.contrib.auth import authenticate, login, logout
from django.http import HttpResponse


def choose(request):
    request.session["color"] = "blue"
    return HttpResponse("Blue it is")


def log_in(request):
    user = authenticate(request, username=request.POST["username"], password=request.POST["password"])
    if user is None:
        return HttpResponse("Unknown name or password", status=401)
    login(request, user)
    return HttpResponse(f"Welcome, {user.username}")


def show(request):
    color = request.session.get("color", "no color")
    return HttpResponse(f"{request.user.username or 'Nobody'} likes {color}")


def log_out(request):
    logout(request)
    return HttpResponse("Goodbye")
