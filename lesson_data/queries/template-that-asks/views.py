from django.shortcuts import render

from lesson.models import Museum


def lazy(request):
    museums = Museum.objects.order_by("pk")
    return render(request, "museums.html", {"museums": museums})


def ready(request):
    museums = list(Museum.objects.select_related("city").order_by("pk"))
    return render(request, "museums_ready.html", {"museums": museums})
