"""A website on loopback whose pages a test writes; every request is noted."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(slots=True)
class Page:
    body: bytes
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Website(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages: dict[str, Page] = {}
        self.seen: list[str] = []

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what some tests are about."""

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def put(self, path: str, text: str, kind: str = "text/html; charset=utf-8", **headers: str) -> str:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = Page(text.encode(), kind, headers=named)
        return self.base + path

    def visits(self, path: str) -> int:
        return self.seen.count(path)


class _Handler(BaseHTTPRequestHandler):
    server: Website

    def do_GET(self) -> None:
        self.server.seen.append(self.path)
        page = self.server.pages.get(self.path, Page(b"gone", status=404))
        etag = page.headers.get("ETag")
        unchanged = etag is not None and self.headers["If-None-Match"] == etag
        self.send_response(304 if unchanged else page.status)
        for name, value in page.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", page.kind)
        self.send_header("Content-Length", "0" if unchanged else str(len(page.body)))
        self.end_headers()
        if not unchanged:
            self.wfile.write(page.body)

    def log_message(self, format: str, *args: object) -> None:
        """Keeps the test's output clean."""


@contextlib.contextmanager
def website() -> Iterator[Website]:
    with Website() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def page(title: str, *texts: str, head: str = "") -> str:
    inner = "".join(f"<p>{text}</p>" for text in texts)
    return (f'<html lang="sv"><head><title>{title}</title>{head}</head><body><main><h1>{title}</h1>{inner}'
            "</main></body></html>")  # fmt: skip
