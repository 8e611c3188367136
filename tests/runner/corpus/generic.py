"""Class-based views: plain ones, mixins, and Django's generic views."""

from proven_lessons.runner.scenario import RequestSpec
from tests.runner.corpus.words import TWICE, VISIT, get, lesson, post

MODELS = """
from django.db import models

class Book(models.Model):
    title = models.CharField(max_length=20)

    def __str__(self):
        return f"book {self.title}"

    def get_absolute_url(self):
        return f"/books/{self.pk}/"
"""
PREPARE = """
from lesson.models import Book

def prepare():
    for title in ("Emma", "Dune", "Ulysses"):
        Book.objects.create(title=title)
"""
TEMPLATES = {
    "templates/lesson/book_list.html": "{% for book in object_list %}{{ book }};{% endfor %}{{ page_obj.number }}",
    "templates/lesson/book_detail.html": "{{ book.title }} after {{ request.session.last|default:'none' }}",
    "templates/lesson/book_form.html": "{{ form.as_p }}{{ form.errors }}",
    "templates/lesson/book_confirm_delete.html": "Delete {{ object }}?",
    "templates/page.html": "<p>{{ greeting }} {{ view.request.session.n }}</p>",
}
FILES = {"models.py": MODELS, "prepare.py": PREPARE, **TEMPLATES}

SCENARIOS = {
    "a view with every method, and http_method_names": lesson(
        """
        from django.http import HttpResponse
        from django.views import View

        class Page(View):
            http_method_names = ["get", "post", "head", "options"]
            start = 10

            def setup(self, request, *args, **kwargs):
                super().setup(request, *args, **kwargs)
                self.count = request.session.get("n", self.start)

            def dispatch(self, request, *args, **kwargs):
                request.session["n"] = self.count + 1
                return super().dispatch(request, *args, **kwargs)

            def get(self, request):
                return HttpResponse(self.count)

            def post(self, request):
                return HttpResponse("posted", status=201)

            def delete(self, request):
                return HttpResponse("never")
        """,
        *(RequestSpec(method=method) for method in ("GET", "HEAD", "POST", "OPTIONS", "DELETE", "PUT")),
        routes={"": "Page"},
    ),
    "TemplateView with extra context": lesson(
        """
        from django.views.generic import TemplateView

        class Page(TemplateView):
            template_name = "page.html"
            extra_context = {"greeting": "Hello"}

            def get_context_data(self, **kwargs):
                self.request.session["n"] = self.request.session.get("n", 0) + 1
                return super().get_context_data(**kwargs, more=1)
        """,
        *TWICE, files=FILES, routes={"": "Page"},
    ),
    "ListView with pages and DetailView": lesson(
        """
        from django.views.generic import DetailView, ListView
        from lesson.models import Book

        class Books(ListView):
            model = Book
            paginate_by = 2
            ordering = ["title"]

        class Detail(DetailView):
            queryset = Book.objects.exclude(title="Dune")

            def get_object(self, queryset=None):
                book = super().get_object(queryset)
                self.request.session["last"] = book.title
                return book
        """,
        get("/books/"), get("/books/?page=2"), get("/books/?page=9"), get("/books/1/"), get("/books/2/"),
        files=FILES, routes={"books/": "Books", "books/<int:pk>/": "Detail"},
    ),
    "CreateView, UpdateView and DeleteView with messages": lesson(
        """
        from django.contrib.messages.views import SuccessMessageMixin
        from django.views.generic import CreateView, DeleteView, DetailView, UpdateView
        from lesson.models import Book

        class Detail(DetailView):
            model = Book

        class Create(SuccessMessageMixin, CreateView):
            model = Book
            fields = ["title"]
            success_message = "%(title)s is here"

        class Change(UpdateView):
            model = Book
            fields = ["title"]

        class Remove(DeleteView):
            model = Book
            success_url = "/books/new/"
        """,
        get("/books/new/"), post("/books/new/", title=""), post("/books/new/", title="New", follow=True),
        post("/books/1/change/", title="Other", follow=True), get("/books/1/remove/"), post("/books/1/remove/"),
        get("/books/1/"),
        files=FILES,
        routes={"books/new/": "Create", "books/<int:pk>/": "Detail", "books/<int:pk>/change/": "Change",
                "books/<int:pk>/remove/": "Remove"},
    ),
    "FormView that keeps what was typed": lesson(
        """
        from django import forms
        from django.http import HttpResponse
        from django.views.generic import FormView

        class Name(forms.Form):
            name = forms.CharField(max_length=5)

        class Ask(FormView):
            form_class = Name
            success_url = "/thanks/"
            template_name = "lesson/book_form.html"

            def get_initial(self):
                return {"name": self.request.session.get("name", "nobody")}

            def form_valid(self, form):
                self.request.session["name"] = form.cleaned_data["name"]
                return super().form_valid(form)

        def thanks(request):
            return HttpResponse(request.session["name"])
        """,
        VISIT, post(name="far too long"), post(name="Ada", follow=True), VISIT,
        files=FILES, routes={"": "Ask", "thanks/": "thanks"},
    ),
    "RedirectView, permanent and by pattern": lesson(
        """
        from django.http import HttpResponse
        from django.views.generic import RedirectView

        class Old(RedirectView):
            permanent = True
            query_string = True
            pattern_name = "home"

            def get_redirect_url(self, *args, **kwargs):
                self.request.session["from"] = self.request.path
                return super().get_redirect_url(*args, **kwargs)

        def home(request):
            return HttpResponse(request.session.get("from", "nowhere"))

        class Gone(RedirectView):
            url = None
        """,
        RequestSpec(path="/old/?a=1", follow=True), get("/gone/"),
        routes={"old/": "Old", "home/": "home", "gone/": "Gone"},
    ),
    "mixins whose order matters": lesson(
        """
        from django.http import HttpResponse
        from django.utils.decorators import method_decorator
        from django.views import View
        from django.views.decorators.cache import never_cache

        class Noted:
            note = "?"

            def dispatch(self, request, *args, **kwargs):
                request.session.setdefault("notes", []).append(self.note)
                request.session.modified = True
                return super().dispatch(request, *args, **kwargs)

        class A(Noted):
            note = "a"

        class B(Noted):
            note = "b"

        @method_decorator(never_cache, name="dispatch")
        class Page(A, B, View):
            def get(self, request):
                names = [cls.__name__ for cls in type(self).__mro__]
                return HttpResponse(f"{request.session['notes']} {names}")
        """,
        *TWICE, routes={"": "Page"},
    ),
}  # fmt: skip
