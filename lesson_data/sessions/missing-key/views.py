from django.http import HttpResponse


def greet(request):
    request.session["seen"] = True
    name = request.session["name"]
    return HttpResponse(f"Hello, {name}.")
