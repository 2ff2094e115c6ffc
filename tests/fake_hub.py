"""A small Hugging Face hub on the loopback interface, with the faults that the real one has."""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from camfilter.weights.catalogue import Model, WeightFile

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "hf_0123456789secret"
WHOAMI = {"name": "someone", "auth": {"accessToken": {"displayName": "camfilter", "role": "read"}}}
REVISION = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class FakeHub:
    """What it serves by path, how it fails, and what it was asked.

    Attributes:
        cuts: how many bytes each of the next answers brings before the connection breaks.
        refusal: status and X-Error-Code of every answer, in place of content.
        required_token: answers without it are 401.
        elsewhere: address of a second server that the content is redirected to.
        deaf_to_ranges: always answers with the whole file.
        slow: sends a few bytes, then the rest only once it is set.
    """

    url: str
    files: dict[str, bytes] = field(default_factory=dict)
    cuts: list[int] = field(default_factory=list)
    refusal: tuple[int, str] | None = None
    required_token: str | None = None
    elsewhere: str | None = None
    deaf_to_ranges: bool = False
    slow: threading.Event | None = None
    ranges: list[str | None] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)


def fake_model(hub: FakeHub, *, gated: bool = False, **contents: bytes) -> Model:
    """A model of these files (`model_pt` is model.pt), which the hub then has."""
    files = []
    for name, content in contents.items():
        path = f"checkpoints/{name.replace('_', '.')}"
        hub.files[f"/owner/tiny/resolve/{REVISION}/{path}"] = content
        files.append(WeightFile(path, len(content), hashlib.sha256(content).hexdigest()))
    return Model(
        "tiny",
        "moge",
        "Tiny: for tests",
        "owner/tiny",
        REVISION,
        "MIT",
        "https://example.org/licence",
        tuple(files),
        ("tiny",),
        gated,
    )


@contextmanager
def running_hub() -> Iterator[FakeHub]:
    """A hub that answers until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = False
    hub = FakeHub(f"http://127.0.0.1:{server.server_port}")
    server.hub = hub  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        hub: FakeHub = self.server.hub  # type: ignore[attr-defined]
        hub.ranges.append(self.headers["Range"])
        hub.tokens.append(self.headers["Authorization"])
        wanted = hub.required_token
        if hub.refusal is not None:
            self._refuse(*hub.refusal)
        elif wanted is not None and self.headers["Authorization"] != f"Bearer {wanted}":
            self._refuse(401, "GatedRepo")
        elif self.path == "/api/whoami-v2":
            self._answer(hub, json.dumps(WHOAMI).encode())
        elif self.path not in hub.files:
            self._refuse(404, "EntryNotFound")
        elif hub.elsewhere is not None:
            self.send_response(302)
            self.send_header("Location", hub.elsewhere + self.path)
            self.end_headers()
        else:
            self._answer(hub, hub.files[self.path])

    def _answer(self, hub: FakeHub, content: bytes) -> None:
        start = 0
        asked = self.headers["Range"]
        if asked and not hub.deaf_to_ranges:
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        end = start + hub.cuts.pop(0) if hub.cuts else len(content)
        if hub.slow is not None:
            middle = min(start + 4096, end)
            self.wfile.write(content[start:middle])
            hub.slow.wait(20)
            start = middle
        with contextlib.suppress(ConnectionError):
            self.wfile.write(content[start:end])

    def _refuse(self, status: int, code: str) -> None:
        self.send_response(status)
        self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
