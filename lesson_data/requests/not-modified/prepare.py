from lesson.models import News


def prepare():
    News.objects.create(title="Snow in May")
    News.objects.create(title="A new bridge")
