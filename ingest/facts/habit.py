"""The scale of tables that do not name one: what the filing says, proves or is used to. Pure.

A table without a unit note takes the scale of its part's note. Else it has the scale of the
primary statements where its figures stand there too, digit for digit. Else the filing's habit
counts, if such tables prove to keep it. What is left gets no scale that could be relied on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from ingest.facts.numbers import Printed, read_cell
from ingest.facts.units import Unit, is_money, read_unit
from ingest.facts.wording import SECURITIES
from ingest.types import Identity, Statement, Table

FEW_NOTES = 3  # fewer unit notes do not make a habit
FEW_PROOFS = 3  # tables without a note that prove to be in the statements' scale
ALWAYS_NOTED = 0.6  # of the tables of amounts
ONE = Decimal(1)
STANDING, PROVEN, HABIT, UNKNOWN = (Decimal(sure) for sure in ("0.9", "0.8", "0.6", "0.45"))
LEAST_DIGITS, LONG = 1000, 10_000  # units of the last digit: two short figures prove, or one long
MOST_TIMES = 3  # the largest amount of the statements: a table of larger ones is not in their scale
_GROUPED = re.compile(r"\d,\d{3}")
_PRIMARY = frozenset(
    {
        Statement.BALANCE_SHEET,
        Statement.INCOME,
        Statement.CASH_FLOWS,
        Statement.COMPREHENSIVE_INCOME,
        Statement.EQUITY,
    }
)


@dataclass(frozen=True, slots=True)
class Borrowed:
    """A scale that a table does not name itself, and how sure it is."""

    scale: Decimal
    sure: Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """The currency and scale that a filing's statements name, and what its other tables take."""

    currency: str | None
    scale: Decimal | None
    tables: Mapping[str, Borrowed] = field(default_factory=lambda: MappingProxyType({}))

    def borrowed(self, table: Table) -> Borrowed | None:
        """The scale of a table that names none; None: the filing names none either."""
        if (standing := standing_scale(table)) is not None:
            return Borrowed(standing, STANDING)
        found = self.tables.get(table.table_id)
        if found is None and self.scale is not None:
            return Borrowed(self.scale, UNKNOWN)
        return found


def standing_scale(table: Table) -> Decimal | None:
    """The scale of the part of the filing that a table stands in."""
    return read_unit(table.standing_note).scale if table.standing_note else None


def usual_money(tables: Sequence[Table], identity: Identity) -> Money:
    """What a filing's statements and unit notes agree on, and what its other tables take."""
    currencies: Counter[str] = Counter()
    of_statements: Counter[Decimal] = Counter()
    of_all: Counter[Decimal] = Counter()
    for table in tables:
        unit = _named(table)
        if unit is not None and unit.scale is not None:
            of_all[unit.scale] += 1
            of_statements[unit.scale] += table.statement in _PRIMARY
            currencies.update([unit.unit[:3]] if unit.unit else [])
    currency = currencies.most_common(1)[0][0] if currencies else None
    scale = _agreed(+of_statements, 1) or _agreed(of_all, FEW_NOTES)
    money = Money(identity.currency or currency, scale)
    if scale is None:
        return money
    return Money(money.currency, scale, MappingProxyType(_borrow(tables, scale)))


def _agreed(scales: Counter[Decimal], fewest: int) -> Decimal | None:
    """The scale of two thirds of the tables."""
    if scales.total() < fewest:
        return None
    ((scale, count),) = scales.most_common(1)
    return scale if count * 3 >= 2 * scales.total() else None


def _named(table: Table) -> Unit | None:
    """The unit of money that a table names in its note, its columns, or by its part."""
    units = [read_unit(table.unit_note)] if table.unit_note else []
    units += [Unit(c.unit, c.scale or None) for c in table.columns if is_money(c.unit)]
    units += [Unit(None, c.scale) for c in table.columns if c.unit is None and c.scale > ONE]
    units += [read_unit(table.standing_note)] if table.standing_note else []
    return next((u for u in units if u.scale is not None and (u.unit is None or u.is_money)), None)


def _borrow(tables: Sequence[Table], scale: Decimal) -> dict[str, Borrowed]:
    """The scale that each table without one takes, and how sure that is."""
    named = [table for table in tables if (unit := _named(table)) and unit.scale == scale]
    without = [table for table in tables if _named(table) is None]
    known = {size for table in named for size in _sizes(table)}
    largest = max((s for t in named if t.statement in _PRIMARY for s in _sizes(t)), default=None)
    found: dict[str, Borrowed] = {}
    for table in without:
        if (proof := _proof(set(_sizes(table)), known, scale, largest)) is not None:
            found[table.table_id] = proof
    as_stated = [t for t, proof in found.items() if proof == Borrowed(scale, PROVEN)]
    otherwise = [t for t, proof in found.items() if proof == Borrowed(ONE, PROVEN)]
    few, many = sorted((as_stated, otherwise), key=len)
    is_habit = len(many) >= max(FEW_PROOFS, 10 * len(few))
    if not is_habit or _is_always_noted(tables, len(named), without):
        return found
    order = {table.table_id: place for place, table in enumerate(tables)}
    places = [order[t] for t in as_stated] + [
        order[t.table_id] for t in named if t.statement in _PRIMARY
    ]
    for table in without:
        within = min(places) <= order[table.table_id] <= max(places)
        if table.table_id not in found and within and not _lists_securities(table):
            found[table.table_id] = Borrowed(found[many[0]].scale, HABIT)
    return found


def _proof(
    sizes: set[Decimal], known: set[Decimal], scale: Decimal, largest: Decimal | None
) -> Borrowed | None:
    """What a table's figures say of its scale: those of the statements, or the same in full."""
    in_full = {s for s in sizes if s >= scale * LONG and round(s / scale) in known}
    if in_full:
        return Borrowed(ONE, PROVEN)
    if largest is not None and sizes and max(sizes) > MOST_TIMES * largest:
        return Borrowed(ONE, UNKNOWN)
    same = sizes & known
    if len(same) > 1 or any(_digits(size) >= LONG for size in same):
        return Borrowed(scale, PROVEN)
    return None


def _digits(size: Decimal) -> int:
    """The size in units of its last printed digit."""
    return int(abs(size).scaleb(-min(0, int(size.as_tuple().exponent))))


def _sizes(table: Table) -> Iterator[Decimal]:
    """The amounts of a table as printed, of four digits and more."""
    for cell in table.grid.cells:
        if cell.column == 0 or sum(map(str.isdigit, cell.text)) < 4:
            continue
        number = read_cell(cell.text)
        if not isinstance(number, Printed) or number.mark is not None:
            continue
        is_amount = number.currency is not None or "," in cell.text
        if is_amount and abs(number.value) >= number.quantum * LEAST_DIGITS:
            yield abs(number.value)


def _is_always_noted(tables: Sequence[Table], named: int, without: Sequence[Table]) -> bool:
    """Hardly a table of amounts is without its note: one that is, is likely in something else.

    Only where cells have places: other formats lose notes on the way.
    """
    if not any(cell.box is not None for table in tables[:1] for cell in table.grid.cells):
        return False
    of_amounts = sum(any(_GROUPED.search(c.text) for c in t.grid.cells) for t in without)
    return named >= ALWAYS_NOTED * (named + of_amounts)


def _lists_securities(table: Table) -> bool:
    """A table of shares bought, or of awards: outside the statements, and often in full."""
    words = (table.caption, *(column.header.replace(" | ", " ") for column in table.columns))
    return any(map(SECURITIES.search, words))
