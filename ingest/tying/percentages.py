"""Printed percentages against the amounts beside them: shares of a whole, changes. Pure.

What a column of percentages says is found by trying: the change between two columns, a share of
the line that is 100%, or one column over another. It must explain most of the column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.tying.sheets import RATES, Figure, Line, Sheet
from ingest.types import Tie, TieKind

FEWEST, SURE = 3, 6  # lines that a reading must explain; before one that it does not is spoken of
SHARE, SURE_SHARE = 0.75, 0.85
MOST_COLUMNS = 12
ONE = Decimal(1)
# Half units of the last digit by which a share may be off and no fault be spoken of: shares are
# adjusted by one so that they make 100% together
ADJUSTED = 3


@dataclass(frozen=True, slots=True)
class _Span:
    """What a quotient may be, its parts rounded as they are."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a column of percentages may say."""

    words: str
    of: Callable[[Line], tuple[Figure, Figure] | None]  # part and whole
    is_change: bool = False


def tie_percentages(sheet: Sheet) -> list[Tie]:
    """Ties of the percentages that stand in columns of their own beside amounts."""
    if not 1 < len(sheet.periods) <= MOST_COLUMNS:
        return []
    ties: list[Tie] = []
    for column in sheet.periods:
        lines = [line for line in sheet.lines if _is_percent(line.figures.get(column))]
        if len(lines) >= FEWEST:
            ties += _ties_of(column, lines, sheet)
    return ties


def _is_percent(figure: Figure | None) -> bool:
    return figure is not None and figure.unit == "percent" and figure.fact is not None


def _ties_of(column: int, lines: Sequence[Line], sheet: Sheet) -> Iterator[Tie]:
    best: dict[int, tuple[Line, bool, Decimal]] = {}
    words, held = "", 0
    for reading in _readings(column, lines, sheet):
        checks = {
            n: check for n, line in enumerate(lines) if (check := _check(line, column, reading))
        }
        count = sum(check[1] for check in checks.values())
        if count > held:
            best, words, held = checks, reading.words, count
    if held < FEWEST or held < SHARE * len(best):
        return
    sure = held >= SURE and held >= SURE_SHARE * len(best)
    for line, holds, quotient in best.values():
        if holds or sure:
            yield _tie(line, column, holds, quotient, words)


def _readings(column: int, lines: Sequence[Line], sheet: Sheet) -> Iterator[_Reading]:
    amounts = [
        other
        for other in sheet.periods
        if other != column and any(_is_amount(line.figures.get(other)) for line in lines)
    ]
    for one in amounts:
        for other in amounts:
            if one != other:
                pair = _pair(one, other)
                yield _Reading("change", pair, is_change=True)
                yield _Reading("share of the other column", pair)
    wholes = [line for line in lines if line.figures[column].value == ONE]
    for one in amounts:
        for whole in wholes:
            figure = whole.figures.get(one)
            if figure is not None and figure.value:
                yield _Reading(f"share of {whole.name}", _over(one, figure))


def _is_amount(figure: Figure | None) -> bool:
    return figure is not None and figure.unit not in RATES


def _pair(one: int, other: int) -> Callable[[Line], tuple[Figure, Figure] | None]:
    def pair(line: Line) -> tuple[Figure, Figure] | None:
        part, whole = line.figures.get(one), line.figures.get(other)
        return (part, whole) if part is not None and whole is not None else None

    return pair


def _over(column: int, whole: Figure) -> Callable[[Line], tuple[Figure, Figure] | None]:
    def over(line: Line) -> tuple[Figure, Figure] | None:
        part = line.figures.get(column)
        return (part, whole) if part is not None and part is not whole else None

    return over


def _check(line: Line, column: int, reading: _Reading) -> tuple[Line, bool, Decimal] | None:
    """Whether a percentage is what the reading says; None: nothing to check it by."""
    found = reading.of(line)
    if found is None:
        return None
    part, whole = found
    if part.unit in RATES or part.measure != whole.measure or not part.value:
        return None
    if abs(whole.value) <= whole.slack:
        return None
    quotient = part.value / whole.value
    span = _quotients(part, whole)
    if reading.is_change:
        quotient, span = quotient - 1, _Span(span.low - 1, span.high - 1)
    printed = line.figures[column]
    if not any(map(str.isdigit, printed.text)):  # a dash: not meaningful
        return None
    sizes = (quotient, span.low, span.high)
    if quotient * printed.value < 0:  # decreases are printed with and without a sign
        sizes = (-quotient, -span.high, -span.low)
    for slack, holds in ((printed.slack, True), (ADJUSTED * printed.slack, None)):
        if sizes[1] - slack <= printed.value <= sizes[2] + slack:
            return (line, True, quotient) if holds else None
    return line, False, quotient


def _quotients(part: Figure, whole: Figure) -> _Span:
    ends = [
        (part.value + up * part.slack) / (whole.value + down * whole.slack)
        for up in (-1, 1)
        for down in (-1, 1)
    ]
    return _Span(min(ends), max(ends))


def _tie(line: Line, column: int, holds: bool, quotient: Decimal, words: str) -> Tie:
    figure = line.figures[column]
    fact = figure.fact
    if fact is None:
        raise ValueError("a percentage without a fact")
    return Tie(
        TieKind.PERCENTAGE,
        fact.filing_id,
        fact.table_id,
        fact.page,
        holds,
        f"{line.name} {figure.text}: {words} is {quotient * 100:.1f}%",
        (fact.fact_id,),
        figure.value,
        round(quotient, 6),
        figure.slack,
    )
