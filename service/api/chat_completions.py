"""The OpenAI-compatible face: POST /v1/chat/completions and GET /v1/models.

The last user message is the question, the turns before it are the history. System messages,
sampling parameters and tools are accepted and have no effect: what is said is decided by the
filings. Beside `choices` stand `citations` and `numbers`; in a stream, in the last chunk.
"""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import AsyncIterator
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from ingest.errors import RequestError
from service import desk
from service.api.bodies import AnswerBody, Body, PlanBody, QuestionBody, TurnBody, dump
from service.api.parts import PartsOf
from service.api.questions import STREAM_HEADERS
from service.api.streams import OnText, pieces
from service.parts import Parts

router = APIRouter(tags=["OpenAI-compatible"])
MODEL = "tickmark"


class ContentPart(Body):
    """A part of a message; only text is read."""

    type: str
    text: str | None = None


class Message(Body):
    """A message of the chat."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[ContentPart] | None = None

    @property
    def text(self) -> str:
        """The text of all its parts.

        Raises:
            RequestError: A part is not text.
        """
        if isinstance(self.content, list):
            if other := {part.type for part in self.content} - {"text"}:
                raise RequestError(f"Only text is read, not {', '.join(sorted(other))}.")
            return "\n".join(part.text or "" for part in self.content)
        return self.content or ""


class StreamOptions(Body):
    """What a stream says beside the text."""

    include_usage: bool = False


class ChatBody(Body):
    """A chat request; `filings`, `collection` and `plan` are ours, beside OpenAI's own fields."""

    messages: list[Message] = Field(min_length=1, max_length=500)
    model: str = MODEL
    stream: bool = False
    stream_options: StreamOptions | None = None
    n: int | None = None
    filings: list[str] | None = None
    collection: str | None = None
    plan: PlanBody | None = None

    def to_question(self) -> QuestionBody:
        """The last user message with what was said before it.

        Raises:
            RequestError: No user message at the end, or more than one choice is asked for.
        """
        if self.n not in (None, 1):
            raise RequestError("One answer is given: `n` must be 1.")
        said = [message for message in self.messages if message.role in ("user", "assistant")]
        if not said or said[-1].role != "user" or not said[-1].text.strip():
            raise RequestError("The last message must be the user's, and hold a question.")
        history = []
        pending = ""
        for message in said[:-1]:
            if message.role == "user":
                pending = message.text
            elif pending:
                history.append(TurnBody(question=pending, answer=message.text))
                pending = ""
        return QuestionBody(
            question=said[-1].text,
            filings=self.filings,
            collection=self.collection,
            history=history,
            plan=self.plan,
        )


@router.get("/v1/models")
def models(parts: PartsOf) -> dict[str, Any]:
    """The one model there is: the filings, and whichever engine writes over them."""
    return {"object": "list", "data": [_model(parts)]}


@router.get("/v1/models/{model}")
def model(model: str, parts: PartsOf) -> dict[str, Any]:
    """The one model there is, by whatever name it is asked for."""
    return {**_model(parts), "id": model}


def _model(parts: Parts) -> dict[str, Any]:
    return {
        "id": MODEL,
        "object": "model",
        "created": 0,
        "owned_by": "tickmark",
        "engine": "embedded" if parts.model is None else parts.model.name,
    }


@router.post("/v1/chat/completions")
async def chat(body: ChatBody, parts: PartsOf, request: Request) -> Any:
    """Chat as with the OpenAI API; `citations` and `numbers` stand beside `choices`."""
    question = body.to_question()
    head = {"id": f"chatcmpl-{uuid.uuid4().hex}", "created": int(time.time()), "model": body.model}
    if body.stream:
        await run_in_threadpool(desk.check_scope, parts, question)
        chunks = _chunks(parts, body, question, head, request.url.path)
        return StreamingResponse(chunks, media_type="text/event-stream", headers=STREAM_HEADERS)
    answer = await run_in_threadpool(desk.ask, parts, question)
    message = {"role": "assistant", "content": answer.answer, "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return {
        **head,
        "object": "chat.completion",
        "choices": [choice],
        "usage": _usage(question, answer),
        **_beside(answer),
    }


async def _chunks(
    parts: Parts, body: ChatBody, question: QuestionBody, head: dict[str, Any], instance: str
) -> AsyncIterator[bytes]:
    def work(on_text: OnText) -> AnswerBody:
        return desk.ask(parts, question, on_text)

    def chunk(delta: dict[str, Any], finish: str | None = None, **more: Any) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return _data({**head, "object": "chat.completion.chunk", "choices": [choice], **more})

    written = ""
    yield chunk({"role": "assistant", "content": ""})
    async for piece in pieces(work, instance):
        if piece.text is not None:
            written += piece.text
            yield chunk({"content": piece.text})
        elif piece.answer is not None:
            text = piece.answer.answer
            # What was written cannot be taken back: a text that was changed since is in `answer`.
            if text.startswith(written) and text != written:
                yield chunk({"content": text[len(written) :]})
            beside = _beside(piece.answer)
            yield chunk({}, "stop", **beside)
            if body.stream_options is not None and body.stream_options.include_usage:
                usage = {"choices": [], "usage": _usage(question, piece.answer)}
                yield _data({**head, "object": "chat.completion.chunk", **usage, **beside})
        else:
            problem = piece.problem or {}
            yield _data({"error": {"message": problem.get("detail"), "type": problem.get("title")}})
    yield b"data: [DONE]\n\n"


def _data(body: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(body, ensure_ascii=False)}\n\n".encode()


def _beside(answer: AnswerBody) -> dict[str, Any]:
    whole = dump(answer)
    return {
        name: whole[name]
        for name in ("citations", "numbers", "value", "abstained", "plan", "engine", "answer")
    }


def _usage(question: QuestionBody, answer: AnswerBody) -> dict[str, int]:
    """Words and marks, since the embedded engine has no tokens; near what tokenizers count."""
    asked = [question.question, *(t.question + " " + t.answer for t in question.history or ())]
    prompt = sum(len(re.findall(r"\w+|[^\w\s]", text)) for text in asked)
    completion = len(re.findall(r"\w+|[^\w\s]", answer.answer))
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
    }
