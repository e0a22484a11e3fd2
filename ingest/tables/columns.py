"""Header texts to columns: the period, unit and words each column of values stands under. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.facts.calendar import YearEnd, ends_together
from ingest.facts.periods import (
    Shape,
    has_year_rest,
    parse_periods,
    parse_shape,
    single_period,
)
from ingest.facts.units import (
    PHYSICAL,
    Unit,
    is_per_share,
    is_unit_note,
    read_unit,
    with_measure,
    without_unit_marks,
)
from ingest.tables.header_words import mend_words
from ingest.tables.headers import stack_headers, value_columns
from ingest.tables.lattice import Lattice
from ingest.tables.references import REFERENCE_HEADING, is_reference, looks_like_notes
from ingest.tables.shapes import context_year, leading_shape
from ingest.types import Column, Identity, Period, Statement

_ASIDE = re.compile(
    r"\bapproximately\b|[(（]?\s*\b(?:un)?audi?[dit]{1,3}e{1,2}d\b\s*[)）]?"
    r"|\bsee\s+notes?\s+\d{1,2}\b|[(（](?:restated|未經?[審审][計计核]?|[經经]重列)[)）]|^\s*[(（]\d+[)）]\s*$",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"(?<!x)(?<!before )(?<!after )(?<!before the )(?<!after the )chang"
    r"|\bchg|varian|increase|decrease|growth|yoy|\bvs?\b|versus"
    r"|[增减減][長长減减幅]|同比|[变變][动動]",
    re.IGNORECASE,
)
# What extraction leaves of a date's words beside the date: "31 D", "ecember", "led", a cut year
_DATE_REST = re.compile(
    r"(?:\s*(?:\d{1,3}|[A-Z][a-z]{0,2}|[a-z]{0,4}(?:ry|ch|il|ust|ber)|[a-z]{0,3}ed)\b)+\s*"
)
_ENDED_REST = re.compile(r"\b[a-z]{0,4}ed\s*$")  # "Six months end | led June 30"
_BARE_YEAR = re.compile(r"\W*\d{4}\W*")
_NOTE_BESIDE_YEAR = re.compile(r"^\W*notes?\W+(?=(?:19|20)\d\d\W*$)", re.IGNORECASE)
_PERIOD_FILL = re.compile(
    r"\b(?:for|the|as|at|of|on|and|year|years|fiscal|financial|end\w{0,4}|months?|weeks?|quarters?"
    r"|half|period|periods|three|six|nine|twelve)\b|[\s,.:;()/–—-]+",
    re.IGNORECASE,
)
_LEADING_FILL = re.compile(r"^(?:(?:for|the|as|at|of|on|and)\b[\s/,]*|/\s*)+", re.IGNORECASE)
_TRAILING_FILL = re.compile(r"(?:[\s/,]+(?:for|the|as|at|of|on|in|and))+$", re.IGNORECASE)
_BRACKET = re.compile(r"[(（\[]([^()（）\[\]]{1,60})[)）\]]")
# "(One Billion Shares Authorized)" describes the capital, not the column below
_AUTHORISED = re.compile(r"[(（][^()（）]*\bauthori[sz]ed\b[^()（）]*[)）]", re.IGNORECASE)
_EXCEPT = re.compile(r"\bexcept\b", re.IGNORECASE)
_COUNT_OF = re.compile(r"\b(?:number|no\.)\s+of\b|[數数]目$", re.IGNORECASE)
_NUMBER_UNDER_STOCK = re.compile(r"\b(?:stock|shares)\b.*\bnumber\W*$", re.IGNORECASE)
LONGEST_PERIOD = 60  # characters of a heading that is a period
FLOWS = (Statement.INCOME, Statement.COMPREHENSIVE_INCOME, Statement.CASH_FLOWS)


@dataclass(frozen=True, slots=True)
class _Setting:
    """What holds for all columns of a table."""

    shape: Shape | None  # a period without its year
    context_year: int | None  # the one year that the lines above name
    statement: Statement
    identity: Identity


def read_columns(
    lattice: Lattice, header_rows: int, above: str, statement: Statement, identity: Identity
) -> tuple[Column, ...]:
    """The value columns with what their headers say. `above` is the text that leads the table."""
    values = value_columns(lattice, header_rows)
    stacks = stack_headers(lattice, header_rows, values)
    corner = mend_words(" ".join(filter(None, map(lattice.label, range(header_rows)))))
    year_end = identity.fiscal_year_end
    shape = leading_shape(list(stacks.values()), corner, above, year_end)
    setting = _Setting(shape, context_year(corner, above, year_end), statement, identity)
    columns = []
    for index in values:
        stack = stacks[index]
        refers = is_reference(lattice, index, header_rows, stack)
        if not (all(stacks.values()) and parse_periods(" ".join(stack), year_end)):
            refers = refers or looks_like_notes(lattice, index, header_rows, values)
        unit = _unit(stack, year_end)
        columns.append(
            Column(
                index=index,
                header=" | ".join(stack),
                period=_period(" ".join(stack), setting),
                unit=unit.unit,
                scale=unit.scale if unit.scale is not None else Decimal(0),
                labels=_words(stack, year_end),
                is_note_reference=refers,
            )
        )
    columns = _date_shapes(columns, stacks, setting)
    columns = _date_alike(list(_date_percents(columns)), year_end)
    if not _has_dated_sections(lattice, header_rows, year_end):
        columns = _date_by_corner(columns, single_period(corner, year_end), statement)
    return tuple(
        replace(column, period=None) if is_comparison(column.header) else column
        for column in columns
    )


def is_comparison(header: str) -> bool:
    """A column of changes between periods."""
    return _CHANGE.search(header) is not None


# ---------------------------------------------------------------------------------------------
# Units
# ---------------------------------------------------------------------------------------------


def _unit(stack: Sequence[str], year_end: YearEnd) -> Unit:
    """The unit that a header gives, from the bottom up: a note, a bracket, or a mark in words.

    "Common Shares" names a column of amounts and gives no unit; "Shares" alone, and "Number of
    shares", do.
    """
    whole = " ".join(stack)
    if is_per_share(whole) and not _EXCEPT.search(whole):
        # "Earnings | per | Share": what the note says is for other columns; a bracket is its own
        units = [read_unit(match[1]) for match in _BRACKET.finditer(whole)]
        return next((Unit(f"{u.unit}/share") for u in units if u.is_money and not u.scale), Unit())
    if _EXCEPT.search(whole) and is_unit_note(whole):  # "In millions, | except per | share"
        return read_unit(whole)
    for text in reversed(stack):
        rest = _AUTHORISED.sub(" ", _without_periods(text, year_end))
        if is_unit_note(rest):
            return read_unit(rest)
        for match in reversed(list(_BRACKET.finditer(rest))):
            if is_unit_note(match.group(1)):
                return with_measure(read_unit(match.group(1)), whole)
        unit = read_unit(rest)
        is_told = unit.is_money or unit.scale is not None or unit.unit in PHYSICAL
        if is_told or _COUNT_OF.search(rest):
            return unit
    if _COUNT_OF.search(whole):
        return read_unit(whole)
    if _NUMBER_UNDER_STOCK.search(whole):
        return Unit("shares")
    bare = _PERIOD_FILL.sub(" ", _without_periods(whole, year_end)).strip()
    return read_unit(bare) if is_unit_note(bare) else Unit()


def _without_periods(text: str, year_end: YearEnd) -> str:
    for span, _ in reversed(parse_periods(text, year_end)):
        text = text[: span.start] + " " + text[span.end :]
    return text.strip()


# ---------------------------------------------------------------------------------------------
# Words
# ---------------------------------------------------------------------------------------------


def _words(stack: Sequence[str], year_end: YearEnd) -> tuple[str, ...]:
    """What a header says beside period and unit: Group, Amount, Manufacturing."""
    kept = [_NOTE_BESIDE_YEAR.sub("", t) for t in stack if not REFERENCE_HEADING.match(t)]
    if kept and is_unit_note(kept[-1]) and not is_per_share(" ".join(kept)):
        kept.pop()
    # "Share" over "capital" is a word of the column; a scale over anything is a unit.
    kept = [text for text in kept if not (is_unit_note(text) and read_unit(text).scale is not None)]
    whole = " ".join(kept).replace("- ", "-")
    found = parse_periods(whole, year_end)
    if len({period for _, period in found}) > 1 and is_comparison(whole):
        return (whole,)  # "2023 vs. 2022 Change"
    rest = whole
    for span, _ in reversed(found):
        rest = rest[: span.start] + " " + rest[span.end :]
    rest = without_unit_marks(_ASIDE.sub(" ", rest)).strip(" ,:;-–—|")
    if found:
        rest = _TRAILING_FILL.sub("", _LEADING_FILL.sub("", rest))
    bare = _PERIOD_FILL.sub(" ", rest).strip()
    if not bare or is_unit_note(bare) or parse_shape(rest, year_end) is not None:
        return ()
    if found and _DATE_REST.fullmatch(bare):
        return ()
    return (rest,)


# ---------------------------------------------------------------------------------------------
# Periods
# ---------------------------------------------------------------------------------------------


def _period(header: str, setting: _Setting) -> Period | None:
    """The one period of a column's header, in the light of the statement it heads."""
    year_end = setting.identity.fiscal_year_end
    found = parse_periods(header, year_end)
    named = {period for _, period in found}
    if len(named) > 1:  # a bare year beside the date that says it in full
        full = [f for f in found if not _BARE_YEAR.fullmatch(f[0].of(header))]
        if {p.end.year for p in named} == {p.end.year for _, p in full}:
            found, named = full, {period for _, period in full}
    if len(named) != 1:
        return None
    (period,) = named
    span = found[0][0]
    if _BARE_YEAR.fullmatch(span.of(header)):
        shape = parse_shape(header, year_end)
        if shape is None and not _is_yet_to_come(period, setting):
            shape = setting.shape
        period = _of_bare_year(period, shape, setting)
    is_cut = found and _ENDED_REST.search(header[: found[0][0].start]) is not None
    if period.is_instant and (setting.statement in FLOWS or is_cut):
        period = _duration_ending(period, setting.shape, setting.identity)
    if not period.is_instant and setting.statement is Statement.BALANCE_SHEET:
        period = Period(None, period.end)
    return period


def _is_yet_to_come(period: Period, setting: _Setting) -> bool:
    """A year after the date on which the table stands: payments due in it, not a balance then."""
    shape, year = setting.shape, setting.context_year
    is_date = shape is not None and shape.months is None and shape.weeks is None
    return is_date and year is not None and period.end.year > year


def _of_bare_year(period: Period, shape: Shape | None, setting: _Setting) -> Period:
    if shape is not None:
        return shape.in_year(period.end.year)
    if setting.statement is Statement.BALANCE_SHEET:
        return Period(None, period.end)
    return _like_own(period, setting.identity)


def _like_own(period: Period, identity: Identity) -> Period:
    """In an interim filing a bare year is the interim period of that year."""
    own = identity.period
    if own is None or own.is_instant or own.months >= 11:
        return period
    back = own.end.year - period.end.year
    return own.shifted(-back) if 0 <= back <= 1 else period


def _duration_ending(period: Period, shape: Shape | None, identity: Identity) -> Period:
    """A flow statement's column headed by a date covers the stretch that ends on it."""
    year = period.end.year
    if shape is not None and (shape.months or shape.weeks):
        return shape._replace(month=period.end.month, day=period.end.day).in_year(year)
    own = identity.period
    if own is not None and own.start is not None:
        for back in range(4):
            if ends_together(own.shifted(-back), period):
                return Shape(own.months, None, period.end.month, period.end.day).in_year(year)
    return period


def _date_shapes(
    columns: Sequence[Column], stacks: Mapping[int, Sequence[str]], setting: _Setting
) -> list[Column]:
    """Columns headed by a period without year, where the lines above name the year.

    Nothing is taken from anywhere else where a column shows a year of its own, or the rest of
    one ("20:24"): then the header was misread, and no period is better than a wrong one.
    """
    year, year_end = setting.context_year, setting.identity.fiscal_year_end
    headers = {index: " ".join(stack) for index, stack in stacks.items()}
    shapes = {index: parse_shape(header, year_end) for index, header in headers.items()}
    has_years = any(c.period for c in columns) or any(map(has_year_rest, headers.values()))
    if has_years or year is None:
        return list(columns)
    dated = [shape for shape in shapes.values() if shape is not None]
    if len(set(dated)) != len(dated):
        return list(columns)  # alike: the years that told them apart were lost
    return [
        replace(column, period=shape.in_year(year))
        if (shape := shapes[column.index]) is not None
        else column
        for column in columns
    ]


def _date_percents(columns: Sequence[Column]) -> Iterator[Column]:
    """A percentage beside an amount is of the amount's period, where the year stands over both."""
    dated: Column | None = None
    for column in columns:
        if column.period is not None:
            dated = column
        elif (
            dated is not None
            and column.index == dated.index + 1
            and column.unit == "percent"
            and dated.unit != "percent"
            and not is_comparison(column.header)
        ):
            column = replace(column, period=dated.period)
        yield column


def _date_alike(columns: Sequence[Column], year_end: YearEnd) -> list[Column]:
    """One heading over columns that differ in words, printed over some of them: it is of all.

    A date amid the words of one column ("Unused as at 30 June 2024") is of that column alone.
    """
    shown = [column for column in columns if not column.is_note_reference]
    periods = {column.period for column in shown if column.period is not None}
    told_apart = len({column.labels for column in shown}) == len(shown)
    if len(periods) != 1 or not told_apart or not all(column.labels for column in shown):
        return list(columns)
    heads = [part for column in shown for part in column.header.split(" | ")]
    if not any(parse_periods(head, year_end) and not _words([head], year_end) for head in heads):
        return list(columns)
    (period,) = periods
    return [
        replace(column, period=period)
        if column.period is None and column in shown and _takes_over(column.header)
        else column
        for column in columns
    ]


def _has_dated_sections(lattice: Lattice, header_rows: int, year_end: YearEnd) -> bool:
    """A row in the body that only names a period: what is below is of it, not of the corner's."""
    rows = (lattice.row(row) for row in range(header_rows, lattice.row_count))
    headings = (row[0].text for row in rows if len(row) == 1 and row[0].column == 0)
    return any(len(text) < LONGEST_PERIOD and parse_periods(text, year_end) for text in headings)


def _date_by_corner(
    columns: Sequence[Column], period: Period | None, statement: Statement
) -> list[Column]:
    """A year in the table's corner is that of all its columns, where they show none."""
    if period is None or any(c.period or has_year_rest(c.header) for c in columns):
        return list(columns)
    if statement is Statement.BALANCE_SHEET:
        period = Period(None, period.end)
    return [
        column if is_comparison(column.header) else replace(column, period=period)
        for column in columns
    ]


def _takes_over(header: str) -> bool:
    return not is_comparison(header) and not has_year_rest(header)


def statement_of_columns(statement: Statement, columns: Sequence[Column]) -> Statement:
    """The statement that a table still is, its columns known.

    Those of a primary statement differ in period. A table whose columns differ in words
    (segments, levels of fair value, as reported and restated) is a note on one.
    """
    if statement in (Statement.OTHER, Statement.SUMMARY, Statement.EQUITY):
        return statement
    amounts = [
        column
        for column in columns
        if not column.is_note_reference
        and column.unit != "percent"
        and not is_comparison(column.header)
    ]
    labelled = [column.labels for column in amounts if column.labels]
    apart = len(labelled) >= 2 and len(labelled) * 2 > len(amounts) and len(set(labelled)) > 1
    return Statement.OTHER if apart else statement
