"""Builders for the data that tests start from."""

import textwrap
from collections.abc import Mapping

from runner.recorder import Recorder
from runner.scenario import Limits, RequestSpec, Scenario, SourceFile
from runner.trace import Exchange, Run, Step

HEAD = "from django.http import HttpResponse, HttpResponseRedirect\n\n\n"
FIRST_LINE = 5  # of the body of the view that `view` makes


def view(body: str) -> str:
    """Give a views.py with one view, whose body begins on line FIRST_LINE."""
    return f"{HEAD}def view(request):\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}\n"


def scenario(
    source: str,
    *requests: RequestSpec,
    files: Mapping[str, str] | None = None,
    routes: Mapping[str, str] | None = None,
    settings: Mapping[str, object] | None = None,
    limits: Limits | None = None,
    traced: bool = True,
) -> Scenario:
    sources = {"views.py": source, **(files or {})}
    return Scenario(
        lesson="tests/lesson",
        files=tuple(SourceFile(path=path, content=text.encode()) for path, text in sources.items()),
        routes={"": "view"} if routes is None else routes,
        requests=requests or (RequestSpec(),),
        settings=settings,  # type: ignore[arg-type]
        limits=limits or Limits(),
        traced=traced,
    )


def run(recorder: Recorder, of: Scenario) -> Run:
    """Run a scenario that ends well."""
    __tracebackhide__ = True
    outcome = recorder.run({"it": of})["it"]
    assert isinstance(outcome, Run), f"{outcome.file}:{outcome.line}: {outcome.reason}\n{outcome.output}"
    return outcome


def exchange(recorder: Recorder, body: str, **more: object) -> Exchange:
    """Run a view with this body for one request."""
    __tracebackhide__ = True
    return run(recorder, scenario(view(body), **more)).exchanges[0]  # type: ignore[arg-type]


def statements(of: Exchange) -> list[Step]:
    """Give the steps of the lesson's own code."""
    return [step for step in of.steps if step.at is not None]
