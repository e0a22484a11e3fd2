"""Unit and scale of a cell: what it shows, else its row, column, table or filing. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.facts.habit import Money
from ingest.facts.numbers import Printed
from ingest.facts.units import (
    DOLLARS,
    Unit,
    is_per_share,
    is_unit_note,
    measure_of,
    read_unit,
    with_measure,
)
from ingest.facts.wording import (
    BOUGHT,
    CAPITAL,
    COUNT_LABEL,
    COUNTED,
    DAYS,
    NOT_MONEY,
    NOTE_FILL,
    NUMBER_OF,
    OF_SHARES,
    PERCENT_LABEL,
    PRICE,
    PRICED,
    RATES,
    RATIO,
    SECURITIES,
    SHARE_COUNT,
)
from ingest.types import Column, Identity, Statement, Table

SURE, NO_UNIT, BORROWED_UNIT = Decimal(1), Decimal("0.85"), Decimal("0.8")
UNLIKE_OTHERS = Decimal("0.45")
ONE, HUNDREDTH = Decimal(1), Decimal("0.01")
_BRACKET = re.compile(r"[(（\[]([^()（）\[\]]{1,60})[)）\]]")
_TAIL = re.compile(r"(?:[,:：–—]|\s-|\bin)\s*([^,:：–—]{2,30})$")
# Their lines are amounts; in a statement of changes in equity, columns say what is in shares
_IN_MONEY = (Statement.BALANCE_SHEET, Statement.CASH_FLOWS, Statement.EQUITY)
_LARGEST_RATE = 1000
_SCALED_WITH_NOTE = frozenset({"shares", "sqft", "m2"})
_MOST_SHARES = Decimal(10) ** 12
_TOO_MUCH = Decimal(10) ** 14  # of money: more than the largest balance sheets come to
_CENT_MARKS = ("¢", "cents", "cent")


@dataclass(frozen=True, slots=True)
class Measured:
    """What a printed number counts, what one of it stands for, and how sure that is."""

    unit: str | None
    scale: Decimal
    sure: Decimal = SURE


@dataclass(frozen=True, slots=True)
class Marks:
    """What the cells of a table show; only the first and last rows of a column may show it."""

    money: frozenset[int] = frozenset()  # columns in which some cell shows a currency
    percents: frozenset[int] = frozenset()  # columns in which the marked cells are percentages
    # (column, quantum) of percentages where amounts are printed less finely
    fine_percents: frozenset[tuple[int, Decimal]] = frozenset()

    @property
    def is_money(self) -> bool:
        """Some cell of the table shows a currency."""
        return bool(self.money)


@dataclass(frozen=True, slots=True)
class Line:
    """A row and column of a table, as far as units go."""

    table: Table
    column: Column
    path: tuple[str, ...]  # section path and label
    unit_text: str  # the unit that the row prints in a column of units; may be empty
    marks: Marks


def marks_of(values: Sequence[tuple[int, Printed]]) -> Marks:
    """The marks of a table's values, given as (column, number)."""
    money = {column for column, number in values if number.currency}
    percents = {column for column, number in values if number.mark == "%"}
    amounts = {(column, number.quantum) for column, number in values if number.currency}
    fine = {
        (column, number.quantum)
        for column, number in values
        if number.mark == "%" and number.quantum < 1 and column in money
    }
    return Marks(frozenset(money), frozenset(percents - money), frozenset(fine - amounts))


def measure(line: Line, text: str, number: Printed, identity: Identity, usual: Money) -> Measured:
    """Unit and scale of one printed number (`text` is its cell)."""
    own = _row_unit(line)
    heading = Unit(line.column.unit, line.column.scale or None)
    note = read_unit(line.table.unit_note) if line.table.unit_note else Unit()
    currency = number.currency or _currency((own, heading, note), usual, identity)
    told = (
        _marked(number, currency)
        or _taken_out(line, number, currency)
        or _told_by_words(line, number, (own, heading, note), currency)
        or _counted(line, number, (own, heading, note), currency)
    )
    if told is not None:
        return told
    scale = own.scale or heading.scale or note.scale
    if note.unit is not None and not note.is_money and PRICE.search(line.column.header):
        return Measured(currency, heading.scale or ONE)
    if note.unit is not None and not note.is_money and not (own.unit or heading.unit):
        return Measured(note.unit, note.scale or ONE)
    if scale is not None:
        return Measured(currency, scale)
    if own.unit or heading.unit or note.unit:
        return _unscaled(line, text, number, currency, usual)
    label = line.path[-1] if line.path else ""
    if COUNT_LABEL.search(label) and not number.currency:
        return Measured(measure_of(label), ONE, NO_UNIT)
    if line.column.index in line.marks.percents and "," not in text:
        return Measured("percent", HUNDREDTH, BORROWED_UNIT)
    grouped = "," in text and measure_of(label) is None
    is_primary = line.table.statement is not Statement.OTHER
    if number.currency or line.marks.is_money or grouped or is_primary:
        return _unscaled(line, text, number, currency, usual)
    return Measured(None, ONE, NO_UNIT)


def _taken_out(line: Line, number: Printed, currency: str | None) -> Measured | None:
    """What the table's note takes out: "(Millions, except employees)"."""
    unit = None if CAPITAL.search(line.path[-1] if line.path else "") else _excepted(line)
    if unit is None:
        return None
    return Measured(unit.unit or (currency if number.currency else None), unit.scale or ONE)


def _told_by_words(
    line: Line, number: Printed, units: tuple[Unit, Unit, Unit], currency: str | None
) -> Measured | None:
    """What a label or header says: a percentage, an amount a share, a measure."""
    own, heading, note = units
    label = line.path[-1] if line.path else ""
    if CAPITAL.search(label):
        return None
    if PERCENT_LABEL.search(label) and not number.currency:
        return Measured("percent", HUNDREDTH)
    if not number.currency and abs(number.value) < _LARGEST_RATE:
        if DAYS.search(label):
            return Measured("days", ONE)
        if RATIO.search(label):
            return Measured("ratio", ONE)
        words = f"{' '.join(line.column.labels)} {label}"
        if NOT_MONEY.search(words) and own.unit is None and heading.unit is None:
            return Measured(None, heading.scale or ONE, NO_UNIT)  # of loans, of years
    if (
        _is_per_share(line, number)
        and (own.unit is None or own.is_money)
        and _may_be_money(heading)
    ):
        return Measured(_per_share(currency), _cents(units))
    for given in (own, heading):
        if given.unit is not None and not given.is_money:
            scaled = given.unit in _SCALED_WITH_NOTE and given.scale is None
            return Measured(
                given.unit, _count_scale(note, number) if scaled else given.scale or ONE
            )
    return None


def _counted(
    line: Line, number: Printed, units: tuple[Unit, Unit, Unit], currency: str | None
) -> Measured | None:
    """What the table's note takes out, counts of shares, and percentages without their mark."""
    own, heading, note = units
    label = line.path[-1] if line.path else ""
    if CAPITAL.search(label):
        return None
    if number.currency:
        return None
    columns_tell = any(column.unit == "shares" for column in line.table.columns)
    in_money = columns_tell or line.table.statement in _IN_MONEY
    if not in_money or NUMBER_OF.search(label):
        is_count = SHARE_COUNT.search(label) or any(map(OF_SHARES.search, line.path[-2:-1]))
        if is_count or (BOUGHT.search(label) and not note.is_money):
            scale = own.scale or note.share_scale or note.scale or heading.scale or ONE
            return Measured("shares", scale)
    if line.table.statement not in _IN_MONEY and _lists_securities(line):
        return Measured("shares", own.scale or heading.scale or _count_scale(note, number))
    if COUNTED.search(label):
        return Measured(None, _count_scale(note, number), NO_UNIT)
    is_rate = line.column.index in line.marks.percents and RATES.search(line.column.header)
    if is_rate or (line.column.index, number.quantum) in line.marks.fine_percents:
        return Measured("percent", HUNDREDTH, BORROWED_UNIT)  # only first and last show the mark
    return None


def _lists_securities(line: Line) -> bool:
    """Whether an unpriced column of a table of awards counts them."""
    words = " ".join(line.column.labels)
    if line.column.index in line.marks.money or PRICED.search(words) or line.column.unit:
        return False
    return any(map(SECURITIES.search, (words, *line.path[:-1], line.table.caption)))


def _count_scale(note: Unit, number: Printed) -> Decimal:
    """What one printed share (or square foot) stands for under the table's note.

    A note of a currency alone is about amounts, unless the count shows decimals.
    """
    if note.share_scale is not None:
        return note.share_scale
    if note.scale is None or (note.is_money and number.quantum >= 1):
        return ONE
    return note.scale if abs(number.value) * note.scale < _MOST_SHARES else ONE


def _excepted(line: Line) -> Unit | None:
    """The unit of a row or column that the note takes out: "(Millions, except employees)"."""
    _, _, exception = line.table.unit_note.lower().partition("except")
    if not exception:
        return None
    here = set(re.findall(r"[a-z]{3,}", " ".join((line.path[-1], line.column.header)).lower()))
    for phrase in re.split(r"[,;()]|\band\b", exception):
        if is_per_share(phrase) or ("share" in phrase and line.column.unit != "shares"):
            continue
        wanted = set(re.findall(r"[a-z]{3,}", phrase)) - NOTE_FILL
        if wanted and wanted <= here:
            return read_unit(phrase)
    return None


def _unscaled(
    line: Line, text: str, number: Printed, currency: str | None, usual: Money
) -> Measured:
    """Money whose scale nothing near it says: the filing's habit, or as printed.

    An amount with cents ("$ 8.14") is a price, whatever scale the filing's statements have.
    """
    if line.column.unit is not None and currency != usual.currency:
        return Measured(currency, ONE)  # "(HK$)" over a column: the habit is of another currency
    borrowed = usual.borrowed(line.table)
    if borrowed is not None and abs(number.value) * borrowed.scale >= _TOO_MUCH:
        if number.currency:
            return Measured(currency, ONE, BORROWED_UNIT)  # printed to the dollar
        return Measured(None, ONE, UNLIKE_OTHERS)
    if borrowed is not None and number.quantum > HUNDREDTH:
        return Measured(currency, borrowed.scale, borrowed.sure)
    if number.currency is not None or line.column.unit is not None or line.table.unit_note:
        return Measured(currency, ONE)
    if line.column.index in line.marks.money:  # amounts from one that shows its currency on
        return Measured(currency, ONE)
    return (
        Measured(currency, ONE, BORROWED_UNIT)
        if line.marks.is_money
        else Measured(None, ONE, NO_UNIT)
    )


def _marked(number: Printed, currency: str | None) -> Measured | None:
    """What the cell itself shows beside its digits."""
    mark = number.mark
    if mark is None:
        return None
    if mark == "%":
        return Measured("percent", HUNDREDTH)
    if mark in ("bps", "bp"):
        return Measured("percentage_point", Decimal("0.0001"))
    if mark in ("ppt", "ppts", "pp", "pt", "pts"):
        return Measured("percentage_point", HUNDREDTH)
    if mark in ("x", "times", "倍"):
        return Measured("ratio", ONE)
    if mark in _CENT_MARKS:
        return Measured(_per_share(currency), HUNDREDTH)
    return Measured(measure_of(mark) or mark, ONE)


def _per_share(currency: str | None) -> str | None:
    if currency is None:
        return None
    return currency if currency.endswith("/share") else f"{currency}/share"


def _is_per_share(line: Line, number: Printed) -> bool:
    """Whether label or column say so, or the heading and the number, which then shows cents."""
    if any(is_per_share(part) for part in (*line.path[-1:], *line.column.labels)):
        return True
    if line.column.unit is not None and line.column.unit.endswith("/share"):
        return True
    return number.quantum < 1 and any(is_per_share(part) for part in line.path[-2:-1])


def _may_be_money(heading: Unit) -> bool:
    return heading.unit is None or heading.is_money


def _cents(units: Sequence[Unit]) -> Decimal:
    """Amounts a share are in whole units unless the row, column or note says cents."""
    return HUNDREDTH if any(unit.scale == HUNDREDTH for unit in units) else ONE


def _currency(units: Sequence[Unit], usual: Money, identity: Identity) -> str | None:
    named = next((u.unit[:3] for u in units if u.unit and u.is_money), None)
    if named == "USD" and identity.currency in DOLLARS:
        return identity.currency  # a bare dollar sign is the filing's own dollar
    return named or identity.currency or usual.currency


def _row_unit(line: Line) -> Unit:
    """The unit of a row: in its column of units, its label, or the heading right above it."""
    if line.unit_text:
        return read_unit(line.unit_text)
    for part in reversed(line.path[-2:]):
        unit = label_unit(part)
        if unit.unit or unit.scale:
            return unit
    return Unit()


def label_unit(label: str) -> Unit:
    """The unit that a label carries: "Total energy consumption (MWh)", "Basic, RMB cents"."""
    for match in reversed(list(_BRACKET.finditer(label))):
        inner = match.group(1)
        if re.search(r"\bnotes?\b", inner, re.IGNORECASE) or not inner.strip():
            continue
        first = inner.split()[0]
        is_measure = not first[0].isdigit() and measure_of(first) not in (None, "shares")
        if is_unit_note(inner) or is_measure:
            return with_measure(read_unit(inner), label)
    tail = _TAIL.search(label[-60:])
    if tail is not None and is_unit_note(tail.group(1)):
        unit = read_unit(tail.group(1))
        if unit.is_money or unit.scale is not None:
            return unit
    return Unit()
