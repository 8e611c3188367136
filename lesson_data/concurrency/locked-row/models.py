from django.db import models


class Show(models.Model):
    title = models.CharField(max_length=100)
    seats = models.PositiveIntegerField()
