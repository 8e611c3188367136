"""Models, managers and querysets: what is sent to the database, and when."""

import textwrap

from tests.runner.corpus.words import THRICE, TWICE, VISIT, get, lesson

MODELS = """
from django.db import models

class Author(models.Model):
    name = models.CharField(max_length=20)

    def __str__(self):
        return f"{self.name} ({self.book_set.count()})"

class Tag(models.Model):
    word = models.SlugField(unique=True)

class Recent(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(year__gte=1900)

class Books(models.QuerySet):
    def long(self):
        return self.filter(pages__gt=100)

class Book(models.Model):
    title = models.CharField(max_length=20)
    author = models.ForeignKey(Author, models.CASCADE)
    tags = models.ManyToManyField(Tag)
    year = models.IntegerField(default=1900)
    pages = models.IntegerField(default=100)
    extra = models.JSONField(default=dict)
    added = models.DateTimeField(auto_now_add=True)

    objects = Books.as_manager()
    recent = Recent()

    class Meta:
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["title", "author"], name="once")]
"""
PREPARE = """
from lesson.models import Author, Book, Tag

def prepare():
    authors = Author.objects.bulk_create([Author(name="Jane"), Author(name="Frank")])
    for number in range(6):
        book = Book.objects.create(title=f"B{number}", author=authors[number % 2], year=1880 + 10 * number,
                                   pages=50 * number)
        book.tags.add(Tag.objects.get_or_create(word=f"t{number % 3}")[0])
"""
FILES = {"models.py": MODELS, "prepare.py": PREPARE}
IMPORTS = """
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Avg, Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Sum, Value
from django.db.models.functions import Concat, Upper
from django.http import HttpResponse
from lesson.models import Author, Book, Tag
"""


def asked(source: str) -> str:
    """Give a views.py with the imports that these scenarios share."""
    return IMPORTS + textwrap.dedent(source)


SCENARIOS = {
    "a query for each row, and none with select_related": lesson(
        asked("""
        def view(request):
            return HttpResponse(", ".join(f"{book.title} {book.author.name}" for book in Book.objects.all()))

        def joined(request):
            books = Book.objects.select_related("author").prefetch_related(Prefetch("tags", to_attr="words"))
            lines = []
            for book in books:
                lines.append(f"{book.title} {book.author.name} {[tag.word for tag in book.words]}")
            request.session["lines"] = lines
            return HttpResponse("; ".join(lines))
        """),
        VISIT, get("/joined/"), routes={"": "view", "joined/": "joined"}, files=FILES,
    ),
    "lazy querysets and their cache": lesson(
        asked("""
        def view(request):
            books = Book.objects.long().exclude(title="B5")
            never = Book.recent.all().order_by("?")
            first = bool(books)
            again = len(books), books[0].title, books.count(), list(books)[-1].title
            sliced = Book.objects.all()[1:4]
            request.session["titles"] = list(sliced.values_list("title", flat=True))
            request.session["found"] = Book.objects.filter(pk__in=sliced.values("pk")[:2]).exists()
            return HttpResponse(f"{first} {again} {request.session['titles']}")
        """), *TWICE, files=FILES,
    ),
    "annotate, aggregate, subqueries and expressions": lesson(
        asked("""
        def view(request):
            authors = Author.objects.annotate(
                count=Count("book", filter=Q(book__pages__gt=0)), mean=Avg("book__pages"),
                long=Exists(Book.objects.filter(author=OuterRef("pk"), pages__gte=250)),
                newest=Subquery(Book.objects.filter(author=OuterRef("pk")).order_by("-year").values("title")[:1]),
                label=Concat(Upper("name"), Value(" 100%")),
            ).order_by("-count", "pk")
            total = Book.objects.aggregate(total=Sum("pages"), one=Count("pk", distinct=True))
            changed = Book.objects.filter(Q(year__lt=1900) | ~Q(author__name="Jane")).update(pages=F("pages") + 1)
            request.session["total"] = total
            found = [(a.count, a.mean, a.long, a.newest, a.label) for a in authors]
            return HttpResponse(f"{found} {total} {changed} {Book.objects.explain()[:4]}")
        """), *TWICE, files=FILES,
    ),
    "transactions, savepoints and on_commit": lesson(
        asked("""
        def view(request):
            said = []
            with transaction.atomic():
                transaction.on_commit(lambda: said.append("committed"))
                Author.objects.create(name="Outer")
                try:
                    with transaction.atomic():
                        Author.objects.create(name="Inner")
                        transaction.on_commit(lambda: said.append("never"))
                        raise RuntimeError
                except RuntimeError:
                    said.append("inner rolled back")
                with transaction.atomic(savepoint=False):
                    request.session["inside"] = True
                    request.session.save()
            point = None
            transaction.set_autocommit(False)
            try:
                Author.objects.create(name="By hand")
                point = transaction.savepoint()
                Tag.objects.create(word="lost")
                transaction.savepoint_rollback(point)
            finally:
                transaction.rollback()
                transaction.set_autocommit(True)
            names = list(Author.objects.values_list("name", flat=True))
            return HttpResponse(f"{said} {names} {connection.in_atomic_block} {Tag.objects.count()}")
        """), *TWICE, files=FILES,
    ),
    "what a broken transaction refuses": lesson(
        asked("""
        def view(request):
            request.session["before"] = 1
            try:
                with transaction.atomic():
                    try:
                        Tag.objects.create(word="t0")
                    except IntegrityError as error:
                        request.session["error"] = str(error)
                    return HttpResponse(Tag.objects.count())
            except transaction.TransactionManagementError as error:
                return HttpResponse(type(error).__name__ + str(request.session.get("error")))
        """), *TWICE, files=FILES,
    ),
    "writing in bulk": lesson(
        asked("""
        def view(request):
            made = Tag.objects.bulk_create([Tag(word=f"w{n}") for n in range(5)], batch_size=2, ignore_conflicts=True)
            tags = list(Tag.objects.filter(word__startswith="w"))
            for tag in tags:
                tag.word = tag.word.replace("w", "v")
            Tag.objects.bulk_update(tags, ["word"])
            tag, created = Tag.objects.update_or_create(word="v0", defaults={"word": "z0"})
            deleted = Tag.objects.filter(word__in=["v1", "z0", "100%", "it's"]).delete()
            found = Tag.objects.in_bulk(["v2", "v3"], field_name="word")
            request.session["deleted"] = deleted
            return HttpResponse(f"{len(made)} {created} {deleted} {sorted(found)}")
        """), VISIT, files=FILES,
    ),
    "raw SQL with percent signs, nulls and names": lesson(
        asked("""
        def view(request):
            with connection.cursor() as cursor:
                cursor.execute("SELECT title, %s FROM lesson_book WHERE title LIKE 'B%%' AND pages > %s", [None, 200])
                rows = cursor.fetchall()
                cursor.execute("SELECT %(a)s || '%%'", {"a": "it's"})
                rows += cursor.fetchall()
                cursor.execute("SELECT '100%' AS plain")
                rows.append([column[0] for column in cursor.description])
            raw = Book.objects.raw("SELECT *, pages * %s AS twice FROM lesson_book ORDER BY id", [2])
            request.session["rows"] = rows
            try:
                connection.cursor().execute("SELECT nothing FROM nowhere")
            except Exception as error:
                rows.append(str(error))
            return HttpResponse(f"{rows} {[book.twice for book in raw]}")
        """), *TWICE, files=FILES,
    ),
    "instances: deferred fields, refresh, save and delete": lesson(
        asked("""
        def view(request):
            book = Book.objects.defer("extra").get(title="B1")
            early = sorted(book.get_deferred_fields())
            book.extra["session"] = request.session.get("n", 0)
            book.save(update_fields=["extra"])
            book.refresh_from_db()
            request.session["n"] = book.extra["session"] + 1
            book.tags.set([])
            str(book.author)
            other = Book.objects.only("title").last()
            gone = other.delete() if request.session["n"] == 2 else None
            return HttpResponse(f"{early} {book.extra} {gone} {book == Book.objects.get(pk=book.pk)} {book.added}")
        """), *TWICE, files=FILES,
    ),
    "models of every relation, with save and clean of their own": lesson(
        """
        from django.http import HttpResponse
        from lesson.models import Leaf, Place, Shop, Tree

        def view(request):
            tree, _ = Tree.objects.get_or_create(slug="oak")
            leaf = Leaf.objects.create(tree=tree, parent=Leaf.objects.last(), owner=request.session.get("owner"))
            shop = Shop.objects.create(name="s", kind=Shop.Kind.BIG)
            request.session["owner"] = leaf.number
            up = [type(place).__name__ for place in Place.objects.all()]
            return HttpResponse(f"{leaf} {leaf.number} {shop.get_kind_display()} {up} {list(tree.leaves.all())}")
        """,
        *THRICE,
        files={"models.py": """
            import uuid
            from django.db import models

            class Stamped(models.Model):
                made = models.DateTimeField(auto_now=True)
                key = models.UUIDField(default=uuid.uuid4)

                class Meta:
                    abstract = True

            class Tree(Stamped):
                slug = models.SlugField(primary_key=True)

            class Leaf(Stamped):
                tree = models.ForeignKey(Tree, models.PROTECT, related_name="leaves")
                parent = models.OneToOneField("self", models.SET_NULL, null=True)
                owner = models.IntegerField(null=True)
                number = models.IntegerField(editable=False)

                def save(self, *args, **kwargs):
                    self.number = Leaf.objects.count() + 1
                    super().save(*args, **kwargs)

                def __str__(self):
                    return f"leaf of {self.tree_id}"

                def __repr__(self):
                    return f"<{self} {self.parent.number if self.parent else None}>"

            class Place(models.Model):
                name = models.CharField(max_length=3)

            class Shop(Place):
                class Kind(models.TextChoices):
                    BIG = "b", "Big one"

                kind = models.CharField(max_length=1, choices=Kind)

            class Near(Place):
                class Meta:
                    proxy = True
            """},
    ),
    "a generic relation and a content type of the lesson": lesson(
        """
        from django.contrib.contenttypes.models import ContentType
        from django.http import HttpResponse
        from lesson.models import Book, Note

        def view(request):
            book = Book.objects.create(title="x")
            book.notes.create(text="n")
            note = Note.objects.get(object_id=book.pk)
            kind = ContentType.objects.get_for_model(Book)
            return HttpResponse(f"{note.about.title} {kind.model} {ContentType.objects.filter(app_label='lesson').count()}")
        """,
        *TWICE,
        files={"models.py": """
            from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
            from django.contrib.contenttypes.models import ContentType
            from django.db import models

            class Note(models.Model):
                text = models.TextField()
                content_type = models.ForeignKey(ContentType, models.CASCADE)
                object_id = models.PositiveIntegerField()
                about = GenericForeignKey()

            class Book(models.Model):
                title = models.TextField()
                notes = GenericRelation(Note)
            """},
    ),
}  # fmt: skip
