"""Tables and facts: listed, filtered, one by one, in JSON, CSV and HTML."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse

from service import listing
from service.api.bodies import dump
from service.api.fact_bodies import (
    ConceptsBody,
    FactsBody,
    FactsOfFilingQuery,
    FactsQuery,
    TableBody,
    TablesBody,
    TablesQuery,
)
from service.api.negotiation import form_of
from service.api.parts import PartsOf
from service.exporting import HTML_POLICY

router = APIRouter(tags=["Tables and facts"])
_CSV = "text/csv; charset=utf-8; header=present"
_VARY = {"Vary": "Accept"}
Accept = Annotated[str | None, Header(description="application/json, text/csv, text/html")]
_CSV_TOO: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}}}}
_CSV_AND_HTML: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {}, "text/html": {}}}
}


@router.get("/v1/filings/{filing_id}/tables")
def tables(filing_id: str, parts: PartsOf, query: Annotated[TablesQuery, Query()]) -> TablesBody:
    """The tables of a filing (its id or name), in order, with what was read of their headers.

    `statement` and `page` narrow the list; `cells=false` leaves the cells out. `fact_count`,
    `ties_held` and `ties_broken` tell what was made of each table, `doubts` what is not certain.
    """
    return listing.tables(parts, filing_id, query)


@router.get("/v1/tables/{table_id}", response_model=TableBody, responses=_CSV_AND_HTML)
def table(
    table_id: str,
    parts: PartsOf,
    accept: Accept = None,
    format: Annotated[
        Literal["json", "csv", "html"] | None,
        Query(description="Goes before the `Accept` header."),
    ] = None,
) -> Response:
    """One table with its cells, and in JSON with its facts and ties.

    As `text/csv` its cells as printed, where an apostrophe goes before what a spreadsheet would
    take for a formula; as `text/html` a page that stands alone.
    """
    form = form_of(format, accept, ("json", "csv", "html"))
    if form == "csv":
        return Response(listing.table_as(parts, table_id, "csv"), media_type=_CSV, headers=_VARY)
    if form == "html":
        headers = {**_VARY, "Content-Security-Policy": HTML_POLICY}
        return HTMLResponse(listing.table_as(parts, table_id, "html"), headers=headers)
    return JSONResponse(dump(listing.table(parts, table_id)), headers=_VARY)


@router.get("/v1/facts", response_model=FactsBody, responses=_CSV_TOO)
def facts(parts: PartsOf, query: Annotated[FactsQuery, Query()], accept: Accept = None) -> Response:
    """The facts of filings, each bound to line item, period, unit, scale, entity and cell.

    Filters narrow and may be combined, as in
    `?company=Harbour&concept=Revenue&period=FY2023&min_confidence=0.5`. The order is fixed:
    filing by filing, in reading order; `next` is the `cursor` of the facts after. With
    `Accept: text/csv` or `format=csv`, all of them at once.
    """
    return _facts(parts, query, accept)


@router.get("/v1/filings/{filing_id}/facts", response_model=FactsBody, responses=_CSV_TOO)
def facts_of_filing(
    filing_id: str,
    parts: PartsOf,
    query: Annotated[FactsOfFilingQuery, Query()],
    accept: Accept = None,
) -> Response:
    """The facts of one filing (its id or name), with the filters of `/v1/facts`."""
    return _facts(parts, query, accept, filing_id)


@router.get("/v1/concepts")
def concepts() -> ConceptsBody:
    """The concept list: what `concept` of a fact can be, by statement."""
    return listing.concepts()


def _facts(
    parts: PartsOf, query: FactsOfFilingQuery, accept: str | None, filing: str | None = None
) -> Response:
    if form_of(query.format, accept, ("json", "csv")) == "csv":
        lines = listing.facts_as_csv(parts, query, filing)
        return StreamingResponse(lines, media_type=_CSV, headers=_VARY)
    return JSONResponse(dump(listing.facts(parts, query, filing)), headers=_VARY)
