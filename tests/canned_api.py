"""The public API with canned answers, over real HTTP: what the chat page is tested against.

Serves `service/web` as the real application does, with the same Content-Security-Policy. The
filings are invented; names, quotes and answers carry markup that must never run.
"""

from __future__ import annotations

import html
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import uvicorn
from fastapi import FastAPI, Form, Query, Request, Response, UploadFile
from fastapi.responses import FileResponse, JSONResponse, StreamingResponse
from fastapi.staticfiles import StaticFiles

from canned_answers import (
    NOTE_TEXT,
    PAGE_TEXT,
    ROWS,
    canned_answer,
    facts_at_first,
    filing_of,
    filings_at_first,
    page_image,
)

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
Text = Annotated[str, Form()]
Boxes = Annotated[tuple[str, ...], Query()]
WEB = Path(__file__).parents[1] / "service" / "web"
CSP = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@dataclass
class Canned:
    """A running server: its address and what it was asked."""

    address: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    uploaded: list[str] = field(default_factory=list)
    filings: list[dict[str, Any]] = field(default_factory=filings_at_first)
    talks: dict[str, dict[str, Any]] = field(default_factory=dict)
    collections: list[str] = field(default_factory=list)  # that uploads named
    judged: list[tuple[str, dict[str, Any] | None]] = field(default_factory=list)  # answer, thumb
    marks: list[list[float]] = field(default_factory=list)  # where quotes stand on a page's image
    facts: list[tuple[str, str, str]] = field(default_factory=facts_at_first)
    engine: str = "embedded"
    listing_seconds: float = 0.0
    silence_seconds: float = 0.0  # before the first piece of an answer
    pause_seconds: float = 0.02  # between two pieces of a streamed answer


def _problem(status: int, detail: str) -> JSONResponse:
    body = {"type": "about:blank", "title": "No", "status": status, "detail": detail}
    return JSONResponse(body, status, media_type="application/problem+json")


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _unlocked(canned: Canned, name: str, password: str) -> Any:
    if password != "right":
        return _problem(422, f"{name} does not open with this password.")
    (filing,) = [each for each in canned.filings if each["name"] == name]
    filing |= {"state": "ready", "error": None, "error_code": None, "is_answerable": True}
    return {"filings": [filing]}


def _filing_routes(app: FastAPI, canned: Canned) -> None:
    @app.get("/v1/filings")
    def listed() -> dict[str, Any]:
        time.sleep(canned.listing_seconds)
        return {"filings": canned.filings, "next": None}

    @app.post("/v1/filings", status_code=202)
    def upload(files: list[UploadFile], collection: Text = "", password: Text = "") -> Any:
        name = files[0].filename or ""
        if password:
            return _unlocked(canned, name, password)
        canned.collections.extend([collection] if collection else [])
        if name.endswith(".exe"):
            return _problem(415, f"{name} is not a PDF, HTML or text file.")
        canned.uploaded.append(name)
        canned.filings.append(filing_of(f"u{len(canned.uploaded)}", name, company="Uploaded Co"))
        return {"filings": [canned.filings[-1]]}

    @app.get("/v1/filings/{filing_id}")
    def one(filing_id: str) -> Any:
        found = [filing for filing in canned.filings if filing["id"] == filing_id]
        return found[0] if found else _problem(404, f"There is no filing '{filing_id}'.")

    @app.get("/v1/filings/{filing_id}/original")
    def original(filing_id: str) -> Response:
        return Response(b"%PDF-", media_type="application/octet-stream")

    @app.get("/v1/filings/{filing_id}/facts")
    def facts(filing_id: str, concept: str, period: str) -> dict[str, Any]:
        is_there = (filing_id, concept, period) in canned.facts
        return {"facts": [{"concept": concept}] if is_there else [], "next": None}

    @app.delete("/v1/filings/{filing_id}", status_code=204)
    def delete(filing_id: str) -> None:
        canned.filings[:] = [filing for filing in canned.filings if filing["id"] != filing_id]


def _evidence_routes(app: FastAPI, canned: Canned) -> None:
    @app.get("/v1/filings/{filing_id}/pages/{number}")
    def page(filing_id: str, number: int) -> dict[str, Any]:
        is_pdf = filing_id == "f1"
        text = (PAGE_TEXT if number == 2 else f"Page {number}") if is_pdf else NOTE_TEXT
        return {
            "filing": filing_id, "filing_id": filing_id, "number": number, "text": text,
            "pages": 3 if is_pdf else 1, "is_paged": is_pdf, "has_image": is_pdf,
            "width": 595.0 if is_pdf else None, "height": 842.0 if is_pdf else None,
        }  # fmt: skip

    @app.get("/v1/filings/{filing_id}/pages/{number}/image")
    def image(filing_id: str, number: int, scale: float = 1.5, highlight: Boxes = ()) -> Response:
        boxes = [[float(side) for side in box.split(",")] for box in highlight]
        return Response(page_image(boxes, scale), media_type="image/png")

    @app.get("/v1/filings/{filing_id}/pages/{number}/marks")
    def marks(filing_id: str, number: int, quote: str) -> dict[str, Any]:
        return {"boxes": canned.marks}

    @app.get("/v1/filings/{filing_id}/layout")
    def layout(filing_id: str, quote: str) -> Response:
        page = f"<!doctype html><p><mark id=mark>{html.escape(quote)}</mark></p>"
        policy = {"Content-Security-Policy": "sandbox; default-src 'none'"}
        return Response(page, media_type="text/html", headers=policy)

    @app.get("/v1/tables/{table_id}")
    def table(table_id: str) -> dict[str, Any]:
        cells = [
            {"row": r, "column": c, "text": text, "row_span": 1, "column_span": 1, "bbox": None}
            for r, row in enumerate(ROWS)
            for c, text in enumerate(row)
        ]
        return {
            "table_id": table_id, "filing_id": "f1", "page": 2, "header_rows": 2,
            "caption": "Consolidated statement of profit or loss", "unit_note": "RMB'000",
            "row_count": len(ROWS), "column_count": 3, "cells": cells, "doubts": [],
        }  # fmt: skip


def _conversation_routes(app: FastAPI, canned: Canned) -> None:
    @app.post("/v1/conversations", status_code=201)
    def begin() -> dict[str, Any]:
        now = "2024-05-06T07:08:09+00:00"
        talk: dict[str, Any] = {"id": f"c_{len(canned.talks)}", "title": "", "messages": []}
        canned.talks[talk["id"]] = talk | {"created_at": now, "updated_at": now}
        return canned.talks[talk["id"]]

    @app.get("/v1/conversations")
    def listed() -> dict[str, Any]:
        return {"conversations": [talk | {"messages": None} for talk in canned.talks.values()]}

    @app.get("/v1/conversations/{talk_id}")
    def one(talk_id: str) -> Any:
        return canned.talks.get(talk_id) or _problem(404, f"There is no conversation '{talk_id}'.")

    @app.patch("/v1/conversations/{talk_id}")
    def rename(talk_id: str, body: dict[str, str]) -> dict[str, Any]:
        canned.talks[talk_id]["title"] = body["title"]
        return canned.talks[talk_id]

    @app.delete("/v1/conversations/{talk_id}", status_code=204)
    def delete(talk_id: str) -> None:
        del canned.talks[talk_id]


def _feedback_routes(app: FastAPI, canned: Canned) -> None:
    place = "/v1/conversations/{talk_id}/answers/{answer_id}/feedback"

    @app.put(place)
    def give(talk_id: str, answer_id: str, body: dict[str, Any]) -> dict[str, Any]:
        canned.judged.append((answer_id, body))
        for message in canned.talks[talk_id]["messages"]:
            if message["body"].get("id") == answer_id:
                message["feedback"] = body
        return body

    @app.delete(place, status_code=204)
    def take_back(talk_id: str, answer_id: str) -> None:
        canned.judged.append((answer_id, None))

    @app.get("/v1/conversations/{talk_id}/export")
    def export(talk_id: str, format: str) -> Response:
        headers = {"Content-Disposition": f'attachment; filename="talk.{format}"'}
        return Response(f"{talk_id} as {format}", headers=headers)


def _question_routes(app: FastAPI, canned: Canned) -> None:
    @app.get("/v1/models")
    def models() -> dict[str, Any]:
        return {"object": "list", "data": [{"id": "tickmark", "engine": canned.engine}]}

    @app.post("/v1/questions")
    async def ask(request: Request) -> Any:
        body = await request.json()
        canned.asked.append(body)
        question = body["question"]
        if "nothing ready" in question:
            return _problem(409, "scan.pdf is still being read; ask again in a moment.")
        if (body.get("plan") or {}).get("formula", "").count("(") == 1:
            return _problem(422, "That is not a formula.")
        talk_id = body.get("conversation_id")
        if talk_id and talk_id not in canned.talks:
            return _problem(404, f"There is no conversation '{talk_id}'.")
        answer = canned_answer(question) | {"id": f"a{len(canned.asked)}"}
        if body.get("given"):
            answer["understood"]["text"] = f"{question} with {body['given']}"

        def events() -> Iterator[str]:
            time.sleep(canned.silence_seconds)
            yield _event("understanding", answer["understood"])
            for word in answer["answer"].split(" "):
                time.sleep(canned.pause_seconds * (50 if "slowly" in question else 1))
                yield _event("text", {"text": word + " "})
            if "break off" in question:
                return
            if "meet a fault" in question:
                yield _event("problem", {"title": "No", "status": 500, "detail": "A fault 1f."})
                return
            kept = canned.talks.get(body.get("conversation_id") or "")
            if kept is not None:
                kept["title"] = kept["title"] or question
                asked = {"role": "question", "text": question, "body": body}
                said = {"role": "answer", "text": answer["answer"], "body": answer}
                ids = [message["body"].get("id") for message in kept["messages"]]
                end = len(ids)
                at = ids.index(body["replaces"]) - 1 if body.get("replaces") in ids[1::2] else end
                kept["messages"][at : at + 2] = [asked, said]
            yield _event("answer", answer)

        return StreamingResponse(events(), media_type="text/event-stream")


def _app(canned: Canned) -> FastAPI:
    app = FastAPI()

    @app.middleware("http")
    async def secured(request: Request, call_next: Any) -> Any:
        response = await call_next(request)
        response.headers.setdefault("Content-Security-Policy", CSP)
        return response

    @app.get("/")
    def index() -> FileResponse:
        return FileResponse(WEB / "index.html")

    _question_routes(app, canned)
    _filing_routes(app, canned)
    _evidence_routes(app, canned)
    _conversation_routes(app, canned)
    _feedback_routes(app, canned)
    app.mount("/static", StaticFiles(directory=WEB))
    return app


@contextmanager
def serving() -> Iterator[Canned]:
    """Runs the server in a thread on a free port of loopback."""
    canned = Canned()
    config = uvicorn.Config(_app(canned), host="127.0.0.1", port=0, log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    canned.address = f"http://127.0.0.1:{port}"
    try:
        yield canned
    finally:
        server.should_exit = True
        thread.join(5)
