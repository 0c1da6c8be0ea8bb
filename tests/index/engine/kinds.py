"""What the one contract of all engines asks of each: places, what is stored in them, and the server's end and start."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bot.wiring.passages import PassageDatabase, alone_here
from index.engine.milvus.draft import about_of
from index.engine.milvus.place import MilvusPlace
from index.engine.place import EnginePlace
from tests.milvus import MilvusServer
from tests.postgres import Server

if TYPE_CHECKING:
    from index.engine.milvus.client import Milvus

Place = EnginePlace | MilvusPlace


class StoredEngine(Protocol):
    """An engine as a test sees it."""

    @property
    def name(self) -> str: ...

    @property
    def server(self) -> Server | MilvusServer: ...

    def place(self, name: str, folder: Path, exact_up_to: int = 20_000, glance: float = 0.0) -> Place: ...

    def wait(self, seconds: float) -> None:
        """Wait for so long for a server that is away."""
        ...

    def snapshots(self) -> int:
        """How many snapshots are stored, whole or not."""
        ...

    def rows(self) -> set[int]:
        """How many bulletins and how many passages all snapshots have, and where each is stored once, the vectors."""
        ...

    def opening(self, folder: Path) -> str:
        """Python that makes `place` in another process."""
        ...


class PostgresKind:
    """See `StoredEngine`; PostgreSQL with pgvector."""

    name = "pgvector"

    def __init__(self, server: Server, engine: PassageDatabase, url: str) -> None:
        self.server, self._engine, self._url = server, engine, url

    def place(self, name: str, folder: Path, exact_up_to: int = 20_000, glance: float = 0.0) -> EnginePlace:
        return EnginePlace(self._engine, name, folder, exact_up_to, glance)

    def wait(self, seconds: float) -> None:
        self._engine.patience = seconds

    def snapshots(self) -> int:
        return self._count("snapshot")

    def rows(self) -> set[int]:
        return {self._count(table) for table in ("snapshot_bulletin", "snapshot_passage", "vector_512")}

    def _count(self, table: str) -> int:
        return int(self._engine.rows(f"SELECT COUNT(*) AS n FROM {table}")[0]["n"])

    def opening(self, folder: Path) -> str:
        return f"""
from bot.database.postgres import PostgresDatabase
from bot.database.protocol import Schema
from bot.wiring.passages import PassageDatabase
from index.engine.place import EnginePlace
from index.engine.tables import TABLES
database = PassageDatabase(PostgresDatabase({self._url!r}, Schema(1, TABLES)))
place = EnginePlace(database, "shelf", Path({str(folder)!r}))
"""


class MilvusKind:
    """See `StoredEngine`; Milvus, with a lock on disk."""

    name = "milvus"

    def __init__(self, server: MilvusServer, milvus: Milvus, locks: Path) -> None:
        self.server, self._milvus, self._locks = server, milvus, locks

    def place(self, name: str, folder: Path, exact_up_to: int = 20_000, glance: float = 0.0) -> MilvusPlace:
        return MilvusPlace(self._milvus, name, folder, partial(alone_here, self._locks), exact_up_to, glance)

    def wait(self, seconds: float) -> None:
        self._milvus.patience = seconds

    def snapshots(self) -> int:
        return len(self._about())

    def _about(self) -> list[str]:
        return [name for name in self._milvus.names() if name.endswith(about_of(""))]

    def rows(self) -> set[int]:
        names = [name.removesuffix(about_of("")) for name in self._about()]
        return {sum(self._milvus.count(name) for name in names)}

    def opening(self, folder: Path) -> str:
        return f"""
from functools import partial
from bot.wiring.passages import alone_here
from index.engine.milvus.client import Milvus
from index.engine.milvus.place import MilvusPlace
place = MilvusPlace(Milvus({self.server.url!r}), "shelf", Path({str(folder)!r}),
                    partial(alone_here, Path({str(self._locks)!r})))
"""
