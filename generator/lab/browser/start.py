"""Begin, once all files are in place; what is imported here is there in a memory that is kept."""

import gc
import sys

sys.path[:0] = ["/lab/site-packages"]
sys.dont_write_bytecode = True

import zoneinfo  # noqa: E402 (it is there by now, like all that follows)

from proven_lessons.generator.lab.session import Session, renderer_for  # noqa: E402

zoneinfo.reset_tzpath(["/lab/site-packages/zones"])
VERSION = ".".join(map(str, sys.version_info[:3]))
_RENDERER = renderer_for(globals().pop("language"))
gc.collect()


def opened(lesson: str, django: str) -> Session:
    """Return a lesson that is at hand."""
    return Session(lesson, _RENDERER, django, VERSION)
