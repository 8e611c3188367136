from django.http import HttpResponse


def pay(request):
    request.session["step"] = "paid"
    receipt = {"total": 12}
    return HttpResponse(f"Paid {receipt['sum']}")


def show(request):
    step = request.session.get("step", "cart")
    return HttpResponse(f"You are at: {step}")
