"""Unit and scale of a cell: what it shows, else its row, column, table or filing. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.facts.numbers import Printed
from ingest.facts.units import (
    DOLLARS,
    Unit,
    is_money,
    is_per_share,
    is_unit_note,
    measure_of,
    read_unit,
)
from ingest.types import Column, Identity, Statement, Table

FEW_NOTES = 3  # fewer unit notes do not make a habit
SURE, NO_UNIT, BORROWED_UNIT = Decimal(1), Decimal("0.85"), Decimal("0.8")
ONE, HUNDREDTH = Decimal(1), Decimal("0.01")
_BRACKET = re.compile(r"[(（\[]([^()（）\[\]]{1,60})[)）\]]")
_TAIL = re.compile(r"(?:[,:：–—]|\s-|\bin)\s*([^,:：–—]{2,30})$")
_PERCENT_LABEL = re.compile(
    r"^%|\bpercent(?:age)?\s+of\b|\bas\s+(?:a\s+)?%|\(%\)|（%）", re.IGNORECASE
)
_SHARE_COUNT = re.compile(
    r"\b(?:weighted|number\s+of|average|shares\s+outstanding|diluted\s+shares|basic\s+shares)\b.*\bshares?\b"
    r"|\bshares?\s+(?:outstanding|issued|used|repurchased)|股[份數数]",
    re.IGNORECASE,
)
_CENT_MARKS = ("¢", "cents", "cent")


@dataclass(frozen=True, slots=True)
class Money:
    """The currency and scale that most tables of a filing name."""

    currency: str | None
    scale: Decimal | None


@dataclass(frozen=True, slots=True)
class Measured:
    """What a printed number counts, what one of it stands for, and how sure that is."""

    unit: str | None
    scale: Decimal
    sure: Decimal = SURE


@dataclass(frozen=True, slots=True)
class Marks:
    """What the cells of a table show; only the first and last rows of a column may show it."""

    is_money: bool = False  # some cell shows a currency
    percents: frozenset[int] = frozenset()  # columns in which the marked cells are percentages


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
    return Marks(bool(money), frozenset(percents - money))


def usual_money(tables: Sequence[Table], identity: Identity) -> Money:
    """What a filing's unit notes agree on; no scale where there are few, or they differ."""
    currencies: Counter[str] = Counter()
    scales: Counter[Decimal] = Counter()
    for table in tables:
        units = [read_unit(table.unit_note)] if table.unit_note else []
        units += [Unit(c.unit, c.scale or None) for c in table.columns if is_money(c.unit)]
        for unit in units[:1]:
            if unit.scale is not None and (unit.unit is None or unit.is_money):
                scales[unit.scale] += 1
                currencies.update([unit.unit[:3]] if unit.unit else [])
    if scales.total() < FEW_NOTES:
        return Money(identity.currency, None)
    ((scale, count),) = scales.most_common(1)
    currency = currencies.most_common(1)[0][0] if currencies else None
    return Money(identity.currency or currency, scale if count * 3 >= 2 * scales.total() else None)


def measure(line: Line, text: str, number: Printed, identity: Identity, usual: Money) -> Measured:
    """Unit and scale of one printed number (`text` is its cell)."""
    label = line.path[-1] if line.path else ""
    own = _row_unit(line)
    heading = Unit(line.column.unit, line.column.scale or None)
    note = read_unit(line.table.unit_note) if line.table.unit_note else Unit()
    currency = number.currency or _currency((own, heading, note), usual, identity)
    if (marked := _marked(number, currency)) is not None:
        return marked
    if _PERCENT_LABEL.search(label) and not number.currency:
        return Measured("percent", HUNDREDTH)
    if _is_per_share(line) and (own.unit is None or own.is_money) and _may_be_money(heading):
        return Measured(_per_share(currency), _cents((own, heading, note)))
    for given in (own, heading):
        if given.unit is not None and not given.is_money:
            return Measured(given.unit, given.scale or ONE)
    if _SHARE_COUNT.search(label) and not number.currency:
        return Measured(
            "shares", own.scale or note.share_scale or note.scale or heading.scale or ONE
        )
    scale = own.scale or heading.scale or note.scale
    if note.unit is not None and not note.is_money and not (own.unit or heading.unit):
        return Measured(note.unit, note.scale or ONE)
    if scale is not None:
        return Measured(currency, scale)
    if own.unit or heading.unit or note.unit:
        return _unscaled(line, text, number, currency, usual)
    if line.column.index in line.marks.percents and "," not in text:
        return Measured("percent", HUNDREDTH, BORROWED_UNIT)
    grouped = "," in text and measure_of(label) is None
    is_primary = line.table.statement is not Statement.OTHER
    if number.currency or line.marks.is_money or grouped or is_primary:
        return _unscaled(line, text, number, currency, usual)
    return Measured(None, ONE, NO_UNIT)


def _unscaled(
    line: Line, text: str, number: Printed, currency: str | None, usual: Money
) -> Measured:
    """Money whose scale nothing near it says: the filing's habit, or as printed.

    An amount with cents ("$ 8.14") is a price, whatever scale the filing's statements have.
    """
    shown = number.currency is not None or line.column.unit is not None or line.table.unit_note
    if usual.scale is not None and number.quantum > HUNDREDTH:
        return Measured(currency, usual.scale, BORROWED_UNIT)
    if shown:
        return Measured(currency, ONE)
    return Measured(None, ONE, NO_UNIT)


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


def _is_per_share(line: Line) -> bool:
    return any(is_per_share(part) for part in (*line.path[-2:], *line.column.labels)) or (
        line.column.unit is not None and line.column.unit.endswith("/share")
    )


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
        if is_unit_note(inner) or measure_of(inner.split()[0]) not in (None, "shares"):
            return read_unit(inner)
    tail = _TAIL.search(label[-60:])
    if tail is not None and is_unit_note(tail.group(1)):
        unit = read_unit(tail.group(1))
        if unit.is_money or unit.scale is not None:
            return unit
    return Unit()
