"""A scripted OpenAI-compatible HTTP server, so that tests run the real client code.

    with FakeOpenAI() as fake:
        fake.enqueue(Reply("Inventories were RMB571,704 thousand [1]."))
        model = open_model(fake.config())

Each request takes the next scripted reply; without one it is answered with `fake.default`.
Requests are recorded in `fake.requests`. Loopback only. `fake_providers.py` has the same server
for other APIs: they override what is sent for a reply.
"""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from service.models import ModelConfig


@dataclass(frozen=True)
class Reply:
    """One scripted reply. `text` is what the model says, `raw` what is sent instead of it."""

    text: str = ""
    status: int = 200
    delay_seconds: float = 0.0  # before the first byte
    piece_chars: int = 4  # of a streamed piece
    piece_delay_seconds: float = 0.0
    breaks_after: int | None = None  # streamed pieces after which the connection is cut
    finish_reason: str | None = "stop"
    raw: bytes | None = None
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """What the client sent."""

    path: str
    headers: dict[str, str]  # names in lower case
    body: dict[str, Any]

    @property
    def prompt(self) -> str:
        """The text of the only message."""
        (message,) = self.body["messages"]
        return str(message["content"])


class FakeOpenAI:
    """The server; a context manager. `base_url` ends in /v1."""

    provider = "openai"
    path = "/v1"
    stream_type = "text/event-stream"

    def __init__(self, default: Reply | None = None) -> None:
        self.default = default or Reply(status=500)
        self.requests: list[Request] = []
        self._script: deque[Reply] = deque()
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.fake = self
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop; the port refuses connections afterwards."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{self.path}"

    def config(self, **fields: Any) -> ModelConfig:
        """A configuration for this server; retries wait almost not at all."""
        given: dict[str, Any] = {
            "provider": self.provider,
            "base_url": self.base_url,
            "model": "scripted",
            "api_key": "test-key",
            "timeout_seconds": 5.0,
            "backoff_seconds": 0.01,
        }
        return ModelConfig(**(given | fields))

    def enqueue(self, *replies: Reply | str) -> None:
        """Script the next replies; a plain string is what the model says."""
        with self._lock:
            self._script.extend(
                reply if isinstance(reply, Reply) else Reply(reply) for reply in replies
            )

    def whole(self, reply: Reply, model: str) -> dict[str, Any]:
        """The body of a reply in one piece."""
        message = {"role": "assistant", "content": reply.text}
        choice = {"index": 0, "message": message, "finish_reason": reply.finish_reason}
        return {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": model,
            "choices": [choice],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }

    def begin(self, model: str) -> bytes:
        """What a stream begins with."""
        return b""

    def piece(self, text: str, model: str) -> bytes:
        """A piece of a stream."""
        return _event(_chunk(model, {"role": "assistant", "content": text}, None))

    def end(self, reply: Reply, model: str) -> bytes:
        """What a stream ends with."""
        return _event(_chunk(model, {}, reply.finish_reason)) + b"data: [DONE]\n\n"

    def is_streamed(self, body: dict[str, Any]) -> bool:
        """Whether a request asks for a stream."""
        return bool(body.get("stream"))

    def take(self, request: Request) -> Reply:
        """Record a request, give its reply."""
        with self._lock:
            self.requests.append(request)
            return self._script.popleft() if self._script else self.default


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    fake: FakeOpenAI

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is part of what is tested."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        body = json.loads(self.rfile.read(length) or b"{}")
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.fake.take(Request(self.path, headers, body))
        time.sleep(reply.delay_seconds)
        if reply.raw is not None:
            self._send(reply.status, reply.raw, reply.content_type, reply.headers)
        elif reply.status != 200:
            error = {"error": {"message": "scripted secret-prompt-echo", "type": "scripted"}}
            self._send_json(reply.status, error, reply.headers)
        elif self.server.fake.is_streamed(body):
            self._stream(reply, str(body.get("model")))
        else:
            whole = self.server.fake.whole(reply, str(body.get("model")))
            self._send_json(200, whole, reply.headers)

    def _send_json(self, status: int, body: dict[str, Any], headers: dict[str, str]) -> None:
        self._send(status, json.dumps(body).encode(), "application/json", headers)

    def _send(self, status: int, data: bytes, content_type: str, headers: dict[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, reply: Reply, model: str) -> None:
        fake = self.server.fake
        self.send_response(200)
        self.send_header("Content-Type", fake.stream_type)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._write(fake.begin(model))
        step = reply.piece_chars
        pieces = [reply.text[i : i + step] for i in range(0, len(reply.text), step)]
        for sent, piece in enumerate(pieces):
            if sent == reply.breaks_after:
                self.close_connection = True
                return  # without the last chunk: the connection is cut
            self._write(fake.piece(piece, model))
            time.sleep(reply.piece_delay_seconds)
        self._write(fake.end(reply, model))
        self.wfile.write(b"0\r\n\r\n")

    def _write(self, data: bytes) -> None:
        if data:  # an empty chunk would be the last one
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()


def _event(data: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(data).encode() + b"\n\n"


def _chunk(model: str, delta: dict[str, str], finish_reason: str | None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": model,
        "choices": [choice],
    }
