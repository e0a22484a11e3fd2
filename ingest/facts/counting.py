"""Which numbers of a table count shares, awards or things, and in what scale. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ingest.facts.habit import STANDING, UNKNOWN, Money
from ingest.facts.lines import NO_UNIT, ONE, SURE, UNLIKE_OTHERS, Line, Measured
from ingest.facts.numbers import Printed
from ingest.facts.units import Unit, is_per_share, read_unit
from ingest.facts.wording import (
    ANTIDILUTIVE,
    BOUGHT,
    COUNTED,
    DENOMINATOR,
    NUMBER_OF,
    OF_MONEY,
    OF_SHARES,
    PRICED,
    REPURCHASED,
    SECURITIES,
    SHARE_COUNT,
    SHARES_USED,
)
from ingest.types import Statement

# Their lines are amounts; in a statement of changes in equity, columns say what is in shares
IN_MONEY = (Statement.BALANCE_SHEET, Statement.CASH_FLOWS, Statement.EQUITY)
MOST_SHARES = Decimal(10) ** 12
MOST_OUTSTANDING = Decimal(2 * 10**10)  # shares that a company has, but for a handful
MANY = Decimal(10) ** 10  # so many may be printed in thousands, or one by one
WHOLE = Decimal(10) ** 5  # a column of awards that shows so many shows them one by one


def counts_shares(line: Line) -> bool:
    """Whether a row counts shares, whatever its column is in: those that earnings are spread over.

    "Weighted average shares outstanding", "Basic" under it, the rows of a denominator.
    """
    if _names_shares(line.label):
        return True
    if is_per_share(line.label):
        return False
    if PRICED.search(" ".join(line.column.labels)):
        return False
    if REPURCHASED.search(line.label) and not any("activities" in part for part in line.path):
        return True
    is_headed = OF_SHARES.search(line.heading) or _names_shares(line.heading)
    if is_headed and not OF_MONEY.search(line.label):
        return True
    return any(map(DENOMINATOR.match, line.path[:-1]))


def _names_shares(text: str) -> bool:
    match = SHARES_USED.search(text)
    return match is not None and not is_per_share(text[: match.start()])


def counted(
    line: Line, number: Printed, units: tuple[Unit, Unit, Unit], usual: Money
) -> Measured | None:
    """The number as a count of shares, awards or things; None: it is none."""
    own, heading, note = units
    if number.currency:
        return None
    told = own.scale or note.share_scale or note.scale or heading.scale
    if _is_spread_over(line):
        is_told = (own.scale or note.share_scale) is not None
        return _spread_over(line, number, usual, told, is_told=is_told)
    if _counts_awards(line, note):
        return Measured("shares", told) if told else one_by_one(line, usual)
    if line.table.statement not in IN_MONEY and _lists_securities(line):
        told = own.scale or heading.scale
        if told is None and (note.share_scale or note.scale):
            told = count_scale(note, number)
        return Measured("shares", told) if told else one_by_one(line, usual)
    if COUNTED.search(line.label):
        return Measured(None, count_scale(note, number), NO_UNIT)
    return None


def _columns_tell(line: Line) -> bool:
    """Whether some columns of the table count shares, so that others do not."""
    money = line.marks.money
    return any(c.unit == "shares" and c.index not in money for c in line.table.columns)


def _is_spread_over(line: Line) -> bool:
    of_columns = _columns_tell(line) or line.table.statement is Statement.EQUITY
    if of_columns and not NUMBER_OF.search(line.label):
        return False
    is_named = SHARE_COUNT.search(line.label) and NUMBER_OF.search(line.label)
    return is_named is not None or counts_shares(line)


def _counts_awards(line: Line, note: Unit) -> bool:
    """Rows of shares bought, issued or left out of the earnings per share, beside no money."""
    if line.table.statement in IN_MONEY or line.is_beside_money or _columns_tell(line):
        return False
    if not line.marks.is_money and any(map(ANTIDILUTIVE.search, _texts(line))):
        return True
    if SHARE_COUNT.search(line.label) or OF_SHARES.search(line.heading):
        return True
    return BOUGHT.search(line.label) is not None and not note.is_money


def _texts(line: Line) -> Iterator[str]:
    yield line.table.caption
    yield from (cell.text for cell in line.table.grid.cells if cell.column == 0)


def _lists_securities(line: Line) -> bool:
    """Whether an unpriced column of a table of awards counts them."""
    words = " ".join(line.column.labels)
    if line.is_beside_money or PRICED.search(words) or line.column.unit:
        return False
    return any(map(SECURITIES.search, (words, *line.path[:-1], line.table.caption)))


def _spread_over(
    line: Line, number: Printed, usual: Money, told: Decimal | None, *, is_told: bool
) -> Measured:
    """Shares that earnings are spread over: no company has more than some thousand millions.

    Args:
        line: The row.
        number: The count as printed.
        usual: What a table without a scale takes.
        told: The scale that the table names.
        is_told: Whether it names it for shares, not for the table as a whole.
    """
    if told is not None and is_told:
        return Measured("shares", told)
    borrowed = usual.borrowed(line.table)
    said = None if told else _said_of_shares(line)
    scale = told or said or (borrowed.scale if borrowed else ONE)
    sure = SURE if told or borrowed is None else borrowed.sure
    shares = abs(number.value) * scale
    if scale == ONE or shares > MOST_OUTSTANDING:
        return Measured("shares", ONE)
    return Measured("shares", scale, sure if shares < MANY else UNLIKE_OTHERS)


def one_by_one(line: Line, usual: Money) -> Measured:
    """Awards and shares bought, in a table that names no scale."""
    borrowed = usual.borrowed(line.table)
    largest = line.marks.largest.get(line.column.index, Decimal(0))
    if borrowed is None or largest >= WHOLE:
        return Measured("shares", ONE)
    if (said := _said_of_shares(line)) is not None:
        return Measured("shares", said, STANDING)
    return Measured("shares", ONE, UNKNOWN)


def _said_of_shares(line: Line) -> Decimal | None:
    """The scale of shares by the note of the table's part, where that sets them apart."""
    return read_unit(line.table.standing_note).share_scale if line.table.standing_note else None


def count_scale(note: Unit, number: Printed) -> Decimal:
    """What one printed share (or square foot) stands for under the table's note.

    A note of a currency alone is about amounts, unless the count shows decimals.
    """
    if note.share_scale is not None:
        return note.share_scale
    if note.scale is None or (note.is_money and number.quantum >= 1):
        return ONE
    return note.scale if abs(number.value) * note.scale < MOST_SHARES else ONE
