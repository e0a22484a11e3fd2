"""Reading what a filing consists of: pages, tables, facts, passages."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Self, TypeVar, cast

from sqlalchemy import Engine, Select, select, tuple_
from sqlalchemy.orm import Session

from ingest.errors import UnknownFiling, UnknownItem
from ingest.stores.codec import (
    identity_from_json,
    reading_from_json,
    table_from_json,
    tie_from_json,
)
from ingest.stores.database import (
    FactRow,
    FilingRow,
    PageRow,
    PassageRow,
    ReadingRow,
    TableRow,
    TieRow,
)
from ingest.stores.rows import FACT_COLUMNS, fact_of
from ingest.types import (
    Fact,
    Page,
    Parsed,
    Passage,
    PassageKind,
    Span,
    Statement,
    Table,
    Tie,
)

_Key = TypeVar("_Key")
_Made = TypeVar("_Made")

CACHED_FILINGS = 64  # of whose facts are kept in memory: about 3 MB each
CACHED_TABLES = 512  # that were cited last
_AT_ONCE = 500  # values in one IN: well under the limits of both databases

_MOST_PAGES = 2**31 - 1  # what PostgreSQL's INTEGER holds; a number beyond it is refused as a fault


class Contents:
    """Pages, tables, facts and passages out of the database."""

    def __init__(self, engine: Engine) -> None:
        """Reads through `engine`, whose schema is up to date."""
        self._engine = engine
        self._facts: OrderedDict[str, tuple[Fact, ...]] = OrderedDict()
        self._derived: OrderedDict[str, dict[object, object]] = OrderedDict()
        self._tables: OrderedDict[str, Table] = OrderedDict()
        self._lock = threading.Lock()

    def pages(self, filing_id: str) -> tuple[Page, ...]:
        """A filing's pages in order; none, if there is no such filing."""
        query = (
            select(PageRow.number, PageRow.text, PageRow.width, PageRow.height)
            .where(PageRow.filing_id == filing_id)
            .order_by(PageRow.number)
        )
        return tuple(Page(*row) for row in self._rows(query))

    def page(self, filing_id: str, number: int) -> Page:
        """One page, counted from 1.

        Raises:
            UnknownItem: No such filing, or it has no such page.
        """
        query = select(PageRow.number, PageRow.text, PageRow.width, PageRow.height).where(
            PageRow.filing_id == filing_id, PageRow.number == number
        )
        if 0 < number <= _MOST_PAGES:
            for row in self._rows(query):
                return Page(*row)
        raise UnknownItem(f"There is no page {number} of a filing '{filing_id}'.")

    def tables(self, filing_id: str) -> tuple[Table, ...]:
        """A filing's tables in reading order."""
        query = (
            select(TableRow.table_id, TableRow.filing_id, TableRow.page, TableRow.body)
            .where(TableRow.filing_id == filing_id)
            .order_by(TableRow.position)
        )
        return tuple(table_from_json(*row) for row in self._rows(query))

    def table(self, table_id: str) -> Table:
        """One table.

        Raises:
            UnknownItem: There is none of that id.
        """
        with self._lock:
            if table_id in self._tables:
                self._tables.move_to_end(table_id)
                return self._tables[table_id]
        query = select(TableRow.table_id, TableRow.filing_id, TableRow.page, TableRow.body)
        for row in self._rows(query.where(TableRow.table_id == table_id)):
            table = table_from_json(*row)
            with self._lock:
                self._tables[table_id] = table
                while len(self._tables) > CACHED_TABLES:
                    self._tables.popitem(last=False)
            return table
        raise UnknownItem(f"There is no table '{table_id}'.")

    def statements(self, filing_ids: Sequence[str]) -> dict[str, Statement]:
        """Which statement each table is that is one, by table id."""
        found: dict[str, Statement] = {}
        for ids in _batches(list(filing_ids)):
            query = select(TableRow.table_id, TableRow.statement).where(
                TableRow.filing_id.in_(ids), TableRow.statement != Statement.OTHER.value
            )
            found |= {table_id: Statement(name) for table_id, name in self._rows(query)}
        return found

    def facts(self, filing_ids: Sequence[str], *, table_id: str | None = None) -> tuple[Fact, ...]:
        """The facts of filings (of one table), filing by filing, in reading order."""
        if table_id is not None:
            query = select(*FACT_COLUMNS).where(
                FactRow.table_id == table_id, FactRow.filing_id.in_(filing_ids)
            )
            return tuple(self._to_facts(query.order_by(FactRow.position)))
        return tuple(fact for filing_id in filing_ids for fact in self._facts_of(filing_id))

    def derived(self, filing_id: str, make: Callable[[Self, str], _Made]) -> _Made:
        """What `make` makes of a filing's contents, kept until the filing changes.

        `make` is a function of the module level: it is what the result is kept under.
        """
        with self._lock:
            kept = self._derived.get(filing_id, {})
            if make in kept:
                self._derived.move_to_end(filing_id)
                return cast("_Made", kept[make])
        made = make(self, filing_id)
        with self._lock:
            self._derived.setdefault(filing_id, {})[make] = made
            while len(self._derived) > CACHED_FILINGS:
                self._derived.popitem(last=False)
        return made

    def ties(self, filing_id: str, *, table_id: str | None = None) -> tuple[Tie, ...]:
        """How a filing's figures tie to each other (those of one table), in reading order."""
        query = select(TieRow.body).where(TieRow.filing_id == filing_id)
        if table_id is not None:
            query = query.where(TieRow.table_id == table_id)
        return tuple(tie_from_json(body) for (body,) in self._rows(query.order_by(TieRow.position)))

    def facts_of_rows(self, rows: Sequence[tuple[str, int]]) -> tuple[Fact, ...]:
        """The facts of table rows given as (table id, row), in the order of `rows`."""
        order = {key: n for n, key in enumerate(dict.fromkeys(rows))}
        found: list[Fact] = []
        for keys in _batches(list(order)):
            query = select(*FACT_COLUMNS).where(tuple_(FactRow.table_id, FactRow.row).in_(keys))
            found.extend(self._to_facts(query))
        found.sort(key=lambda fact: (order[fact.table_id, fact.row], fact.column))
        return tuple(found)

    def passages(self, passage_ids: Sequence[str]) -> tuple[Passage, ...]:
        """Passages in the order asked for; ids that are gone (a deleted filing) are left out."""
        found: dict[str, Passage] = {}
        for ids in _batches(list(dict.fromkeys(passage_ids))):
            query = select(PassageRow).where(PassageRow.passage_id.in_(ids))
            found.update((p.passage_id, p) for p in self._to_passages(query))
        return tuple(found[passage_id] for passage_id in passage_ids if passage_id in found)

    def passages_of_tables(self, table_ids: Sequence[str]) -> tuple[Passage, ...]:
        """The passages that hold tables, in the order of `table_ids`, then of the page."""
        order = {table_id: n for n, table_id in enumerate(dict.fromkeys(table_ids))}
        found: list[Passage] = []
        for ids in _batches(list(order)):
            found.extend(self._to_passages(select(PassageRow).where(PassageRow.table_id.in_(ids))))
        found.sort(key=lambda p: (order[p.table_id or ""], p.page, p.span))
        return tuple(found)

    def passages_of(self, filing_id: str) -> tuple[Passage, ...]:
        """A filing's passages in reading order."""
        query = select(PassageRow).where(PassageRow.filing_id == filing_id)
        return tuple(self._to_passages(query.order_by(PassageRow.position)))

    def parsed(self, filing_id: str) -> Parsed:
        """A filing as `parse` gave it, put together again; grids that became no table are gone.

        Raises:
            UnknownFiling: There is none, or it has not been read yet.
        """
        query = (
            select(
                ReadingRow.body,
                FilingRow.media_type,
                FilingRow.is_paged,
                FilingRow.identity,
            )
            .join(FilingRow, FilingRow.id == ReadingRow.filing_id)
            .where(ReadingRow.filing_id == filing_id)
        )
        for body, media_type, is_paged, identity in self._rows(query):
            tables = self.tables(filing_id)
            return Parsed(
                filing_id,
                reading_from_json(body, media_type, is_paged, self.pages(filing_id), tables),
                identity_from_json(identity),
                tables,
                self.facts([filing_id]),
                0,
                {},
                self.ties(filing_id),
            )
        raise UnknownFiling(f"The filing '{filing_id}' has not been read.")

    def _facts_of(self, filing_id: str) -> tuple[Fact, ...]:
        with self._lock:
            if filing_id in self._facts:
                self._facts.move_to_end(filing_id)
                return self._facts[filing_id]
        query = select(*FACT_COLUMNS).where(FactRow.filing_id == filing_id)
        facts = tuple(self._to_facts(query.order_by(FactRow.position)))
        if facts:
            with self._lock:
                self._facts[filing_id] = facts
                while len(self._facts) > CACHED_FILINGS:
                    self._facts.popitem(last=False)
        return facts

    def _forget(self, filing_id: str) -> None:
        with self._lock:
            self._facts.pop(filing_id, None)
            self._derived.pop(filing_id, None)
            for table_id in [i for i, t in self._tables.items() if t.filing_id == filing_id]:
                del self._tables[table_id]

    def _to_facts(self, query: Select[*tuple[Any, ...]]) -> Iterator[Fact]:
        return map(fact_of, self._rows(query))

    def _to_passages(self, query: Select[PassageRow]) -> Iterator[Passage]:
        with Session(self._engine) as session:
            for row in session.scalars(query):
                yield Passage(
                    row.passage_id,
                    row.filing_id,
                    row.page,
                    Span(row.start, row.end),
                    row.text,
                    PassageKind(row.kind),
                    row.headings,
                    row.context,
                    row.embedding_text,
                    row.table_id,
                )

    def _rows(self, query: Select[*tuple[Any, ...]]) -> Sequence[Any]:
        with self._engine.connect() as connection:
            return connection.execute(query).all()


def _batches(values: list[_Key]) -> Iterator[list[_Key]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
