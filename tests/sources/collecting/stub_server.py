"""A server on the loopback that stands in for every agency: real sockets, scripted answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import httpx2


@dataclass
class Asked:
    """One question as it arrived."""

    host: str
    path: str
    raw_query: str
    params: dict[str, str]
    headers: dict[str, str]


@dataclass
class Said:
    """One answer to be given."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Script = Callable[[Asked], Said | str | bytes]


@dataclass
class Stub:
    """What answers, what was asked, and the way to it."""

    transport: httpx2.BaseTransport
    asked: list[Asked] = field(default_factory=list)
    script: Script = lambda asked: Said(status=404)


class _ToStub(httpx2.BaseTransport):
    """Sends every question to the loopback; the host that was meant travels in a header."""

    def __init__(self, port: int) -> None:
        self._inner = httpx2.HTTPTransport()
        self._port = port

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        headers = [(name, value) for name, value in request.headers.raw if name.lower() != b"host"]
        host = f"127.0.0.1:{self._port}".encode()
        meant = request.url.host.encode()
        return self._inner.handle_request(
            httpx2.Request(
                request.method,
                request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port),
                headers=[*headers, (b"Host", host), (b"X-Meant", meant)],
                extensions=request.extensions,
            )
        )

    def close(self) -> None:
        """The transport outlives the clients that use it."""


@contextmanager
def serving() -> Iterator[Stub]:
    """A stub on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = Asked(
                self.headers.get("X-Meant", ""),
                parts.path,
                parts.query,
                dict(parse_qsl(parts.query, keep_blank_values=True)),
                dict(self.headers),
            )
            stub.asked.append(asked)
            said = stub.script(asked)
            said = said if isinstance(said, Said) else Said(said)
            body = said.body.encode() if isinstance(said.body, str) else said.body
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stub = Stub(_ToStub(server.server_port))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
