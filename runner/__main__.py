"""The way in for the recorder's processes: `python -m runner serve` or `python -m runner once`."""

import json
import os
import sys

from proven_lessons.runner.processes import forkserver, jail


def main(how: str) -> None:
    """Serve jobs from standard input, or run the one that is there."""
    if how == "serve":
        forkserver.serve()
        return
    job = json.loads(sys.stdin.readline())
    if hasattr(os, "fork") and (child := os.fork()):
        # A lesson that kills its parent process gets us, not the recorder.
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) % 256)
    # The lesson must not reach the channel of the answer by printing.
    answer_to = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_RDWR), 1)
    jail.run_job(job, answer_to)
    os._exit(0)  # threads that the lesson left must not keep us


if __name__ == "__main__":
    main(sys.argv[1])
