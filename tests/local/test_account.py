"""As whom PostgreSQL runs: the ways that root has, where the kernel refuses the first one."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from helpdesk.local import account
from helpdesk.local.errors import LocalError
from helpdesk.local.postgres import Postgres, programs

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user has nothing to choose")


class Refusing:
    """A kernel that allows no user namespaces, as in a container."""

    def unshare(self, _flags: int) -> int:
        return -1


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account, "_LIBC", Refusing())


@pytest.fixture
def reachable(tmp_path: Path) -> Iterator[Path]:
    """A directory that any account may pass through (pytest's own are private)."""
    folder = Path("/var/tmp") / f"mesa-test-{os.getpid()}"
    folder.mkdir(mode=0o711)
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


def answer(server: Postgres) -> object:
    with psycopg.connect(server.url("postgres")) as connection:
        return connection.execute("SELECT 42").fetchone()


def owner_of_cluster(server: Postgres) -> int:
    return server.cluster.stat().st_uid


@pytest.fixture
def reachable_programs(monkeypatch: pytest.MonkeyPatch, reachable: Path) -> None:
    """PostgreSQL where nobody may read it, whatever private place this project was cloned to."""
    package = programs().parent.parent
    for source in (package, package.with_name(f"{package.name}.libs")):
        if source.exists():
            shutil.copytree(source, reachable / source.name)
    monkeypatch.setenv("PG_BIN", str(reachable / programs().relative_to(package.parent)))


@only_root
def test_root_uses_nobody_where_namespaces_are_refused(
    refused: None, reachable: Path, reachable_programs: None
) -> None:
    server = Postgres(reachable / "postgres", reachable / "postgres.log", throw_away=True)
    server.start()
    found = answer(server), owner_of_cluster(server), server.account.home == reachable / "postgres"
    server.stop()
    assert found == ((42,), account.NOBODY, True)


@only_root
def test_root_uses_a_place_elsewhere_where_nobody_cannot_go(refused: None, reachable: Path) -> None:
    private = reachable / "private"
    (private / "data").mkdir(parents=True)
    private.chmod(0o700)
    first = Postgres(private / "data/postgres", private / "postgres.log", throw_away=True)
    elsewhere = first.account.home.parent
    try:
        first.start()
        first.ensure_database("kept")
        first.stop()
        again = Postgres(private / "data/postgres", private / "postgres.log", throw_away=True)
        again.start()
        with psycopg.connect(again.url("kept")) as connection:
            found = connection.execute("SELECT current_database()").fetchone()
        again.stop()
    finally:
        shutil.rmtree(elsewhere)
    assert (found, again.account.home.parent, elsewhere.parent == private) == (("kept",), elsewhere, False)


@only_root
def test_files_change_hands_with_the_way(monkeypatch: pytest.MonkeyPatch, reachable: Path) -> None:
    first = Postgres(reachable / "postgres", reachable / "postgres.log", throw_away=True)
    first.start()
    first.stop()
    monkeypatch.setattr(account, "_LIBC", Refusing())

    second = Postgres(reachable / "postgres", reachable / "postgres.log", throw_away=True)
    second.start()
    found = answer(second), owner_of_cluster(second)
    second.stop()

    assert found == ((42,), account.NOBODY)


@only_root
def test_nothing_left_to_try_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(account.Account, "works", lambda _self: False)
    monkeypatch.setattr(account, "_nobody_elsewhere", account._nobody_in_place)
    with pytest.raises(LocalError, match="Run Mesa as an ordinary user, or set DATABASE_URL"):
        account.choose(Path("/nowhere"), tmp_path / "postgres")
