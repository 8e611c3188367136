"""The small lesson that is measured: one view, two session operations, the database store."""

from pathlib import Path

from proven_lessons.runner.scenario import RequestSpec, Scenario, SourceFile

SOURCE = """\
from django.http import HttpResponse


def favorite_color(request):
    request.session["color"] = "blue"
    favorite = request.session.get("color", "red")
    return HttpResponse(f"Favorite color is {favorite}")
"""


def scenario(number: int, *, requests: int = 1, traced: bool = True) -> Scenario:
    return Scenario(
        lesson=f"bench/{number}",
        files=(SourceFile(path="views.py", content=SOURCE.encode()),),
        routes={"": "favorite_color"},
        requests=tuple(RequestSpec(client=str(one)) for one in range(requests)),
        traced=traced,
    )


def write_lessons(data: Path, count: int) -> None:
    """Write `count` lessons in one track, each with a text of its own."""
    for number in range(count):
        folder = data / "bench" / f"lesson-{number}"
        folder.mkdir(parents=True)
        (folder / "views.py").write_text(SOURCE)
        (folder / "lesson.yml").write_text(
            f"title: Lesson {number}\nsummary: The lesson with the number {number}.\nview: favorite_color\n"
            "key_moments:\n  - ask: What is in the session?\n    answer: It holds {{ step.set.session.data }}.\n"
            "    proof: [step.set.session.stored is none]\n"
            "quiz:\n  - ask: When is it read?\n    answer: step.get.number\n    options: [1, 2, 5]\n"
        )
    (data / "bench" / "track.yml").write_text("title: Bench\nsummary: Many lessons.\n")
