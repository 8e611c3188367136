from django.db import models


class Teacher(models.Model):
    name = models.CharField(max_length=40)


class Lesson(models.Model):
    teacher = models.ForeignKey(Teacher, on_delete=models.CASCADE, related_name="lessons")
    topic = models.CharField(max_length=40)
    is_free = models.BooleanField(default=False)
