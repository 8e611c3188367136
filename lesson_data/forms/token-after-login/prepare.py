from django.contrib.auth.models import User


def prepare():
    User.objects.create_user("eve", password="apple")
