from django.db import models


class City(models.Model):
    name = models.CharField(max_length=40)


class Museum(models.Model):
    city = models.ForeignKey(City, on_delete=models.CASCADE)
    name = models.CharField(max_length=40)
