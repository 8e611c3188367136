from django.contrib import messages
from django.shortcuts import redirect, render


def save(request):
    messages.success(request, "Your address is saved")
    return redirect("account")


def account(request):
    return render(request, "account.html", {"name": "Ada"})
