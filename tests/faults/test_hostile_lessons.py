"""Lessons that harm whatever they can reach: each is a run or a message, and the good ones among them are recorded."""

from pathlib import Path

from proven_lessons.generator.building.build import Builder
from proven_lessons.runner import codec
from proven_lessons.runner.processes.namespaces import why_not
from proven_lessons.runner.processes.recorder import Recorder
from tests.builders import view, write_lesson

OK = "return HttpResponse('ok')"
LESSON = "title: A\nsummary: B.\nview: view\nlimits: {{seconds: 1, steps: 20000, memory: 128}}\nraises: {raises}\n"

# What a view does before it answers; "!" before those that no run can come of.
HARM = {
    "!exits": "import os\nos._exit(0)",
    "!exits-by-sys": "import sys\nsys.exit()",
    "!aborts": "import os\nos.abort()",
    "!kills-itself": "import os\nos.kill(os.getpid(), 9)",
    "!stops-itself": "import os\nos.kill(os.getpid(), 19)",
    "!segfaults": "import ctypes\nctypes.string_at(0)",
    "!loops": "while True: pass",
    "!recurses": "def f(): return f()\nimport sys\nsys.setrecursionlimit(10**9)\nf()",
    "!sleeps-in-c": "import threading\nthreading.Event().wait()",
    "!ignores-its-end": "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True:\n    try:\n        x = 1\n    except BaseException:\n        pass",
    "!takes-memory": "x = bytearray(1 << 34)",
    "!forks-without-end": "import os, threading\nwhile True:\n    if os.fork() == 0:\n        threading.Event().wait()",
    "!starts-threads": "import threading\nthreading.stack_size(65536)\nwhile True:\n    threading.Thread(target=threading.Event().wait, daemon=True).start()",
    "!frees-monitoring": "import sys\nfor tool in range(6):\n    sys.monitoring.free_tool_id(tool)",
    "!profiles": "import cProfile\np = cProfile.Profile()\np.enable()\nx = 1\np.disable()",
    "!traces": "import sys\nsys.settrace(lambda *given: None)\nx = 1\nsys.settrace(None)",
    "!replaces-len": "import builtins\nbuiltins.len = None",
    "!replaces-print-and-import": "import builtins\nbuiltins.__import__ = None",
    "!ends-with-a-forged-answer": "import os, sys\nframe = sys._getframe()\nwhile type(frame.f_locals.get('job')) is not dict:\n    frame = frame.f_back\nos.write(frame.f_locals['answer_to'], ('\\n' + frame.f_locals['job']['token'] + '[]\\n').encode())\nos._exit(0)",
    "!status-is-text": "r = HttpResponse('x')\nr.status_code = 'x'\nreturn r",
    "!cookies-are-none": "r = HttpResponse('x')\nr.cookies = None\nreturn r",
    "status-is-a-float": "r = HttpResponse('x')\nr.status_code = 200.0\nreturn r",
    "floods-its-output": "import os\nfor n in range(50):\n    print('x' * 100000)\nos.write(1, b'x' * 10**6)",
    "writes-to-every-file": "import os\nfor n in range(3, 60):\n    try:\n        os.write(n, b'{}\\n[1]\\ngarbage\\n')\n    except OSError:\n        pass",
    "closes-standard-files": "import os\nos.closerange(0, 3)",
    "kills-all": "import os\ntry:\n    os.kill(-1, 9)\nexcept OSError:\n    pass",
    "kills-its-parent": "import os\nos.kill(os.getppid(), 9)",
    "stops-its-parent": "import os\nos.kill(os.getppid(), 19)",
    "kills-its-group": "import os\nfor pid in range(2, 200):\n    if pid != os.getpid():\n        try:\n            os.kill(pid, 9)\n        except OSError:\n            pass",
    "leaves-a-child": "import os, time\nif os.fork() == 0:\n    os.setsid()\n    while True: os.getpid()",
    "leaves-a-thread": "import threading\nthreading.Thread(target=threading.Event().wait).start()",
    "deletes-its-folder": "import shutil, pathlib\nshutil.rmtree(pathlib.Path(__file__).parent, ignore_errors=True)",
    "deletes-everything": "import shutil\nfor path in ('/tmp', '/home', '/var', '/root'):\n    shutil.rmtree(path, ignore_errors=True)",
    "renames-its-folder": "import pathlib\npathlib.Path(__file__).parent.rename(pathlib.Path(__file__).parent.parent / 'other')",
    "locks-its-folder": "import os, pathlib\nos.chmod(pathlib.Path(__file__).parent, 0)\nos.chmod(pathlib.Path(__file__).parent.parent, 0)",
    "leaves-a-pipe": "import os\nos.mkfifo('lesson-pipe')",
    "changes-the-environment": "import os\nos.environ.clear()\nos.environ['PATH'] = '/nowhere'",
    "goes-away": "import os\nos.chdir('/')",
    "sets-the-clock-on": "import time\ntime.sleep(10**7)",
    "closes-the-database": "from django.db import connection\nconnection.close()",
    "drops-its-tables": "from django.db import connection\nwith connection.cursor() as cursor:\n    cursor.execute('DROP TABLE django_session')",
    "changes-settings": "from django.conf import settings\nsettings.INSTALLED_APPS = []\nsettings.MIDDLEWARE = None",
    "replaces-json": "import json\njson.dumps = None",
    "replaces-os-write": "import os\nos.write = None",
    "replaces-open": "import builtins\nopen_ = builtins.open",
    "hides-its-class": "class A:\n    @property\n    def __class__(self):\n        raise SystemExit\na = A()",
    "has-a-hostile-repr": "class A:\n    def __repr__(self):\n        raise KeyboardInterrupt\n    __str__ = __hash__ = __len__ = __iter__ = __repr__\na = A()\nb = [a, {'x': a}]",
    "never-ends-to-iterate": "import itertools\na = itertools.count()",
    "is-deep": "a = []\nfor n in range(5000):\n    a = [a]",
    "is-wide": "a = list(range(10**6))\nb = 'x' * 10**7",
    "half-a-character": "a = chr(0xd800)\nrequest.session[a] = a",
    "control-characters": "request.session['\\x00\\x1b[2J\\u202e'] = '\\x00'",
    "raises-exit": "raise SystemExitLike() if False else ValueError('\\x00' * 1000)",
    "raises-a-group": "raise ExceptionGroup('x', [ValueError(n) for n in range(100)])",
    "warns-a-lot": "import warnings\nfor n in range(500):\n    warnings.warn(str(n))",
    "logs-a-lot": "import logging\nfor n in range(500):\n    logging.getLogger('x').error('x' * 1000)",
}  # fmt: skip
RAISE = {
    "raises-exit": "ValueError",
    "raises-a-group": "ExceptionGroup",
}
NEEDS_NAMESPACES = {
    "kills-all",
    "kills-its-parent",
    "stops-its-parent",
    "kills-its-group",
    "deletes-everything",
}


def test_hostile_lessons_harm_nobody(tmp_path: Path) -> None:
    harm = {
        name: body
        for name, body in HARM.items()
        if why_not() is None or name not in NEEDS_NAMESPACES
    }
    for number, (name, body) in enumerate(harm.items()):
        key, raises = name.lstrip("!"), RAISE.get(name, "null")
        write_lesson(
            tmp_path, f"t/{key}", yaml=LESSON.format(raises=raises), source=view(f"{body}\n{OK}")
        )
        if number % 5 == 0:
            write_lesson(
                tmp_path, f"t/good{number}", yaml=LESSON.format(raises="null"), source=view(OK)
            )
    with Recorder() as recorder:
        builder = Builder(tmp_path, recorder)
        built = builder.build()
        failed = {
            Path(problem.file).relative_to(tmp_path / "t").parts[0] for problem in built.problems
        }
        expected = {name.lstrip("!") for name in harm if name.startswith("!")}
        told = "\n".join(map(str, built.problems))
        assert failed >= expected, f"not told: {expected - failed}\n{told}"
        assert failed - expected <= HARMED, told
        assert "mistake of this program" not in told
        for path in tmp_path.glob("t/good*"):
            assert codec.is_untouched((path / "trace.json").read_text())
        assert [
            str(one)
            for one in builder.check([f"t/{path.name}" for path in tmp_path.glob("t/good*")])
        ] == []


# What may fail, too: what such a lesson does is its own harm.
HARMED = {"replaces-json", "writes-to-every-file", "kills-its-group"}  # fmt: skip
