"""In namespaces of its own, a lesson reaches nothing but Python, itself and what it may write."""

import ast
import os
import socket
import sys
from pathlib import Path

import pytest

from proven_lessons.runner.errors import LessonFailed
from proven_lessons.runner.processes.namespaces import SCRATCH_SIZE, why_not
from proven_lessons.runner.processes.recorder import Recorder
from proven_lessons.runner.scenario import Limits
from proven_lessons.runner.trace import Run
from tests.builders import scenario, view

HERE = Path(__file__)
pytestmark = pytest.mark.skipif(why_not() is not None, reason=f"not here: {why_not()}")


def answered(recorder: Recorder, body: str) -> object:
    """Give the literal that a view answers."""
    outcome = recorder.run({"it": scenario(view(body))})["it"]
    assert isinstance(outcome, Run), outcome
    return ast.literal_eval(outcome.exchanges[0].response.text or "")


def refused(recorder: Recorder, code: str) -> str:
    """Give the name of the error number that an expression ends in, "" if it is carried out."""
    body = f"""
    import errno, os, pathlib, socket, tempfile
    error = ""
    try:
        {code}
    except OSError as raised:
        error = errno.errorcode[raised.errno]
    return HttpResponse(repr(error))
    """
    return str(answered(recorder, body))


def test_it_sees_no_process_but_its_own(recorder: Recorder) -> None:
    body = """
    import os
    seen = sorted(int(name) for name in os.listdir("/proc") if name.isdigit())
    return HttpResponse(repr((os.getppid(), len(seen), seen[0])))
    """
    assert answered(recorder, body) == (1, 2, 1)
    assert refused(recorder, "os.kill(-1, 9)") == "ESRCH"
    assert refused(recorder, "os.kill(1, 9)") == "", "the first process does not mind"


def test_it_has_no_network_but_itself(recorder: Recorder) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert (
            refused(recorder, f"socket.create_connection(('127.0.0.1', {port}), 1)")
            == "ECONNREFUSED"
        )
    assert refused(recorder, "socket.create_connection(('192.0.2.1', 9), 1)") == "ENETUNREACH"
    talks = (
        "s = socket.create_server(('127.0.0.1', 0)); socket.create_connection(s.getsockname(), 1)"
    )
    assert refused(recorder, talks) == ""


def test_it_sees_python_and_no_other_files(recorder: Recorder, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    for path in (secret, HERE, Path.home() / ".ssh", Path("/etc/passwd"), Path("/sys")):
        assert refused(recorder, f"os.stat({str(path)!r})") == "ENOENT", path
    assert refused(recorder, f"os.stat({sys.executable!r})") == ""
    assert refused(recorder, f"os.stat({os.__file__!r})") == ""


def test_it_writes_nowhere_but_where_it_works(recorder: Recorder) -> None:
    writes = "pathlib.Path({!r}, 'x').write_text('x')"
    package = Path(sys.modules["proven_lessons.runner.trace"].__file__ or "").parent
    for folder in (
        "/",
        "/usr",
        "/dev",
        sys.prefix,
        str(package.resolve()),
        str(Path(os.__file__).parent),
    ):
        assert refused(recorder, writes.format(folder)) == "EROFS", folder
    assert refused(recorder, "pathlib.Path(tempfile.gettempdir(), 'x').write_text('x')") == ""
    assert refused(recorder, "pathlib.Path('/dev/shm/x').write_text('x')") == ""


def test_what_it_writes_is_bounded_and_gone_in_the_end(recorder: Recorder) -> None:
    body = f"""
    import tempfile, pathlib
    for number in range({SCRATCH_SIZE // 32 + 1}):
        pathlib.Path(tempfile.gettempdir(), str(number)).write_bytes(bytes(32 << 20))
    return HttpResponse("ok")
    """
    limits = Limits(seconds=30)
    run = recorder.run({"it": scenario(view(body), limits=limits)})["it"]
    assert isinstance(run, Run)
    assert run.exchanges[0].error is not None
    assert run.exchanges[0].error.message == "[Errno 28] No space left on device"
    assert not list(recorder._scratch.glob("*/*"))


def test_it_can_get_no_privileges_back(recorder: Recorder) -> None:
    for flag in ("NEWUSER", "NEWNS", "NEWNET"):
        assert refused(recorder, f"os.unshare(os.CLONE_{flag})") in {"EPERM", "ENOSPC"}
    assert refused(recorder, "socket.sethostname('x')") == "EPERM"
    body = """
    import pathlib
    status = pathlib.Path("/proc/self/status").read_text()
    found = dict(line.split() for line in status.splitlines() if line.startswith(("Cap", "NoNew")))
    return HttpResponse(repr(found))
    """
    found = answered(recorder, body)
    assert isinstance(found, dict)
    assert found.pop("NoNewPrivs:") == "1"
    assert {int(value, 16) for value in found.values()} == {0}


def test_its_neighbours_are_not_there(recorder: Recorder) -> None:
    body = """
    import os, tempfile, pathlib
    folder = pathlib.Path(tempfile.gettempdir())
    while not folder.name.startswith("lessons-"):
        folder = folder.parent
    return HttpResponse(repr(len(os.listdir(folder))))
    """
    jobs = {number: scenario(view(body)) for number in range(6)}
    assert all(
        isinstance(run, Run) and run.exchanges[0].response.text == "1"
        for run in recorder.run(jobs).values()
    )


def test_an_interpreter_of_its_own_has_them_too(recorder: Recorder) -> None:
    settings = {"FORMAT_MODULE_PATH": "lesson.formats"}
    body = "import os\nreturn HttpResponse(repr((os.getppid(), os.path.exists('/etc/passwd'))))"
    outcome = recorder.run({"it": scenario(view(body), settings=settings)})["it"]
    assert isinstance(outcome, Run)
    assert outcome.exchanges[0].response.text == "(1, False)"


def test_a_job_that_kills_itself_is_told_as_such(recorder: Recorder) -> None:
    for number, name in ((9, "SIGKILL"), (6, "SIGABRT")):
        body = f"import os\nos.kill(os.getpid(), {number})"
        outcome = recorder.run({"it": scenario(view(body))})["it"]
        assert isinstance(outcome, LessonFailed)
        assert outcome.reason == f"its process was ended by {name}"
