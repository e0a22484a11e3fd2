"""What both faces do with a request for tables and facts: filters read, a stretch found, files."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from itertools import islice
from typing import Literal

from ingest.concepts import catalogue, concepts_of
from ingest.errors import RequestError, UnknownItem
from ingest.facts import currency_of
from ingest.stores import FactFilter, FactKey, FilingLine, FilingRecord, StoredFact
from ingest.types import Statement
from service import desk
from service.api.fact_bodies import (
    STATEMENTS,
    ConceptBody,
    ConceptsBody,
    FactBody,
    FactsBody,
    FactsOfFilingQuery,
    FactsQuery,
    TableBody,
    TablesBody,
    TablesQuery,
)
from service.api.ties import TieBody
from service.exporting import facts_csv, table_csv, tables_html
from service.parts import Parts
from service.periods import period_scopes

TableFormat = Literal["json", "csv", "html"]
_AT_ONCE = 500  # facts of a stream between two looks at filings' names
_SHOWN = 20  # companies named in an error


def filing_of(parts: Parts, name: str) -> FilingRecord:
    """The filing of an id or name, which has been read.

    Raises:
        UnknownFiling: There is none.
        AmbiguousFiling: There are several.
        FilingNotReady: It is still being read, or could not be read.
    """
    (record,) = desk.scope(parts, [name], None)
    return record


def tables(parts: Parts, name: str, query: TablesQuery) -> TablesBody:
    """A stretch of a filing's tables."""
    record = filing_of(parts, name)
    after = -1 if query.cursor is None else _position(query.cursor, record.id)
    found = parts.stores.library.select_tables(
        record.id,
        statements=statements_of(query.statement),
        page=query.page,
        after=after,
        limit=query.limit + 1,
    )
    shown = found[: query.limit]
    more = len(found) > query.limit
    return TablesBody(
        tables=[TableBody.of(table, record.name, with_cells=query.cells) for table in shown],
        next=_cursor(FactKey(record.id, shown[-1].position)) if more else None,
    )


def table(parts: Parts, table_id: str) -> TableBody:
    """One table with its cells, facts and ties."""
    library = parts.stores.library
    stored = library.stored_table(table_id)
    filing_id = stored.table.filing_id
    name = library.filing_names([filing_id])[filing_id]
    facts = library.select_facts(FactFilter((filing_id,), table_id=table_id))
    return TableBody.of(stored, name).model_copy(
        update={
            "facts": [FactBody.of_stored(fact, name) for fact in facts],
            "ties": [TieBody.of(tie) for tie in library.ties(filing_id, table_id=table_id)],
        }
    )


def table_as(parts: Parts, table_id: str, form: Literal["csv", "html"]) -> str:
    """One table as a text that other programs open."""
    found = parts.stores.library.stored_table(table_id).table
    if form == "csv":
        return table_csv(found)
    (name,) = parts.stores.library.filing_names([found.filing_id]).values()
    return tables_html([found], name)


def facts(parts: Parts, query: FactsOfFilingQuery, filing: str | None = None) -> FactsBody:
    """A stretch of the facts that a query picks, of one filing where one is named."""
    wanted = fact_filter(parts, query, filing)
    after = None if query.cursor is None else _key(query.cursor)
    library = parts.stores.library
    found = list(islice(library.select_facts(wanted, after, query.limit + 1), query.limit + 1))
    shown = found[: query.limit]
    names = library.filing_names([stored.fact.filing_id for stored in shown])
    return FactsBody(
        facts=[
            FactBody.of_stored(stored, names[stored.fact.filing_id])
            for stored in shown
            if stored.fact.filing_id in names  # else it was deleted between two queries
        ],
        next=_cursor(shown[-1].key) if len(found) > query.limit else None,
    )


def facts_as_csv(
    parts: Parts, query: FactsOfFilingQuery, filing: str | None = None
) -> Iterator[str]:
    """All facts that a query picks, as CSV; what is wrong with the query is raised at once."""
    wanted = fact_filter(parts, query, filing)
    after = None if query.cursor is None else _key(query.cursor)
    return facts_csv(_named(parts, parts.stores.library.select_facts(wanted, after)))


def _named(parts: Parts, found: Iterator[StoredFact]) -> Iterator[tuple[StoredFact, str]]:
    while batch := list(islice(found, _AT_ONCE)):
        names = parts.stores.library.filing_names([stored.fact.filing_id for stored in batch])
        for stored in batch:
            if stored.fact.filing_id in names:
                yield stored, names[stored.fact.filing_id]


def fact_filter(parts: Parts, query: FactsOfFilingQuery, filing: str | None = None) -> FactFilter:
    """A query as the store takes it.

    Raises:
        UnknownFiling: A filing that is named is not here (likewise the others of `desk.scope`).
        UnknownItem: No such collection, company or table.
        RequestError: A filter that is none; says what is accepted.
    """
    lines, is_narrowed = _filings(parts, query, filing)
    if query.table is not None:
        parts.stores.library.table(query.table)
    if query.min is not None and query.max is not None and query.min > query.max:
        raise RequestError(f"min ({query.min}) is greater than max ({query.max}).")
    periods = [scope for text in query.period for scope in period_scopes(text, lines)]
    return FactFilter(
        filing_ids=tuple(line.id for line in lines) if is_narrowed else None,
        table_id=query.table,
        pages=() if query.page is None else (query.page,),
        statements=statements_of(query.statement),
        concepts=tuple(dict.fromkeys(c for each in query.concept for c in concepts_named(each))),
        label=query.label,
        periods=tuple(periods) if query.period else None,
        units=tuple(unit_of(unit) for unit in query.unit),
        low=query.min,
        high=query.max,
        min_confidence=query.min_confidence,
        is_total=query.is_total,
    )


def _filings(
    parts: Parts, query: FactsOfFilingQuery, filing: str | None
) -> tuple[Sequence[FilingLine], bool]:
    """The filings asked, and whether they are fewer than there are."""
    names = [filing] if filing is not None else []
    collection = company = None
    if isinstance(query, FactsQuery):
        names += query.filing
        collection, company = query.collection, query.company
    records = desk.scope(parts, names, collection)
    lines: Sequence[FilingLine] = parts.stores.library.filing_lines(collection=collection)
    if names or collection is not None:
        ids = {record.id for record in records}
        lines = [line for line in lines if line.id in ids]
    if company is not None:
        lines = _of_company(company, lines)
    return lines, bool(names) or collection is not None or company is not None


def _of_company(company: str, lines: Sequence[FilingLine]) -> list[FilingLine]:
    words = _words(company)
    found = [
        line
        for line in lines
        if words
        and any(
            words <= _words(name) or (not company.isascii() and company.strip() in name)
            for name in (line.identity.company or "", *line.identity.aliases)
        )
    ]
    if not found:
        known = sorted({line.identity.company for line in lines if line.identity.company})
        more = "" if len(known) <= _SHOWN else f" and {len(known) - _SHOWN} more"
        listed = "; ".join(known[:_SHOWN]) or "none is known"
        raise UnknownItem(f"No filing here is of a company {company!r}. There are: {listed}{more}.")
    return found


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.casefold()))


def statements_of(names: Sequence[str]) -> tuple[Statement, ...]:
    """Statements by their names or what only one of them begins with: balance, cash.

    Raises:
        RequestError: None or several are meant; lists them all.
    """
    found = []
    for name in names:
        asked = re.sub(r"[\s-]+", "_", name.strip().lower())
        meant = [each for each in Statement if asked and each.value.startswith(asked)]
        if asked in tuple(Statement):
            meant = [Statement(asked)]
        if len(meant) != 1:
            raise RequestError(f"statement: {name!r} is not one of {STATEMENTS}.")
        found.append(meant[0])
    return tuple(dict.fromkeys(found))


def concepts_named(text: str) -> tuple[str, ...]:
    """The concepts meant by a name of the list, a taxonomy's element, or words: cost of sales.

    Raises:
        RequestError: None; names those that are near.
    """
    known = catalogue()
    said = text.strip()
    names = {name.casefold(): name for name in known.concepts}
    if said.casefold() in names:
        return (names[said.casefold()],)
    if said in known.elements:
        return tuple(concept.name for concept in known.elements[said])
    mentions = concepts_of(said)
    if len(mentions) == 1 and mentions[0].is_whole:
        return mentions[0].concepts
    near = [names[name] for name in get_close_matches(said.casefold(), names, n=5, cutoff=0.5)]
    told = f" Near it: {', '.join(near)}." if near else ""
    raise RequestError(
        f"concept: {text!r} is not in the concept list.{told} GET /v1/concepts lists all "
        f"{len(names)}; `label` finds line items by their own words."
    )


def concepts() -> ConceptsBody:
    """The concept list, by statement and name."""
    order = list(Statement)
    found = sorted(catalogue().concepts.values(), key=lambda c: (order.index(c.statement), c.name))
    return ConceptsBody(concepts=[ConceptBody.of(concept) for concept in found])


def unit_of(text: str) -> str | None:
    """A unit as facts have it: RMB is CNY, % is percent; None for "none", a unit not stated."""
    said = text.strip()
    if said.lower() == "none":
        return None
    if said == "%":
        return "percent"
    head, slash, per = said.partition("/")
    return f"{currency_of(head) or head}{slash}{per}"


def _cursor(key: FactKey) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode()


def _key(cursor: str) -> FactKey:
    try:
        filing_id, position = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, TypeError) as exc:  # TypeError: JSON, but no pair
        raise _no_cursor() from exc
    if not isinstance(filing_id, str) or type(position) is not int or not 0 <= position < 2**31:
        raise _no_cursor()
    return FactKey(filing_id, position)


def _position(cursor: str, filing_id: str) -> int:
    key = _key(cursor)
    if key.filing_id != filing_id:
        raise RequestError("The cursor is that of another filing's tables.")
    return key.position


def _no_cursor() -> RequestError:
    return RequestError(
        "The cursor is not one that this service gave out: hand in `next` of the stretch before, "
        "or none to begin."
    )
