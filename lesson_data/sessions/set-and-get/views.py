from django.http import HttpResponse


def favorite_color(request):
    request.session["color"] = "blue"
    favorite = request.session.get("color", "red")
    return HttpResponse(f"Favorite color is {favorite}")
