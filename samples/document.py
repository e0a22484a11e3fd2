"""What a filing is made of, before it is laid out; and how its figures are printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


class Look(StrEnum):
    """How a table row is set."""

    ITEM = "item"
    TOTAL = "total"  # bold, ruled above
    SECTION = "section"  # a bold label without figures


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table; `values` are printed as they stand."""

    label: str
    values: tuple[str, ...] = ()
    note: str = ""
    look: Look = Look.ITEM
    indent: int = 0
    concept: str | None = None  # inline XBRL, where the layout can carry it
    is_per_share: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """A header cell over `span` columns."""

    text: str
    span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table: header rows over the note and figure columns, then its lines."""

    heads: tuple[tuple[Head, ...], ...]
    rows: tuple[Row, ...]
    has_notes: bool = False
    corner: str = ""  # over the labels, in the last header row
    label_width: float = 0.0  # points; 0: what the columns leave
    contexts: tuple[str, ...] = ()  # inline XBRL: one a figure column


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the highest."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `is_small` for the exchange's disclaimer and for footnotes."""

    text: str
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Centred:
    """A line in the middle: covers, signatures."""

    text: str
    size: float = 12
    is_bold: bool = False
    is_chinese: bool = False


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts a new page."""


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page that is an image and has no text."""


Element = Table | Heading | Paragraph | Centred | PageBreak | ScannedPage


@dataclass(frozen=True, slots=True)
class Filing:
    """A filing: its file name without ending, its title, and its elements in order."""

    stem: str
    title: str
    elements: tuple[Element, ...]
    running_head: str = ""


def grouped(value: Decimal | int) -> str:
    """1,234 and (1,234); nil is a dash. Decimals stay as they are."""
    if value == 0:
        return "–"
    size = f"{abs(value):,}"
    return f"({size})" if value < 0 else size


def million(value: int) -> str:
    """Thousands as millions with one decimal: 1,234,518 is 1,234.5. Size alone."""
    rounded = (Decimal(abs(value)) / 1000).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{rounded:,}"


def rmb(value: int) -> str:
    """RMB1,234.5 million, for running text. Size alone."""
    return f"RMB{million(value)} million"


def row(label: str, *values: int, note: str = "", concept: str | None = None) -> Row:
    """A line of whole amounts."""
    return Row(label, tuple(map(grouped, values)), note, concept=concept)


def total(label: str, *values: int, note: str = "", concept: str | None = None) -> Row:
    """A total of whole amounts."""
    return Row(label, tuple(map(grouped, values)), note, Look.TOTAL, concept=concept)


def section(label: str) -> Row:
    """A label above the lines that it heads."""
    return Row(label, look=Look.SECTION)


def date_heads(dates: Iterable[str], unit: str) -> tuple[tuple[Head, ...], ...]:
    """The header of a note at balance sheet dates, the year below the day."""
    names = [Head("\n".join(date.rsplit(" ", 1))) for date in dates]
    return ((Head("As at", len(names)),), tuple(names), tuple(Head(unit) for _ in names))


def heads(
    over: str, periods: Iterable[str], unit: str, notes: bool, below: str = ""
) -> tuple[tuple[Head, ...], ...]:
    """The header of a statement: what the periods are, the periods, the unit, audited or not."""
    names = tuple(periods)
    blank = (Head(""),) if notes else ()
    note = (Head("Notes"),) if notes else ()
    rows = [
        (*blank, Head(over, len(names))),
        (*note, *map(Head, names)),
        (*blank, *(Head(unit) for _ in names)),
    ]
    if below:
        rows.append((*blank, *(Head(below) for _ in names)))
    return tuple(rows)
