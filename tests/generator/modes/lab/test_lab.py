"""Lab: tasks can be done, are not done yet, and are told by the what-ifs and by the author."""

from pathlib import Path

import pytest

from proven_lessons.generator.modes.lab import LabBlock, does_the_same, missed
from proven_lessons.generator.pages.derive import derive, lab_page
from proven_lessons.generator.pages.render import renderer_of
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import LESSON, a_lab_folder, loaded, recorded, view, write_lesson

SOURCE = view("n = request.GET.get('n', '1')\nreturn HttpResponse(n)")
TASKS = """\
what_if:
  two:
    title: the default were 2
    task: Have it say `2`.
    edits: [{replace: "'1'", with: "'2'"}]
lab:
  - task: Have it say **3**.
    goal: [response.text == "3"]
    hint: The default.
    solution: [{replace: "'1'", with: "'3'"}]
  - task: Say twice what is asked for.
    goal: [response.text == "77"]
    requests: [GET /?n=7]
    solution: [{replace: HttpResponse(n), with: HttpResponse(n * 2)}]
"""
WRONG = """\
what_if:
  same:
    title: nothing were different
    task: Change nothing.
    edits: [{replace: "'1')", with: "'1' )"}]
lab:
  - task: Done before.
    goal: [response.text != "4"]
    solution: [{replace: "'1'", with: "'3'"}]
  - task: Not done by this.
    goal: [response.status == 200, response.text == "9"]
    solution: [{replace: "'1'", with: "'3'"}]
  - task: No such name.
    goal: [step.nothing.number == 1]
    solution: [{replace: "'1'", with: "'3'"}]
"""


def problems(recorder: Recorder, folder: Path) -> list[str]:
    lesson = loaded(folder)
    answer = derive(lesson, recorded(recorder, lesson), topic="")
    return [f"{one.line}: {one.message.partition(';')[0]}" for one in answer.problems]


def test_tasks_are_those_of_what_ifs_and_of_the_author(recorder: Recorder, tmp_path: Path) -> None:
    lesson = loaded(write_lesson(tmp_path, yaml=LESSON + TASKS, source=SOURCE))
    trace = recorded(recorder, lesson)
    assert set(trace.runs) >= {"lab 1", "lab 2", "lab 2 unsolved"}
    answer = derive(lesson, trace, topic="")
    assert answer.problems == ()
    block = next(one.block for one in answer.value.sections if one.name == "lab")
    assert isinstance(block, LabBlock)
    assert [str(task.text) for task in block.tasks] == [
        "Have it say `2`.", "Have it say **3**.", "Say twice what is asked for.",
    ]  # fmt: skip
    assert block.page == "one/lab.md"
    page = renderer_of().lesson(answer.value)
    assert "1. Have it say **3**." in page and "The default." not in page


def test_a_goal_is_judged_over_the_run_that_it_is_about(recorder: Recorder, tmp_path: Path) -> None:
    lesson = loaded(write_lesson(tmp_path, yaml=LESSON + TASKS, source=SOURCE))
    trace = recorded(recorder, lesson)
    task = lesson.written.lab[0]
    solved = type(trace)(
        lesson=trace.lesson, made_from=trace.made_from, runs={"main": trace.runs["lab 1"]}
    )
    assert missed(task, lesson, trace) == ['response.text == "3"']
    assert missed(task, lesson, solved) == []
    assert does_the_same(trace.runs["main"], trace.runs["main"])
    assert not does_the_same(trace.runs["main"], trace.runs["two"])


def test_a_task_that_is_none_is_refused(recorder: Recorder, tmp_path: Path) -> None:
    folder = write_lesson(tmp_path, yaml=LESSON + WRONG, source=SOURCE)
    assert problems(recorder, folder) == [
        "7: the run of this what-if is not known to be another than the lesson's own",
        "11: the lesson reaches every goal as it is, so there is nothing to do",
        '14: the run says otherwise: response.text == "9"',
        "17: there is no step.nothing: step.nothing.number == 1",
    ]


BY_TITLE = """\
what_if:
  two:
    title: the default were 2
    task: true
    edits: [{replace: "'1'", with: "'2'"}]
"""


def test_a_title_asks_for_what_it_says(recorder: Recorder, tmp_path: Path) -> None:
    lesson = loaded(write_lesson(tmp_path, yaml=LESSON + BY_TITLE, source=SOURCE))
    page = derive(lesson, recorded(recorder, lesson), topic="").value
    asked = "What if the default were 2? Change the code so that this is what happens."
    assert f"1. {asked}" in renderer_of().lesson(page)
    assert asked in renderer_of().lab(lab_page(lesson, a_lab_folder(), "one/lab.md"))
    assert "Was wäre, wenn: the default were 2?" in renderer_of("de").lesson(page)


@pytest.mark.parametrize(
    ("sent", "said"),
    [("GET /?n=2", ["7: the run of this what-if is not known to be another"]), ("GET /", [])],
)
def test_a_task_of_other_requests_is_beside_the_unchanged_code_that_is_sent_them(
    sent: str, said: list[str], recorder: Recorder, tmp_path: Path
) -> None:
    yaml = LESSON + BY_TITLE + f"    requests: [{sent}]\n"
    found = problems(recorder, write_lesson(tmp_path, yaml=yaml, source=SOURCE))
    assert [one.partition(" than ")[0] for one in found] == said


def test_other_modes_do_not_tell_of_a_solution(recorder: Recorder, tmp_path: Path) -> None:
    with_tasks = loaded(write_lesson(tmp_path / "a", yaml=LESSON + TASKS, source=SOURCE))
    without = loaded(
        write_lesson(tmp_path / "b", yaml=LESSON + TASKS.partition("lab:")[0], source=SOURCE)
    )
    pages = [derive(one, recorded(recorder, one), topic="").value for one in (with_tasks, without)]
    told = [[one.block for one in page.sections if one.name != "lab"] for page in pages]
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("is_deep", "address"), [(True, "../../../assets/lab/"), (False, "../../assets/lab/")]
)
def test_the_page_of_the_lab_holds_the_lesson_and_loads_nothing(
    *, is_deep: bool, address: str, tmp_path: Path
) -> None:
    source = SOURCE + "# </script><b>\n"
    lesson = loaded(write_lesson(tmp_path, yaml=LESSON + TASKS, source=source))
    page = lab_page(lesson, a_lab_folder(size=10_200_000, is_deep=is_deep), "track/one/lab.md")
    text = renderer_of("de").lab(page)
    assert f'src="{address}lab-5c1.js"' in text
    assert "10 MB" in text
    held = text[text.index("lesson-lab-lesson") :].partition("</template>")[0]
    assert "<" not in held.partition(">")[2]
    assert "application/json" not in text, "the theme would make a script of it that runs"
    assert 'data-task="2"' in text
