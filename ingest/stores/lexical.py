"""The lexical index: SQLite FTS5, one row a passage and one a table row, ranked by BM25.

A file of its own, because everything in it can be made again from the database. English is
stemmed (Porter) and folded; runs of Chinese, which have no spaces, are written and asked as
bigrams. A query is a bag of words, any of which may match; it is built of quoted tokens, so no
character of it is FTS5 syntax.
"""

from __future__ import annotations

import re
import sqlite3
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal

from ingest.stores.faults import store_faults
from ingest.types import Fact, Identity, Passage, Table

Kind = Literal["passage", "row"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS filings (
    number INTEGER PRIMARY KEY AUTOINCREMENT, filing_id TEXT UNIQUE);
CREATE VIRTUAL TABLE IF NOT EXISTS passages USING fts5(
    id UNINDEXED, context, body, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE IF NOT EXISTS rows USING fts5(
    id UNINDEXED, context, label, body, tokenize = 'porter unicode61 remove_diacritics 2');
"""
_SHIFT = 24  # rowid = filing number << 24 | position: a filing's rows are one range of rowids
# Weights by column, the id first. A word in a caption or heading says what all the rows below
# are about, so it helps to find the table but not to tell its rows apart.
_RANK = {"passage": "bm25(passages, 0, 0.6, 1.0)", "row": "bm25(rows, 0, 0.5, 2.0, 0.4)"}
_TABLE = {"passage": "passages", "row": "rows"}

_CJK = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_CJK_RUN = re.compile(f"[{_CJK}]+")
_TOKEN = re.compile(rf"[{_CJK}]+|\d+(?:[.,]\d+)+|[^\W_{_CJK}]+")
# Words that stand in every sentence or only ask. A query of nothing else keeps them.
_STOPWORDS = frozenset(
    re.findall(
        r"\w+",
        """
        a an and any are as at be been between but by can could did do does during for from give
        had has have how i if in into is it its let many me much of on or our please s should
        tell than that the their them then there these they this those to us was we were what
        when where whether which who whose why will with would you your
        """,
    )
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is indexed under an id: columns of text, in the order of the index's columns."""

    id: str
    columns: tuple[str, ...]


class LexicalIndex:
    """Passages and table rows by their words. Safe for several threads."""

    def __init__(self, path: Path) -> None:
        """Opens the index at `path`, making it where there is none."""
        self._path = path
        self._lock = threading.Lock()  # one writer
        self._local = threading.local()
        self._open: list[sqlite3.Connection] = []
        self._writer = self._connect()
        self._writer.executescript(_SCHEMA)

    def close(self) -> None:
        """Closes every thread's connection."""
        with self._lock:
            for connection in self._open:
                connection.close()
            self._open.clear()

    def replace(self, filing_id: str, passages: Iterable[Entry], rows: Iterable[Entry]) -> None:
        """Indexes a filing in one transaction, in place of what was indexed of it before.

        Raises:
            StoreFull: The disk is full; the filing is then indexed as it was before.
        """
        with self._writing() as connection:
            number = self._number(connection, filing_id)
            if number is None:
                cursor = connection.execute(
                    "INSERT INTO filings (filing_id) VALUES (?)", (filing_id,)
                )
                number = int(cursor.lastrowid or 0)
            else:
                _clear(connection, number)
            first = number << _SHIFT
            connection.executemany(
                "INSERT INTO passages (rowid, id, context, body) VALUES (?, ?, ?, ?)",
                _numbered(first, passages),
            )
            connection.executemany(
                "INSERT INTO rows (rowid, id, context, label, body) VALUES (?, ?, ?, ?, ?)",
                _numbered(first, rows),
            )

    def delete(self, filing_id: str) -> None:
        """Forgets a filing; one that is not indexed is no error."""
        with self._writing() as connection:
            number = self._number(connection, filing_id)
            if number is not None:
                _clear(connection, number)
                connection.execute("DELETE FROM filings WHERE number = ?", (number,))

    def search(
        self, query: str, *, kind: Kind, filing_ids: Sequence[str] = (), limit: int = 50
    ) -> list[tuple[str, float]]:
        """Ids of passages, or of table rows as f"{table_id}#{row}", with BM25 scores, best first.

        Args:
            query: Any text; words are stemmed, any may match. No words, no results.
            kind: Which of the two indexes.
            filing_ids: Only these; empty means all.
            limit: How many at most.

        Returns:
            (id, score) pairs; scores are above 0 and compare within one search only.
        """
        match = to_match(query)
        if not match:
            return []
        connection = self._reader()
        table = _TABLE[kind]
        where, values = "", []
        if filing_ids:
            marks = ",".join("?" * len(filing_ids))
            numbers = connection.execute(
                f"SELECT number FROM filings WHERE filing_id IN ({marks})",  # noqa: S608
                list(filing_ids),
            ).fetchall()
            if not numbers:
                return []
            if len(numbers) == 1:  # a range of rowids is a scan of that filing alone
                first = numbers[0][0] << _SHIFT
                where, values = "AND rowid BETWEEN ? AND ?", [first, first + (1 << _SHIFT) - 1]
            else:
                marks = ",".join("?" * len(numbers))
                where = f"AND (rowid >> {_SHIFT}) IN ({marks})"
                values = [number for (number,) in numbers]
        # Ids are fetched for the winners alone: reading the content of every match is the cost.
        found = connection.execute(
            f"SELECT (SELECT id FROM {table} AS t WHERE t.rowid = hits.rowid), score FROM ("  # noqa: S608
            f"SELECT rowid, {_RANK[kind]} AS score FROM {table} "
            f"WHERE {table} MATCH ? {where} ORDER BY score, rowid LIMIT ?) AS hits "
            "ORDER BY score, rowid",
            [match, *values, limit],
        ).fetchall()
        return [(entry_id, -score) for entry_id, score in found]

    def filing_ids(self) -> frozenset[str]:
        """The filings that are indexed."""
        found = self._reader().execute("SELECT filing_id FROM filings").fetchall()
        return frozenset(filing_id for (filing_id,) in found)

    def _number(self, connection: sqlite3.Connection, filing_id: str) -> int | None:
        row = connection.execute(
            "SELECT number FROM filings WHERE filing_id = ?", (filing_id,)
        ).fetchone()
        return None if row is None else int(row[0])

    def _reader(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            with self._lock:
                connection = self._local.connection = self._connect()
        return connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=10, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA cache_size = -32768")
        self._open.append(connection)
        return connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, store_faults():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:  # a full disk has rolled back already
                    self._writer.execute("ROLLBACK")
                raise


def _clear(connection: sqlite3.Connection, number: int) -> None:
    span = (number << _SHIFT, ((number + 1) << _SHIFT) - 1)
    connection.execute("DELETE FROM passages WHERE rowid BETWEEN ? AND ?", span)
    connection.execute("DELETE FROM rows WHERE rowid BETWEEN ? AND ?", span)


def _numbered(first: int, entries: Iterable[Entry]) -> Iterator[tuple[int | str, ...]]:
    for rowid, entry in enumerate(entries, first):
        yield (rowid, entry.id, *map(to_indexed, entry.columns))


# Words -------------------------------------------------------------------------------------------


def to_indexed(text: str) -> str:
    """Text as it is indexed: compatibility forms folded, Chinese runs as bigrams."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKC", text)
    return _CJK_RUN.sub(lambda run: f" {' '.join(_bigrams(run.group()))} ", text)


def to_match(query: str) -> str:
    """A query as an FTS5 expression of quoted tokens joined by OR; "" where there is no word."""
    tokens = _TOKEN.findall(unicodedata.normalize("NFKC", query))
    words = [token for token in tokens if token.lower() not in _STOPWORDS] or tokens
    terms: list[str] = []
    for word in dict.fromkeys(words):
        if not _CJK_RUN.match(word):
            terms.append(f'"{word}"')
        elif len(word) == 1:  # indexed only as part of bigrams
            terms.append(f'"{word}" *')
        else:
            terms.extend(f'"{pair}"' for pair in _bigrams(word))
    return " OR ".join(dict.fromkeys(terms))


def _bigrams(run: str) -> list[str]:
    return [run[n : n + 2] for n in range(len(run) - 1)] or [run]


# Entries -----------------------------------------------------------------------------------------


def passage_entries(passages: Iterable[Passage], identity: Identity) -> Iterator[Entry]:
    """Passages, with the filing's company, form and period among the words of their context."""
    of_filing = identity_words(identity)
    for passage in passages:
        context = " ".join((*passage.headings, passage.context))
        yield Entry(passage.passage_id, (f"{of_filing} {context}", passage.text))


def row_entries(
    facts: Sequence[Fact], tables: Sequence[Table], identity: Identity
) -> Iterator[Entry]:
    """Table rows that hold facts: caption and headings, labels, then headers of their columns."""
    of_filing = identity_words(identity)
    contexts = {
        table.table_id: " ".join((of_filing, *table.headings, table.caption)) for table in tables
    }
    headers = {
        (table.table_id, column.index): column.header
        for table in tables
        for column in table.columns
    }
    ordered = sorted(facts, key=lambda fact: (fact.table_id, fact.row, fact.column))
    for (table_id, row), group in groupby(ordered, key=lambda fact: (fact.table_id, fact.row)):
        cells = list(group)
        words = dict.fromkeys(
            word
            for fact in cells
            for word in (headers.get((table_id, fact.column), ""), *fact.column_labels)
        )
        yield Entry(
            f"{table_id}#{row}",
            (contexts.get(table_id, of_filing), " ".join(cells[0].labels), " ".join(words)),
        )


def identity_words(identity: Identity) -> str:
    """Company, form and the year of the period, as words."""
    year = str(identity.period.end.year) if identity.period else None
    return " ".join(word for word in (identity.company, identity.form, year) if word)
