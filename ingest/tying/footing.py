"""Lines that add up to their total, down a column. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ingest.tying import labels
from ingest.tying.misreads import looks_like
from ingest.tying.search import find_sums, may_end_sum
from ingest.tying.sheets import Figure, Line, Measure, Sheet
from ingest.tying.sums import Check, Sum, is_misread, make_sum, meant_measure
from ingest.tying.wording import amount
from ingest.types import Statement, Tie, TieKind

SURE_DIGITS = 3.0  # that agree in other columns before a column that does not is spoken of
_ALWAYS_ADDS = frozenset({Statement.BALANCE_SHEET, Statement.CASH_FLOWS})
LOST = Decimal("0.01")  # of a net line: less may be a small line that the table leaves out
LEAST_DIGITS = 1000  # units of the last digit: of smaller figures, any two look alike
FEWEST = 3  # lines of a section that does not add up at all
NEAR = Decimal("0.1")  # of the total: a lost or misread line, not a list that is not complete


def tie_sums(sheet: Sheet) -> tuple[list[Tie], list[Sum]]:
    """The sums of a sheet as ties, and the sums themselves."""
    found, failed = find_sums(sheet)
    ties: list[Tie] = []
    skewed = _not_additive(found)
    for made in found:
        if made.misread:
            ties.extend(_ties_of_misread(made))
            made = make_sum(made.total, made.addends, made.signs)  # in base units
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
    sure = made.agreed >= SURE_DIGITS and not labels.is_average(made.total.label)
    for check in made.checks:
        if check.holds:
            if check.addends >= 2:
                yield tie_of(made, check, sheet)
        elif sure and check.column not in skewed and _is_odd_one_out(made, check):
            yield tie_of(made, check, sheet)


def _ties_of_misread(made: Sum) -> Iterator[Tie]:
    """Figures that add up with the lines around them only in a unit they were not read in.

    One tie for a sum, and the misread figures of all columns in it.
    """
    odd: list[tuple[Line, Figure, Measure]] = []
    for check in made.checks:
        meant = meant_measure(made.lines, check.column)
        if check.holds and meant is not None:
            odd += [
                (line, line.figures[check.column], meant)
                for line in made.misread
                if check.column in line.figures and is_misread(line, made.lines, check.column)
            ]
    if not odd:
        return
    line, figure, (unit, scale) = odd[0]
    facts = [other.fact for _, other, _ in odd if other.fact is not None]
    meant_words = f"{unit} in {scale:f}s" if scale > 1 else f"{unit}"
    names = ", ".join(dict.fromkeys(other.name for other, _, _ in odd))
    yield Tie(
        kind=_kind(made),
        filing_id=line.table.filing_id,
        table_id=line.table.table_id,
        page=line.table.page,
        holds=False,
        message=f"{made.total.name} adds up only with {meant_words}; "
        f"{names} {figure.text} was read as {figure.unit}",
        fact_ids=tuple(fact.fact_id for fact in facts),
        printed=figure.value,
        computed=figure.value / figure.scale * scale,
        tolerance=figure.slack / figure.scale * scale,
        suggestion=f"{figure.text} is {meant_words}",
    )


def _is_odd_one_out(made: Sum, check: Check) -> bool:
    """Most other columns hold; or as many, for a line that calls itself a total."""
    if not (may_end_sum(made.total) or labels.is_net(made.total.label)):
        return False
    if made.held >= 2 * made.failed:
        return True
    if made.held < made.failed:
        return False
    said = labels.is_total(made.total.label) and _is_near(check)
    return said or _looks_misread(made, check)


def _looks_misread(made: Sum, check: Check) -> bool:
    """One figure of at least four digits would mend the sum, were it printed a little otherwise."""
    gap = check.computed - check.printed
    if abs(gap) < LOST * abs(check.printed):
        return False
    for line, sign in zip(made.lines, (-1, *made.signs), strict=True):
        figure = line.figures.get(check.column)
        if figure is None or figure.fact is None:
            continue
        if abs(figure.value) >= LEAST_DIGITS * figure.fact.quantum:
            meant = figure.value - sign * gap
            if looks_like(figure.fact, meant):
                return True
    return False


def _is_near(check: Check) -> bool:
    return abs(check.printed - check.computed) <= NEAR * abs(check.printed)


def _ties_of_failed(made: Sum, sheet: Sheet) -> Iterator[Tie]:
    """A total of a statement whose lines do not add up: in these, everything must."""
    if sheet.statement not in _ALWAYS_ADDS:
        return
    for check in made.checks:
        if not check.holds and check.addends >= FEWEST and _is_near(check):
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
