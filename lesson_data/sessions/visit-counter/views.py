from django.http import HttpResponse


def count_visits(request):
    visits = request.session.get("visits", 0)
    visits += 1
    request.session["visits"] = visits
    if visits == 1:
        return HttpResponse("Welcome. This is your first visit.")
    return HttpResponse(f"Welcome back. This is visit {visits}.")
