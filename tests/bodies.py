"""What a browser sends in the body of a request, and what Django's test client leaves to its caller."""

import json
import mimetypes
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from proven_lessons.runner.scenario import RequestSpec

FORM = "application/x-www-form-urlencoded"


class Form(HTMLParser):
    """Collects what the fields of a page's one form hold: inputs and text areas."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Any] = {}
        self.area = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        kind, name = given.get("type", "text"), given.get("name")
        is_off = kind in ("checkbox", "radio") and "checked" not in given
        if tag == "textarea":
            self.area = name or ""
        elif tag == "input" and name and not is_off and kind not in ("submit", "button", "file"):
            self.found[name] = given.get("value") or ("on" if kind == "checkbox" else "")

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found[self.area] = data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        self.area = ""


def fields_of(page: str) -> dict[str, Any]:
    form = Form()
    form.feed(page)
    return form.found


def body_of(spec: RequestSpec, content_type: str) -> tuple[bytes | None, str]:
    """Give the body as a browser sends it and its type: Django's test client would send every form in parts."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

    if spec.json is not None or (spec.data is not None and "json" in content_type):
        return json.dumps(
            spec.data if spec.json is None else spec.json
        ).encode(), content_type or "application/json"
    if spec.files is not None:
        files = {
            name: SimpleUploadedFile(
                Path(path).name, Path("lesson", path).read_bytes(), mimetypes.guess_type(path)[0]
            )
            for name, path in spec.files.items()
        }
        return encode_multipart(BOUNDARY, {**(spec.data or {}), **files}), MULTIPART_CONTENT
    if spec.data is not None:
        return urlencode(spec.data, doseq=True).encode(), content_type or FORM
    return None, content_type
