from lesson.models import Author, Book


def prepare():
    for name, title in [("Woolf", "Orlando"), ("Borges", "Ficciones"), ("Achebe", "Arrow of God")]:
        Book.objects.create(title=title, author=Author.objects.create(name=name))
