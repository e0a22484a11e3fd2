"""The tables of a token stream: their cells placed on the physical columns of the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.errors import FilingTooLarge
from ingest.readers.html_tokens import CellStart, Mark, Text, Token
from ingest.types import XbrlFact


@dataclass(frozen=True, slots=True)
class SourceCell:
    """A `<td>` with text, on the columns that it covers with spans taken into account."""

    row: int
    start: int  # first physical column
    end: int  # exclusive
    row_span: int
    text: str  # white space collapsed
    is_head: bool
    is_link: bool  # nothing but links to places in the same file
    is_raised: bool  # nothing but superscript
    xbrl: XbrlFact | None


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table without tables in it: tokens `first` to `last` (inclusive) and its printed cells."""

    first: int
    last: int
    row_count: int
    cells: tuple[SourceCell, ...]  # without blank ones, in reading order
    loose: str  # text outside any cell, such as a caption


_SPACE = Text(" ", False, False, 0, False, None)
_TABLE = Text("table", False, False, 0, False, None)  # stands for a table in a cell


@dataclass(slots=True)
class _Open:
    """A table being read."""

    first: int
    rows: list[list[tuple[CellStart, list[Text]]]] = field(default_factory=list)
    parts: list[Text] | None = None  # of the open cell
    loose: list[Text] = field(default_factory=list)
    has_table: bool = False
    starts: list[int] = field(default_factory=list)  # tokens of the rows

    def hold_table(self) -> None:
        """Note that a table begins in the open cell."""
        self.has_table = True
        if self.parts is not None:
            self.parts.append(_TABLE)

    def lone_rows(self) -> set[int]:
        """The tokens of the rows with at most one printed cell."""
        return {
            start
            for start, cells in zip(self.starts, self.rows, strict=False)
            if sum(any(part.text.strip() for part in parts) for _, parts in cells) <= 1
        }

    def take(self, token: Token, index: int) -> None:
        """Add a token between the table's tags."""
        if token is Mark.ROW:
            self.rows.append([])
            self.starts.append(index)
            self.parts = None
        elif isinstance(token, CellStart):
            self.parts = []
            if not self.rows:
                self.rows.append([])
                self.starts.append(index)
            self.rows[-1].append((token, self.parts))
        elif token is Mark.CELL_END:
            self.parts = None
        else:  # a break inside a cell reads as a space
            text = token if isinstance(token, Text) else _SPACE
            (self.loose if self.parts is None else self.parts).append(text)


def join_texts(texts: Sequence[Text]) -> str:
    """The characters of some tokens with white space collapsed.

    A raised mark after a digit is kept apart: 1,234 with note 2 is not 1,2342.
    """
    parts: list[str] = []
    for text in texts:
        if (
            text.is_raised
            and parts
            and parts[-1][-1:].isdigit()
            and (text.text.lstrip()[:1].isalnum() or text.text.lstrip()[:1] == "(")
        ):
            parts.append(" ")
        parts.append(text.text)
    return " ".join("".join(parts).split())


@dataclass(frozen=True, slots=True)
class SourceTables:
    """The tables of a document."""

    innermost: dict[int, SourceTable]  # by the index of their first token
    lone_rows: frozenset[int]  # tokens of the rows that have no more than one printed cell


def source_tables(tokens: Sequence[Token], max_cells: int) -> SourceTables:
    """Find the tables of a document.

    A table that holds tables is page layout: what matters are the tables in it. A row of one
    printed cell is layout too: what stands in it is a column of prose.

    Raises:
        FilingTooLarge: more than `max_cells` cells in all.
    """
    found: dict[int, SourceTable] = {}
    lone_rows: set[int] = set()
    stack: list[_Open] = []
    cells = 0
    for index, token in enumerate(tokens):
        if token is Mark.TABLE:
            if stack:
                stack[-1].hold_table()
            stack.append(_Open(index))
        elif not stack:
            continue
        elif token is Mark.TABLE_END:
            table = stack.pop()
            lone_rows |= table.lone_rows()
            if not table.has_table:
                found[table.first] = _place(table, index)
        else:
            cells += isinstance(token, CellStart)
            if cells > max_cells:
                raise FilingTooLarge(f"The tables have more than {max_cells:,} cells.")
            stack[-1].take(token, index)
    return SourceTables(found, frozenset(lone_rows))


def _place(table: _Open, last: int) -> SourceTable:
    """Lay cells on columns as browsers do: each in the first column that no row span holds."""
    placed: list[SourceCell] = []
    held: list[tuple[int, int, int]] = []  # start, end, first row that is free again
    for row, cells in enumerate(table.rows):
        held = sorted(span for span in held if span[2] > row)
        above = iter(held.copy())
        hold = next(above, None)
        column = 0
        for start, parts in cells:
            while hold is not None and hold[0] <= column:
                column = max(column, hold[1])
                hold = next(above, None)
            end = column + start.column_span
            row_span = min(start.row_span, len(table.rows) - row)
            if row_span > 1:
                held.append((column, end, row + row_span))
            text = join_texts(parts)
            if text:
                printed = [part for part in parts if part.text.strip()]
                placed.append(
                    SourceCell(
                        row=row,
                        start=column,
                        end=end,
                        row_span=row_span,
                        text=text,
                        is_head=start.is_head,
                        is_link=all(part.is_link for part in printed),
                        is_raised=all(part.is_raised for part in printed),
                        xbrl=next((part.xbrl for part in printed if part.xbrl), None),
                    )
                )
            column = end
    return SourceTable(table.first, last, len(table.rows), tuple(placed), join_texts(table.loose))
