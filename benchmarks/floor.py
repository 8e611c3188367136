"""The floor for running lessons.

One process, Django set up once, its plain test client, no isolation, no tracing.

Run as a script with the number of lessons.
"""

import sys
import types

from benchmarks.lessons import SOURCE
from proven_lessons.runner.site.config import defaults


def main(count: int) -> None:
    import django
    from django.conf import settings

    settings.configure(**{**defaults(), "ROOT_URLCONF": "floor_urls"})
    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.urls import clear_url_caches, path

    call_command("migrate", verbosity=0)
    for number in range(count):
        module = types.ModuleType("floor_views")
        exec(compile(SOURCE, "views.py", "exec"), module.__dict__)
        urls = types.ModuleType("floor_urls")
        urls.urlpatterns = [path(f"{number}/", module.favorite_color)]  # type: ignore[attr-defined]
        sys.modules["floor_urls"] = urls
        clear_url_caches()
        assert Client().get(f"/{number}/").status_code == 200


if __name__ == "__main__":
    main(int(sys.argv[1]))
