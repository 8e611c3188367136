"""Everything side by side with the peers: `python -m benchmarks.full [N ...]` writes docs/benchmarks.md.

Each N is a number of lessons of the corpus; 100 and 500 if none is given. Profiles of each kind of
work are written into benchmarks/profiles.
"""

import contextlib
import datetime
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from benchmarks import corpus, peers
from benchmarks.peers import Used, environment, used, versions

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
PROFILES = Path(__file__).resolve().parent / "profiles"
OURS = Path(sys.executable).parent
RUNNING = 20  # lessons that the peers run
EDITS = 3
ALL_PEERS = 1000  # lessons: of more, only the fastest peer builds the pages
PORT = 8971
_SHOWN = re.compile(r"announce %\}|\{%$")  # around what an edited template shows


class Report:
    """The rows of a page, by the title of their table."""

    def __init__(self) -> None:
        self.tables: dict[str, list[tuple[str, ...]]] = {}

    def add(self, table: str, *cells: str) -> None:
        self.tables.setdefault(table, []).append(cells)
        print(f"{table}: {' | '.join(cells)}", flush=True)


def main(sizes: list[int]) -> None:
    report = Report()
    with tempfile.TemporaryDirectory() as name:
        for size in sizes:
            _site(Path(name), size, report)
        _running(Path(name), report)
    _small(report)
    PAGE.write_text(_page(report))
    print(f"wrote {PAGE.relative_to(ROOT)}")


def _site(folder: Path, size: int, report: Report) -> None:
    """Record and build a corpus, and let others build its pages."""
    site = folder / f"ours-{size}"
    corpus.write(site, size)
    lessons, mkdocs = str(OURS / "lessons"), str(OURS / "mkdocs")
    cold = used([lessons, "record", "-q"], site)
    traces = list((site / "lesson_data").glob("*/*/trace.json"))
    runs = sum(len(json.loads(path.read_text())["runs"]) for path in traces)
    fresh = used([lessons, "record", "-q"], site)
    beside = ["-", "-"]
    if size <= ALL_PEERS:
        plain = used([sys.executable, "-m", "benchmarks.unisolated", str(site)], ROOT)
        beside = [f"{plain.cpu:.0f}", f"{cold.cpu / plain.cpu:.2f}"]
    report.add(
        "Recording",
        f"{size}",
        f"{cold.cpu:.0f}",
        f"{runs / size:.1f}",
        *beside,
        f"{fresh.wall:.2f} s",
    )
    first, again = (used([mkdocs, "build", "-q"], site) for _ in range(2))
    others = _others(folder, site, size)
    zensical = others["Zensical"]
    for name, (one, two) in {"ours": (first, again), **others}.items():
        report.add(
            "Building", f"{size}", name, f"{one.cpu:.1f}", f"{two.cpu:.1f}",
            f"{one.cpu / zensical[0].cpu:.2f}", f"{two.cpu / zensical[1].cpu:.2f}",
            f"{one.cpu / size:.3f}", f"{one.memory:.0f}",
        )  # fmt: skip
    if size <= 100:
        _profiles(site)
    _serving(site, size, report)


def _others(folder: Path, site: Path, size: int) -> dict[str, tuple[Used, Used]]:
    """Build the same pages with the peers: the first time, and again."""
    found: dict[str, tuple[Used, Used]] = {}
    material = environment("material", "mkdocs-material", "click<8.2.2")
    zensical = environment("zensical", "zensical")
    proper = environment("properdocs", "properdocs", "mkdocs-material", "click<8.2.2")
    commands = {
        "mkdocs-material": [str(material / "mkdocs"), "build", "-q"],
        "ProperDocs": [str(proper / "properdocs"), "build", "-q"],
        "Zensical": [str(zensical / "zensical"), "build"],
    }
    for name, command in commands.items():
        if size > ALL_PEERS and name != "Zensical":
            continue
        where = folder / f"{name}-{size}"
        where.mkdir()
        subprocess.run(
            [str(OURS / "lessons"), "export", "-q", str(where / "docs")], cwd=site, check=True
        )
        (where / "mkdocs.yml").write_text(corpus.plain_config())
        log = folder / f"{name}.log"
        first = used(command, where, log=log)
        found[name] = first, used(command, where, log=log)
    return found


def _serving(site: Path, size: int, report: Report) -> None:
    """From saving an edit to the page with it, over HTTP; memory after the edits."""
    view = min((site / "lesson_data/track-000").glob("*-loop"))
    page = f"track-000/{view.name}/"
    log = (site / "serve.log").open("wb")
    command = [str(OURS / "mkdocs"), "serve", "-q", "-a", f"127.0.0.1:{PORT}"]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    with log:
        for which in ("first", "warm"):
            start = time.perf_counter()
            process = subprocess.Popen(command, cwd=site, env=env, stdout=log, stderr=log)
            _until("", "Many lessons")
            taken = time.perf_counter() - start
            if which == "first":
                cold_page = taken
                process.terminate()
                process.wait(30)
        try:
            time.sleep(3)
            (site / "docs/extra.css").write_text("")
            _until("extra.css", "")
            kinds = {
                "view": (view / "views.py", r"found\w*", "found_{}", page),
                "lesson.yml": (view / "lesson.yml", r"summary: .*", "summary: Edited {}.", page),
                "title": (view / "lesson.yml", r"title: .*", "title: Renamed {}", page),
                "track.yml": (
                    view.parent / "track.yml", r"summary: .*", "summary: Edited track {}.",
                    "track-000/",
                ),
                "title of the track": (
                    view.parent / "track.yml", r"title: .*", "title: Renamed track {}", page,
                ),
                "docs": (site / "docs/index.md", r"\n\n(Round.*\n)?", "\n\nRound {}.\n", ""),
                "template": (
                    site / "overrides/main.html", r"announce %}.*?{%", "announce %}}Hello {}{{%", page,
                ),
                "style": (site / "docs/extra.css", r"\A.*", "i {{ order: {} }}", "extra.css"),
            }  # fmt: skip
            seconds: dict[str, list[float]] = {}
            memory = []
            for number in range(EDITS):
                for kind, (file, find, put, where) in kinds.items():
                    text = put.format(number)
                    count = 0 if kind == "view" else 1
                    file.write_text(re.sub(find, text, file.read_text(), count=count))
                    seen = _SHOWN.sub("", text).partition(": ")[2] or _SHOWN.sub("", text).strip()
                    seconds.setdefault(kind, []).append(_until(where, seen))
                    time.sleep(1)
                memory.append(_memory(process.pid))
        finally:
            process.terminate()
            process.wait(30)
    cells = [f"{sorted(found)[len(found) // 2]:.1f}" for found in seconds.values()]
    report.add(
        "Serving", f"{size}", f"{cold_page:.1f}", f"{taken:.1f}", *cells,
        f"{memory[0]:.0f}, {memory[-1]:.0f}",
    )  # fmt: skip


def _until(page: str, text: str) -> float:
    """Return the seconds until a page has a text."""
    start = time.perf_counter()
    while time.perf_counter() - start < 3600:
        with contextlib.suppress(OSError):
            address = f"http://127.0.0.1:{PORT}/{page}"
            with urllib.request.urlopen(address, timeout=600) as response:
                if text in response.read().decode():
                    return time.perf_counter() - start
        time.sleep(0.02)
    raise RuntimeError(f"{text!r} never came to {page}")


def _memory(pid: int) -> float:
    """Return the memory of a process in MB, 0 where that can't be told."""
    status = Path(f"/proc/{pid}/status")
    found = (
        re.search(r"VmRSS:\s+(\d+)", status.read_text(encoding="utf-8"))
        if status.exists()
        else None
    )
    return int(found[1]) / 1024 if found else 0


def _running(folder: Path, report: Report) -> None:
    """Run the smallest lesson as the peers do that run code."""
    commands = environment(
        "running", "sphinx-gallery", "myst-nb", "matplotlib", "ipykernel", "django"
    )
    sphinx = str(commands / "sphinx-build")
    writers = {"sphinx-gallery": peers.write_gallery, "MyST-NB": peers.write_notebooks}
    for name, write in writers.items():
        where = folder / name
        write(where, RUNNING)
        command = [sphinx, "-q", "-b", "html", str(where), str(where / "_build")]
        first = used(command, where, log=folder / f"{name}.log")
        again = used(command, where, log=folder / f"{name}.log")
        report.add(
            "Running",
            name,
            f"{first.cpu / RUNNING * 1000:.0f}",
            f"{again.cpu / RUNNING * 1000:.0f}",
        )
    data = folder / "smallest"
    from benchmarks.lessons import write_lessons

    write_lessons(data, RUNNING)
    lessons = [str(OURS / "lessons"), "record", "-q", "--data", str(data)]
    first, again = used(lessons, folder), used(lessons, folder)
    report.add(
        "Running", "ours (all runs, each twice)", f"{first.cpu / RUNNING * 1000:.0f}",
        f"{again.cpu / RUNNING * 1000:.0f}",
    )  # fmt: skip


def _small(report: Report) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "watching", "recording"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    for line in done.stdout.splitlines():
        what, _, figure = line.strip().partition(": ")
        report.add("Small", what, figure)


def _profiles(site: Path) -> None:
    """Keep where each kind of work spends its time, without folders of this machine."""
    PROFILES.mkdir(exist_ok=True)
    for name in ("record", "derive", "build", "again"):
        target = PROFILES / f"{name}.txt"
        subprocess.run(
            [sys.executable, "-m", "benchmarks.profiled", name, str(site), str(target)],
            cwd=ROOT, check=True, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        )  # fmt: skip


HEADS = {
    "Recording": (
        "lessons", "CPU s", "runs a lesson", "the same runs in one process, CPU s", "ratio",
        "nothing changed, wall",
    ),
    "Building": (
        "lessons", "builder", "first, CPU s", "again, CPU s", "first / Zensical's",
        "again / Zensical's", "CPU s a page, first", "MB",
    ),
    "Serving": (
        "lessons", "first page, s", "with a cache, s", "view", "lesson.yml", "its title", "track.yml",
        "its title", "docs page", "template", "style", "MB after the first round of edits, the last",
    ),
    "Running": ("what runs 20 small lessons", "ms CPU a lesson", "again"),
    "Small": ("what", "figure"),
}  # fmt: skip
HOW = {
    "Recording": "`lessons record` on the corpus, all runs of a lesson twice, isolated, every probe "
    "on; beside it every run once in one process that is warm, traced, without isolation.",
    "Building": "`mkdocs build` of the recorded corpus, twice; the others build the same pages, "
    "exported as Markdown (for them, deriving the pages is free). CPU of all processes, memory of "
    "the largest one at its peak.",
    "Serving": "`mkdocs serve`: seconds from the start to the first page, without and with what an "
    f"earlier server has kept; then from saving to the page over HTTP, the middle of {EDITS} edits. A text "
    "of lesson.yml and of track.yml, then their titles, which stand on other pages, too, and a template of "
    "the site, which is in all of them: each of those is built when somebody asks for it.",
    "Running": "A view with two session operations and one request; sphinx-gallery and MyST-NB with "
    "its cache run it in one process or kernel for each page, without tracing.",
    "Small": "`python -m benchmarks watching recording`.",
}


def _page(report: Report) -> str:
    lines = [
        "---", "search: {boost: 0.2}", "---", "", "# Benchmarks", "",
        ("Written by `make bench-full`, in one run. The machine is shared and noisy: trust ratios "
        "within a table, and CPU seconds more than wall seconds."), "",
        (f"{datetime.datetime.now(tz=datetime.UTC).date()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}. {_versions()}."), "",
        ("The corpus (`python -m benchmarks.corpus N FOLDER`) has six kinds of lessons: sessions "
        "over several requests, loops, templates, models, forms, what-ifs; twenty to a track."), "",
    ]  # fmt: skip
    for table, rows in report.tables.items():
        head = HEADS[table]
        lines += [f"## {table}", "", HOW[table], ""]
        lines += [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
        lines += [f"| {' | '.join(row)} |" for row in rows]
        lines.append("")
    notes = Path(__file__).with_name("notes.md")
    return "\n".join(lines) + "\n" + notes.read_text()


def _versions() -> str:
    names = list(_peer_versions())
    return "; ".join(names)


def _peer_versions() -> Iterator[str]:
    yield f"ours: {versions(OURS, 'django', 'mkdocs', 'mkdocs-material')}"
    yield versions(environment("zensical"), "zensical")
    yield versions(environment("properdocs"), "properdocs")
    yield versions(environment("running"), "sphinx", "sphinx-gallery", "myst-nb", "jupyter-cache")


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]] or [100, 500])
