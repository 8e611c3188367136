"""The errors of the runner.

RunnerError
├── ScenarioError       the scenario can't be run as it is written
│   └── NeedsNewProcess it can't be run in a process that has imported its project
├── LessonFailed        the lesson's own code kept the run from ending well
├── TraceFormatError    a trace file is not one that this version reads
└── OtherVersion        a worker elsewhere is not like this process
"""


class RunnerError(Exception):
    """Anything that the runner reports to whoever called it."""


class ScenarioError(RunnerError):
    """The scenario can't be run as it is written."""


class NeedsNewProcess(ScenarioError):
    """The scenario changes a module of its project that this process has imported already."""

    REASON = "it changes what a process has imported before the first request"

    def __init__(self) -> None:
        super().__init__(self.REASON)


class LessonFailed(RunnerError):
    """The lesson's own code kept the run from ending well.

    `reason` is one sentence. `file` (relative to the lesson folder) and `line` say where, when that
    is known. `output` is what the lesson printed, cut. `run` names the run that failed.
    """

    run = "main"

    def __init__(
        self, reason: str, *, file: str | None = None, line: int | None = None, output: str = ""
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.file = file
        self.line = line
        self.output = output


class LessonVaries(LessonFailed):
    """The lesson takes another way each time it is run."""


class TraceFormatError(RunnerError):
    """A trace file is not one that this version reads."""


class OtherVersion(RunnerError):
    """A worker elsewhere is not like this process: its traces would be others."""
