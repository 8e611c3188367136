from django.http import HttpResponse


def page(request):
    return HttpResponse(f"You came from {request.came_from}.")
