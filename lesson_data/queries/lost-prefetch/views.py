from django.http import HttpResponse

from lesson.models import Teacher


def with_filter(request):
    lines = []
    for teacher in Teacher.objects.prefetch_related("lessons").order_by("pk"):
        free = [lesson.topic for lesson in teacher.lessons.filter(is_free=True)]
        lines.append(f"{teacher.name}: {', '.join(free)}")
    return HttpResponse("; ".join(lines))


def in_python(request):
    lines = []
    for teacher in Teacher.objects.prefetch_related("lessons").order_by("pk"):
        free = [lesson.topic for lesson in teacher.lessons.all() if lesson.is_free]
        lines.append(f"{teacher.name}: {', '.join(free)}")
    return HttpResponse("; ".join(lines))
