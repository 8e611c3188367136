from django.http import HttpResponse

from lesson.models import Poll


def polls(request):
    count = Poll.objects.filter(is_open=True).count()
    return HttpResponse(f"{count} open")
