"""POST /v1/questions: a question in, a checked answer out, at once or as it is written."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from service import desk
from service.api.bodies import AnswerBody, QuestionBody, dump
from service.api.parts import PartsOf
from service.api.streams import OnText, pieces
from service.parts import Parts

router = APIRouter(tags=["Questions"])

# Proxies must pass each event on as it comes.
STREAM_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@router.post("/v1/questions", response_model=AnswerBody)
async def ask(body: QuestionBody, parts: PartsOf, request: Request) -> Any:
    """Ask a question of the filings.

    `filings` narrows it to some, by name or id; `history` or `conversation_id` make it a
    follow-up; `plan`, as an earlier answer gave it, changed or not, is executed as it stands.

    With `stream: true` the response is `text/event-stream`: events `text` (`{"text": str}`, a
    piece of the answer as it is written), `understanding` (what was understood), and last
    `answer` (the whole answer) or `problem` (a problem detail). The whole answer is what
    counts: its text may differ from the pieces where a number did not hold.
    """
    if body.stream:
        # Before the first byte, so that an unknown filing is a 404 and not an event.
        await run_in_threadpool(desk.check_scope, parts, body)
        return StreamingResponse(
            _events(parts, body, request.url.path),
            media_type="text/event-stream",
            headers=STREAM_HEADERS,
        )
    return await run_in_threadpool(desk.ask, parts, body)


async def _events(parts: Parts, body: QuestionBody, instance: str) -> AsyncIterator[bytes]:
    def work(on_text: OnText) -> AnswerBody:
        return desk.ask(parts, body, on_text)

    async for piece in pieces(work, instance):
        if piece.text is not None:
            yield event("text", {"text": piece.text})
        elif piece.answer is not None:
            whole = dump(piece.answer)
            if whole["understood"] is not None:
                yield event("understanding", whole["understood"])
            yield event("answer", whole)
        else:
            yield event("problem", piece.problem or {})


def event(name: str, data: dict[str, Any]) -> bytes:
    """One server-sent event; JSON has no line breaks of its own, so one data line is enough."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
