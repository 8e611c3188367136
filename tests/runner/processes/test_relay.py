"""A socket in a folder leads to the server; when its owner is done, nothing of a lesson is left there."""

import threading
from pathlib import Path

import psycopg
import pytest

from proven_lessons.runner.errors import ScenarioError
from proven_lessons.runner.processes import relay
from proven_lessons.runner.processes.relay import Relay


def test_through_it_one_gets_to_the_server(postgres: str) -> None:
    way = Relay()
    try:
        access = way.access
        assert [one.name for one in Path(access.folder).iterdir()] == [".s.PGSQL.5432"]
        found: list[int] = []

        def ask(number: int) -> None:
            with psycopg.connect(**access.to(access.database)) as connection:
                ((answer,),) = connection.execute(
                    "SELECT sum(n) FROM generate_series(1, %s) n", (number,)
                )
                ((much,),) = connection.execute("SELECT repeat('x', 300000)")
                found.append(int(answer) + len(much))

        threads = [threading.Thread(target=ask, args=(number,)) for number in (3, 4)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert sorted(found) == [300_006, 300_010]
    finally:
        way.close()
    assert not Path(access.folder).exists()
    assert postgres


def test_what_was_made_through_it_is_removed_with_those_who_are_in_it(postgres: str) -> None:
    way = Relay()
    name = f"{way.access.prefix}_c{'0' * 32}"
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        inside = psycopg.connect(postgres, dbname=name)
        way.close()
        with pytest.raises(psycopg.OperationalError):
            inside.execute("SELECT 1")
        inside.close()
        left = {one for (one,) in server.execute("SELECT datname FROM pg_database")}
    assert name not in left


def test_what_others_left_goes_and_what_others_are_at_work_with_stays(postgres: str) -> None:
    with psycopg.connect(postgres, autocommit=True) as server:
        other = Relay()
        ours, left = f"{other.access.prefix}_c{'1' * 32}", f"lessons_00000000_o{'2' * 32}"
        foreign = "lessons_of_someone"
        for name in (ours, left, foreign):
            server.execute(f"CREATE DATABASE {name}")
        way = Relay()
        there = {one for (one,) in server.execute("SELECT datname FROM pg_database")}
        way.close()
        other.close()
        server.execute(f"DROP DATABASE {foreign}")
    assert {ours, foreign} <= there
    assert left not in there


def test_without_a_server_there_is_no_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LESSONS_POSTGRES_URL", raising=False)
    with pytest.raises(ScenarioError, match="names no server"):
        Relay()


def test_what_runs_have_left_is_removed_after_a_while(
    postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = Relay()
    copy, of_one, kept = (f"{way.access.prefix}_{kind}{'3' * 32}" for kind in "cpo")
    with psycopg.connect(postgres, autocommit=True) as server:
        for name in (copy, of_one, kept):
            server.execute(f"CREATE DATABASE {name}")
        way.tidy()
        monkeypatch.setattr(relay, "_ABANDONED", -1.0)
        inside = psycopg.connect(postgres, dbname=copy)
        way.tidy()
        there = {one for (one,) in server.execute("SELECT datname FROM pg_database")}
        assert {copy, kept} <= there, "somebody is in one, and copies will be made of the other"
        assert of_one not in there
        inside.close()
        way.close()


def test_a_socket_that_can_not_be_made_is_told(
    postgres: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    with pytest.raises(ScenarioError, match="can't be led to the server"):
        Relay()
    assert list(folder.iterdir()) == []
    assert postgres


def test_a_server_that_sends_everybody_away_stops_nobody_from_tidying_up(postgres: str) -> None:
    """Else one that is started anew would end the recording of all lessons, of others, too."""
    way = Relay()
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s",
            (way.access.prefix,),
        )
    way.tidy()
    way.close()
