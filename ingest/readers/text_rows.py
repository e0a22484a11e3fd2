"""Lines of a text table to rows of pieces: fields cut at tabs or pipes, columns aligned. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.readers.lines import YEAR, is_figure, is_value
from ingest.types import Span

# Markup that text extraction leaves around a field: <i>..</i>, <p>, <ul style=..>, **bold**.
_OPENING = re.compile(r"(?:\s|<(?!/)[a-zA-Z][^<>\n]{0,80}>|\*\*)+")
_CLOSING = re.compile(r"</?[a-zA-Z][^<>\n]{0,80}>\Z")
_STRONG = re.compile(r"\d,\d{3}|\d\.\d|\(\s*\d|%\Z")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A field of a row: its column and the characters it covers in the page's text."""

    column: int
    start: int
    end: int
    text: str  # the characters, white space collapsed
    column_span: int = 1
    row_span: int = 1
    # A label whose beginning and end have something else printed between them: both, in order
    parts: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row; `doubt` says why its values cannot be trusted ("" where they can)."""

    pieces: tuple[Piece, ...]  # without blank fields, by column
    width: int  # fields in the line, blank ones included
    doubt: str = ""

    @property
    def label(self) -> Piece | None:
        """The piece in the label column."""
        return self.pieces[0] if self.pieces and self.pieces[0].column == 0 else None

    @property
    def fields(self) -> tuple[Piece, ...]:
        """The pieces right of the label column."""
        return self.pieces[1:] if self.label else self.pieces


def piece_of(page_text: str, start: int, end: int, column: int) -> Piece | None:
    """The piece between two places of a page, without outer white space and stray markup."""
    opening = _OPENING.match(page_text, start, end)
    start = opening.end() if opening else start
    end = _without_closing(page_text, start, end)
    text = " ".join(page_text[start:end].split())
    return Piece(column, start, end, text) if text else None


def _without_closing(page_text: str, start: int, end: int) -> int:
    """The end of a field without the white space, tags and asterisks that close it."""
    while end > start:
        if page_text[end - 1].isspace():
            end -= 1
        elif page_text.startswith("**", max(start, end - 2), end):
            end -= 2
        elif page_text[end - 1] == ">" and (
            tag := _CLOSING.search(page_text[max(start, end - 90) : end])
        ):
            end -= len(tag[0])
        else:
            break
    return end


def line_to_row(page_text: str, line: Span, separator: str = "\t") -> Row:
    """Cut a line at its separators; column n is field n."""
    start, end = line
    if separator == "|":  # the outer pipes of a Markdown row are no fields
        inner = page_text[start:end]
        start += len(inner) - len(inner.lstrip().removeprefix("|"))
        end -= len(inner) - len(inner.rstrip().removesuffix("|"))
    pieces: list[Piece] = []
    column, at = 0, start
    while True:
        cut = page_text.find(separator, at, end)
        piece = piece_of(page_text, at, end if cut < 0 else cut, column)
        if piece:
            pieces.append(piece)
        if cut < 0:
            return Row(tuple(pieces), column + 1)
        column, at = column + 1, cut + 1


def values_of(piece: Piece) -> list[Piece]:
    """The values stacked in a field; empty where it is not made of values alone."""
    if len(piece.text) != piece.end - piece.start:
        return []
    parts = [
        replace(piece, start=piece.start + m.start(), end=piece.start + m.end(), text=m[0])
        for m in re.finditer(r"\S+", piece.text)
    ]
    return parts if all(is_value(part.text) for part in parts) else []


def is_body(row: Row) -> bool:
    """Does the row hold values, rather than the heads of columns?

    A figure with separators, decimals, parentheses or a per cent sign is a value; a plain small
    number is one only beside a label and where most fields are such (years never are).
    """
    if any(
        _STRONG.search(piece.text) and (is_value(piece.text) or values_of(piece))
        for piece in row.fields
    ):
        return True
    if row.label is None or not _LETTER.search(row.label.text) or not row.fields:
        return False
    plain = [p for p in row.fields if is_value(p.text) and not YEAR.fullmatch(p.text)]
    return len(plain) * 2 > len(row.fields)


def header_count(rows: Sequence[Row]) -> int:
    """The number of rows above the first that holds values."""
    return next((index for index, row in enumerate(rows) if is_body(row)), len(rows))


def align_columns(rows: Sequence[Row]) -> list[Row]:
    """Make one column index mean one printed column.

    Extracted rows mostly have the same number of fields, and then a field's index is its column.
    A row with fewer fields has its values set flush right with the last value column of the full
    rows, as figures are printed. If it then has another number of values than they, it is doubted.
    """
    body = [row for row in rows if is_body(row)]
    if not body:
        return list(rows)
    width = Counter(row.width for row in body).most_common(1)[0][0]
    full = [row for row in body if row.width == width]
    last = Counter(row.pieces[-1].column for row in full).most_common(1)[0][0]
    count = Counter(len(row.fields) for row in full).most_common(1)[0][0]
    return [_align(row, width, last, count) for row in rows]


def _align(row: Row, width: int, last: int, count: int) -> Row:
    if row.width == width or not row.fields or not is_body(row):
        return row
    shift = last - row.pieces[-1].column
    if shift == 0:
        return row
    label = row.pieces[: len(row.pieces) - len(row.fields)]
    fields = tuple(replace(piece, column=piece.column + shift) for piece in row.fields)
    if fields[0].column < 1:
        return replace(row, doubt="more fields than columns")
    doubt = "" if len(fields) == count else "fewer values than columns"
    return replace(row, pieces=label + fields, doubt=doubt)


def make_room_for_labels(rows: Sequence[Row]) -> tuple[list[Row], bool]:
    """Shift everything one column right where rows begin with their first value.

    Column 0 is the label column everywhere. A first column of years or of running numbers is a
    label; anything else that is all figures is a value whose label was lost in extraction.

    Returns:
        The rows, and whether they were shifted (their labels are missing).
    """
    firsts = [row.label.text for row in rows if row.label and row.fields and is_body(row)]
    figures = [text for text in firsts if is_figure(text) and not YEAR.fullmatch(text)]
    numbers = [int(text) for text in figures if text.isdigit()]
    counts_up = len(numbers) == len(firsts) and numbers == list(
        range(numbers[0], numbers[0] + len(numbers)) if numbers else ()
    )
    if not figures or len(figures) * 5 < len(firsts) * 4 or counts_up:
        return list(rows), False
    shifted = [
        replace(
            row,
            pieces=tuple(replace(piece, column=piece.column + 1) for piece in row.pieces),
            width=row.width + 1,
        )
        for row in rows
    ]
    return shifted, True
