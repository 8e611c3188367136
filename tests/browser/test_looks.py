"""Six pages look as they did when somebody looked at them; `--accept` takes what is there now."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter
from playwright.sync_api import Browser

KEPT = Path(__file__).parent / "looks"
PAGES = {
    "home": "/",
    "track": "/sessions/",
    "overview": "/sessions/set-and-get/",
    "predict": "/sessions/lost-change/#predict",
    "flow": "/queries/n-plus-one/#flow",
    "quiz": "/sessions/visit-counter/#quiz",
}
SMALLER = 3  # pixels of a screenshot for one that is kept, in each direction
APART = 40  # of 255: less is the edge of a letter
SHARE = 0.01  # of the pixels may be other ones


@pytest.mark.skipif(
    not Path("/usr/share/fonts/truetype/dejavu").is_dir(), reason="the pictures have these fonts"
)
@pytest.mark.parametrize("width", [1440, 768, 390])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_looks_as_it_did(
    name: str, width: int, browser: Browser, address: str, *, accept: bool, tmp_path: Path
) -> None:
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(PAGES[name])
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement?.blur()")
    # Of the days and versions of a build, none is looked at.
    page.add_style_tag(content=".lesson-facts, time { visibility: hidden !important }")
    page.wait_for_timeout(200)
    shot = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    context.close()
    found = shot.resize((shot.width // SMALLER, shot.height // SMALLER), Image.Resampling.BOX)
    kept = KEPT / f"{name}-{width}.png"
    if accept:
        kept.parent.mkdir(exist_ok=True)
        found.quantize(64).save(kept, optimize=True)
    before = Image.open(kept).convert("RGB")
    assert found.size == before.size
    share = apart(found, before)
    found.save(tmp_path / kept.name)
    assert share <= SHARE, f"compare {tmp_path / kept.name} with {kept}"


def apart(one: Image.Image, other: Image.Image) -> float:
    """Give the share of pixels that are not alike, letters a little blurred."""
    blurred = [image.filter(ImageFilter.GaussianBlur(1)) for image in (one, other)]
    difference = ImageChops.difference(*blurred).convert("L")
    counts = difference.histogram()
    return sum(counts[APART:]) / sum(counts)


def test_another_look_is_found_out() -> None:
    before = Image.open(KEPT / "overview-1440.png").convert("RGB")
    assert apart(before, before) == 0
    moved = ImageChops.offset(before, 0, 12)
    assert apart(moved, before) > SHARE
    paler = Image.blend(before, Image.new("RGB", before.size, "white"), 0.5)
    assert apart(paler, before) > SHARE
