from django.http import HttpResponse


def add_apple(request):
    cart = request.session.setdefault("cart", [])
    cart.append("apple")
    return HttpResponse(f"Apples in the cart: {len(cart)}")
