from lesson.models import City, Museum


def prepare():
    oslo, rome = City.objects.create(name="Oslo"), City.objects.create(name="Rome")
    Museum.objects.create(city=oslo, name="Munch")
    Museum.objects.create(city=rome, name="Maxxi")
    Museum.objects.create(city=oslo, name="Fram")
