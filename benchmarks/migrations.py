"""What migrations of a project cost its lessons: 60 of them beside one."""

from pathlib import Path

from proven_lessons.generator.errors import UsageError
from proven_lessons.generator.lessons.folders import find_lessons
from proven_lessons.generator.lessons.loader import load_lesson
from proven_lessons.generator.plan.scenarios import scenario_of
from proven_lessons.runner.scenario import Scenario
from tests.projects import write_project

LESSONS = 20
LESSON = """\
title: Lesson {number}
summary: It is one of many.
project: {{path: {path}, settings: shop.settings}}
watch: [orders.views]
requests: ['GET /cart/?name=tea&n={number}']
"""
MIGRATION = """\
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "{before}")]
    operations = [
        migrations.AddField("product", "extra_{number}", models.CharField(default="", max_length=9)),
        migrations.RunPython(lambda apps, editor: apps.get_model("catalog", "Product").objects.count()),
    ]
"""


def scenarios(folder: Path, migrations: int) -> list[Scenario]:
    """Return lessons about a project with so many more migrations."""
    root = write_project(folder / "shop")
    before = "0002_first_products"
    fields = ""
    for number in range(migrations):
        name = f"{number + 3:04}_more"
        text = MIGRATION.format(before=before, number=number)
        (root / "catalog/migrations" / f"{name}.py").write_text(text)
        fields += f'    extra_{number} = models.CharField(default="", max_length=9)\n'
        before = name
    models = root / "catalog/models.py"
    text = models.read_text()
    place = "    price = models.IntegerField()\n"
    models.write_text(text.replace(place, place + fields, 1))
    for number in range(LESSONS):
        lesson = folder / "lesson_data/track" / f"lesson-{number:02}"
        lesson.mkdir(parents=True)
        yaml = LESSON.format(number=number, path=root)
        (lesson / "lesson.yml").write_text(yaml)
    found = []
    for lesson in find_lessons(folder / "lesson_data").values():
        loaded, problems = load_lesson(lesson)
        if loaded is None:
            raise UsageError(str(problems))
        found.append(scenario_of(loaded))
    return found
