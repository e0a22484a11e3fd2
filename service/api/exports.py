"""Exports: a filing's facts and tables as a file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import IO, Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from ingest.stores import FilingRecord
from service.api.negotiation import attachment
from service.api.parts import PartsOf
from service.exports import MEDIA_TYPES, Content, ExportFormat, export, records_of

router = APIRouter(tags=["Tables and facts"])
_CHUNK = 1 << 18  # bytes
_KEPT = 1 << 22  # bytes in memory before a file goes to disk
_Format = Annotated[ExportFormat, Query(description="The kind of file.")]
_Content = Annotated[
    Content,
    Query(description="Of Parquet and CSV, which hold one table: facts, or cells of tables."),
]
_FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind.split(";")[0]: {} for kind in MEDIA_TYPES.values()}}
}


@router.get("/v1/filings/{filing_id}/export", response_class=StreamingResponse, responses=_FILES)
def export_filing(
    filing_id: str,
    parts: PartsOf,
    format: _Format = ExportFormat.XLSX,
    content: _Content = Content.FACTS,
) -> StreamingResponse:
    """The facts and tables of a filing (its id or name) as a file to be saved.

    xlsx has the sheets Facts, Tables and, where there are any, Ties. In Parquet, `value` is a
    decimal128(38, 10) and `value_exact` the same in digits; money is never a float.
    """
    records = records_of(parts, [filing_id])
    return _file(parts, records, format, content, PurePath(records[0].name).stem)


@router.get("/v1/export", response_class=StreamingResponse, responses=_FILES)
def export_filings(
    parts: PartsOf,
    filing: Annotated[list[str] | None, Query(description="Name or id; may be repeated.")] = None,
    collection: Annotated[str | None, Query(description="All filings of a collection.")] = None,
    format: _Format = ExportFormat.XLSX,
    content: _Content = Content.FACTS,
) -> StreamingResponse:
    """The facts and tables of several filings, or of a collection, as one file."""
    records = records_of(parts, filing or (), collection)
    return _file(parts, records, format, content, collection or "filings")


def _file(
    parts: PartsOf,
    records: Sequence[FilingRecord],
    form: ExportFormat,
    content: Content,
    stem: str,
) -> StreamingResponse:
    # Written whole before the first byte goes out: an error is then an error, not half a file.
    out = tempfile.SpooledTemporaryFile(max_size=_KEPT)  # noqa: SIM115 -- closed by _chunks
    try:
        export(parts, records, form, out, content)
    except BaseException:
        out.close()
        raise
    is_part = form in (ExportFormat.PARQUET, ExportFormat.CSV) and content is Content.TABLES
    name = f"{stem}{'.tables' if is_part else ''}.{form.value}"
    headers = {"Content-Disposition": attachment(name), "Content-Length": str(out.tell())}
    return StreamingResponse(_chunks(out), media_type=MEDIA_TYPES[form], headers=headers)


def _chunks(out: IO[bytes]) -> Iterator[bytes]:
    with out:
        out.seek(0)
        while chunk := out.read(_CHUNK):
            yield chunk
