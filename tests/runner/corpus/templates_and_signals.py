"""Templates with tags of the lesson, context processors, signals, and modules of helpers."""

from tests.runner.corpus.words import THRICE, TWICE, lesson

SCENARIOS = {
    "templates, tags and filters of the lesson": lesson(
        """
        from django.shortcuts import render

        class Lazy:
            def __init__(self, session):
                self.session = session

            def count(self):
                self.session["count"] = self.session.get("count", 0) + 1
                return self.session["count"]

            count.do_not_call_in_templates = False

        def view(request):
            return render(request, "lesson/page.html", {"lazy": Lazy(request.session), "items": (n for n in range(3))})
        """,
        *THRICE,
        files={
            "templates/lesson/base.html": "<title>{% block title %}base{% endblock %}</title>{% block main %}{% endblock %}",
            "templates/lesson/page.html": """
                {% extends "lesson/base.html" %}{% load own %}
                {% block title %}{{ block.super }} {{ user }}{% endblock %}
                {% block main %}{{ lazy.count }} {{ lazy.count }} {% visits %} {% for i in items %}{{ i|double }}{% endfor %}
                {% upper %}{{ request.session.count }}{% endupper %} {% include "lesson/part.html" with a=1 only %}
                {{ request.session.missing.deep|default:"none" }} {% csrf_token %}{% url "view" %}{% endblock %}
                """,
            "templates/lesson/part.html": "part {{ a }} {{ request.session }}",
            "templatetags/__init__.py": "",
            "templatetags/own.py": """
                from django import template

                register = template.Library()

                @register.filter
                def double(value):
                    return value * 2

                @register.simple_tag(takes_context=True)
                def visits(context):
                    session = context["request"].session
                    session["visits"] = session.get("visits", 0) + 1
                    return session["visits"]

                class Upper(template.Node):
                    def __init__(self, nodes):
                        self.nodes = nodes

                    def render(self, context):
                        return self.nodes.render(context).upper()

                @register.tag
                def upper(parser, token):
                    nodes = parser.parse(("endupper",))
                    parser.delete_first_token()
                    return Upper(nodes)
                """,
        },
    ),
    "context processors": lesson(
        """
        from django.shortcuts import render

        def basket(request):
            return {"basket": request.session.get("basket", []), "add": lambda: request.session.update(basket=[1])}

        def view(request):
            return render(request, "page.html")
        """,
        *TWICE, files={"templates/page.html": "{{ basket|length }}{{ add }}{{ debug }}"},
        settings={"TEMPLATES": [{
            "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["lesson.views.basket", "django.template.context_processors.debug"]},
        }]},
    ),
    "signals, Django's and the lesson's": lesson(
        """
        from django.core.signals import got_request_exception, request_finished, request_started
        from django.db.models.signals import post_save, pre_delete
        from django.dispatch import Signal, receiver
        from django.http import HttpResponse
        from lesson.models import Book

        heard = []
        visited = Signal()

        @receiver([request_started, request_finished, got_request_exception])
        def on_request(signal, **kwargs):
            names = {request_started: "started", request_finished: "finished", got_request_exception: "failed"}
            heard.append(names[signal])

        @receiver(post_save, sender=Book)
        def saved(instance, created, **kwargs):
            heard.append(f"{instance.title} {created}")

        @receiver(pre_delete, sender="lesson.Book")
        def deleted(instance, **kwargs):
            heard.append(f"{instance.pk} goes")

        @receiver(visited)
        def count(sender, request, **kwargs):
            request.session["n"] = request.session.get("n", 0) + 1
            return request.session["n"]

        @receiver(visited)
        def fails(sender, **kwargs):
            raise ValueError("a receiver")

        def view(request):
            answers = visited.send_robust(sender=None, request=request)
            book = Book.objects.create(title="x")
            book.save()
            book.delete()
            if request.session["n"] == 2:
                raise RuntimeError
            return HttpResponse(f"{[str(answer) for receiver, answer in answers]} {heard}")
        """,
        *THRICE,
        files={"models.py": "from django.db import models\n\nclass Book(models.Model):\n    title = models.TextField()\n"},
    ),
    "helpers in modules and packages, with apps.py": lesson(
        """
        from django.http import HttpResponse
        from lesson import helpers
        from lesson.shop.basket import Basket
        from lesson.shop import prices as costs

        def view(request):
            basket = Basket(request.session)
            basket += helpers.random_item(request.session)
            return HttpResponse(f"{list(basket)} {costs.total(basket)} {helpers.COUNT}")
        """,
        *THRICE,
        files={
            "helpers.py": """
                import random

                COUNT = 0

                def random_item(session):
                    global COUNT
                    COUNT += 1
                    return random.choice(["tea", "milk", "bread"])
                """,
            "shop/__init__.py": "from .basket import Basket\n",
            "shop/basket.py": """
                class Basket:
                    def __init__(self, session):
                        self.session = session
                        self.items = session.setdefault("basket", {})

                    def __iadd__(self, item):
                        self.items[item] = self.items.get(item, 0) + 1
                        self.session.modified = True
                        return self

                    def __iter__(self):
                        yield from sorted(self.items.items())

                    def __len__(self):
                        return sum(self.items.values())
                """,
            "shop/prices.py": "def total(basket):\n    return sum(len(name) * count for name, count in basket)\n",
        },
    ),
}  # fmt: skip
