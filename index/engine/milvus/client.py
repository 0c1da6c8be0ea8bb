"""What snapshots ask of Milvus, be it Lite's server, a standalone one or a cluster."""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.engine.patience import PATIENCE_SECONDS, patiently
from index.engine.records import in_batches
from index.errors import EngineAwayError, SnapshotError
from index.types import Rows

if TYPE_CHECKING:
    from pymilvus import MilvusClient

_Value = TypeVar("_Value")

LEAST = (2, 5)
"""The oldest version that is let in: the last that its makers still mended when this was written."""

LONGEST_TEXT = 65_535
"""Bytes that a field of text may hold."""

_GLANCE_SECONDS, _READ_SECONDS, _WRITE_SECONDS = 2.0, 15.0, 600.0
_INDEX_SECONDS = 3_600.0
_AT_ONCE = 500
"""Rows of one request: at most 32 MB of the 64 that a server takes."""

_CANDIDATES = 1_000
"""Of the graph, as with PostgreSQL."""

_FRESH, _SOON = "Strong", "Bounded"
"""A read that sees every write before it, which waits for the server's clock, some hundred milliseconds; and one that
may be some seconds behind, which nothing of a published snapshot minds."""

_NO_COLLECTION, _NOT_LOADED, _NO_ALIAS = 100, 101, 1600
_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})")


class Milvus:
    """One server, or a cluster behind one address, from any thread. Collections are named by the caller; each has the
    key `id`, a `vector`, and where it says so `text` and `parts`. An outage is waited for `patience` seconds.

    Raises:
        EngineAwayError: it does not answer, refuses, or is older than 2.5.
        SnapshotError: the collection asked for is not there.
    """

    def __init__(self, url: str, patience: float = PATIENCE_SECONDS) -> None:
        # What it loads would else read a file `.env` beside or above itself into this process's environment.
        os.environ.setdefault("PYTHON_DOTENV_DISABLED", "1")
        # An extra: most do not install it, and it takes a second to load.
        import grpc
        from pymilvus import MilvusClient
        from pymilvus.exceptions import MilvusException

        # It writes whole traces of what is handled here.
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
        self._failures = (MilvusException, grpc.RpcError)
        self.patience = patience
        self._client: MilvusClient = self._patient(partial(MilvusClient, url, timeout=_READ_SECONDS, dedicated=True))
        self.version = self._once(partial(self._client.get_server_version, timeout=_READ_SECONDS))
        refuse_former_servers(self.version)

    def close(self) -> None:
        with suppress(*self._failures):
            self._client.close()

    def make(self, name: str, dim: int, *, has_text: bool, by_graph: bool) -> None:
        """An empty collection whose vectors are compared by inner product."""
        from pymilvus import DataType, MilvusClient

        schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("id", DataType.INT64, is_primary=True)
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=dim)
        if has_text:
            schema.add_field("text", DataType.VARCHAR, max_length=LONGEST_TEXT)
            schema.add_field("parts", DataType.INT32)
        graph = {"index_type": "HNSW", "params": {"M": 32, "efConstruction": 400}}
        index = MilvusClient.prepare_index_params()
        index.add_index("vector", metric_type="IP", **(graph if by_graph else {"index_type": "FLAT", "params": {}}))
        make = partial(self._client.create_collection, schema=schema, consistency_level=_SOON)
        self._once(partial(make, name, timeout=_WRITE_SECONDS))
        # To wait for what an empty collection has no need of takes half a second.
        self._patient(partial(self._client.create_index, name, index, timeout=_WRITE_SECONDS, sync=False))

    def put(self, name: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Write rows, each new or in place of the one with its id."""
        for batch in in_batches(rows, _AT_ONCE):
            put = partial(self._client.upsert, name, batch, timeout=_WRITE_SECONDS)
            try:
                self._once(partial(self._client.insert, name, batch, timeout=_WRITE_SECONDS))
            except EngineAwayError:
                # Whether they have arrived is not known: an insertion may leave them twice.
                self._patient(put)

    def replace(self, name: str, rows: Sequence[Mapping[str, object]]) -> None:
        """Write rows in place of those with their ids."""
        self._patient(partial(self._client.upsert, name, rows, timeout=_WRITE_SECONDS))

    def settle(self, name: str) -> None:
        """Make what was written last, and ready to be searched once its index is whole: until then a server answers
        from one of its own that misses much of what it should find."""
        self._patient(partial(self._client.flush, name, timeout=_WRITE_SECONDS))
        self._wait_for_index(name)
        self._patient(partial(self._client.load_collection, name, timeout=_WRITE_SECONDS))

    def _wait_for_index(self, name: str) -> None:
        """Raises EngineAwayError where the server is not ready with it in an hour."""
        deadline, pause = time.monotonic() + _INDEX_SECONDS, 0.05
        # A small server that is at work on a large one answers when it has done.
        described = partial(self._client.describe_index, name, "vector", timeout=_WRITE_SECONDS)
        while int((self._patient(described) or {}).get("pending_index_rows", 0)):
            if time.monotonic() > deadline:
                raise EngineAwayError("The passages cannot be searched. Milvus has not finished their index in an hour")
            time.sleep(pause)
            pause = min(2 * pause, 5.0)

    def count(self, name: str) -> int:
        """How many rows a collection has, all writes counted."""
        query = partial(self._client.query, name, filter="", output_fields=["count(*)"], consistency_level=_FRESH)
        return int(self._loaded(name, query)[0]["count(*)"])

    def get(self, name: str, ids: Sequence[int], field: str, *, fresh: bool = False) -> dict[int, Mapping[str, Any]]:
        """The rows with these ids that there are, each with its field (and with `text` its `parts`)."""
        fields = ["text", "parts"] if field == "text" else [field]
        found: dict[int, Mapping[str, Any]] = {}
        for batch in in_batches(ids, _AT_ONCE):
            level = _FRESH if fresh else _SOON
            query = partial(self._client.query, name, ids=batch, output_fields=fields, consistency_level=level)
            found |= {int(row["id"]): row for row in self._loaded(name, query)}
        if len(found) < len(set(ids)) and not fresh:
            return self.get(name, ids, field, fresh=True)
        return found

    def search(self, name: str, vector: NDArray[np.float32], limit: int, *, fresh: bool = False) -> tuple[Rows, Any]:
        """The ids of the vectors with the greatest inner products, best first, and these products, float32."""
        search = partial(
            self._client.search, name, data=[vector], anns_field="vector", limit=limit, output_fields=["id"],
            search_params={"metric_type": "IP", "params": {"ef": max(_CANDIDATES, limit)}},
            consistency_level=_FRESH if fresh else _SOON,
        )  # fmt: skip
        hits = self._loaded(name, search)[0]
        ids, products = [hit["id"] for hit in hits], [hit["distance"] for hit in hits]
        return np.array(ids, np.int64), np.array(products, np.float32)

    def _loaded(self, name: str, call: Callable[..., _Value]) -> _Value:
        """What `call` reads of a collection, which is loaded where a server that was started anew, or a pruning, has
        left it on its disk."""
        try:
            return self._patient(partial(call, timeout=_READ_SECONDS))
        except _NotLoadedError:
            self._patient(partial(self._client.load_collection, name, timeout=_WRITE_SECONDS))
            return self._patient(partial(call, timeout=_READ_SECONDS))

    def names(self) -> list[str]:
        """Of all collections."""
        return sorted(self._patient(partial(self._client.list_collections, timeout=_READ_SECONDS)))

    def aliases(self, name: str) -> list[str]:
        """The aliases that point to a collection."""
        return list(self._patient(partial(self._client.list_aliases, name, timeout=_READ_SECONDS))["aliases"])

    def pointed(self, alias: str, *, at_once: bool = False) -> str | None:
        """The collection that an alias points to; None where there is no such alias. `at_once` waits for nobody."""
        ask = partial(self._client.describe_alias, alias, timeout=_GLANCE_SECONDS if at_once else _READ_SECONDS)
        try:
            return str((self._once(ask) if at_once else self._patient(ask))["collection_name"])
        except SnapshotError:
            return None

    def point(self, alias: str, name: str) -> None:
        """Let an alias point to a collection, from one instant to the next."""
        change = self._client.create_alias if self.pointed(alias) is None else self._client.alter_alias
        self._once(partial(change, name, alias, timeout=_READ_SECONDS))

    def unpoint(self, alias: str) -> None:
        """Remove an alias, if there is one."""
        if self.pointed(alias) is not None:
            self._once(partial(self._client.drop_alias, alias, timeout=_READ_SECONDS))

    def release(self, name: str) -> None:
        """Keep a collection on the server's disk alone, until somebody reads it."""
        self._patient(partial(self._client.release_collection, name, timeout=_WRITE_SECONDS))

    def drop(self, name: str) -> None:
        """Remove a collection that no alias points to, if it is there."""
        with suppress(SnapshotError):
            self._patient(partial(self._client.drop_collection, name, timeout=_WRITE_SECONDS))

    def _patient(self, call: Callable[[], _Value]) -> _Value:
        return patiently(lambda: self._once(call), self.patience)

    def _once(self, call: Callable[[], _Value]) -> _Value:
        with self._translated():
            return call()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except self._failures as error:
            code = getattr(error, "code", None)
            if code in (_NO_COLLECTION, _NO_ALIAS):
                raise SnapshotError("the index is no longer in Milvus; run `fvm reindex`") from error
            if code == _NOT_LOADED:
                raise _NotLoadedError from error
            raise EngineAwayError(f"The passages cannot be searched. Milvus: {_told(error)}") from error


class _NotLoadedError(Exception):
    """The collection lies on the server's disk and must be loaded."""


def _told(error: Exception) -> str:
    """The error in a line. What gRPC raises itself has several, of which the name of its status says the most."""
    code = getattr(error, "code", None)
    told = code().name if callable(code) else str(getattr(error, "message", error))
    return " ".join(told.split())[:200]


def refuse_former_servers(version: str) -> None:
    """Raise EngineAwayError for a server before 2.5; `version` is in its own words. Lite counts by itself."""
    found = _VERSION.search(version)
    number = (int(found[1]), int(found[2])) if found else LEAST
    if number < LEAST:
        raise EngineAwayError(
            f"The server of the passages is Milvus {version}; {'.'.join(map(str, LEAST))} or newer is needed, since no "
            "older one is tried or mended any longer. Renew the server, or set FVM_STORE to another store."
        )
