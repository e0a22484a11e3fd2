"""The places that citations point at: pages, their pictures, the original file."""

from __future__ import annotations

import math
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from ingest.errors import RequestError, UnknownItem
from ingest.layout import LAYOUT_POLICY, Quote, lay_out
from ingest.rendering import find_quote, render_page
from ingest.types import Box
from service.api.filing_bodies import MarksBody, PageBody
from service.api.negotiation import attachment
from service.api.parts import PartsOf
from service.parts import Parts

router = APIRouter(tags=["Evidence"])
Number = Annotated[int, Path(ge=1, le=1_000_000)]
QuoteText = Annotated[str, Query(max_length=2_000, description="A citation's quote")]
Start = Annotated[int | None, Query(ge=0, description="A citation's start")]
# A filing is somebody else's file: nothing in it may run, whatever a browser takes it for.
_SANDBOX = {"Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "no-cache"}


@router.get("/v1/filings/{filing_id}/pages/{number}")
def page(filing_id: str, number: Number, parts: PartsOf) -> PageBody:
    """The text of a page, as citations' `start` and `end` count it."""
    record = parts.stores.library.filing(filing_id)
    found = parts.stores.library.page(filing_id, number)
    return PageBody(
        filing=record.name,
        filing_id=filing_id,
        number=found.number,
        pages=record.pages,
        is_paged=record.is_paged,
        text=found.text,
        width=found.width,
        height=found.height,
        has_image=record.media_type == "application/pdf",
    )


@router.get(
    "/v1/filings/{filing_id}/pages/{number}/image",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}},
)
def page_image(
    request: Request,
    filing_id: str,
    number: Number,
    parts: PartsOf,
    highlight: Annotated[list[str] | None, Query(description="x0,y0,x1,y1 in points")] = None,
    scale: Annotated[float, Query(ge=0.1, le=4.0)] = 1.5,
) -> Response:
    """A PDF page as PNG, with the cells of `highlight` (a citation's `bbox`) marked."""
    record = parts.stores.library.filing(filing_id)
    if record.media_type != "application/pdf":
        raise UnknownItem(f"{record.name} is not a PDF: its pages have text, but no picture.")
    boxes = [_box(text) for text in highlight or ()]
    path = parts.stores.originals.path(record.sha256)
    with request.app.state.drawing:  # few at once: each may take a core and much memory
        image = render_page(path, number, scale, boxes)
    headers = {"Cache-Control": "private, max-age=3600"}
    return Response(image, media_type="image/png", headers=headers)


@router.get("/v1/filings/{filing_id}/pages/{number}/marks")
def marks(
    request: Request,
    filing_id: str,
    number: Number,
    parts: PartsOf,
    quote: QuoteText,
    start: Start = None,
) -> MarksBody:
    """Where a quote stands on a PDF page: boxes in points, one a line, for `highlight`.

    None where the page's picture does not show it as its text has it.
    """
    record = parts.stores.library.filing(filing_id)
    if record.media_type != "application/pdf":
        raise UnknownItem(f"{record.name} is not a PDF: its pages have text, but no picture.")
    wanted = _quote(parts, filing_id, number, quote, start)
    path = parts.stores.originals.path(record.sha256)
    with request.app.state.drawing:
        boxes = find_quote(path, number, wanted.text, wanted.ordinal)
    return MarksBody(boxes=list(boxes))


def _quote(
    parts: Parts, filing_id: str, number: int, quote: str, start: int | None, cell: str = ""
) -> Quote:
    """A quote that stands on a page more than once is told by how often it stands before."""
    before = "" if start is None else parts.stores.library.page(filing_id, number).text[:start]
    ordinal = _squeezed(before).count(_squeezed(quote)) if quote.strip() else 0
    return Quote(quote, ordinal, cell)


def _box(text: str) -> Box:
    try:
        values = [float(part) for part in text.split(",")]
    except ValueError:
        values = []
    if len(values) != 4 or not all(math.isfinite(value) for value in values):
        raise RequestError(f"highlight must be four numbers x0,y0,x1,y1, not {text!r}.")
    return Box(*values)


@router.get(
    "/v1/filings/{filing_id}/layout",
    response_class=Response,
    responses={200: {"content": {"text/html": {}}}},
)
def layout(
    request: Request,
    filing_id: str,
    parts: PartsOf,
    quote: QuoteText = "",
    start: Start = None,
    cell: Annotated[str, Query(max_length=200, description="The text of its cell")] = "",
) -> Response:
    """An HTML filing in its own layout with a quote marked, at `#mark`; to be shown in a frame.

    Nothing in it runs or loads: it is made of headings, paragraphs, lists and tables alone, in a
    sandbox.
    """
    record = parts.stores.library.filing(filing_id)
    if record.media_type != "text/html":
        raise UnknownItem(f"{record.name} is not HTML: it has no layout of that kind.")
    wanted = _quote(parts, filing_id, 1, quote, start, cell)
    path = parts.stores.originals.path(record.sha256)
    with request.app.state.drawing:
        page = lay_out(path, wanted)
    headers = {"Content-Security-Policy": LAYOUT_POLICY, "Cache-Control": "private, max-age=3600"}
    return Response(page, media_type="text/html; charset=utf-8", headers=headers)


def _squeezed(text: str) -> str:
    return "".join(text.split())


@router.get(
    "/v1/filings/{filing_id}/original",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
def original(filing_id: str, parts: PartsOf) -> Response:
    """The file as it was handed in, to be saved: never shown by the browser from here."""
    record = parts.stores.library.filing(filing_id)
    return Response(
        parts.stores.originals.get(record.sha256),
        media_type="application/octet-stream",
        headers={"Content-Disposition": attachment(record.name), **_SANDBOX},
    )
