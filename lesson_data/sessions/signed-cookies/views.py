from django.http import HttpResponse


def add(request):
    count = request.session.get("count", 0)
    request.session["count"] = count + 1
    return HttpResponse(f"{count + 1} in your cart")


def log_out(request):
    request.session.flush()
    return HttpResponse("Goodbye")
