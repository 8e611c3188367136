from django.http import HttpResponse
from django.views.decorators.http import etag

from lesson.models import News


def version(request):
    return f'"{News.objects.count()}-news"'


def all_news(request):
    titles = [news.title for news in News.objects.order_by("pk")]
    return HttpResponse(", ".join(titles))


@etag(version)
def quick_news(request):
    titles = [news.title for news in News.objects.order_by("pk")]
    return HttpResponse(", ".join(titles))
