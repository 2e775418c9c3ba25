"""The embedded servers themselves, each test on servers of its own."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from helpdesk.local.postgres import Postgres
from helpdesk.local.process import is_running
from helpdesk.local.valkey import Valkey


@pytest.fixture
def home(tmp_path: Path) -> Path:
    tmp_path.chmod(0o711)
    return tmp_path


@pytest.fixture
def postgres(home: Path) -> Iterator[Postgres]:
    server = Postgres(home / "postgres", home / "postgres.log", throw_away=True)
    server.start()
    yield server
    server.stop()


def rows(server: Postgres) -> list[tuple[int]]:
    with psycopg.connect(server.url("mesa")) as connection:
        return connection.execute("SELECT number FROM kept ORDER BY number").fetchall()


def test_postgres_keeps_rows_over_a_kill(home: Path) -> None:
    postgres = Postgres(home / "postgres", home / "postgres.log")
    postgres.start()
    postgres.ensure_database("mesa")
    with psycopg.connect(postgres.url("mesa"), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    assert postgres.process.popen is not None
    os.kill(postgres.process.popen.pid, signal.SIGKILL)
    postgres.process.popen.wait()

    postgres.start()

    assert rows(postgres) == [(7,)]
    postgres.stop()


def test_postgres_knows_spanish_letters(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION citext")
        found = connection.execute("SELECT lower('ÑÉ'), 'Ñandú'::citext = 'ñANDÚ', 'Ñ' ILIKE 'ñ'").fetchone()
    assert found == ("ñé", True, True)


def test_postgres_listens_on_no_port(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url("postgres")) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_postgres_takes_over_from_a_server_left_behind(postgres: Postgres, home: Path) -> None:
    left_behind = postgres.process.popen
    assert left_behind is not None
    second = Postgres(home / "postgres", home / "second.log", throw_away=True)
    postgres.process.popen = None

    second.start()
    left_behind.wait()

    with psycopg.connect(second.url("postgres")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    second.stop()


def test_postgres_stop_leaves_no_process(home: Path) -> None:
    server = Postgres(home / "postgres", home / "postgres.log", throw_away=True)
    server.start()
    assert server.process.popen is not None
    pid = server.process.popen.pid

    server.stop()

    assert is_running(pid) is False


def test_valkey_keeps_keys_over_a_kill(home: Path) -> None:
    server = Valkey(home / "valkey", home / "valkey.log")
    server.start()
    client = redis.Redis(unix_socket_path=str(server.socket))
    client.config_set("appendfsync", "always")
    client.set("kept", "7")
    assert server.process.popen is not None
    os.kill(server.process.popen.pid, signal.SIGKILL)
    server.process.popen.wait()

    server.start()

    assert client.get("kept") == b"7"
    server.stop()


def test_valkey_puts_a_damaged_file_aside(home: Path) -> None:
    server = Valkey(home / "valkey", home / "valkey.log")
    server.start()
    server.stop()
    for file in (home / "valkey" / "appendonlydir").glob("*manifest"):
        file.write_text("nonsense\n")

    server = Valkey(home / "valkey", home / "valkey.log")
    server.start()

    assert redis.Redis(unix_socket_path=str(server.socket)).ping() is True
    assert [path.name[:22] for path in (home / "valkey").glob("*damaged*")] == ["appendonlydir-damaged-"]
    server.stop()


def test_a_long_path_gets_a_short_socket_directory(home: Path) -> None:
    deep = home / ("a" * 60) / ("b" * 60)
    server = Valkey(deep, home / "valkey.log")
    server.start()
    short = server.socket.parent

    assert redis.Redis(unix_socket_path=str(server.socket)).ping() is True
    assert len(str(short)) < 40

    server.stop()
    assert short.exists() is False
