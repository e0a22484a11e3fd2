"""Number checks: any text against the filings, a filing against itself, as JSON or papers."""

from __future__ import annotations

import io
from enum import StrEnum
from pathlib import PurePath
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from service import desk, papers
from service.api.bodies import GroundBody, GroundedBody, dump
from service.api.check_bodies import SelfCheckBody
from service.api.negotiation import attachment
from service.api.parts import PartsOf
from service.exporting import PAPER_POLICY, Paper
from service.papers import MEDIA_TYPES, PaperFormat

router = APIRouter(tags=["Number checks"])
_TOO_LONG: dict[int | str, dict[str, Any]] = {
    413: {"description": "More characters or numbers than are checked at once; where to split it."}
}
_PAPERS: dict[str, Any] = {kind.split(";")[0]: {} for kind in MEDIA_TYPES.values()}


class SelfCheckFormat(StrEnum):
    """JSON, or one of the working papers."""

    JSON = "json"
    HTML = "html"
    XLSX = "xlsx"


@router.post("/v1/ground", responses=_TOO_LONG)
def ground(body: GroundBody, parts: PartsOf) -> GroundedBody:
    """Check every number of a text.

    Each quantity is `supported`, `contradicted` or `unsupported` by the filings named (or all),
    with the cells and sentences that say so. Offsets count Unicode characters. A text may have
    100,000 characters and 2,000 numbers.
    """
    return desk.ground(parts, body)


@router.post(
    "/v1/ground/paper",
    response_class=Response,
    responses={200: {"content": _PAPERS}, **_TOO_LONG},
)
def ground_paper(
    body: GroundBody,
    parts: PartsOf,
    format: Annotated[PaperFormat, Query(description="The kind of file.")] = PaperFormat.HTML,
) -> Response:
    """The check of a text as a working paper to be signed off: one row a number.

    Sentence, number, verdict, reason, what the filing prints and where (file, SHA-256, page,
    table, row, column, cell), formula. The HTML page has no script and loads nothing; the
    workbook's cells are typed, with filters.
    """
    return _file(papers.ground_paper(parts, body), format, "number check")


@router.get(
    "/v1/filings/{filing_id}/self-check",
    response_model=SelfCheckBody,
    responses={200: {"content": _PAPERS}},
)
def self_check(
    filing_id: str,
    parts: PartsOf,
    format: Annotated[
        SelfCheckFormat, Query(description="JSON, or a working paper.")
    ] = SelfCheckFormat.JSON,
) -> Response:
    """A filing (its id or name) tied to itself: its narrative to its tables, and its tables' ties.

    Every number of its prose is checked against its tables alone: what its own sentences repeat
    counts for nothing. `unsupported` then means that no table shows it.
    """
    if format is SelfCheckFormat.JSON:
        return JSONResponse(dump(papers.self_check(parts, filing_id)))
    paper = papers.self_check_paper(parts, filing_id)
    stem = f"{PurePath(paper.subject).stem} self-check"
    return _file(paper, PaperFormat(format.value), stem)


def _file(paper: Paper, form: PaperFormat, stem: str) -> Response:
    out = io.BytesIO()
    papers.write_paper(paper, form, out)
    headers = {
        "Content-Disposition": attachment(f"{stem}.{form.value}"),
        "Content-Security-Policy": PAPER_POLICY,
    }
    return Response(out.getvalue(), media_type=MEDIA_TYPES[form], headers=headers)
