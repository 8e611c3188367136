from lesson.models import Stock


def prepare():
    Stock.objects.create(item="tea", left=5)
