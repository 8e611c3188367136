"""What is kept is given back as it was, or not at all; who has no cache builds without one."""

import multiprocessing
import shutil
import sqlite3
from pathlib import Path

import pytest

from proven_lessons.generator.building import store as module
from proven_lessons.generator.building.store import Store, clear, digest_of, folder_of


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "lesson_data"


def file_of(data: Path) -> Path:
    return folder_of(data) / "pages.sqlite"


def kept(data: Path, name: str = "page", key: str = "1") -> bytes | None:
    store = Store(data)
    try:
        return store.get(name, key)
    finally:
        store.close()


def keep(data: Path, content: bytes = b"content", name: str = "page", key: str = "1") -> None:
    store = Store(data)
    store.put(name, key, content)
    store.close()


def test_what_is_kept_is_there_for_the_next_process_and_for_its_state_only(data: Path) -> None:
    keep(data)
    assert kept(data) == b"content"
    assert kept(data, key="2") is None
    assert kept(data, name="other") is None
    keep(data, b"newer", key="2")
    assert (kept(data, key="2"), kept(data)) == (b"newer", None)
    assert (folder_of(data) / ".gitignore").read_text() == "*\n"
    assert clear(data)
    assert kept(data, key="2") is None


def test_it_is_there_before_it_is_written(data: Path) -> None:
    store = Store(data)
    store.put_data("page", "1", {"a": [1, None]})
    assert store.get_data("page", "1") == {"a": [1, None]}
    assert store.get_data("page", "2") is None
    assert kept(data) is None
    store.close()
    assert store.get_data("page", "1") == {"a": [1, None]}, "it is opened again"
    store.close()


def test_a_digest_tells_where_a_text_ends() -> None:
    assert digest_of(["ab", "c"]) != digest_of(["a", "bc"]) != digest_of(["abc"])
    assert digest_of(["a"]) == digest_of([b"a"])
    assert digest_of(["\ud800"])


@pytest.mark.parametrize(
    "content", [b"", b"no database", b"SQLite format 3\0" + bytes(200), bytes(5000)]
)
def test_a_broken_file_is_made_anew(content: bytes, data: Path) -> None:
    keep(data)
    file_of(data).write_bytes(content)
    assert kept(data) is None
    keep(data)
    assert kept(data) == b"content"


def test_a_file_that_was_cut_off_is_made_anew(data: Path) -> None:
    keep(data, bytes(range(256)) * 100)
    whole = file_of(data).read_bytes()
    for size in range(0, len(whole), 512):
        file_of(data).write_bytes(whole[:size])
        assert kept(data) in (None, bytes(range(256)) * 100)
        keep(data)
        assert kept(data) == b"content", size


def test_content_that_was_changed_is_not_given_back(data: Path) -> None:
    keep(data)
    base = sqlite3.connect(file_of(data))
    (packed,) = base.execute("SELECT content FROM kept").fetchone()
    for index in range(len(packed)):
        other = packed[:index] + bytes([packed[index] ^ 1]) + packed[index + 1 :]
        with base:
            base.execute("UPDATE kept SET content = ?", (other,))
        assert kept(data) is None
    base.close()


def test_another_table_of_that_name_is_replaced(data: Path) -> None:
    folder_of(data).mkdir(parents=True)
    base = sqlite3.connect(file_of(data))
    with base:
        base.execute("CREATE TABLE kept (name TEXT, other TEXT)")
    base.close()
    keep(data)
    assert kept(data) == b"content"


def test_where_there_can_be_no_file_it_is_kept_as_long_as_the_process_lives(data: Path) -> None:
    data.parent.joinpath(".cache").write_text("a file in its place")
    store = Store(data)
    for number in range(200):
        store.put(f"page {number}", "1", b"content")
    store.close()
    assert store.get("page 0", "1") == store.get("page 199", "1") == b"content"


def test_who_can_not_write_while_another_does_keeps_it_for_himself(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_WAIT", 0.01)
    keep(data, b"before")
    store = Store(data)
    assert store.get("page", "1") == b"before"
    other = sqlite3.connect(file_of(data), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    store.put("page", "2", b"mine")
    store.close()
    assert store.get("page", "2") == b"mine"
    assert Store(data).get("page", "1") is None
    other.execute("ROLLBACK")
    other.close()
    assert kept(data) == b"before", "and nothing of what was there is lost"


def test_a_file_that_goes_while_it_is_used_harms_nobody(data: Path) -> None:
    keep(data)
    store = Store(data)
    assert store.get("page", "1") == b"content"
    shutil.rmtree(folder_of(data))
    store.put("page", "2", b"newer")
    store.close()
    store.put("page", "2", b"newer")
    store.close()
    assert store.get("page", "2") == b"newer"
    store.close()


def _keep_many(data: Path, worker: int) -> None:
    store = Store(data)
    for number in range(150):
        store.put(f"{worker} {number}", "1", b"content")
    store.close()


def test_several_processes_may_write_at_a_time(data: Path) -> None:
    spawning = multiprocessing.get_context("spawn")
    processes = [spawning.Process(target=_keep_many, args=(data, one)) for one in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    names = [f"{worker} {number}" for worker in range(3) for number in range(150)]
    assert {kept(data, name) for name in names} == {b"content"}


def test_a_large_number_of_things_is_written_as_it_comes(data: Path) -> None:
    store = Store(data)
    for number in range(65):
        store.put(f"page {number}", "1", b"content")
    assert kept(data, "page 0") == b"content"
    assert kept(data, "page 64") is None
    store.close()
    assert kept(data, "page 64") == b"content"


def test_what_makes_pages_is_a_part_of_the_digest() -> None:
    assert len(module.code_digest()) == 40
    assert module.code_digest() == module.code_digest()
