"""A lesson for a frame has the same content, its addresses as they are from there, and no site around."""

import re
from pathlib import PurePosixPath

from tests.builders import write_lesson
from tests.sites import Sites


def test_a_lesson_has_a_page_for_a_frame_and_others_have_none(sites: Sites) -> None:
    write_lesson(sites.data, "t/one", yaml="title: A <b> & more\nsummary: It is.\nview: view\n")
    write_lesson(
        sites.data, "t/two", yaml="title: Two\nsummary: It is.\nview: view\nneeds: [t/one]\n"
    )
    (sites.data / "t/track.yml").write_text("title: A track\nsummary: It is for a test.\n")
    site = sites.site("build")
    framed = sorted(path for path in site if path.startswith("embed/"))
    assert framed == ["embed/t/one/index.html", "embed/t/two/index.html"]
    for path in framed:
        text = site[path].decode()
        assert '<section class="lesson-mode"' in text
        assert "md-header" not in text and "md-search" not in text
        assert 'content="noindex"' in text
        folder = PurePosixPath(path).parent
        addresses = re.findall(r'(?:href|src)="([^"#:]+)(?:#[^"]*)?"', text)
        assert addresses
        for address in addresses:
            parts: list[str] = list(folder.parts)
            for part in address.split("/"):
                if part == "..":
                    parts.pop()
                elif part not in ("", "."):
                    parts.append(part)
            target = "/".join(parts)
            assert {target, f"{target}/index.html"} & set(site), (path, address)
    own = site["t/one/index.html"].decode()
    assert 'data-embed="../../embed/t/one/"' in own
    assert "A &#60;b&#62; &#38; more" in site["embed/t/one/index.html"].decode()
