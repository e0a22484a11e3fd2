"""Lines that add up to their total, down a column. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ingest.tying import labels
from ingest.tying.sheets import Line, Sheet
from ingest.tying.sums import Check, Sum, find_sums, is_misread, meant_measure
from ingest.tying.wording import amount
from ingest.types import Statement, Tie, TieKind

SURE_DIGITS = 3.0  # that agree in other columns before a column that does not is spoken of
_ALWAYS_ADDS = frozenset({Statement.BALANCE_SHEET, Statement.CASH_FLOWS})
NEAR = Decimal("0.2")  # of the total: a lost or misread line, not a list that is not complete


def tie_sums(sheet: Sheet) -> tuple[list[Tie], list[Sum]]:
    """The sums of a sheet as ties, and the sums themselves."""
    found, failed = find_sums(sheet)
    ties: list[Tie] = []
    skewed = _not_additive(found)
    for made in found:
        if made.misread:
            ties.extend(_ties_of_misread(made))
        else:
            ties.extend(_ties_of(made, sheet, skewed))
    for made in failed:
        ties.extend(_ties_of_failed(made, sheet))
    return ties, found


def _not_additive(found: Sequence[Sum]) -> frozenset[int]:
    """Columns in which sums fail as often as they hold: averages, rates without their sign."""
    holds, fails = Counter[int](), Counter[int]()
    for made in found:
        for check in made.checks:
            (holds if check.holds else fails)[check.column] += 1
    return frozenset(column for column in fails if fails[column] >= max(2, holds[column]))


def _ties_of(made: Sum, sheet: Sheet, skewed: frozenset[int]) -> Iterator[Tie]:
    held = [check for check in made.checks if check.holds]
    sure = sum(check.digits for check in held) >= SURE_DIGITS
    for check in made.checks:
        if check.holds:
            if check.addends >= 2:
                yield tie_of(made, check, sheet)
        elif sure and check.column not in skewed and _is_odd_one_out(made, check, len(held)):
            yield tie_of(made, check, sheet)


def _ties_of_misread(made: Sum) -> Iterator[Tie]:
    """Figures that add up with the lines around them only in a unit they were not read in."""
    for check in made.checks:
        meant = meant_measure(made.lines, check.column)
        if not check.holds or meant is None:
            continue
        for line in made.misread:
            if check.column in line.figures and is_misread(line, made.lines, check.column):
                yield _tie_of_misread(made, line, check.column, meant)


def _tie_of_misread(made: Sum, line: Line, column: int, meant: tuple[str | None, Decimal]) -> Tie:
    figure = line.figures[column]
    others = [other for other in made.lines if other is not line and column in other.figures]
    facts = [figure.fact, *(other.figures[column].fact for other in others)]
    unit, scale = meant
    measure = f"{unit} times {scale:f}"
    return Tie(
        kind=_kind(made),
        filing_id=line.table.filing_id,
        table_id=line.table.table_id,
        page=line.table.page,
        holds=False,
        message=f"{line.name} {figure.text} was read as {figure.unit} times {figure.scale:f}; "
        f"{made.total.name} adds up only if it is {measure}",
        fact_ids=tuple(fact.fact_id for fact in facts if fact is not None),
        printed=figure.value,
        computed=figure.value / figure.scale * scale,
        tolerance=figure.slack / figure.scale * scale,
        suggestion=f"{figure.text} is {measure}",
    )


def _is_odd_one_out(made: Sum, check: Check, held: int) -> bool:
    """Most other columns hold; or as many, for a line that calls itself a total."""
    fails = len(made.checks) - held
    if held >= 2 * fails:
        return True
    return held >= fails and labels.is_total(made.total.label) and _is_near(check)


def _is_near(check: Check) -> bool:
    return abs(check.printed - check.computed) <= NEAR * abs(check.printed)


def _ties_of_failed(made: Sum, sheet: Sheet) -> Iterator[Tie]:
    """A total of a statement whose lines do not add up: in these, everything must."""
    if sheet.statement not in _ALWAYS_ADDS:
        return
    for check in made.checks:
        if not check.holds and check.addends >= 2 and _is_near(check):
            yield tie_of(made, check, sheet)


def tie_of(made: Sum, check: Check, sheet: Sheet) -> Tie:
    """A sum in one column."""
    facts = [line.figures[check.column].fact for line in (made.total, *made.addends)
             if check.column in line.figures]  # fmt: skip
    total = made.total
    figure = total.figures[check.column]
    unit = figure.unit
    said = f"{total.name}: {check.addends} lines make {amount(check.computed, figure.scale)}"
    printed = "as printed" if check.computed == check.printed else f"{figure.text} is printed"
    return Tie(
        kind=_kind(made),
        filing_id=total.table.filing_id,
        table_id=total.table.table_id,
        page=total.table.page,
        holds=check.holds,
        message=f"{said}, {printed}" + (f" ({unit})" if unit else ""),
        fact_ids=tuple(fact.fact_id for fact in facts if fact is not None),
        printed=check.printed,
        computed=check.computed,
        tolerance=check.tolerance,
    )


def _kind(made: Sum) -> TieKind:
    names = [line.label for line in made.addends]
    closes = labels.is_closing(made.total.label) or labels.is_balance(made.total.label)
    opens = any(labels.is_opening(name) for name in names) or labels.is_balance(names[0])
    return TieKind.ROLL_FORWARD if closes and opens else TieKind.FOOTING


def totals_of(sheet: Sheet, sums: Sequence[Sum]) -> set[str]:
    """Ids of the facts that are sums: they were found to be, or their label says so."""
    found = {(made.total.table.table_id, made.total.row) for made in sums}
    return {
        figure.fact.fact_id
        for line in sheet.lines
        if labels.is_total(line.label) or (line.table.table_id, line.row) in found
        for figure in line.figures.values()
        if figure.fact is not None
    }
