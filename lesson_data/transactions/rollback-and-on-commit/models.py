from django.db import models


class Order(models.Model):
    item = models.CharField(max_length=40)
    amount = models.IntegerField()


class Stock(models.Model):
    item = models.CharField(max_length=40)
    left = models.IntegerField()
