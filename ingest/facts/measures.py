"""Unit and scale of a cell: what it shows, else its row, column, table or filing. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from ingest.facts.counting import count_scale, counted, counts_shares, one_by_one
from ingest.facts.habit import Money
from ingest.facts.lines import (
    BORROWED_UNIT,
    HUNDREDTH,
    NO_UNIT,
    ONE,
    UNLIKE_OTHERS,
    Line,
    Measured,
)
from ingest.facts.marks import WHOLE
from ingest.facts.numbers import Printed
from ingest.facts.units import (
    DOLLARS,
    PHYSICAL,
    Unit,
    is_per_share,
    is_unit_note,
    measure_of,
    read_unit,
    with_measure,
)
from ingest.facts.wording import (
    AWARD_PRICE,
    CAPITAL,
    COUNT_LABEL,
    DAYS,
    HEADCOUNT,
    MATURITIES,
    NOT_MONEY,
    NOTE_FILL,
    OF_MONEY,
    PEOPLE_LABEL,
    PERCENT_LABEL,
    PERCENT_SECTION,
    PRICE,
    RATES,
    RATIO,
    THINGS,
    YEARS,
)
from ingest.types import Identity, Statement

_COUNTS_OF = re.compile(
    r"\b(?:number|count)\s+of\s+(?:[\w-]+\s+){0,2}?(?P<what>employees|persons|people|staff|stores"
    r"|warehouses|restaurants|branches|locations|facilities|vehicles|customers|members|patents)\b",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"[(（\[]([^()（）\[\]]{1,60})[)）\]]")
_TAIL = re.compile(r"(?:[,:：–—]|\s-|\bin)\s*([^,:：–—]{2,30})$")
_PER_ONE = re.compile(r"\bper\s+(?!cent\b|annum\b|year\b|month\b|share\b)[a-z]", re.IGNORECASE)
_FOR_ONE = re.compile(
    r"(?:RMB|yuan|[$€£¥])\s*(?:/|\bper\b)\s*(?!share|annum|year|month)[a-z]", re.IGNORECASE
)
_LARGEST_RATE = 1000
_MILLION = Decimal(10) ** 6
_LONGEST_LIFE = 200  # years
_SCALED_WITH_NOTE = frozenset({"shares", "sqft", "m2"})
_TOO_MUCH = Decimal(10) ** 14  # of money: more than the largest balance sheets come to
_CENT_MARKS = ("¢", "cents", "cent")


def measure(line: Line, text: str, number: Printed, identity: Identity, usual: Money) -> Measured:
    """Unit and scale of one printed number (`text` is its cell)."""
    own = _row_unit(line)
    heading = _heading_unit(line)
    units = (own, heading, line.note)
    currency = number.currency or _currency(units, usual, identity)
    told = (
        _marked(number, currency)
        or _taken_out(line, number, currency)
        or _told_by_words(line, number, units, currency)
        or _counted(line, number, units, usual)
        or _told_by_note(line, number, units, currency)
    )
    if told is not None:
        is_count = told == Measured("shares", ONE) and line.note == Unit() and not heading.scale
        return one_by_one(line, usual) if is_count else told
    if _is_likely_per_share(line, number):
        return Measured(_per_share(currency), ONE, UNLIKE_OTHERS)
    if own.is_money and own.scale is None and _PER_ONE.search(" ".join(line.path[-2:])):
        return Measured(currency, ONE)  # "Billings per user (RMB)", in a table of thousands
    if heading.is_money and heading.scale is None and _FOR_ONE.search(line.column.header):
        return Measured(currency, ONE)  # "Average selling price | RMB/sq.m."
    of_money = (u.scale for u in units if u.unit is None or u.is_money)
    if (scale := next(filter(None, of_money), None)) is not None:
        return Measured(currency, scale)
    if own.unit or heading.unit or line.note.unit:
        return _unscaled(line, number, currency, usual)
    if COUNT_LABEL.search(line.label) and not number.currency:
        return Measured(measure_of(line.label), ONE, NO_UNIT)
    if PEOPLE_LABEL.match(line.label) and not (number.currency or line.marks.is_money):
        return Measured(measure_of(line.label), ONE, NO_UNIT)
    if line.column.index in line.marks.percents and _may_be_share(line, number, text):
        return Measured("percent", HUNDREDTH, BORROWED_UNIT)
    grouped = "," in text and measure_of(line.label) is None
    is_primary = line.table.statement is not Statement.OTHER
    if number.currency or line.marks.is_money or grouped or is_primary:
        return _unscaled(line, number, currency, usual)
    return Measured(None, ONE, NO_UNIT)


def _may_be_share(line: Line, number: Printed, text: str) -> bool:
    """Like the column's marked percentages: printed as finely as one of them, or the whole."""
    is_like = (line.column.index, number.quantum) in line.marks.percent_quanta
    return "," not in text and (is_like or number.is_nil or abs(number.value) == WHOLE)


def _is_likely_per_share(line: Line, number: Printed) -> bool:
    """Cents where the note takes amounts per share out, and the table is in millions."""
    is_finer = number.quantum <= HUNDREDTH and (line.note.scale or ONE) >= _MILLION
    note = line.table.unit_note.lower()
    return is_finer and not number.is_nil and "per" in note.partition("except")[2]


def _heading_unit(line: Line) -> Unit:
    """The unit of the column's header; a column that shows a currency is of money all the same."""
    unit = Unit(line.column.unit, line.column.scale or None)
    is_told = line.column.unit is None or unit.is_money or not line.is_beside_money
    return unit if is_told else Unit()


def _counted(
    line: Line, number: Printed, units: tuple[Unit, Unit, Unit], usual: Money
) -> Measured | None:
    """Counts of shares and things, years, and percentages without their mark."""
    if number.currency or CAPITAL.search(line.label):
        return None
    if (line.row, line.column.index) in line.marks.unmarked_percents:
        return Measured("percent", HUNDREDTH, BORROWED_UNIT)
    if line.column.index in line.marks.years and not units[0].unit and not units[1].unit:
        return Measured(None, ONE, NO_UNIT)
    if (found := counted(line, number, units, usual)) is not None:
        return found
    things = _COUNTS_OF.search(line.table.caption)
    if things is not None and not (line.marks.is_money or units[0].unit or units[1].unit):
        return Measured(measure_of(things["what"]), ONE)  # "Number of employees" over it all
    if HEADCOUNT.search(line.table.caption) and _may_be_persons(line, number, units):
        return Measured("persons", ONE)
    is_rate = line.column.index in line.marks.percents and RATES.search(line.column.header)
    if is_rate or (line.column.index, number.quantum) in line.marks.fine_percents:
        return Measured("percent", HUNDREDTH, BORROWED_UNIT)  # only first and last show the mark
    return None


def _may_be_persons(line: Line, number: Printed, units: tuple[Unit, Unit, Unit]) -> bool:
    """Whole numbers that nothing near calls anything else, under "had 120 employees as follows"."""
    is_told = line.marks.is_money or any(unit.unit or unit.scale for unit in units)
    is_share = line.column.index in line.marks.percents or line.column.labels
    return number.quantum == 1 and number.value >= 0 and not (is_told or is_share)


def _told_by_note(
    line: Line, number: Printed, units: tuple[Unit, Unit, Unit], currency: str | None
) -> Measured | None:
    """What a note that is not of money says: "(Shares in thousands)", "(percentage of sales)".

    Prices and values beside the counts are amounts.
    """
    own, heading, note = units
    if note.unit is None or note.is_money or own.unit or heading.unit:
        return None
    if number.currency or PRICE.search(line.column.header):
        return Measured(currency, own.scale or heading.scale or ONE)
    return Measured(note.unit, note.scale or ONE)


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
    if CAPITAL.search(line.label):
        return None
    if not number.currency and (found := _told_by_label(line, number, (own, heading))):
        return found
    may_be_money = number.currency or all(u.unit is None or u.is_money for u in (own, heading))
    is_count = not number.currency and counts_shares(line)
    if may_be_money and not is_count and _is_per_share(line, number):
        return Measured(_per_share(currency), _cents(units))
    for given in (own, heading):
        if given.unit is None or given.is_money:
            continue
        if number.currency:  # an amount for each of them, or beside them
            return Measured(currency, ONE, UNLIKE_OTHERS) if given.unit in PHYSICAL else None
        scaled = given.unit in _SCALED_WITH_NOTE and given.scale is None
        return Measured(given.unit, count_scale(note, number) if scaled else given.scale or ONE)
    return None


def _told_by_label(line: Line, number: Printed, units: tuple[Unit, Unit]) -> Measured | None:
    """Percentages, days, ratios, years: no amounts, whatever the table is in."""
    own, heading = units
    if PERCENT_LABEL.search(line.label):
        return Measured("percent", HUNDREDTH)
    if abs(number.value) >= _LARGEST_RATE:
        return None
    if DAYS.search(line.label):
        return Measured("days", ONE)
    if RATIO.search(line.label):
        return Measured("ratio", ONE)
    words = f"{' '.join(line.column.labels)} {line.label}"
    if (
        YEARS.search(words)
        and not MATURITIES.search(line.column.header)
        and abs(number.value) < _LONGEST_LIFE
    ):
        return Measured("years", ONE)
    if NOT_MONEY.search(words) and own.unit is None and heading.unit is None:
        return Measured(None, heading.scale or ONE, NO_UNIT)  # of loans, of years
    if any(map(PERCENT_SECTION.search, line.path[-3:-1])) and own.unit is None:
        return Measured("percent", HUNDREDTH, BORROWED_UNIT)
    return None


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


def _unscaled(line: Line, number: Printed, currency: str | None, usual: Money) -> Measured:
    """Money whose scale nothing near it says: the filing's habit, or as printed.

    An amount with cents ("$ 8.14") is a price, whatever scale the filing's statements have.
    """
    if line.column.unit is not None and currency != usual.currency:
        return Measured(currency, ONE)  # "(HK$)" over a column: the habit is of another currency
    is_of_money = OF_MONEY.search(line.column.header) or line.is_beside_money
    if not number.currency and not is_of_money and THINGS.search(line.column.header):
        return Measured(None, ONE, NO_UNIT)
    borrowed = usual.borrowed(line.table)
    if borrowed is not None and abs(number.value) * borrowed.scale >= _TOO_MUCH:
        if number.currency:
            return Measured(currency, ONE, BORROWED_UNIT)  # printed to the dollar
        return Measured(None, ONE, UNLIKE_OTHERS)
    if borrowed is not None and number.quantum > HUNDREDTH:
        return Measured(currency, borrowed.scale, borrowed.sure)
    if number.currency is not None or line.column.unit is not None or line.table.unit_note:
        return Measured(currency, ONE)
    if line.is_beside_money:  # amounts from one that shows its currency on
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
    if any(is_per_share(part) for part in (line.label, *line.column.labels)):
        return True
    if line.column.unit is not None and line.column.unit.endswith("/share"):
        return True
    words = " ".join(line.column.labels)
    if AWARD_PRICE.search(words) or (number.quantum < 1 and AWARD_PRICE.search(line.label)):
        return True
    return number.quantum < 1 and is_per_share(line.heading)


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
        last = inner.rpartition(",")[2]  # "(ARPU, RMB)"
        if last != inner and is_unit_note(last) and read_unit(last).is_money:
            return read_unit(last)
    tail = _TAIL.search(label[-60:])
    if tail is not None and is_unit_note(tail.group(1)):
        unit = read_unit(tail.group(1))
        if unit.is_money or unit.scale is not None:
            return unit
    return Unit()
