from django.http import HttpResponse

from lesson.models import Book


def slow(request):
    lines = []
    for book in Book.objects.order_by("title"):
        lines.append(f"{book.title} by {book.author.name}")
    return HttpResponse("; ".join(lines))


def quick(request):
    lines = []
    for book in Book.objects.select_related("author").order_by("title"):
        lines.append(f"{book.title} by {book.author.name}")
    return HttpResponse("; ".join(lines))
