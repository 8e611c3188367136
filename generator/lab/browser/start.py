"""Unpack what a browser has loaded: the worker runs this with an archive, `packed`."""

import io
import lzma
import sys
import zipfile

with zipfile.ZipFile(io.BytesIO(lzma.decompress(globals().pop("packed")))) as archive:
    archive.extractall("/lab/site-packages")
sys.path[:0] = ["/lab/site-packages"]
sys.dont_write_bytecode = True

import zoneinfo  # noqa: E402 (unpacked just now, like all that follows)

from proven_lessons.generator.lab.session import Session  # noqa: E402

zoneinfo.reset_tzpath(["/lab/site-packages/zones"])
VERSION = ".".join(map(str, sys.version_info[:3]))


def opened(lesson: str, language: str, django: str) -> Session:
    """Return a lesson that is at hand, in a language."""
    return Session(lesson, language, django, VERSION)
