"""Cells to facts: each value bound to its line item, period, unit, scale and entity. Pure.

What a cell does not say, its column says; then its row's label; then the table's unit note; then
the filing. Each step away from the cell costs confidence, and nothing is filled in beyond that.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.facts.numbers import Malformed, Printed, read_cell
from ingest.facts.periods import single_period
from ingest.facts.sections import Sections, clean_label
from ingest.facts.units import (
    DOLLARS,
    Unit,
    has_unit_mark,
    is_money,
    is_per_share,
    is_unit_note,
    measure_of,
    read_unit,
)
from ingest.tables.lattice import Lattice, doubtful_rows
from ingest.types import Column, Fact, Identity, Period, Statement, Table

_BRACKET = re.compile(r"[(（\[]([^()（）\[\]]{1,60})[)）\]]")
_PERCENT_LABEL = re.compile(
    r"^%|\bpercent(?:age)?\s+of\b|\bas\s+(?:a\s+)?%|\(%\)|（%）", re.IGNORECASE
)
_SHARE_COUNT = re.compile(
    r"\b(?:weighted|number\s+of|average|shares\s+outstanding|diluted\s+shares|basic\s+shares)\b.*\bshares?\b"
    r"|\bshares?\s+(?:outstanding|issued|used|repurchased)|股[份數数]",
    re.IGNORECASE,
)
_MEASURE_OF = re.compile(r"(?:tonnes|tons|kg|kilograms|litres|m3)\b", re.IGNORECASE)
_INNER_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+")
FEW_NOTES = 3  # fewer unit notes do not make a habit
_ASIDE = re.compile(
    r"(?:[\s(（]*(?:(?:un)?audited|restated|approximately|continued|未經審[計核]|经重列|經重列)[\s)）]*)+",
    re.IGNORECASE,
)
DOUBTED, NO_UNIT, BORROWED_UNIT, NO_PERIOD, BORROWED_PERIOD, NO_LABEL = (
    Decimal(part) for part in ("0.45", "0.85", "0.8", "0.75", "0.85", "0.4")
)


@dataclass(frozen=True, slots=True)
class _Money:
    """The currency and scale that most tables of a filing name."""

    currency: str | None
    scale: Decimal | None


def bind_facts(tables: Sequence[Table], identity: Identity) -> tuple[tuple[Fact, ...], int]:
    """The facts of all tables, and how many cells with digits could not be read."""
    usual = _usual_money(tables, identity)
    facts: list[Fact] = []
    not_read = 0
    for table in tables:
        bound, missed = _bind_table(table, identity, usual)
        facts.extend(bound)
        not_read += missed
    return tuple(facts), not_read


def _usual_money(tables: Sequence[Table], identity: Identity) -> _Money:
    notes: Counter[tuple[str | None, Decimal]] = Counter()
    for table in tables:
        units = [read_unit(table.unit_note)] if table.unit_note else []
        units += [Unit(c.unit, c.scale or None) for c in table.columns if is_money(c.unit)]
        for unit in units[:1]:
            if unit.scale is not None and (unit.unit is None or unit.is_money):
                notes[(unit.unit, unit.scale)] += 1
    if sum(notes.values()) < FEW_NOTES:
        return _Money(identity.currency, None)
    (currency, scale), count = notes.most_common(1)[0]
    agreed = count * 3 >= 2 * sum(notes.values())
    return _Money(identity.currency or currency, scale if agreed else None)


def _bind_table(table: Table, identity: Identity, usual: _Money) -> tuple[list[Fact], int]:
    lattice = Lattice(table.grid)
    columns = {column.index: column for column in table.columns if not column.is_note_reference}
    references = {column.index for column in table.columns if column.is_note_reference}
    sections = Sections()
    doubted = doubtful_rows(table.doubts)
    facts: list[Fact] = []
    not_read = 0
    for row in range(table.header_rows, table.grid.row_count):
        cells = [cell for cell in lattice.row(row) if cell.text.strip()]
        printed = {c.column: (c, read_cell(c.text)) for c in cells if c.column not in references}
        values = {
            index: (cell, number)
            for index, (cell, number) in printed.items()
            if index in columns and isinstance(number, Printed)
        }
        not_read += sum(
            isinstance(number, Malformed) or (number is not None and index not in columns)
            for index, (_, number) in printed.items()
            if index > 0
        )
        first = min(values, default=table.grid.column_count)
        words = [
            cell for cell in cells
            if cell.column < first and cell.column not in references
            and (cell.column == 0 or not isinstance(read_cell(cell.text), (Printed, Malformed)))
        ]  # fmt: skip
        units = [cell.text for cell in words if cell.column > 0 and is_unit_note(cell.text)]
        words = [cell for cell in words if cell.column == 0 or not is_unit_note(cell.text)]
        label = " ".join(clean_label(cell.text) for cell in words if re.search(r"\w", cell.text))
        if not values:
            if label and not has_unit_mark(label) and not _ASIDE.fullmatch(label):
                lead = next((cell for cell in cells if cell.column == 0), None)
                sections.open(label, lead.box.x0 if lead is not None and lead.box else None)
            continue
        if row in doubted or len(_INNER_NUMBER.findall(label)) >= 2:
            not_read += len(values)  # a row misread: its numbers are not guessed at
            continue
        left = next((cell.box.x0 for cell in cells if cell.column == 0 and cell.box), None)
        path = sections.path_of(label, left)
        for index, (cell, number) in values.items():
            assert isinstance(number, Printed)  # noqa: S101 - narrowed above
            facts.append(
                _bind_cell(
                    table,
                    _with_unit(columns[index], units),
                    row,
                    path,
                    cell.text,
                    number,
                    identity,
                    usual,
                )
            )
    return facts, not_read


def _with_unit(column: Column, units: Sequence[str]) -> Column:
    """A column of units beside the labels says what each row's values are in."""
    if not units or column.unit is not None:
        return column
    unit = read_unit(units[0])
    return replace(column, unit=unit.unit, scale=unit.scale or Decimal(0))


def _bind_cell(
    table: Table,
    column: Column,
    row: int,
    path: tuple[str, ...],
    text: str,
    number: Printed,
    identity: Identity,
    usual: _Money,
) -> Fact:
    unit, scale, sure = _unit_of(table, column, path, text, number, identity, usual)
    period, dated = _period_of(table, column, path, identity)
    confidence = sure * dated
    if any(not text.startswith("row ") for text in table.doubts):
        confidence *= DOUBTED
    if not path or not path[-1]:
        confidence *= NO_LABEL
    return Fact(
        fact_id=f"{table.table_id}-{row}-{column.index}",
        filing_id=table.filing_id,
        table_id=table.table_id,
        row=row,
        column=column.index,
        page=table.page,
        labels=path,
        column_labels=column.labels,
        text=text,
        value=number.value * scale,
        quantum=number.quantum * scale,
        unit=unit,
        scale=scale,
        period=period,
        entity=identity.company,
        confidence=round(float(confidence), 2),
    )


def _unit_of(
    table: Table,
    column: Column,
    path: tuple[str, ...],
    number_text: str,
    number: Printed,
    identity: Identity,
    usual: _Money,
) -> tuple[str | None, Decimal, Decimal]:
    """Unit, scale, and how sure they are."""
    one = Decimal(1)
    if number.mark == "%":
        return "percent", Decimal("0.01"), one
    if number.mark in ("bps", "bp"):
        return "percentage_point", Decimal("0.0001"), one
    if number.mark in ("x", "times", "倍"):
        return "ratio", one, one
    if number.mark is not None and number.mark not in ("¢", "cents", "cent"):
        return measure_of(number.mark) or number.mark, one, one
    label = path[-1] if path else ""
    note = read_unit(table.unit_note) if table.unit_note else Unit()
    heading = Unit(column.unit, column.scale or None)
    own = _label_unit(label)
    money = number.currency or _currency(own, heading, note, usual, identity)
    if number.mark in ("¢", "cents", "cent"):
        return (f"{money}/share" if money else None), Decimal("0.01"), one
    if _PERCENT_LABEL.search(label) and not number.currency:
        return "percent", Decimal("0.01"), one
    if any(is_per_share(part) for part in path[-2:]) and not number.currency == "":
        if not (own.unit and not own.is_money) and heading.unit in (None, money, f"{money}/share"):
            return (f"{money}/share" if money else None), one, one
    for given in (own, heading):
        if given.unit is not None and not given.is_money:
            return given.unit, given.scale or one, one
    if _SHARE_COUNT.search(label) and not number.currency:
        scale = own.scale or (one if note.excepts_shares else note.scale or heading.scale or one)
        return "shares", scale, one
    scale = own.scale or heading.scale or note.scale
    if own.unit or heading.unit or note.unit or scale is not None or number.currency:
        if note.unit is not None and not note.is_money and not (own.unit or heading.unit):
            return note.unit, note.scale or one, one
        return money, scale or one, one
    grouped = "," in number_text and measure_of(label) is None
    if usual.scale is not None and (grouped or table.statement is not Statement.OTHER):
        return money, usual.scale, BORROWED_UNIT
    return None, one, NO_UNIT


def _currency(
    own: Unit, heading: Unit, note: Unit, usual: _Money, identity: Identity
) -> str | None:
    named = next((u.unit[:3] for u in (own, heading, note) if u.unit and u.is_money), None)
    if named == "USD" and identity.currency in DOLLARS:
        return identity.currency  # a bare dollar sign is the filing's own dollar
    return named or identity.currency or usual.currency


def _label_unit(label: str) -> Unit:
    """The unit in the brackets of a label: "Total energy consumption (MWh)"."""
    for match in reversed(list(_BRACKET.finditer(label))):
        if is_unit_note(match.group(1)) or _MEASURE_OF.match(match.group(1)):
            return read_unit(match.group(1))
    return Unit()


def _period_of(
    table: Table, column: Column, path: tuple[str, ...], identity: Identity
) -> tuple[Period | None, Decimal]:
    """The period, and how sure it is."""
    if column.period is not None:
        if table.statement in (Statement.CASH_FLOWS, Statement.EQUITY) and column.period.start:
            return _of_balance(path, column.period), Decimal(1)
        return column.period, Decimal(1)
    if any(other.period for other in table.columns) or not _tells_apart(column, table.columns):
        return None, NO_PERIOD  # a change, a total, or a column whose header was lost
    for part in reversed(path):
        if (period := single_period(part, identity.fiscal_year_end)) is not None:
            return period, Decimal(1)
    if (period := single_period(table.caption, identity.fiscal_year_end)) is not None:
        return period, BORROWED_PERIOD
    return identity.period, NO_PERIOD


def _tells_apart(column: Column, columns: Sequence[Column]) -> bool:
    """Columns of one period differ in what they show; alike ones differ in an unknown period."""
    mine = (column.labels, column.unit)
    return sum((c.labels, c.unit) == mine for c in columns if not c.is_note_reference) == 1


_OPENING = re.compile(r"\b(?:at|,)?\s*(?:the\s+)?beginning\b|\bopening\b|期初|年初", re.IGNORECASE)
_CLOSING = re.compile(r"\b(?:at\s+)?(?:the\s+)?end\s+of\b|\bclosing\b|期末|年末", re.IGNORECASE)


def _of_balance(path: tuple[str, ...], period: Period) -> Period:
    """In a flow statement the opening and closing balances are instants."""
    label = path[-1] if path else ""
    if period.start is not None and _OPENING.search(label):
        return Period(None, period.start.fromordinal(period.start.toordinal() - 1))
    if _CLOSING.search(label):
        return Period(None, period.end)
    return period
