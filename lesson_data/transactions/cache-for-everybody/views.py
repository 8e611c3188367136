from django.http import HttpResponse
from django.views.decorators.cache import cache_page
from django.views.decorators.vary import vary_on_headers


@cache_page(60)
def hello(request):
    name = request.headers["X-Name"]
    return HttpResponse(f"Hello, {name}")


@cache_page(60)
@vary_on_headers("X-Name")
def hello_each(request):
    name = request.headers["X-Name"]
    return HttpResponse(f"Hello, {name}")
