"""A run of table lines in a text page to a Grid.

The stages: lines to rows (`text_rows`, `text_flat`), columns aligned, heads put together
(`text_headers`), labels put together and stacked rows taken apart (`text_labels`), rows to cells.
Doubts about one row are written `row 7: why` (rows from 0); other doubts are about the whole grid.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from ingest.readers.text_cuts import mend_cut_numbers
from ingest.readers.text_echo import WHY as ECHO
from ingest.readers.text_echo import without_echo
from ingest.readers.text_flat import flat_rows
from ingest.readers.text_headers import join_fragments, spread_stacked
from ingest.readers.text_labels import join_wrapped, part_label_begun_above, part_misread
from ingest.readers.text_rows import (
    Row,
    align_columns,
    header_count,
    is_body,
    line_to_row,
    make_room_for_labels,
)
from ingest.readers.text_shares import settle_by_shares
from ingest.readers.text_stacks import part_stacked
from ingest.readers.text_sums import hand_down_labels
from ingest.types import RESOLVED, Cell, Grid, Span

_RULE = re.compile(r"[\s|:+=-]+")  # the line under a Markdown table's head
_MOST_DOUBTED = 0.3  # share of rows above which the others are not trusted either
_BULLET = re.compile(r"[-–•*o➤]|\(?[a-z0-9]{1,3}[.)]")


def lines_to_grid(
    page_text: str, page: int, lines: Sequence[Span], words: Collection[str]
) -> Grid | None:
    """Read a run of lines as a table; None where they are a contents list or tabbed prose.

    Args:
        page_text: The page's text.
        page: The page's number, from 1.
        lines: The run's lines, in order, blank ones left out.
        words: The lower-case words of the filing's prose, as evidence for words cut in two.
    """
    rows, doubts = _lines_to_rows(page_text, lines)
    if not _is_table(rows):
        return None
    rows = align_columns(rows)
    rows, is_unlabelled = make_room_for_labels(rows)
    if is_unlabelled:
        doubts.append("the rows have no labels")
    rows = _read_rows(rows, page_text, words)
    if sum(_is_doubted(row) for row in rows) > len(rows) * _MOST_DOUBTED:
        doubts.append("many rows are in doubt")
    doubts += [f"row {index}: {row.doubt}" for index, row in enumerate(rows) if row.doubt]
    cells = tuple(
        Cell(
            row=index,
            column=piece.column,
            text=piece.text,
            span=Span(piece.start, piece.end),
            row_span=piece.row_span,
            column_span=piece.column_span,
        )
        for index, row in enumerate(rows)
        for whole in row.pieces
        for piece in whole.parts or (whole,)
    )
    column_count = max(cell.column + cell.column_span for cell in cells)
    span = Span(lines[0].start, lines[-1].end)
    return Grid(page, span, len(rows), column_count, cells, tuple(doubts))


def _is_doubted(row: Row) -> bool:
    return bool(row.doubt) and not row.doubt.startswith(RESOLVED)


def _lines_to_rows(page_text: str, lines: Sequence[Span]) -> tuple[list[Row], list[str]]:
    rows: list[Row] = []
    doubts: list[str] = []
    flat: list[Row] = []
    for line in lines:
        text = line.of(page_text)
        if "\t" in text:
            rows.append(line_to_row(page_text, line))
        elif "|" in text:
            if not _RULE.fullmatch(text):
                rows.append(line_to_row(page_text, line, "|"))
        elif found := flat_rows(page_text, line):
            rows += found
            flat += found
        else:
            rows.append(line_to_row(page_text, line))
    if flat:
        if any(row.doubt.startswith("another number") for row in flat):
            doubts.append("flattened: rows have different numbers of values")
        labels = Counter(row.label.text for row in flat if row.label and row.fields)
        if labels and max(labels.values()) > 1 and len(lines) > 1:
            doubts.append("repeated: the same rows are given again, shifted")
    if (once := without_echo(page_text, rows)) is not None:
        rows = once
        doubts.append(ECHO)
    return [row for row in rows if row.pieces], doubts


def _is_table(rows: Sequence[Row]) -> bool:
    if not rows or not any(row.fields for row in rows):
        return False
    has_values = any(is_body(row) for row in rows)
    filled = [row for row in rows if row.fields]
    if not has_values and len(filled) < 2:
        return False
    if all(row.label and _BULLET.fullmatch(row.label.text) for row in filled) and not has_values:
        return False
    return not _is_contents(filled)


def _is_contents(rows: Sequence[Row]) -> bool:
    """A list of titles with page numbers: two fields a row, the second never falling."""
    numbers = [
        int(row.fields[0].text)
        for row in rows
        if row.label and len(row.fields) == 1 and row.fields[0].text.isdigit()
    ]
    return (
        len(numbers) >= 4
        and len(numbers) >= 0.9 * len(rows)
        and numbers == sorted(numbers)
        and numbers[-1] < 2000
    )


def _read_rows(rows: Sequence[Row], page_text: str, words: Collection[str]) -> list[Row]:
    heads = header_count(rows)
    columns = max(piece.column + 1 for row in rows for piece in row.pieces)
    header = [spread_stacked(join_fragments(row, words), columns) for row in rows[:heads]]
    # The last rows above the values may be a section and the first line of a wrapped label.
    while header and header[-1].label and not header[-1].fields:
        heads -= 1
        header.pop()
    body = [  # a table may carry another head half-way down
        row if row.label or is_body(row) else spread_stacked(join_fragments(row, words), columns)
        for row in rows[heads:]
    ]
    body = mend_cut_numbers(body, page_text)
    body = part_label_begun_above(part_misread(body), page_text)
    body = settle_by_shares(join_wrapped(body, page_text))
    apart = [
        part if part.doubt else replace(part, doubt=row.doubt)
        for row in body
        for part in part_stacked(row)
    ]
    return header + hand_down_labels(apart)
