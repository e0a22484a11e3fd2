"""The public API with canned answers, over real HTTP: what the chat page is tested against.

Serves `service/web` as the real application does, with the same Content-Security-Policy. The
filings are invented; names, quotes and answers carry markup that must never run.
"""

from __future__ import annotations

import io
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import uvicorn
from fastapi import FastAPI, Form, Request, Response, UploadFile
from fastapi.responses import FileResponse, JSONResponse, StreamingResponse
from fastapi.staticfiles import StaticFiles
from PIL import Image, ImageDraw, ImageFont

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
WEB = Path(__file__).parents[1] / "service" / "web"
CSP = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SCRIPT = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"

ROWS = [
    ("", "2023", "2022"),
    ("", "RMB'000", "RMB'000"),
    ("Revenue", "571,704", "498,310"),
    ("Cost of sales", "(402,118)", "(361,905)"),
    ("Gross profit", "169,586", "136,405"),
    ("Selling expenses", "(41,220)", "(38,774)"),
    ("Administrative expenses", "(52,031)", "(49,960)"),
    ("Profit before tax", "76,335", "47,671"),
    ("Income tax expense", "(15,267)", "(9,534)"),
    ("Profit for the year", "61,068", "38,137"),
]
PAGE_TEXT = (
    "Consolidated statement of profit or loss\nFor the year ended 31 December 2023\n\n"
    + "\n".join("\t".join(row) for row in ROWS)
    + "\n\nThe \U00020000 note above the line is part of these statements.\n"
)
NOTE_TEXT = (
    "Item 7. Liquidity\n\nThe Group had 1,204 employees at the year end. "
    f"Remarks {SCRIPT} are kept as they stand.\n"
) + "Filler sentence of the filing. " * 400
LEFT, TOP, STEP = 72, 150, 24  # points: where the rows of the drawn page stand
COLUMNS = (LEFT, 380, 500)


def _filing(filing_id: str, name: str, **more: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "id": filing_id, "name": name, "collection": "default", "sha256": "0" * 64,
        "state": "ready", "error": None, "pages": 3, "passages": 40, "embedded": 40,
        "tables": 1, "facts": 16, "company": None, "form": None, "period": None,
        "period_dates": None, "currency": "CNY", "language": "en", "is_answerable": True,
        "is_paged": True, "media_type": "application/pdf", "progress": None, "report": {},
    }  # fmt: skip
    return base | more


def _filings() -> list[dict[str, Any]]:
    year = {"start": "2023-01-01", "end": "2023-12-31"}
    half = {"start": "2024-01-01", "end": "2024-06-30"}
    report = {
        "pages_without_text": [3], "tables": 1, "doubtful_tables": 0, "facts": 16,
        "cells_not_read": 2, "passages": 40, "characters": 4012, "characters_placed": 4012,
        "seconds": {"read": 0.21, "tables": 0.05},
        "warnings": [{"code": "no_text_page", "message": "A page without text.", "page": 3}],
    }  # fmt: skip
    return [
        _filing("f1", "harbour_2023_annual.pdf", company="Harbour Precision Holdings Limited",
                form="Annual report", period="2023-01-01 to 2023-12-31", period_dates=year,
                report=report, pages=168, tables=143, facts=5120),
        _filing("f2", f"note {SCRIPT}.html", company="Harbour Precision Holdings Limited",
                form="Interim results", period="2024-01-01 to 2024-06-30", period_dates=half,
                media_type="text/html", is_paged=False, pages=1, tables=38, facts=904),
        _filing("f3", "northwind_10k_2023.pdf", company="Northwind Tooling, Inc.", form="10-K",
                period_dates=year, state="processing", embedded=12,
                progress={"stage": "embedding", "done": 12, "total": 40}),
        _filing("f4", "scan.pdf", state="failed", is_answerable=False, pages=0, tables=0, facts=0,
                error="The file asks for a password. Hand it in again with the password."),
    ]  # fmt: skip


def _cell(row: int, column: int) -> dict[str, Any]:
    top = TOP + STEP * row
    right = COLUMNS[column] + 8
    return {
        "table_id": "t1", "row": ROWS[row][0], "column": f"{ROWS[0][column]} | RMB'000",
        "text": ROWS[row][column], "row_index": row, "column_index": column,
        "bbox": [right - 78, top - 4, right, top + 16],
    }  # fmt: skip


def _cite(number: int, row: int, column: int) -> dict[str, Any]:
    quote = "\t".join(ROWS[row])
    start = PAGE_TEXT.index(quote)
    return {
        "id": number, "filing": "harbour_2023_annual.pdf", "filing_id": "f1", "page": 2,
        "section": "Financial statements > Consolidated statement of profit or loss",
        "quote": quote, "cell": _cell(row, column), "start": start, "end": start + len(quote),
    }  # fmt: skip


def _sentence() -> dict[str, Any]:
    quote = f"Remarks {SCRIPT} are kept as they stand."
    start = NOTE_TEXT.index(quote)
    return {
        "id": 3, "filing": f"note {SCRIPT}.html", "filing_id": "f2", "page": None,
        "section": "Item 7", "quote": quote, "cell": None,
        "start": start, "end": start + len(quote),
    }  # fmt: skip


def _check(answer: str, text: str, verdict: str, **more: Any) -> dict[str, Any]:
    start = answer.index(text)
    return {
        "text": text, "start": start, "end": start + len(text), "verdict": verdict, "how": None,
        "reason": "", "expected": None, "formula": None, "evidence": [],
    } | more  # fmt: skip


TEXT = (
    "\U00020000 Revenue was **RMB571,704 thousand** in 2023 [1], up 14.7% from "
    "RMB498,310 thousand [2].\n\n"
    "- Profit for the year was RMB60,168 thousand.\n"
    "- The group expects nine new plants. "
    f"The filing remarks {SCRIPT} [3]."
)


def canned_answer(question: str) -> dict[str, Any]:
    """The whole answer; a question with "weather" is one that the filings do not answer."""
    understood = {
        "text": question, "language": "en", "companies": ["Harbour Precision Holdings Limited"],
        "periods": [], "period_words": ["FY2023"], "measure": "revenue",
        "operation": "percent_change", "filing_ids": ["f1"],
    }  # fmt: skip
    shell = {
        "id": "a1", "question": question, "abstained": False, "value": None, "citations": [],
        "numbers": [], "plan": None, "follow_ups": [], "engine": "embedded",
        "timings_ms": {"total": 184.0}, "understood": understood, "notes": [], "dropped_marks": 0,
    }  # fmt: skip
    if "weather" in question:
        said = "The filings do not say anything about the weather."
        return shell | {"answer": said, "abstained": True, "citations": [_cite(1, 2, 1)]}
    first, second = _cite(1, 2, 1), _cite(2, 2, 2)
    numbers = [
        _check(TEXT, "RMB571,704 thousand", "supported", how="exact", evidence=[first],
               reason="Revenue, 2023: 571,704 in RMB'000, as the statement prints it."),
        _check(TEXT, "14.7%", "supported", how="derived", evidence=[first, second],
               formula="(571,704 - 498,310) / 498,310 = 14.7%",
               reason="Recomputed from revenue of 2023 and 2022."),
        _check(TEXT, "RMB498,310 thousand", "supported", how="exact", evidence=[second],
               reason="Revenue, 2022: 498,310 in RMB'000."),
        _check(TEXT, "RMB60,168 thousand", "contradicted", expected="61,068 (RMB'000)",
               evidence=[_cite(4, 9, 1)], reason=f"The statement prints another figure. {SCRIPT}"),
        _check(TEXT, "nine", "unsupported", reason="The filings do not speak of new plants."),
    ]  # fmt: skip
    plan = {
        "operation": "formula", "formula": "(a - b) / b", "unit": "percent",
        "explanation": "(571,704 - 498,310) / 498,310 = 0.1473, that is 14.7%",
        "operands": [
            {"name": "a", "line_item": "Revenue", "company": "Harbour Precision",
             "period": "FY2023", "filing_id": "f1", "fact_id": "x"},
            {"name": "b", "line_item": "Revenue", "company": "Harbour Precision",
             "period": "FY2022", "filing_id": "f1", "fact_id": "y"},
        ],
    }  # fmt: skip
    return shell | {
        "answer": TEXT, "citations": [first, second, _sentence()], "numbers": numbers,
        "value": {"amount": 0.147, "unit": "percent", "display": "14.7%"}, "plan": plan,
        "follow_ups": ["What was the gross margin in 2023?"],
        "notes": ["One citation mark was not known and was taken out."],
    }  # fmt: skip


@dataclass
class Canned:
    """A running server: its address and what it was asked."""

    address: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    uploaded: list[str] = field(default_factory=list)
    filings: list[dict[str, Any]] = field(default_factory=_filings)
    talks: dict[str, dict[str, Any]] = field(default_factory=dict)
    collections: list[str] = field(default_factory=list)  # that uploads named
    judged: list[tuple[str, dict[str, Any] | None]] = field(default_factory=list)  # answer, thumb
    pause_seconds: float = 0.02  # between two pieces of a streamed answer


def _problem(status: int, detail: str) -> JSONResponse:
    body = {"type": "about:blank", "title": "No", "status": status, "detail": detail}
    return JSONResponse(body, status, media_type="application/problem+json")


def _event(name: str, data: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _page_image(boxes: list[list[float]], scale: float) -> bytes:
    image = Image.new("RGB", (int(595 * scale), int(842 * scale)), "white")
    draw = ImageDraw.Draw(image)

    def write(x: float, y: float, text: str, size: float, anchor: str = "la") -> None:
        font = ImageFont.load_default(size * scale)
        draw.text((x * scale, y * scale), text, "black", font=font, anchor=anchor)

    for box in boxes:
        draw.rectangle([side * scale for side in box], fill="#ffe680", outline="#14613b", width=3)
    write(LEFT, 80, "Consolidated statement of profit or loss", 16)
    write(LEFT, 106, "For the year ended 31 December 2023", 10)
    for at, (label, *values) in enumerate(ROWS):
        write(LEFT, TOP + STEP * at, label, 11)
        for x, value in zip(COLUMNS[1:], values, strict=True):
            write(x + 4, TOP + STEP * at, value, 11, "ra")
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


def _filing_routes(app: FastAPI, canned: Canned) -> None:
    @app.get("/v1/filings")
    def listed() -> dict[str, Any]:
        return {"filings": canned.filings, "next": None}

    @app.post("/v1/filings", status_code=202)
    def upload(files: list[UploadFile], collection: Annotated[str, Form()] = "") -> Any:
        name = files[0].filename or ""
        canned.collections.extend([collection] if collection else [])
        if name.endswith(".exe"):
            return _problem(415, f"{name} is not a PDF, HTML or text file.")
        canned.uploaded.append(name)
        canned.filings.append(_filing(f"u{len(canned.uploaded)}", name, company="Uploaded Co"))
        return {"filings": [canned.filings[-1]]}

    @app.get("/v1/filings/{filing_id}")
    def one(filing_id: str) -> Any:
        found = [filing for filing in canned.filings if filing["id"] == filing_id]
        return found[0] if found else _problem(404, f"There is no filing '{filing_id}'.")

    @app.delete("/v1/filings/{filing_id}", status_code=204)
    def delete(filing_id: str) -> None:
        canned.filings[:] = [filing for filing in canned.filings if filing["id"] != filing_id]

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
    def image(filing_id: str, number: int, scale: float = 1.5, highlight: str = "") -> Response:
        boxes = [[float(side) for side in highlight.split(",")]] if highlight else []
        return Response(_page_image(boxes, scale), media_type="image/png")

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


def _app(canned: Canned) -> FastAPI:
    app = FastAPI()

    @app.middleware("http")
    async def secured(request: Request, call_next: Any) -> Any:
        response = await call_next(request)
        response.headers["Content-Security-Policy"] = CSP
        return response

    @app.get("/")
    def index() -> FileResponse:
        return FileResponse(WEB / "index.html")

    @app.post("/v1/questions")
    async def ask(request: Request) -> Any:
        body = await request.json()
        canned.asked.append(body)
        question = body["question"]
        if "nothing ready" in question:
            return _problem(409, "scan.pdf is still being read; ask again in a moment.")
        answer = canned_answer(question)

        def events() -> Iterator[str]:
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
                kept["messages"].append({"role": "question", "text": question, "body": body})
                said = {"role": "answer", "text": answer["answer"], "body": answer}
                kept["messages"].append(said)
            yield _event("answer", answer)

        return StreamingResponse(events(), media_type="text/event-stream")

    _filing_routes(app, canned)
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
