"""A Django project as a team has it: made by `startproject`, with two apps that use each other."""

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

FILES = {
    "catalog/models.py": """\
from django.db import models


class Product(models.Model):
    name = models.CharField(max_length=50)
    price = models.IntegerField()

    def __str__(self):
        return self.name
""",
    "catalog/services.py": """\
from .models import Product


def total_of(names):
    total = 0
    for product in Product.objects.filter(name__in=names).order_by("name"):
        total += product.price
    return total
""",
    "catalog/migrations/0001_initial.py": """\
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Product",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=50)),
                ("price", models.IntegerField()),
            ],
        ),
    ]
""",
    "catalog/migrations/0002_first_products.py": """\
from django.db import migrations


def fill(apps, schema_editor):
    apps.get_model("catalog", "Product").objects.create(name="tea", price=3)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]
    operations = [migrations.RunPython(fill)]
""",
    "catalog/fixtures/more.json": """\
[{"model": "catalog.product", "pk": 2, "fields": {"name": "cup", "price": 5}}]
""",
    "orders/apps.py": """\
from django.apps import AppConfig


class OrdersConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "orders"
    is_ready = False

    def ready(self):
        OrdersConfig.is_ready = True
""",
    "orders/views.py": """\
from django.apps import apps
from django.shortcuts import render

from catalog.services import total_of


def cart(request):
    names = request.GET.getlist("name")
    total = total_of(names)
    request.session["total"] = total
    ready = apps.get_app_config("orders").is_ready
    return render(request, "orders/cart.html", {"total": total, "ready": ready})


def never(request):
    return None
""",
    "orders/urls.py": """\
from django.urls import path

from . import views

urlpatterns = [path("cart/", views.cart, name="cart"), path("never/", views.never)]
""",
    "orders/templates/orders/cart.html": "<p>{{ total }} {{ ready }}</p>\n",
    "shop/urls.py": """\
from django.urls import include, path

urlpatterns = [path("", include("orders.urls"))]
""",
}


def write_project(folder: Path) -> Path:
    """Write the project into `folder`; return where it is."""
    shutil.copytree(_made(), folder, dirs_exist_ok=True)
    return folder


# Private


@cache
def _made() -> Path:
    folder = Path(mkdtemp()) / "made"
    folder.mkdir()
    for words in (["startproject", "shop", "."], ["startapp", "catalog"], ["startapp", "orders"]):
        command = [sys.executable, "-m", "django", *words]
        subprocess.run(command, cwd=folder, check=True)
    for path, text in FILES.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    settings = folder / "shop/settings.py"
    text = settings.read_text()
    settings.write_text(
        text.replace("INSTALLED_APPS = [", 'INSTALLED_APPS = [\n    "catalog",\n    "orders",')
    )
    return folder
