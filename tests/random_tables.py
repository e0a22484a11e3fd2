"""Tables made of random facts, for round trips: what is printed, and the facts that it states.

The labels are words of accounting; flows stand under stretches of time, balances under dates. A
row without any value is a heading by definition, so each row has one, and each column too. Money
is printed in the table's scale, amounts a share with cents, shares of something in per cent.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from hypothesis import assume
from hypothesis import strategies as st

from ingest.types import Fact, Parsed, Period

COMPANY = "Marl Pumps Limited"
PROSE = "The directors thank everyone who worked for the company through a year of change."
# Unit note -> currency, scale. The second of each pair excepts amounts a share.
NOTES = {
    "RMB'000": ("CNY", 1000),
    "RMB million": ("CNY", 10**6),
    "HK$ million": ("HKD", 10**6),
    "(US$ in thousands, except per share data)": ("USD", 1000),
    "(in millions of US dollars, except per share amounts)": ("USD", 10**6),
    "€ million": ("EUR", 10**6),
    "(Expressed in RMB thousands)": ("CNY", 1000),
}
FLOWS = (
    "Product sales", "Licence fees", "Maintenance services", "Staff costs", "Freight and storage",
    "Marketing", "Depreciation of plant", "Amortisation of software", "Travel", "Rent of premises",
    "Legal and audit fees", "Energy", "Insurance premiums", "Repairs", "Donations",
)  # fmt: skip
BALANCES = (
    "Inventories", "Trade receivables", "Plant and equipment", "Goodwill", "Deferred tax",
    "Bank deposits", "Prepayments", "Right-of-use items", "Patents and licences", "Vehicles",
    "Tools and moulds", "Land", "Contract costs", "Loans to staff", "Investments in funds",
)  # fmt: skip
RATES = ("Gross margin", "Share of exports", "Utilisation of plant", "Effective tax rate")
SECTIONS = ("Pumps division", "Valves division", "Services division", "Group functions")


class Stated(NamedTuple):
    """What one cell states; the identity of a fact in a round trip."""

    labels: tuple[str, ...]
    period: Period | None
    value: Decimal
    quantum: Decimal
    unit: str | None
    scale: Decimal


@dataclass(frozen=True)
class Head:
    """A column's header: one line, or the part common to all columns above its own."""

    period: Period
    common: str  # over all columns; may be empty
    own: str


@dataclass(frozen=True)
class PrintedCell:
    """A value as printed, its sign in the style of the table, and what it states."""

    text: str
    number: Decimal | None  # as printed, before scale; None: nothing stands there
    places: int
    is_percent: bool = False
    is_nil: bool = False


@dataclass(frozen=True)
class Row:
    """A label with a cell for each column; a heading has none."""

    label: str
    cells: tuple[PrintedCell, ...]
    unit: str | None
    scale: Decimal
    path: tuple[str, ...]


@dataclass(frozen=True)
class FactTable:
    """A table before it is set in any format."""

    caption: str
    note: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]

    @property
    def has_common_head(self) -> bool:
        return bool(self.heads[0].common)

    def stated(self) -> Counter[Stated]:
        """The facts in it."""
        found: Counter[Stated] = Counter()
        for row in self.rows:
            for head, cell in zip(self.heads, row.cells, strict=False):
                if cell.number is not None:
                    quantum = Decimal(1).scaleb(-cell.places) * row.scale
                    value = cell.number * row.scale
                    found[Stated(row.path, head.period, value, quantum, row.unit, row.scale)] += 1
        return found

    def lines(self) -> list[list[str]]:
        """Header and rows as texts; a common head stands over the first column of values."""
        above = [["", self.heads[0].common, *[""] * (len(self.heads) - 1)]]
        top = above if self.has_common_head else []
        return [
            *top,
            ["", *(head.own for head in self.heads)],
            *([row.label, *(cell.text for cell in row.cells)] for row in self.rows),
        ]


def read_back(parsed: Parsed) -> Counter[Stated]:
    """The facts that may answer, as `FactTable.stated` gives them."""
    return Counter(_stated(fact) for fact in parsed.facts if fact.confidence >= 0.5)


def _stated(fact: Fact) -> Stated:
    return Stated(fact.labels, fact.period, fact.value, fact.quantum, fact.unit, fact.scale)


def _year(end: date) -> Period:
    return Period(date(end.year, 1, 1), end)


@st.composite
def _heads(draw: st.DrawFn, are_balances: bool) -> tuple[Head, ...]:
    count = draw(st.integers(1, 4))
    last = draw(st.integers(2012, 2026))
    years = [last - index for index in range(count)]
    if draw(st.booleans()):
        years.reverse()
    if are_balances:
        month, day = draw(st.sampled_from(((12, 31), (6, 30), (3, 31))))
        periods = [Period(None, date(year, month, day)) for year in years]
        name = {12: "December", 6: "June", 3: "March"}[month]
        styles = [
            ("", f"{day} {name} {{}}"),
            ("", f"As at {day} {name} {{}}"),
            (f"As at {day} {name}", "{}"),
            ("", f"{name} {day}, {{}}"),
        ]
    elif draw(st.booleans()):
        periods = [_year(date(year, 12, 31)) for year in years]
        styles = [
            ("", "{}"),
            ("", "FY{}"),
            ("Year ended 31 December", "{}"),
            ("", "Year ended 31 December {}"),
        ]
    else:
        periods = [_year(date(year, 6, 30)) for year in years]
        styles = [
            ("", "1H {}"),
            ("Six months ended 30 June", "{}"),
            ("", "Six months ended 30 June {}"),
        ]
    common, own = draw(st.sampled_from(styles))
    pairs = zip(periods, years, strict=True)
    return tuple(Head(period, common, own.format(year)) for period, year in pairs)


def _printed(number: Decimal, places: int, *, minus: bool, suffix: str = "") -> str:
    size = f"{abs(number):,.{places}f}{suffix}"
    if number >= 0:
        return size
    return f"-{size}" if minus else f"({size})"


@st.composite
def _cell(draw: st.DrawFn, kind: str, minus: bool) -> PrintedCell:
    shape = draw(st.integers(0, 19))
    if shape == 0:
        return PrintedCell("", None, 0)
    if shape == 1 and kind == "money":
        return PrintedCell(draw(st.sampled_from(("-", "–", "—"))), Decimal(0), 0, is_nil=True)
    places = {"money": 0, "percent": 1, "share": 2}[kind]
    most = {"money": 10 ** draw(st.integers(2, 8)), "percent": 999, "share": 9999}[kind]
    digits = draw(st.integers(1, most))
    number = Decimal(digits if draw(st.integers(0, 3)) else -digits).scaleb(-places)
    suffix = "%" if kind == "percent" else ""
    text = _printed(number, places, minus=minus, suffix=suffix)
    return PrintedCell(text, number, places, is_percent=kind == "percent")


def _sized(cells: tuple[PrintedCell, ...]) -> bool:
    return any(cell.number is not None and not cell.is_nil for cell in cells)


@st.composite
def fact_tables(draw: st.DrawFn) -> FactTable:
    """A random table of one entity, one currency, and periods of one kind."""
    are_balances = draw(st.booleans())
    heads = draw(_heads(are_balances))
    note = draw(st.sampled_from(sorted(NOTES)))
    currency, scale = NOTES[note]
    minus = draw(st.booleans())
    pool = iter(draw(st.permutations(BALANCES if are_balances else FLOWS)))
    rows: list[Row] = []

    def add(label: str, kind: str, path: tuple[str, ...]) -> None:
        cell = _cell(kind, minus)
        cells = draw(st.tuples(*[cell] * len(heads)).filter(_sized))
        unit = {"money": currency, "percent": "percent", "share": f"{currency}/share"}[kind]
        of = {"money": Decimal(scale), "percent": Decimal("0.01"), "share": Decimal(1)}[kind]
        rows.append(Row(label, cells, unit, of, (*path, label)))

    for _ in range(draw(st.integers(2, 4))):
        add(next(pool), "money", ())
    for section in SECTIONS[: draw(st.integers(0, 3))]:
        rows.append(Row(section, (), None, Decimal(1), ()))
        for _ in range(draw(st.integers(1, 3))):
            add(next(pool), "money", (section,))
        add(f"Total {section.lower()}", "money", (section,))
    for label in RATES[: draw(st.integers(0, 2))]:
        add(label, "percent", ())
    if not are_balances and "except per share" in note and draw(st.booleans()):
        add("Basic earnings per share", "share", ())
    columns = zip(*(row.cells for row in rows if row.cells), strict=True)
    assume(all(_sized(column) for column in columns))
    kind = "Balances" if are_balances else "Income and expenses"
    return FactTable(f"{kind} of the group", note, heads, tuple(rows))
