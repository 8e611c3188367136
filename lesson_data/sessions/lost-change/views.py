from django.http import HttpResponse


def new_cart(request):
    request.session["cart"] = {}
    return HttpResponse("The cart is empty.")


def add_apple(request):
    request.session["cart"]["apple"] = 1
    return HttpResponse(f"In the cart: {request.session['cart']}")


def show_cart(request):
    cart = request.session["cart"]
    return HttpResponse(f"In the cart: {cart}")
