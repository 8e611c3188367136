"""Record on a cluster of Dask: the extra `cluster` brings what it takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from proven_lessons.generator.errors import UsageError
from proven_lessons.runner.errors import OtherVersion
from proven_lessons.runner.freshness import versions
from proven_lessons.runner.processes.elsewhere import ElsewhereRecorder, check_versions

_PATIENCE = 20  # seconds until a scheduler has to answer


@contextmanager
def recorder_on(address: str) -> Iterator[ElsewhereRecorder]:
    """Give what records on the workers of the scheduler at `address`.

    Raise UsageError if there is none, it has no workers, or one of them is not like this process.
    """
    with _client(address) as client:
        told: dict[str, object] = client.run(versions, on_error="return")
        if not told:
            raise UsageError(f"the scheduler at {address} has no workers")
        try:
            check_versions(told)
        except OtherVersion as error:
            raise UsageError(str(error)) from error
        yield ElsewhereRecorder(client.get_executor(pure=False, retries=0))


# Private


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        hint = "install it with pip install 'proven-lessons[cluster]'"
        raise UsageError(f"Dask is not here: {hint}") from error
    connect: Any = Client
    try:
        return connect(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(f"there is no scheduler of Dask at {address}") from error
