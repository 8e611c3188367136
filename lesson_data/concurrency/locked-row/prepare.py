from lesson.models import Show


def prepare():
    Show.objects.create(title="Hamlet", seats=1)
