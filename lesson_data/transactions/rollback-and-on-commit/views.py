from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpResponse

from lesson.models import Order, Stock


class SoldOut(Exception):
    pass


def take(item, amount):
    stock = Stock.objects.get(item=item)
    if stock.left < amount:
        raise SoldOut
    stock.left -= amount
    stock.save()


def confirm():
    send_mail("Your order", "It is on its way.", "shop@example.com", ["ada@example.com"])


def order(request):
    item, amount = request.POST["item"], int(request.POST["amount"])
    try:
        with transaction.atomic():
            Order.objects.create(item=item, amount=amount)
            confirm()
            take(item, amount)
    except SoldOut:
        return HttpResponse("Sold out", status=409)
    return HttpResponse("Ordered")


def order_well(request):
    item, amount = request.POST["item"], int(request.POST["amount"])
    try:
        with transaction.atomic():
            Order.objects.create(item=item, amount=amount)
            transaction.on_commit(confirm)
            take(item, amount)
    except SoldOut:
        return HttpResponse("Sold out", status=409)
    return HttpResponse("Ordered")
