"""Candidates for a claim: table rows by its words, facts by its value, sentences by its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from ingest.types import Fact, Identity, PassageKind, Period
from service.grounding.context import Claim, YearEnd, read_claims
from service.grounding.finding import Material
from service.grounding.matching import Asked, Labelled, Rarity, label, score
from service.grounding.narrative import Statement, echo, ranked
from service.grounding.terms import terms

if TYPE_CHECKING:
    from ingest.stores import Stores

ROWS = 80  # table rows looked at for one sentence
PASSAGES = 10  # passages looked at for one sentence
FACTS = 200  # facts that are judged for one claim, best first


@dataclass(frozen=True, slots=True)
class Scope:
    """The filings that a text is checked against."""

    filing_ids: tuple[str, ...]
    identities: Mapping[str, Identity]

    @property
    def year_end(self) -> YearEnd:
        """When the fiscal year ends; that of the first filing where they differ."""
        first = next(iter(self.identities.values()), None)
        month, day = first.fiscal_year_end if first else (12, 31)
        return month, day

    @property
    def home(self) -> Period | None:
        """The period reported on, where the filings agree on it."""
        periods = {identity.period for identity in self.identities.values()}
        return periods.pop() if len(periods) == 1 else None

    def dated(self, facts: Iterable[Fact]) -> Scope:
        """The same, where a filing's cover gives no period that of the latest of its columns.

        A period counts that at least a tenth of the dated facts have: the maturity of a bond is
        no reporting date.
        """
        missing = {i for i, identity in self.identities.items() if identity.period is None}
        if not missing:
            return self
        found = dict(self.identities)
        for filing_id in missing:
            periods = Counter(f.period for f in facts if f.filing_id == filing_id and f.period)
            common = [p for p, n in periods.items() if 10 * n >= periods.total()]
            if common:
                end = max(period.end for period in common)
                there = [p for p in common if p.end == end and not p.is_instant]
                year = Period(Period(None, end).shifted(-1).end + timedelta(days=1), end)
                latest = max(there, key=lambda p: p.days, default=year)
                found[filing_id] = replace(found[filing_id], period=latest)
        return Scope(self.filing_ids, found)

    def home_of(self, filing_id: str) -> Period | None:
        """The period that one filing reports on."""
        identity = self.identities.get(filing_id)
        return identity.period if identity else None

    @property
    def name_terms(self) -> frozenset[str]:
        """The companies' names as terms: they tell no line item from another."""
        names = [
            name
            for identity in self.identities.values()
            for name in (identity.company or "", *identity.aliases)
        ]
        return frozenset(terms(" ".join(names)))


def find_scope(text: str, stores: Stores, filing_ids: Sequence[str]) -> Scope:
    """The filings asked for; without any, those of the companies that the text names, or all."""
    records = stores.library.filings()
    if filing_ids:
        wanted = frozenset(filing_ids)
        records = tuple(record for record in records if record.id in wanted)
    else:
        named = tuple(record for record in records if _is_named(record.identity, text))
        records = named or records
    return Scope(
        tuple(record.id for record in records), {record.id: record.identity for record in records}
    )


def _is_named(identity: Identity, text: str) -> bool:
    names = (identity.company or "", *identity.aliases)
    return any(
        len(name) > 1 and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in names
    )


def gather(
    sentence: str,
    claims: Sequence[Claim],
    stores: Stores,
    scope: Scope,
    *,
    from_prose: bool = True,
) -> tuple[Material, ...]:
    """What the filings hold for the claims of one sentence.

    Args:
        sentence: Its text, which is the query.
        claims: Its quantities.
        stores: Where the filings are kept.
        scope: The filings to look in.
        from_prose: Whether their sentences count, and not their tables alone.

    Returns:
        One material for each claim, in order.
    """
    library, ids = stores.library, scope.filing_ids
    found = stores.lexical.search(sentence, kind="row", filing_ids=ids, limit=ROWS)
    by_label = library.facts_of_rows([_row_key(row_id) for row_id, _ in found])
    scope = scope.dated(by_label)
    statements = _statements(sentence, stores, scope) if from_prose else []
    by_value = [fact for claim in claims for fact in _of_its_size(claim, stores, scope)]
    labelled = _distinct((*by_label, *by_value))
    rows = {(one.fact.table_id, one.fact.row): one.label | one.path for one in labelled}
    bare = [_without(claim, scope.name_terms) for claim in claims]
    rarity = Rarity(rows.values())
    told = Rarity(
        [
            *(frozenset(statement.claim.weights) for statement in statements),
            *(frozenset(claim.weights) for claim in bare),
        ]
    )
    materials = []
    for claim in bare:
        asked = Asked.of(claim, rarity)
        scored = sorted(
            (score(asked, one, rarity, scope.home_of(one.fact.filing_id)) for one in labelled),
            key=lambda one: (-one.score, one.fact.fact_id),
        )
        echoes = ranked(
            [echo(claim, s, told, scope.home_of(s.passage.filing_id)) for s in statements]
        )
        materials.append(Material(tuple(scored[:FACTS]), tuple(echoes), scope.home))
    return tuple(materials)


def _of_its_size(claim: Claim, stores: Stores, scope: Scope) -> tuple[Fact, ...]:
    quantity = claim.quantity
    low = max(quantity.low - quantity.quantum, quantity.low / 2)
    return stores.library.facts_between(scope.filing_ids, low, quantity.high + quantity.quantum)


def _without(claim: Claim, names: frozenset[str]) -> Claim:
    weights = {word: weight for word, weight in claim.weights.items() if word not in names}
    return replace(claim, weights=weights, own=claim.own - names)


def _row_key(row_id: str) -> tuple[str, int]:
    table_id, _, row = row_id.rpartition("#")
    return table_id, int(row)


def _distinct(facts: Iterable[Fact]) -> list[Labelled]:
    return [label(fact) for fact in {fact.fact_id: fact for fact in facts}.values()]


def _statements(sentence: str, stores: Stores, scope: Scope) -> list[Statement]:
    found = stores.lexical.search(
        sentence, kind="passage", filing_ids=scope.filing_ids, limit=2 * PASSAGES
    )
    passages = stores.library.passages([passage_id for passage_id, _ in found])
    prose = [passage for passage in passages if passage.kind is PassageKind.TEXT][:PASSAGES]
    found: list[Statement] = []
    for passage in prose:
        claims = _read_passage(passage.text, scope.year_end)
        kinds = Counter((claim.sentence, claim.quantity.kind) for claim in claims)
        home = scope.home_of(passage.filing_id)
        found.extend(
            Statement(passage, claim, home, kinds[claim.sentence, claim.quantity.kind] == 1)
            for claim in claims
        )
    return found


@lru_cache(maxsize=2048)
def _read_passage(text: str, year_end: YearEnd) -> tuple[Claim, ...]:
    return read_claims(text, year_end)
