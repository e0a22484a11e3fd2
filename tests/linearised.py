"""A second reading of HTML tables for tests: each row as one line of text, its numbers in order.

It shares nothing with the reader: lxml's tree, no columns, a number grammar of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree, html

from ingest.facts import Printed, read_cell
from ingest.types import Grid, Reading

_CURRENCY = r"(?:RMB|[A-Z]{0,2}[$€£¥])"
_SIGN = re.compile(rf"(?:{_CURRENCY}|[()%\s*†‡#])*|pts?\.?|bps|x")
_NOTE = re.compile(r"\(\s*[a-z0-9]{1,2}\s*(?:,\s*[a-z0-9]{1,2})*\)|[*†‡#]+")
_NUMBER = re.compile(
    rf"(?P<open>\()?\s*(?P<minus>[-–—−])?\s*{_CURRENCY}?\s*(?P<open2>\()?\s*(?P<minus2>[-–—−])?"
    rf"\s*{_CURRENCY}?\s*(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?![\d,]*\d)"
    r"\s*\)?\s*(?P<percent>%?)\s*\)?"
)
_NUMERIC = re.compile(
    rf"\+?\s*(?:{_NUMBER.pattern})\s*(?:pts?\.?|x|bps)?\s*(?P<note>{_NOTE.pattern})?"
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_GAP = " ¦ "


@dataclass(frozen=True, slots=True)
class Number:
    """A number as a row's line of text prints it."""

    value: Decimal
    is_percent: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A visible cell of a row: its text and the physical column where it starts."""

    text: str
    column: int
    is_raised: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One source row: all its visible characters, and its numeric cells as one line."""

    text: str
    line: str

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers of the line, left to right."""
        return tuple(_numbers(self.line))


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A row that the two readings read differently."""

    line: str
    linear: tuple[Number, ...]
    printed: tuple[Number, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a comparison of two readings found."""

    compared: int
    agreeing: int
    rest: tuple[Disagreement, ...]


def source_rows(data: bytes) -> list[list[Row]]:
    """The rows of every innermost table with a numeric cell, in order of the document.

    A list is no table of values: its numbers are marks before words (1., 31.2), or page numbers.
    """
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    tables = []
    for table in html.fromstring(data, parser=parser).iter("table"):
        if next(table.iterdescendants("table"), None) is not None or _is_hidden(table):
            continue
        pieces = [row for tr in table.iter("tr") if not _is_hidden(tr) and (row := _pieces(tr))]
        notes = _note_columns(pieces)
        rows = [_row(row, notes) for row in pieces]
        if any(row.numbers for row in rows) and not _is_contents(rows):
            tables.append(rows)
    return tables


def compare(data: bytes, reading: Reading) -> Agreement:
    """Hold every numeric cell of the source against the grids of a reading."""
    page = reading.pages[0].text
    grids = {_bare(grid.span.of(page)): grid for grid in reading.grids}
    compared = agreeing = 0
    rest: list[Disagreement] = []
    for rows in source_rows(data):
        grid = grids.get("".join(row.text for row in rows))
        printed = iter(_grid_rows(grid) if grid else ())
        for row in rows:
            linear = row.numbers
            ours = next(printed, ()) if grid else ()
            same = sum(a == b for a, b in zip(linear, ours, strict=False))
            same = (
                same
                if len(linear) == len(ours)
                else min(same, max(0, len(linear) - abs(len(linear) - len(ours))))
            )
            compared += len(linear)
            agreeing += same
            if linear != ours:
                reason = "read differently" if grid else "not read as a table of values"
                rest.append(Disagreement(row.line, linear, tuple(ours), reason))
    return Agreement(compared, agreeing, tuple(rest))


def _grid_rows(grid: Grid) -> Iterator[tuple[Number, ...]]:
    for index in range(grid.row_count):
        cells = [cell for cell in grid.cells if cell.row == index]
        yield tuple(
            Number(number.value, number.mark == "%")
            for cell in _without_list_mark([cell.text for cell in cells])
            if _NUMERIC.fullmatch(cell)
            if isinstance(number := read_cell(cell), Printed) and not number.is_nil
        )


def _pieces(tr: etree._Element) -> list[Piece]:
    pieces = []
    column = 0
    for cell in tr.iterchildren("td", "th"):
        text = " ".join(_text(cell).split())
        if text and not _is_hidden(cell):
            raised = "".join("".join(sup.itertext()) for sup in cell.iter("sup"))
            pieces.append(Piece(text, column, _bare(raised) == _bare(text)))
        column += int(cell.get("colspan") or 1)
    return pieces


def _note_columns(rows: list[list[Piece]]) -> set[int]:
    """The physical columns in which nothing but note marks stand."""
    columns: dict[int, bool] = {}
    for piece in (piece for row in rows for piece in row):
        is_note = _NOTE.fullmatch(piece.text) is not None
        columns[piece.column] = columns.get(piece.column, True) and is_note
    percents = {p.column - 1 for row in rows for p in row if p.text in ("%", "%)")}
    return {column for column, is_note in columns.items() if is_note} - percents


def _row(pieces: list[Piece], notes: set[int]) -> Row:
    texts = [p.text for p in pieces if not (p.is_raised or p.column in notes)]
    parts = [_number_text(text) for text in _without_list_mark(texts)]
    return Row("".join(_bare(piece.text) for piece in pieces), " ".join(parts))


def _without_list_mark(texts: list[str]) -> list[str]:
    """The cells of a row without the number that only counts it: "(1)" or "31.2" before words."""
    rest = texts[1:]
    has_words = any(len(re.findall("[A-Za-z]{2}", text)) > 1 for text in rest)
    return rest if has_words and not any(map(_NUMERIC.fullmatch, rest)) else texts


def _number_text(text: str) -> str:
    if _SIGN.fullmatch(text):
        return text
    match = _NUMERIC.fullmatch(text)
    return _GAP if match is None else text[: match.start("note")] if match["note"] else text


def _is_contents(rows: list[Row]) -> bool:
    """Page numbers: one whole number at the end of each row, none less than the one above."""
    ends = [row.numbers for row in rows if row.numbers]
    if any(len(end) != 1 or end[0].value % 1 or end[0].value < 0 for end in ends):
        return False
    pages = [end[0].value for end in ends]
    return len(pages) > 3 and pages == sorted(pages) and max(pages) < 1000


def _numbers(line: str) -> Iterator[Number]:
    for match in _NUMBER.finditer(line):
        size = Decimal(match["digits"].replace(",", ""))
        negative = bool(match["open"] or match["open2"] or match["minus"] or match["minus2"])
        yield Number(-size if negative and size else size, bool(match["percent"]))


def _text(element: etree._Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and not _is_hidden(child):
            parts.append("\n" if child.tag in ("p", "div", "br", "li") else "")
            parts.append(_text(child))
            parts.append("\n" if child.tag in ("p", "div", "li") else "")
        parts.append(child.tail or "")
    return "".join(parts)


def _is_hidden(element: etree._Element) -> bool:
    return _HIDDEN.search(element.get("style") or "") is not None


def _bare(text: str) -> str:
    return "".join(text.split()).replace("\u200b", "")
