"""The same files make the same bytes, whatever the time and the order."""

import io
import zipfile

from proven_lessons.generator.building.archives import zipped


def test_the_order_and_the_time_do_not_matter() -> None:
    one = zipped({"b/c": b"\x00\xff", "a": "ä"})
    assert one == zipped({"a": "ä", "b/c": b"\x00\xff"})
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert archive.namelist() == ["a", "b/c"]
        assert archive.read("a").decode() == "ä"
        assert archive.read("b/c") == b"\x00\xff"
