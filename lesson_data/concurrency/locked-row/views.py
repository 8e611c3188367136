from django.db import transaction
from django.http import HttpResponse

from lesson.models import Show


@transaction.atomic
def book(request):
    show = Show.objects.select_for_update().get(title="Hamlet")
    if show.seats == 0:
        return HttpResponse("Sold out", status=409)
    show.seats -= 1
    show.save()
    return HttpResponse("Booked")
