from django.contrib.auth import authenticate, login
from django.http import HttpResponse
from django.middleware.csrf import get_token

FORM = '<form method="post"><input type="hidden" name="csrfmiddlewaretoken" value="{}"></form>'


def enter(request):
    token = get_token(request)
    if request.method == "POST":
        user = authenticate(request, username=request.POST["name"], password=request.POST["password"])
        login(request, user)
    return HttpResponse(FORM.format(token))
