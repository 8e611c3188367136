from django.db.models import F
from django.http import HttpResponse

from lesson.models import Show


def plain(request):
    ann = Show.objects.get(title="Hamlet")
    ben = Show.objects.get(title="Hamlet")
    ann.seats -= 1
    ann.save()
    ben.seats -= 1
    ben.save()
    ben.refresh_from_db()
    return HttpResponse(f"{ben.seats} seats are left")


def with_f(request):
    show = Show.objects.get(title="Hamlet")
    Show.objects.filter(pk=show.pk).update(seats=F("seats") - 1)
    Show.objects.filter(pk=show.pk).update(seats=F("seats") - 1)
    known = show.seats
    show.refresh_from_db()
    return HttpResponse(f"{known} seats, no, {show.seats}")
