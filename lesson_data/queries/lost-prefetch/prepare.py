from lesson.models import Lesson, Teacher


def prepare():
    for name in ("Kim", "Lee", "Max"):
        teacher = Teacher.objects.create(name=name)
        Lesson.objects.create(teacher=teacher, topic="Chess", is_free=True)
        Lesson.objects.create(teacher=teacher, topic="Piano")
