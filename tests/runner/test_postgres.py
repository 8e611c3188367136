"""Who names the PostgreSQL server, and what is said where there is none that can be used."""

import sys

import psycopg
import pytest

from proven_lessons.runner import postgres as server
from proven_lessons.runner.errors import ScenarioError


def test_without_a_name_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LESSONS_POSTGRES_URL", raising=False)
    assert server.version_if_any() is None
    assert server.can_run("sqlite")
    assert not server.can_run("postgresql")
    with pytest.raises(ScenarioError, match="LESSONS_POSTGRES_URL names no server"):
        server.version()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://nobody@127.0.0.1:1/x", "can't be used: connection failed"),
        ("nonsense", "can't be used: missing"),
    ],
)
def test_one_that_can_not_be_used_is_told(
    monkeypatch: pytest.MonkeyPatch, address: str, said: str
) -> None:
    monkeypatch.setenv("LESSONS_POSTGRES_URL", address)
    assert server.version_if_any() is None
    with pytest.raises(ScenarioError, match=said) as raised:
        server.version()
    assert server.is_about_server(str(raised.value))
    assert "\n" not in str(raised.value)


def test_a_server_says_its_version(postgres: str) -> None:
    assert postgres
    assert server.version().startswith("PostgreSQL 1")


def test_a_user_who_may_not_make_databases_is_told(
    postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE ROLE poor LOGIN")
        monkeypatch.setenv("LESSONS_POSTGRES_URL", postgres.replace("user=lessons", "user=poor"))
        with pytest.raises(ScenarioError, match="its user may not make databases"):
            server.version()
        connection.execute("DROP ROLE poor")


def test_psycopg_is_asked_for_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ScenarioError, match=r"proven-lessons\[postgresql\]") as raised:
        server.driver()
    assert server.is_about_server(str(raised.value))


def test_how_to_get_there_is_taken_out_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_taken", [])
    with pytest.raises(ScenarioError, match="can't be reached from here"):
        server.access()
    given = server.Access(
        folder="/f",
        user="u",
        password="",
        database="d",
        prefix="lessons_0a0a0a0a",
        options="-c a=b",
    )
    environment = {"A": "b", **given.as_environment()}
    server.take_access(environment)
    assert environment == {"A": "b"}
    assert server.access() == given
    assert "password" not in given.to("x")


def test_databases_of_ours_are_known_by_their_names() -> None:
    assert server.is_of_a_run(f"lessons_{'0a' * 4}_c{'0b' * 16}")
    for name in ("lessons", "lessons_0a0a0a0a_x", f"x_lessons_{'0a' * 4}_c{'0b' * 16}"):
        assert not server.is_of_a_run(name)
