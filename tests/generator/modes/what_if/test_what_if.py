"""What-if: the change as a diff, what it makes different, and the changed run itself."""

import html
import re
from pathlib import Path

import pytest

from proven_lessons.generator.modes.what_if import Case, WhatIfBlock, WhatIfMode
from proven_lessons.generator.pages.derive import derive
from proven_lessons.generator.pages.render import renderer_of
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import (
    LESSON,
    derived,
    loaded,
    material,
    problems_of,
    recorded,
    view,
    write_lesson,
)

SOURCE = view(
    "request.session['a'] = 1\nx = request.session.get('a', 2)\ny = request.GET.get('y', '')\n"
    "return HttpResponse(f'{x}{y}')"
)
WHAT_IF = """\
what_if:
  unset:
    title: nothing had set 'a'
    edits:
      - delete: request.session['a'] = 1
  twice:
    title: the view did more
    edits:
      - insert: |
          if x:
              x += 1
        after: x = request
  asked:
    title: the address held more
    requests: [GET /?y=no, GET /?y=no]
  same:
    title: nothing were different
    edits:
      - replace: "HttpResponse(f'"
        with: "HttpResponse(  f'"
  crash:
    title: it crashed
    raises: ZeroDivisionError
    edits:
      - replace: "return "
        with: "return 1 / 0 or "
  setting:
    title: a setting were another
    settings: {SESSION_COOKIE_NAME: other}
"""


def block(recorder: Recorder, tmp_path: Path) -> WhatIfBlock:
    given = material(recorder, write_lesson(tmp_path, yaml=LESSON + WHAT_IF, source=SOURCE))
    assert problems_of(WhatIfMode(), given) == []
    return derived(WhatIfMode(), given)


def differences(case: Case) -> list[str]:
    found = [
        f"{one.where}: {re.sub('<[^>]*>', '', one.words)}" for one in case.compared.differences
    ]
    return [html.unescape(words) for words in found]


def test_changes_are_shown_with_what_they_make_different(
    recorder: Recorder, tmp_path: Path
) -> None:
    unset, twice, asked, same, crash, setting = block(recorder, tmp_path).cases
    assert unset.title == "nothing had set 'a'"
    assert unset.diff.splitlines() == [
        " ",
        " def view(request):",
        "-    request.session['a'] = 1",
        "     x = request.session.get('a', 2)",
        "     y = request.GET.get('y', '')",
    ]
    assert differences(unset)[:3] == [
        "step 2 (step 3 of the lesson): the session is {} (in the lesson {'a': 1})",
        "step 2 (step 3 of the lesson): the variable x is 2 (in the lesson 1)",
        "step 4 (step 5 of the lesson): the response says 2 (in the lesson 1)",
    ]
    assert (unset.compared.more, len(unset.compared.differences)) == (2, 5)
    assert "+    if x:\n+        x += 1" in twice.diff
    assert asked.diff == ""
    assert asked.requests == (("the request GET /", 1, "-"), ("the request GET /?y=no", 2, "+"))
    assert differences(asked) == [
        "step 4: the variable y is 'no' (in the lesson '')",
        "step 5: the response says 1no (in the lesson 1)",
        "the run: there are 2 requests (in the lesson 1)",
    ]
    assert same.compared.differences == ()
    assert crash.compared.raised == ("ZeroDivisionError: division by zero",)
    assert differences(crash) == [
        "step 5: ZeroDivisionError: division by zero is raised",
        "step 6: the session is not saved (in the lesson it is)",
        "step 6: the store holds nothing for this session (in the lesson {'a': 1})",
        "step 6: the status is 500 (in the lesson 200)",
        "the response: 0 SQL statements are sent (in the lesson 4)",
    ]
    assert setting.settings == ("SESSION_COOKIE_NAME = 'other'",)


def test_the_changed_run_is_on_the_page_with_ids_of_its_own(
    recorder: Recorder, tmp_path: Path
) -> None:
    lesson = loaded(write_lesson(tmp_path, yaml=LESSON + WHAT_IF, source=SOURCE))
    answer = derive(lesson, recorded(recorder, lesson), topic="T")
    assert answer.problems == ()
    markdown = renderer_of().lesson(answer.value)
    assert markdown.count('id="step-2"') == 1
    assert markdown.count('id="unset-step-2"') == 1
    assert (
        "The responses and the session are the same in that run, and so is what is left" in markdown
    )
    assert 'href="#unset-step-2"' in markdown


def test_prepared_data_can_be_other(recorder: Recorder, tmp_path: Path) -> None:
    source = "from django.contrib.auth.models import User\n" + view(
        "return HttpResponse(User.objects.count())"
    )
    what_if = """\
what_if:
  two:
    title: there were one more
    edits:
      - insert: User.objects.create_user('bob')
        after: create_user('ada')
        file: prepare.py
"""
    folder = write_lesson(tmp_path, yaml=LESSON + what_if, source=source)
    prepare = "from django.contrib.auth.models import User\n\n\ndef prepare():\n    User.objects.create_user('ada')\n"
    (folder / "prepare.py").write_text(prepare)
    found = derived(WhatIfMode(), material(recorder, folder))
    assert found is not None
    (case,) = found.cases
    assert case.diff.splitlines()[0] == "# prepare.py"
    assert "step 2: the response says 2 (in the lesson 1)" in differences(case)


def test_without_what_ifs_there_is_no_block(recorder: Recorder, tmp_path: Path) -> None:
    assert derived(WhatIfMode(), material(recorder, write_lesson(tmp_path))) is None


@pytest.mark.parametrize(
    ("raises", "body", "message"),
    [
        ("", "1 / 0", "views.py:5: nothing catches ZeroDivisionError: division by zero, and the response has status 500"),
        ("raises: ZeroDivisionError\n", "1 / 0", None),
        ("raises: KeyError\n", "1 / 0", "lesson.yml:4:9: expected the run to end in KeyError, it ends in ZeroDivisionError"),
        ("raises: KeyError\n", "pass", "lesson.yml:4:9: expected the run to end in KeyError, it ends in no exception"),
        ("", "from django.http import Http404\nraise Http404('no')", None),  # a page that is not there is no accident
    ],
)  # fmt: skip
def test_a_run_that_ends_in_an_exception_is_meant_to(
    raises: str, body: str, message: str | None, recorder: Recorder, tmp_path: Path
) -> None:
    lesson = loaded(
        write_lesson(
            tmp_path, yaml=LESSON + raises, source=view(f"{body}\nreturn HttpResponse('ok')")
        )
    )
    problems = derive(lesson, recorded(recorder, lesson), topic="T").problems
    assert [str(problem).split("/one/")[1].partition(" (")[0] for problem in problems] == (
        [message] if message else []
    )


def test_a_what_if_that_crashes_says_so_or_is_a_problem(recorder: Recorder, tmp_path: Path) -> None:
    yaml = LESSON + WHAT_IF.replace("    raises: ZeroDivisionError\n", "")
    lesson = loaded(write_lesson(tmp_path, yaml=yaml, source=SOURCE))
    problems = derive(lesson, recorded(recorder, lesson), topic="T").problems
    assert [str(problem).rpartition("/")[2] for problem in problems] == [
        "lesson.yml:25:5: nothing catches ZeroDivisionError: division by zero, and the response has status 500 "
        "(if that is the lesson, say so: raises: ZeroDivisionError)"
    ]
