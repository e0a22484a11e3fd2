"""Dense and lexical search over the filings that the query is about, fused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.facts import parse_periods
from ingest.stores import Stores
from ingest.stores.records import FilingRecord
from ingest.types import Passage, PassageKind
from service.retrieval.fusion import fuse
from service.retrieval.routing import filings_named, period_factor
from service.retrieval.tables import find_tables, statements_in
from service.retrieval.wording import asked_part
from service.terms import expand
from service.types import Hit, Retriever

CANDIDATES = 60  # of each retriever
# Dense, tables by their lines, lexical: for a query that speaks of a statement, and for any other,
# where a rare word tells most.
STATEMENT_WEIGHTS = (1.0, 1.5, 0.6)
OTHER_WEIGHTS = (1.0, 0.5, 1.2)
SPOKEN_OF = 1.8  # how much more a primary statement counts that a query speaks of


def search(
    query: str, stores: Stores, *, filing_ids: Sequence[str] = (), limit: int = 10
) -> tuple[Hit, ...]:
    """The passages and tables that answer `query` best, best first.

    A query that names companies is searched in their filings; periods only raise those filings
    that speak of them. No `filing_ids`: all filings that can be asked.
    """
    scope = _scope(query, stores, filing_ids)
    if not scope or not query.strip():
        return ()
    tables = find_tables(query, stores, [record.id for record in scope])
    paged = frozenset(record.id for record in scope if record.is_paged)
    return _spread(_ranked(query, scope, stores, tables), paged)[:limit]


def search_text(
    query: str, stores: Stores, *, filing_ids: Sequence[str] = (), limit: int = 10
) -> tuple[Hit, ...]:
    """As `search`, among sentences alone: tables are left out."""
    scope = _scope(query, stores, filing_ids)
    if not scope or not query.strip():
        return ()
    hits = _ranked(query, scope, stores, ())
    return tuple(hit for hit in hits if hit.passage.kind is PassageKind.TEXT)[:limit]


def _scope(query: str, stores: Stores, filing_ids: Sequence[str]) -> tuple[FilingRecord, ...]:
    records = [record for record in stores.library.filings() if record.is_answerable]
    if filing_ids:
        records = [record for record in records if record.id in set(filing_ids)]
    return filings_named(query, records) or tuple(records)


def _ranked(
    query: str, scope: Sequence[FilingRecord], stores: Stores, found: Sequence[Passage]
) -> tuple[Hit, ...]:
    ids = [record.id for record in scope]
    asked = asked_part(query)
    scored = stores.lexical.search(expand(asked), kind="passage", filing_ids=ids, limit=CANDIDATES)
    lexical = [passage_id for passage_id, _ in scored]
    shares = {passage_id: score / scored[0][1] for passage_id, score in scored}
    vector = stores.embedder.embed_query(asked)
    dense = [i for i, _ in stores.vectors.search(vector, filing_ids=ids, limit=CANDIDATES)]
    tables = {passage.passage_id: passage for passage in found}
    weights = STATEMENT_WEIGHTS if statements_in(query) else OTHER_WEIGHTS
    fused = fuse(list(zip(weights, (dense, list(tables), lexical), strict=True)), shares)
    missing = [i for i, _ in fused if i not in tables]
    passages = tables | {p.passage_id: p for p in stores.library.passages(missing)}
    periods = [period for _, period in parse_periods(query)]
    factor = {record.id: period_factor(record, periods) for record in scope}
    wanted = statements_in(query)
    statements = stores.library.statements(ids) if wanted else {}

    def weighed(passage: Passage, score: float) -> float:
        is_spoken_of = statements.get(passage.table_id or "") in wanted
        return score * factor[passage.filing_id] * (SPOKEN_OF if is_spoken_of else 1.0)

    ranked = sorted(
        (
            Hit(passages[i], weighed(passages[i], score), 0, _found_by(i, dense, lexical))
            for i, score in fused
            if i in passages
        ),
        key=lambda hit: (-hit.score, hit.passage.passage_id),
    )
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(ranked))


def _spread(hits: Sequence[Hit], paged: frozenset[str]) -> tuple[Hit, ...]:
    """The best of each page first, what else stands on these pages after them.

    `paged` are the filings that have pages; of the others nothing is put back.
    """
    seen: set[tuple[str, int]] = set()
    first: list[Hit] = []
    rest: list[Hit] = []
    for hit in hits:
        place = (hit.passage.filing_id, hit.passage.page)
        (rest if place in seen else first).append(hit)
        if hit.passage.filing_id in paged:
            seen.add(place)
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate([*first, *rest]))


def _found_by(passage_id: str, dense: Sequence[str], lexical: Sequence[str]) -> Retriever:
    if passage_id not in lexical:
        return Retriever.DENSE
    return Retriever.FUSED if passage_id in dense else Retriever.LEXICAL
