"""Small lessons on which a page was once wrong or silent: what each must say, and must not.

Each stands for a kind; the tests of the kinds are beside the modules. `false/` holds those on which
something false was published, `surprise/` those whose point the page did not make.
"""

import html
import re
import shutil
from pathlib import Path

import pytest

from proven_lessons.generator.building.build import Builder
from proven_lessons.generator.building.pages import Built
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import ambiguous_questions, empty_hints

HERE = Path(__file__).parent
TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.DOTALL)

SAYS: dict[str, tuple[str, ...]] = {
    "false/loop": (
        "B 301", "The same statement is sent 300 times", "23 more iterations follow.", "75 more events",
    ),
    "false/longlist-whatif": (
        "what the store holds for this session is another, behind what is shown of it",
    ),
    "false/header": ("the header Cache-Control is no-store (in the lesson there is none)",),
    "false/global-order": (
        "In these each response is the same, and so is what is left in the session store, the "
        "database, the cache, the outbox and the log:",
    ),
    "false/tracker": ("to keep sessionid, and request 2 sent it back",),
    "false/cookie-gone": ("Delete the cookie theme", "the cookie theme is set (in the lesson it is deleted)"),
    "false/neg2": (
        "The session was saved, and has expired since.",
        "The browser keeps no cookie. The session table holds session-key-1 with "
        "{'color': 'blue', '_session_expiry': -1} (expired)",
        "which expires at once",
    ),
    "false/expired": ("asks the cache for 'a', which has expired, and gets None",),
    "false/cond-noop": ("Line 8 checks night: it is true.",),
    "false/try-line": ('A 6 request.session["color"] = "blue" B 8 return HttpResponse("done")',),
    "false/own-mw": ("The session was changed in step 17.",),
    "false/private": ("it has changed, but nothing marked it as modified",),
    "false/unused-but-saved": (
        "Request 3: GET /plain/, from the first browser", "SessionMiddleware saves the session",
    ),
    "false/reused-prefetch": (
        "Why does len(group.user_set.filter(is_active=True)) send 3 statements?",
        "The related rows were prefetched, and are not used here",
    ),
    "false/n-plus-false": ("The same statement is sent 3 times in this request",),
    "false/nplus-repeat": (
        "The same statement is sent 6 times, each time for the rows of one object",
        "Why does book.author send 6 statements?",
        "It asks for 2 different rows only",
    ),
    "false/rollback": (
        "What is left in the database of step 3? Nothing.",
        "Undone is: INSERT lesson_tag of step 3.",
        "That undoes 1 statement that changed lesson_tag.",
    ),
    "false/subquery": ("reads from the tables lesson_author and lesson_book",),
    "false/error-page": ("All is well",),
    "false/decorator-answers": (
        "require_POST does, with status 405. The route leads to the view save, whose own code does "
        "not run. The header Allow names what is taken: POST.",
        "GET / is answered by require_POST",
    ),
    "false/signal-order": (
        'Line 15 begins to run Note.objects.create(title="one"). For that, Django inserts a row',
    ),
    "false/closure": ("Call shout(word='abc')",),
    "false/same-query-twice": ("The same statement with the same parameters is sent by step 2 and step 3.",),
    "false/304": ("no body",),
    "surprise/class-queryset": (
        "Why does request 3 send no statement to the database? It has the rows of request 1.",
    ),
    "surprise/csrf-rotated": (
        "CsrfViewMiddleware does, with status 403.",
        "The login of request 2 gave the browser a new token",
    ),
    "surprise/f-twice": (
        "What does entry.stars hold after step 3? No value yet, but what the database is to work out: "
        "F('stars') + 1. After step 4 it is a value, 6.",
    ),
    "surprise/locale-redirect": (
        "LocaleMiddleware does, with status 302. The response sends the browser to /es/hello/.",
    ),
    "surprise/login-as-another": (
        "What became of cart after step 12? It is thrown away with the whole session.",
    ),
    "surprise/mixin-order": (
        "LoginRequiredMixin does, with status 302.",
        "The response sends the browser to /in/?next=/right/.",
    ),
    "surprise/no-enctype": (
        "Request 1 sends the field avatar. Why does the form miss it? It was sent as text.",
        "request.FILES is empty",
    ),
    "surprise/not-modified": (
        "ConditionalGetMiddleware does, with status 304.",
        "The view has run all the same, and 1 SQL statement was sent.",
    ),
    "surprise/prefetch-filter": (
        "Why does len(hot) send 3 statements? The related rows were prefetched, and are not used",
    ),
    "surprise/rollback-on-404": (
        "What is left in the database of step 3? Nothing.",
        "Django does: it turns the exception Http404 into status 404.",
    ),
    "surprise/template-queries": (
        "entries.count in line 1 of page.html (2 times)",
        "e.blog.name in line 2 of page.html (3 times)",
    ),
    "surprise/unordered-pages": ("What is step 2 warned about? UnorderedObjectListWarning",),
}  # fmt: skip

NEVER: dict[str, tuple[str, ...]] = {
    "false/loop": ("225 times", "sent 226", "runs 23 more times", "runs 24 more times"),
    "false/setloop": ("At which step is the key 'k240' set",),
    "false/longlist-whatif": ("the responses, the session and the store are the same",),
    "false/header": ("the responses are the same", "the responses, the session and the store"),
    "false/global-order": ("run the same", "runs the same"),
    "false/leftout": ("if line 6 were left out. Not",),
    "false/tracker": ("to keep a_tracker, and request 2",),
    "false/cookie-gone": ("Proven by the run",),
    "false/neg2": ("nothing has saved the session", "gone from the store", "keeps sessionid"),
    "false/cond-noop": ("Check night: no", "night: it is false"),
    "false/try-line": ("Line 5 never runs", "line 5 is never run"),
    "false/own-mw": ("The view changed the session",),
    "false/private": ("changes the session in place",),
    "false/own-store": ("changes the session in place",),
    "false/setdefault-found": ("nothing is marked as modified",),
    "false/pop-back": ("Does `pop()` leave", "does pop() leave"),
    "false/unused-but-saved": ("not used is not saved",),
    "false/reused-prefetch": ("one row at a time", "get such rows together"),
    "false/n-plus-false": ("N+1", "select_related"),
    "false/subquery": ("the table home", "table greetings"),
    "false/value-aug": ("retrieves 13",),
    "false/uses2": ("Use value in response",),
    "false/error-page": ("Django's error page",),
    "false/debug-setting": ("Settings that differ",),
    "false/oneline-action": ("Set color to red",),
    "false/decorator-answers": ("Django calls the view save", "answered by lesson.views.save"),
    "false/closure": ("mark='!'", "another response leaves"),
    "false/show-no-session": ("the session", "session is", "SessionMiddleware saves"),
    "false/stale-value": ('return HttpResponse(copy["a"]) line 6 <QueryDict: {}>',),
    "false/304": ("not text",),
    "surprise/not-modified": ("the session is saved",),
    "surprise/rollback-on-404": ("another response leaves",),
}

# What the author of a case claims, and the run does not bear out.
REFUSED: dict[str, tuple[str, ...]] = {
    "false/queryset": ("the option 2 is the right answer, too",),
    "false/rich": (
        "ten < step.all.locals.nine", "october < ", "safe != 'x'", "letters != ", "point != (1, 2)",
        "level != 3", "cart == step.all.locals.basket",
    ),
    "false/longlist-whatif": ("step.change.session.changed is ['numbers']",),
    "false/cookie-gone": ("exchanges[1].max_ages.theme is 0",),
    "false/expired": ("exchanges[1].step.look.events[0].found",),
    "false/signal-order": ("the list has no item 0",),
    "false/value-aug": ("step.add.value is none",),
}  # fmt: skip


def builder_of(kind: str, recorder: Recorder, folder: Path) -> Builder:
    shutil.copytree(HERE / kind, folder / kind)
    return Builder(folder, recorder)


def words_on(page: str) -> str:
    """Give a page as a reader sees it: without tags, with single spaces."""
    text = html.unescape(html.unescape(TAG.sub(" ", page)))
    text = re.sub(r"^(#+|/+.*| *attrs: .*)", " ", text, flags=re.MULTILINE)
    return re.sub(r" (?=[.,;:?!])", "", re.sub(r"\s+", " ", text))


def keys() -> list[str]:
    return [f"{path.parent.parent.name}/{path.parent.name}" for path in HERE.glob("*/*/lesson.yml")]


def wrong_words(built: Built, kind: str) -> list[str]:
    """Give what pages do not say and should, and what they say and should not."""
    wrong = []
    for table, should in ((SAYS, True), (NEVER, False)):
        for key in (key for key in table if key.startswith(kind)):
            words = words_on(built.pages[f"{key}.md"])
            wrong += [f"{key}: {said}" for said in table[key] if (said in words) is not should]
    return wrong


# A kind in one test: its pages are made once, whatever the number of processes.
@pytest.mark.parametrize("kind", ["false", "surprise"])
def test_pages_say_what_their_runs_show_and_refuse_what_they_do_not(
    kind: str, recorder: Recorder, tmp_path: Path
) -> None:
    builder = builder_of(kind, recorder, tmp_path)
    pages = builder.build()
    assert ambiguous_questions(builder) == []
    assert empty_hints(builder) == []
    assert wrong_words(pages, kind) == []
    told: dict[str, list[str]] = {}
    for problem in pages.problems:
        told.setdefault("/".join(Path(problem.file).parts[-3:-1]), []).append(problem.message)
    refused = {key for key in REFUSED if key.startswith(kind)}
    assert {key for key in told if key in keys()} == refused
    for key in refused:
        for message in REFUSED[key]:
            assert any(message in one for one in told[key]), (key, message)


def test_each_case_is_told_of() -> None:
    assert set(keys()) == {*SAYS, *NEVER, *REFUSED}
