"""Candidates for a claim: table rows by its words, facts by its value, sentences by its words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING

from ingest.identifiers import filing_of_part
from ingest.types import Fact, Identity, Passage, PassageKind, Period
from service.grounding.context import Claim, YearEnd, read_claims
from service.grounding.finding import Material
from service.grounding.indexing import Facts, RowKey
from service.grounding.matching import Labelled, Rarity, score_all
from service.grounding.narrative import Echo, Statement, echo, ranked
from service.grounding.terms import terms

if TYPE_CHECKING:
    from ingest.stores import Library, Stores
    from ingest.stores.records import FilingRecord

ROWS = 80  # table rows looked at for one sentence
_TOKENS = re.compile(r"[\w$%.,&'’-]*\w")
_DIGITS = re.compile(r"\d[\d.,]*")
PASSAGES = 10  # passages looked at for one sentence
FACTS = 200  # facts that are judged for one claim, best first
NEAREST = 5  # filings in which figures are looked for by size, where many are asked
ELSEWHERE = 12  # figures of a size that share no word with the sentence


@dataclass(frozen=True, slots=True)
class Scope:
    """The filings that a text is checked against."""

    filing_ids: tuple[str, ...]
    identities: Mapping[str, Identity]
    records: tuple[FilingRecord, ...] = ()

    def only(self, filing_ids: Collection[str]) -> Scope:
        """The same for some of its filings."""
        kept = tuple(i for i in self.filing_ids if i in filing_ids)
        return Scope(
            kept,
            {i: self.identities[i] for i in kept},
            tuple(record for record in self.records if record.id in filing_ids),
        )

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
        return replace(self, identities=found)

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
    if filing_ids:
        records = tuple(stores.library.filing(i) for i in dict.fromkeys(filing_ids))
    else:
        records = stores.library.filings()
        named = tuple(record for record in records if _is_named(record.identity, text))
        records = named or records
    return Scope(
        tuple(record.id for record in records),
        {record.id: record.identity for record in records},
        tuple(records),
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
    ids = scope.filing_ids
    found = stores.lexical.search(
        _query(_DIGITS.sub(" ", sentence)) or sentence, kind="row", filing_ids=ids, limit=ROWS
    )
    facts = Facts(stores.library, ids)
    by_label = list(facts.of_rows(_row_key(row_id) for row_id, _ in found))
    scope = scope.dated(one.fact for one in by_label)
    statements = _Statements(sentence, claims, stores, scope, from_prose=from_prose)
    near = _nearest(ids, by_label)
    by_value = [one for claim in claims for one in _of_its_size(claim, facts, near)]
    labelled = list({one.fact.fact_id: one for one in (*by_label, *by_value)}.values())
    rows = {(one.fact.table_id, one.fact.row): one.label | one.path for one in labelled}
    rarity = Rarity(rows.values())
    homes = {filing_id: scope.home_of(filing_id) for filing_id in ids}
    return tuple(
        Material(
            tuple(score_all(claim, labelled, rarity, homes)[:FACTS]),
            partial(statements.echoes, claim),
            scope.home,
        )
        for claim in (_without(claim, scope.name_terms) for claim in claims)
    )


class _Statements:
    """The filings' own sentences that speak of what a sentence speaks of, looked for once."""

    def __init__(
        self,
        sentence: str,
        claims: Sequence[Claim],
        stores: Stores,
        scope: Scope,
        *,
        from_prose: bool,
    ) -> None:
        """Nothing is looked for before `echoes` is called."""
        self._sentence = sentence
        self._claims = [_without(claim, scope.name_terms) for claim in claims]
        self._stores = stores
        self._scope = scope
        self._from_prose = from_prose

    def echoes(self, claim: Claim) -> tuple[Echo, ...]:
        """How far each says what a claim says, best first."""
        statements, told = self._found
        homes = self._scope
        return tuple(
            ranked([echo(claim, s, told, homes.home_of(s.passage.filing_id)) for s in statements])
        )

    @cached_property
    def _found(self) -> tuple[list[Statement], Rarity]:
        found = _statements(self._sentence, self._stores, self._scope) if self._from_prose else []
        told = [frozenset(statement.claim.weights) for statement in found]
        return found, Rarity([*told, *(frozenset(claim.weights) for claim in self._claims)])


def _nearest(filing_ids: Sequence[str], by_label: Sequence[Labelled]) -> tuple[str, ...]:
    """The filings in which figures are looked for by size: those whose words answer best."""
    if len(filing_ids) <= NEAREST:
        return tuple(filing_ids)
    named = Counter(one.fact.filing_id for one in by_label)
    return tuple(filing_id for filing_id, _ in named.most_common(NEAREST))


def _of_its_size(claim: Claim, facts: Facts, filing_ids: Sequence[str]) -> Iterator[Labelled]:
    """The rows that show the quantity and share a word with its sentence, and a few that do not."""
    quantity = claim.quantity
    low = max(quantity.low - quantity.quantum, quantity.low / 2)
    rows: dict[RowKey, None] = {}
    others = 0
    for one in facts.between(low, quantity.high + quantity.quantum, filing_ids):
        is_near = not claim.weights.keys().isdisjoint(one.label | one.path)
        others += not is_near
        if is_near or others <= ELSEWHERE:
            rows[one.fact.table_id, one.fact.row] = None
    yield from facts.of_rows(rows)


def _without(claim: Claim, names: frozenset[str]) -> Claim:
    weights = {word: weight for word, weight in claim.weights.items() if word not in names}
    return replace(claim, weights=weights, own=claim.own - names)


def _row_key(row_id: str) -> tuple[str, int]:
    table_id, _, row = row_id.rpartition("#")
    return table_id, int(row)


def _statements(sentence: str, stores: Stores, scope: Scope) -> list[Statement]:
    found = stores.lexical.search(
        _query(sentence), kind="passage", filing_ids=scope.filing_ids, limit=2 * PASSAGES
    )
    prose = [one for one in (_prose(stores.library, i) for i, _ in found) if one][:PASSAGES]
    statements: list[Statement] = []
    for passage in prose:
        claims = _read_passage(passage.text, scope.year_end)
        kinds = Counter((claim.sentence, claim.quantity.kind) for claim in claims)
        home = scope.home_of(passage.filing_id)
        statements.extend(
            Statement(passage, claim, home, kinds[claim.sentence, claim.quantity.kind] == 1)
            for claim in claims
        )
    return statements


def _query(sentence: str) -> str:
    """The words of a sentence that tell something, once each, and its numbers."""
    words = dict.fromkeys(_TOKENS.findall(sentence))
    return " ".join(
        word for word in words if not word.isascii() or word[0].isdigit() or terms(word)
    )


def _prose(library: Library, passage_id: str) -> Passage | None:
    return library.derived(filing_of_part(passage_id), prose_of).get(passage_id)


def prose_of(library: Library, filing_id: str) -> Mapping[str, Passage]:
    """A filing's passages of prose by id; for `Library.derived`, which keeps them."""
    passages = library.passages_of(filing_id)
    return {one.passage_id: one for one in passages if one.kind is PassageKind.TEXT}


@lru_cache(maxsize=4096)
def _read_passage(text: str, year_end: YearEnd) -> tuple[Claim, ...]:
    return read_claims(text, year_end)
