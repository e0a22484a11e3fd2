"""/v1/filings: hand in, list, look at, correct, delete."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from ingest.errors import RequestError, TickmarkError, error_of
from ingest.stores import FilingRecord
from ingest.stores.faults import store_faults
from ingest.types import Period
from service.api.filing_bodies import (
    CorrectionBody,
    FilingBody,
    FilingsBody,
    ProgressBody,
    UploadedBody,
)
from service.api.parts import PartsOf, QueueOf
from service.api.problems import problem_of, problem_response
from service.ingestion import IngestQueue, refuse_early

router = APIRouter(tags=["Filings"])
MAX_FILES = 200
MAX_WAIT_SECONDS = 600.0


_FORM = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "array", "items": {"type": "string", "format": "binary"}},
        "collection": {"type": "string", "default": "default"},
        "password": {"type": "string"},
    },
}
_UPLOAD: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}
}


@router.post(
    "/v1/filings",
    status_code=202,
    response_model=UploadedBody,
    responses={200: {"model": UploadedBody}},
    openapi_extra=_UPLOAD,
)
async def upload(
    request: Request,
    response: Response,
    queue: QueueOf,
    wait: Annotated[float, Query(ge=0, le=MAX_WAIT_SECONDS)] = 0.0,
) -> Any:
    """Hand in one file or more; any field name will do for a file.

    PDF, HTML, Word (.docx), Excel (.xlsx), CSV, text and Markdown are read, told by content.

    They are read behind the request: 202, and `GET /v1/filings/{id}` says how far they are. With
    `?wait=SECONDS` the response waits until each can be asked or has failed (200). A file that
    fails stands in the list with `state` failed and `error`; the others are taken in all the same.
    When all fail, the response is a problem with the first one's status and all in `filings`.
    """
    with _form_faults():
        await request.form(max_files=MAX_FILES, max_fields=20)
    async with request.form() as form:  # the same, closed at the end
        uploads = [item for _, item in form.multi_items() if isinstance(item, UploadFile)]
        collection = _text(form, "collection", 200) or "default"
        password = _text(form, "password", 1000)
        if not uploads:
            raise RequestError("No file came with the request: send it as multipart form data.")
        deadline = time.monotonic() + wait
        taken: list[FilingBody] = []
        errors: list[TickmarkError] = []
        for item in uploads:  # one in memory at a time
            data = await item.read()
            name = base_name(_unescaped(item.filename or ""))
            body, error = await run_in_threadpool(_submit, queue, name, data, collection, password)
            taken.append(body)
            errors += [error] if error is not None else []
    if wait > 0:
        for n, body in enumerate(taken):
            if body.state != "failed":
                left = max(0.0, deadline - time.monotonic())
                record = await run_in_threadpool(queue.wait, body.id, left)
                taken[n] = filing_body(record, queue).model_copy(update={"note": body.note})
                if record.state == "failed":
                    errors.append(error_of(record.error_code, record.error or ""))
    if len(errors) == len(taken):
        listed = [body.model_dump(mode="json") for body in taken]
        detail = "; ".join(dict.fromkeys(body.error or "" for body in taken))
        problem = {**problem_of(errors[0], request.url.path), "detail": detail, "filings": listed}
        return problem_response(problem)
    if all(body.is_answerable or body.state == "failed" for body in taken):
        response.status_code = 200
    return UploadedBody(filings=taken)


class BadForm(RequestError):
    """The upload is no multipart form, or not one that can be read."""

    status = 400
    title = "The upload could not be read"


@contextmanager
def _form_faults() -> Iterator[None]:
    """What reading a form meets: a broken one, or a disk too full to hold what is uploaded."""
    try:
        with store_faults():
            yield
    except HTTPException as error:
        if error.status_code != BadForm.status:
            raise
        raise BadForm(
            f"The form could not be read: {error.detail} Send multipart/form-data with at most "
            f"{MAX_FILES} files, each with a name of at most 4,000 bytes."
        ) from error


def _unescaped(name: str) -> str:
    """A name as it was before the three escapes that HTML has forms make in it (4.10.22.7)."""
    for escape, character in (("%22", '"'), ("%0D", "\r"), ("%0A", "\n")):
        name = name.replace(escape, character)
    return name


def _text(form: FormData, name: str, most: int) -> str | None:
    value = form.get(name)
    if value is None or isinstance(value, UploadFile):
        return None
    if len(value) > most or not value.isprintable():
        raise RequestError(f"{name} may have {most} printable characters.")
    return value


def _submit(
    queue: IngestQueue, name: str, data: bytes, collection: str, password: str | None
) -> tuple[FilingBody, TickmarkError | None]:
    try:
        refuse_early(name, data)
        record = queue.submit(name, data, collection=collection, password=password)
    except TickmarkError as error:
        return _refused(name, collection, data, error), error
    return filing_body(record, queue), None


def base_name(name: str) -> str:
    """The file's own name: no folder, no control characters, at most 255 characters.

    Raises:
        RequestError: Nothing is left.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if c.isprintable()).strip()
    if kept in ("", ".", ".."):
        raise RequestError("A file came without a name.")
    stem, dot, ending = kept.rpartition(".")
    return kept if len(kept) <= 255 else f"{stem[: 254 - len(ending)]}{dot}{ending}"[:255]


def _refused(name: str, collection: str, data: bytes, error: TickmarkError) -> FilingBody:
    return FilingBody(
        id="",
        name=name,
        collection=collection,
        sha256=hashlib.sha256(data).hexdigest(),
        state="failed",
        error=error.detail,
        error_code=error.code(),
        pages=0,
        passages=0,
        tables=0,
        facts=0,
        company=None,
        form=None,
        period=None,
        report={},
    )


def filing_body(record: FilingRecord, queue: IngestQueue) -> FilingBody:
    """A filing with the progress of the work on it."""
    at = queue.progress(record.id)
    progress = None if at is None else ProgressBody(stage=at.stage, done=at.done, total=at.total)
    return FilingBody.of(record, progress)


@router.get("/v1/filings")
def filings(
    parts: PartsOf,
    queue: QueueOf,
    collection: str | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: str | None = None,
) -> FilingsBody:
    """The filings by name; `next` is the `cursor` of the ones after."""
    records, after = parts.stores.library.page_of_filings(cursor, limit, collection)
    return FilingsBody(filings=[filing_body(record, queue) for record in records], next=after)


@router.get("/v1/filings/{filing_id}")
def filing(filing_id: str, parts: PartsOf, queue: QueueOf) -> FilingBody:
    """One filing, by id or name: its state, what it says of itself, its ingest report."""
    (record,) = parts.stores.library.resolve([filing_id])
    return filing_body(record, queue)


@router.patch("/v1/filings/{filing_id}")
def correct(filing_id: str, body: CorrectionBody, parts: PartsOf, queue: QueueOf) -> FilingBody:
    """Correct what was read from the cover; null takes a correction back."""
    (record,) = parts.stores.library.resolve([filing_id])
    changes = corrections(body)
    return filing_body(parts.stores.library.correct(record.id, **changes), queue)


def corrections(body: CorrectionBody) -> dict[str, Any]:
    """The fields that were sent, as the library takes them.

    Raises:
        RequestError: Nothing was sent, or the period is not one.
    """
    changes = body.model_dump(exclude_unset=True)
    if not changes:
        raise RequestError("Nothing to correct: send company, form, period, currency or language.")
    if (period := changes.get("period")) is not None:
        changes["period"] = _period(period)
    return changes


def _period(text: str) -> Period:
    days = text.split(" to ")
    try:
        dates = [date.fromisoformat(day.strip()) for day in days]
    except ValueError:
        dates = []
    if len(dates) not in (1, 2) or dates != sorted(dates):
        raise RequestError(
            f"A period is YYYY-MM-DD, or 'YYYY-MM-DD to YYYY-MM-DD', the first day first, "
            f"not {text!r}."
        )
    return Period(dates[0] if len(dates) == 2 else None, dates[-1])


@router.delete("/v1/filings/{filing_id}", status_code=204)
def delete(filing_id: str, parts: PartsOf) -> None:
    """Delete a filing: its text, tables, facts, vectors and the original file."""
    (record,) = parts.stores.library.resolve([filing_id])
    parts.stores.delete(record.id)
