from lesson.models import Poll


def prepare():
    Poll.objects.create(question="Tea or coffee?")
    Poll.objects.create(question="Tabs or spaces?")
