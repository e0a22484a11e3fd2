"""The scripted server of `fake_openai.py`, speaking Anthropic's and Ollama's APIs.

    with FakeOllama() as fake:
        fake.enqueue(Reply("Inventories were RMB571,704 thousand [1]."))
        model = open_model(fake.config())

`Reply.finish_reason` is what the API itself calls it: "end_turn" or "max_tokens" at Anthropic,
"stop" or "length" at Ollama; the default "stop" is translated.
"""

from __future__ import annotations

import json
from typing import Any

from fake_openai import FakeOpenAI, Reply

_USAGE = {"input_tokens": 1, "output_tokens": 1}


class FakeAnthropic(FakeOpenAI):
    """The Messages API; `base_url` is the host alone."""

    provider = "anthropic"
    path = ""

    def whole(self, reply: Reply, model: str) -> dict[str, Any]:
        """The body of a reply in one piece."""
        content = [{"type": "text", "text": reply.text}] if reply.text else []
        return _message(model, content, _stop_reason(reply))

    def begin(self, model: str) -> bytes:
        """What a stream begins with."""
        block = {"type": "text", "text": ""}
        return _event("message_start", message=_message(model, [], None)) + _event(
            "content_block_start", index=0, content_block=block
        )

    def piece(self, text: str, model: str) -> bytes:
        """A piece of a stream."""
        delta = {"type": "text_delta", "text": text}
        return _event("content_block_delta", index=0, delta=delta)

    def end(self, reply: Reply, model: str) -> bytes:
        """What a stream ends with."""
        delta = {"stop_reason": _stop_reason(reply), "stop_sequence": None}
        return (
            _event("content_block_stop", index=0)
            + _event("message_delta", delta=delta, usage=_USAGE)
            + _event("message_stop")
        )


class FakeOllama(FakeOpenAI):
    """Ollama's own API; `base_url` is the host alone."""

    provider = "ollama"
    path = ""
    stream_type = "application/x-ndjson"

    def whole(self, reply: Reply, model: str) -> dict[str, Any]:
        """The body of a reply in one piece."""
        return _turn(model, reply.text) | _done(reply)

    def piece(self, text: str, model: str) -> bytes:
        """A piece of a stream."""
        return json.dumps(_turn(model, text) | {"done": False}).encode() + b"\n"

    def end(self, reply: Reply, model: str) -> bytes:
        """What a stream ends with."""
        return json.dumps(_turn(model, "") | _done(reply)).encode() + b"\n"


def _stop_reason(reply: Reply) -> str | None:
    return "end_turn" if reply.finish_reason == "stop" else reply.finish_reason


def _message(model: str, content: list[dict[str, str]], reason: str | None) -> dict[str, Any]:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": content,
        "stop_reason": reason,
        "stop_sequence": None,
        "usage": _USAGE,
    }


def _event(kind: str, **fields: Any) -> bytes:
    data = json.dumps({"type": kind} | fields)
    return f"event: {kind}\ndata: {data}\n\n".encode()


def _turn(model: str, text: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    return {"model": model, "created_at": "2026-01-01T00:00:00Z", "message": message}


def _done(reply: Reply) -> dict[str, Any]:
    if reply.finish_reason is None:
        return {"done": False}
    counts = {"prompt_eval_count": 1, "eval_count": 1}
    return {"done": True, "done_reason": reply.finish_reason, **counts}
