"""A socket in a folder leads to the server; when its owner is done, nothing of a lesson is left there."""

import threading
from pathlib import Path

import psycopg
import pytest

from proven_lessons.runner.errors import ScenarioError
from proven_lessons.runner.processes.relay import Relay


def test_through_it_one_gets_to_the_server(postgres: str) -> None:
    relay = Relay()
    try:
        access = relay.access
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
        relay.close()
    assert not Path(access.folder).exists()
    assert postgres


def test_what_was_made_through_it_is_removed_with_those_who_are_in_it(postgres: str) -> None:
    relay = Relay()
    name = f"{relay.access.prefix}_{'0' * 32}"
    with psycopg.connect(postgres, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        inside = psycopg.connect(postgres, dbname=name)
        relay.close()
        with pytest.raises(psycopg.OperationalError):
            inside.execute("SELECT 1")
        inside.close()
        left = {one for (one,) in server.execute("SELECT datname FROM pg_database")}
    assert name not in left


def test_what_others_left_goes_and_what_others_are_at_work_with_stays(postgres: str) -> None:
    with psycopg.connect(postgres, autocommit=True) as server:
        other = Relay()
        ours, left = f"{other.access.prefix}_{'1' * 32}", f"lessons_00000000_{'2' * 32}"
        foreign = "lessons_of_someone"
        for name in (ours, left, foreign):
            server.execute(f"CREATE DATABASE {name}")
        relay = Relay()
        there = {one for (one,) in server.execute("SELECT datname FROM pg_database")}
        relay.close()
        other.close()
        server.execute(f"DROP DATABASE {foreign}")
    assert {ours, foreign} <= there
    assert left not in there


def test_without_a_server_there_is_no_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LESSONS_POSTGRES_URL", raising=False)
    with pytest.raises(ScenarioError, match="names no server"):
        Relay()
