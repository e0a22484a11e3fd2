"""Facts and tables by what they are: in a fixed order, a stretch at a time.

A stretch begins after a key: no cursor of the database is held while somebody reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Engine, Select, func, select, tuple_

from ingest.errors import UnknownItem
from ingest.stores.codec import boxes_from_json, table_from_json
from ingest.stores.database import FactRow, FilingRow, TableRow, TieRow, storable
from ingest.stores.filters import FactFilter, conditions, passes, pattern_of, words_of
from ingest.stores.records import identity_of
from ingest.stores.rows import FACT_COLUMNS, fact_of
from ingest.types import Box, Fact, Identity, Statement, Table

AT_ONCE = 1000  # facts read in one query of a longer stretch


class FactKey(NamedTuple):
    """A fact's place in the fixed order: filing by filing, in reading order."""

    filing_id: str
    position: int


@dataclass(frozen=True, slots=True)
class StoredFact:
    """A fact with what its table knows of it."""

    key: FactKey
    fact: Fact
    statement: Statement
    box: Box | None  # of its cell, in PDF points; None where the format has no boxes


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A table with what was made of it."""

    position: int  # in the filing, from 0
    table: Table
    facts: int
    ties_held: int
    ties_broken: int


@dataclass(frozen=True, slots=True)
class FilingLine:
    """Which filing, and what it says of itself: what a filter on filings needs."""

    id: str
    name: str
    collection: str
    is_answerable: bool
    identity: Identity  # with a person's corrections


class Selecting:
    """Facts and tables by filters."""

    _engine: Engine

    def filing_lines(self, *, collection: str | None = None) -> tuple[FilingLine, ...]:
        """Every filing (of a collection) by name, without its report."""
        row = FilingRow
        query = select(
            row.id, row.name, row.collection, row.is_answerable, row.identity, row.corrections
        ).order_by(row.name, row.id)
        if collection is not None:
            query = query.where(row.collection == storable(collection))
        return tuple(
            FilingLine(found[0], found[1], found[2], found[3], identity_of(found[4], found[5]))
            for found in self._found(query)
        )

    def filing_names(self, filing_ids: Sequence[str]) -> dict[str, str]:
        """The file names of filings, by id."""
        ids = list(dict.fromkeys(filing_ids))
        query = select(FilingRow.id, FilingRow.name).where(FilingRow.id.in_(ids))
        return {filing_id: name for filing_id, name in self._found(query)}

    def select_facts(
        self, wanted: FactFilter, after: FactKey | None = None, at_once: int = AT_ONCE
    ) -> Iterator[StoredFact]:
        """The facts that pass, filing by filing (by id) in reading order.

        Args:
            wanted: The filter.
            after: Where to go on: the key of the last fact there was.
            at_once: How many are read in one go; a page of fifty need not read a thousand.
        """
        if wanted.filing_ids == () or wanted.periods == ():
            return
        words = words_of(wanted.label)
        base = (
            select(FactRow.position, *FACT_COLUMNS)
            .where(*conditions(wanted, words))
            .order_by(FactRow.filing_id, FactRow.position)
            .limit(at_once)
        )
        patterns = [pattern_of(word) for word in words]
        while True:
            query = base
            if after is not None:
                query = base.where(tuple_(FactRow.filing_id, FactRow.position) > after)
            rows = self._found(query)
            kept: list[tuple[FactKey, Fact]] = []
            for row in rows:
                fact = fact_of(row)
                if passes(fact, wanted, patterns):
                    kept.append((FactKey(fact.filing_id, row.position), fact))
            yield from self._placed(kept)
            if len(rows) < at_once:
                return
            after = FactKey(rows[-1].filing_id, rows[-1].position)

    def select_tables(
        self,
        filing_id: str,
        *,
        statements: Sequence[Statement] = (),
        page: int | None = None,
        after: int = -1,
        limit: int | None = None,
    ) -> tuple[StoredTable, ...]:
        """A filing's tables in reading order, from the one after position `after`."""
        row = TableRow
        query = (
            select(row.position, row.table_id, row.filing_id, row.page, row.body)
            .where(row.filing_id == filing_id, row.position > after)
            .order_by(row.position)
            .limit(limit)
        )
        if statements:
            query = query.where(row.statement.in_([each.value for each in statements]))
        if page is not None:
            query = query.where(row.page == page)
        found = self._found(query)
        return self._counted(filing_id, [(r[0], table_from_json(*r[1:])) for r in found])

    def stored_table(self, table_id: str) -> StoredTable:
        """One table.

        Raises:
            UnknownItem: There is none of that id.
        """
        row = TableRow
        query = select(row.position, row.table_id, row.filing_id, row.page, row.body).where(
            row.table_id == table_id
        )
        for found in self._found(query):
            table = table_from_json(*found[1:])
            return self._counted(table.filing_id, [(found[0], table)])[0]
        raise UnknownItem(
            f"There is no table '{table_id}'. GET /v1/filings/{{id}}/tables lists a filing's."
        )

    def _counted(
        self, filing_id: str, tables: Sequence[tuple[int, Table]]
    ) -> tuple[StoredTable, ...]:
        one = tables[0][1].table_id if len(tables) == 1 else None
        of_facts: tuple[ColumnElement[bool], ...] = (FactRow.filing_id == filing_id,)
        of_ties: tuple[ColumnElement[bool], ...] = (TieRow.filing_id == filing_id,)
        if one is not None:
            of_facts, of_ties = (*of_facts, FactRow.table_id == one), (TieRow.table_id == one,)
        facts = {
            table_id: count
            for table_id, count in self._found(
                select(FactRow.table_id, func.count()).where(*of_facts).group_by(FactRow.table_id)
            )
        }
        ties = {
            (table_id, holds): count
            for table_id, holds, count in self._found(
                select(TieRow.table_id, TieRow.holds, func.count())
                .where(*of_ties)
                .group_by(TieRow.table_id, TieRow.holds)
            )
        }
        return tuple(
            StoredTable(
                position,
                table,
                facts.get(table.table_id, 0),
                ties.get((table.table_id, True), 0),
                ties.get((table.table_id, False), 0),
            )
            for position, table in tables
        )

    def _placed(self, facts: Sequence[tuple[FactKey, Fact]]) -> Iterator[StoredFact]:
        """Facts with statement and cell box, which their tables have."""
        cells: dict[str, set[tuple[int, int]]] = {}
        for _, fact in facts:
            cells.setdefault(fact.table_id, set()).add((fact.row, fact.column))
        if not cells:
            return
        query = select(TableRow.table_id, TableRow.statement, TableRow.body).where(
            TableRow.table_id.in_(cells)
        )
        found = {
            table_id: (Statement(statement), boxes_from_json(body, cells[table_id]))
            for table_id, statement, body in self._found(query)
        }
        for key, fact in facts:
            if fact.table_id in found:  # else the filing was deleted between two queries
                statement, boxes = found[fact.table_id]
                yield StoredFact(key, fact, statement, boxes.get((fact.row, fact.column)))

    def _found(self, query: Select[*tuple[Any, ...]]) -> Sequence[Any]:
        with self._engine.connect() as connection:
            return connection.execute(query).all()
