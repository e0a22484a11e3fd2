"""Finding which lines of a sheet add up to which. Pure.

Lines go on a stack; a line that is the sum of those on top of it takes their place, so that a
total of totals is found the same way. A structure is found in one column and then held against
the others: figures of four digits that add up in two columns do not do so by chance, and `need`
says how many digits must agree for how many sums that were tried.

Where lines add up only as printed numbers, whatever unit they were read in, one of them was read
in the wrong unit; the sum says which.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.tying import labels
from ingest.tying.sheets import RATES, Figure, Line, Sheet

MOST_LINES = 60  # that are added up
MOST_MIXED = 9  # lines whose signs are all tried
PILOTS = 3  # columns in which sums are looked for
# Decimal digits that must agree beyond those that the number of tries explains
NEED_TOTAL, NEED_NET, NEED_ANY = 1.0, 2.0, 3.0
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Check:
    """A sum in one column."""

    column: int
    printed: Decimal
    computed: Decimal
    tolerance: Decimal
    addends: int  # that are not nil

    @property
    def holds(self) -> bool:
        """Within what rounding allows."""
        return abs(self.printed - self.computed) <= self.tolerance

    @property
    def digits(self) -> float:
        """Decimal digits that agree, if it holds."""
        if self.addends < 2 or not self.printed:
            return 0.0
        return max(0.0, math.log10(float(abs(self.printed) / (2 * self.tolerance or 1))))


@dataclass(frozen=True, slots=True)
class Sum:
    """A line and the lines that make it: `signs` are 1 or -1."""

    total: Line
    addends: tuple[Line, ...]
    signs: tuple[int, ...]
    checks: tuple[Check, ...]
    misread: tuple[Line, ...] = ()  # read in another unit or scale than the sum shows

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines of it, the total first."""
        return (self.total, *self.addends)


def find_sums(sheet: Sheet) -> tuple[list[Sum], list[Sum]]:
    """The sums of a sheet: those found, and totals by label whose lines do not add up.

    The latter are what stands between the total and the heading or total before it.
    """
    stack: list[Line] = []
    found: list[Sum] = []
    failed: list[Sum] = []
    for line in sheet.lines:
        if labels.is_of_which(line.label) or not line.figures:
            continue
        if line.is_rate():
            stack.append(line)
            continue
        fitting = [other for other in stack if not other.is_rate() and other.fits(line)]
        best = _best(line, fitting) or _best_misread(line, stack)
        if best is not None:
            found.append(best)
            _take(stack, best.addends)
        elif labels.is_total(line.label) or labels.is_net_cash(line.label):
            section = _section(line, fitting)
            if len(section) >= 2:
                failed.append(make_sum(line, section, (1,) * len(section)))
            _take(stack, section)
        stack.append(line)
    return found, failed


def _take(stack: list[Line], lines: Sequence[Line]) -> None:
    taken = {id(line) for line in lines}
    stack[:] = [line for line in stack if id(line) not in taken]


def make_sum(total: Line, addends: Sequence[Line], signs: Sequence[int]) -> Sum:
    """The sum held against its total in every column that can be checked."""
    checks = tuple(
        check
        for column, figure in total.figures.items()
        if _adds_up(figure) and (check := _check(total, addends, signs, column)) is not None
    )
    return Sum(total, tuple(addends), tuple(signs), checks)


def _adds_up(figure: Figure) -> bool:
    """Not a figure of a column of averages, prices, lives or rates."""
    if figure.unit in RATES:
        return False
    fact = figure.fact
    return fact is None or not labels.is_average(" ".join(fact.column_labels))


def _check(total: Line, addends: Sequence[Line], signs: Sequence[int], column: int) -> Check | None:
    """None where a figure that is there could not be read, or units differ."""
    target = total.figures[column]
    unit = target.unit
    computed, tolerance, count = ZERO, target.slack, 0
    for line, sign in zip(addends, signs, strict=True):
        if column in line.holes:
            return None
        figure = line.figures.get(column)
        if figure is None:
            continue
        if unit is None:
            unit = figure.unit
        elif figure.unit is not None and figure.unit != unit:
            return None
        computed += figure.value * sign
        tolerance += figure.slack
        count += figure.value != 0
    return Check(column, target.value, computed, tolerance, count) if count else None


def _best(line: Line, stack: Sequence[Line]) -> Sum | None:
    """The sum of lines on top of the stack that this line is, if it is one."""
    need, mixed = _need(line)
    best: Sum | None = None
    best_score = 0.0
    columns = sorted(line.figures, key=lambda c: abs(line.figures[c].value), reverse=True)
    seen: set[tuple[int, ...]] = set()
    for column in columns[:PILOTS]:
        if not _adds_up(line.figures[column]):
            continue
        for signs in _matches(line.figures[column], stack, column, mixed=mixed):
            if signs in seen:
                continue
            seen.add(signs)
            made = make_sum(line, stack[-len(signs) :], signs)
            score, agreed = _score(made), _agreed(made)
            tried = math.log10(2 * len(stack) + 1) + (1.5 if len(set(signs[1:])) > 1 else 0)
            if agreed >= need + tried and score > best_score:
                best, best_score = made, score
    return best


def _need(line: Line) -> tuple[float, bool]:
    """Digits that must agree, and whether signs may be mixed, by what the label says."""
    sums = labels.is_total(line.label) or labels.is_net_cash(line.label) or not line.label
    if sums or labels.is_closing(line.label):
        return NEED_TOTAL, True
    return (NEED_NET, True) if labels.is_net(line.label) else (NEED_ANY, False)


def _best_misread(line: Line, stack: Sequence[Line]) -> Sum | None:
    """The sum that printed numbers make whose units do not: some were read in the wrong unit."""
    is_sum = labels.is_total(line.label) or labels.is_net_cash(line.label)
    if not (is_sum or labels.is_closing(line.label) or labels.is_balance(line.label)):
        return None
    if all(other.fits(line) for other in stack):
        return None
    bare = {id(other): _as_printed(other) for other in (line, *stack)}
    made = _best(bare[id(line)], [bare[id(other)] for other in stack])
    if made is None:
        return None
    whole = (line, *stack[-len(made.addends) :])
    odd = tuple(other for other in whole if _is_odd(other, whole))
    return Sum(line, whole[1:], made.signs, made.checks, odd) if odd else None


def _as_printed(line: Line) -> Line:
    figures = {
        column: Figure(f.value / f.scale, f.slack / f.scale, f.text, None, Decimal(1))
        for column, f in line.figures.items()
    }
    return Line(line.table, line.row, line.label, line.path, figures, frozenset(), line.holes)


def _is_odd(line: Line, whole: Sequence[Line]) -> bool:
    """In some column, of another unit or scale than the sum is."""
    return any(is_misread(line, whole, column) for column in line.figures)


def is_misread(line: Line, whole: Sequence[Line], column: int) -> bool:
    """Whether a figure's unit or scale is not that of the sum it stands in."""
    figure = line.figures[column]
    meant = meant_measure(whole, column)
    if meant is None or figure.unit is None or not figure.value:
        return False
    return figure.measure != meant


def meant_measure(whole: Sequence[Line], column: int) -> tuple[str | None, Decimal] | None:
    """The unit and scale that a sum is in; None: it cannot be told.

    Percent, where the first line or the total prints the sign, as columns of percentages do; else
    that of most lines.
    """
    figures = [line.figures[column] for line in whole if column in line.figures]
    rates = [figure for figure in figures if "%" in figure.text]
    if rates:
        ends = (whole[0], whole[1])
        marked = any("%" in end.figures[column].text for end in ends if column in end.figures)
        return rates[0].measure if marked else None
    found = Counter(figure.measure for figure in figures if figure.unit is not None)
    if not found:
        return None
    (measure, count), *others = found.most_common()
    return measure if not others or others[0][1] < count else None


def _agreed(made: Sum) -> float:
    """Digits that agree in all columns together."""
    return sum(check.digits for check in made.checks if check.holds)


def _score(made: Sum) -> float:
    """Digits that agree; a column that does not hold takes of what it would have brought."""
    return sum(check.digits if check.holds else -0.5 * check.digits for check in made.checks)


def _matches(
    target: Figure, stack: Sequence[Line], column: int, *, mixed: bool
) -> Iterator[tuple[int, ...]]:
    """Signs of the top lines that make the target in one column.

    All as printed, the first less the others, or (mixed) each either way, which only a few lines
    can be.
    """
    total, slack, want = ZERO, target.slack, target.value
    if not want:
        return
    combos: list[tuple[Decimal, tuple[int, ...]]] = [(ZERO, ())]
    for count in range(1, min(len(stack), MOST_LINES) + 1):
        figure = stack[-count].figures.get(column)
        if figure is None:
            combos = [(rest, (1, *signs)) for rest, signs in combos]
            continue
        value = figure.value
        total += value
        slack += figure.slack
        if count > 1:
            yield from _plain(total, value, want, slack, count)
        if not mixed or count > MOST_MIXED:
            combos = []
        for rest, signs in combos:
            if abs(rest + value - want) <= slack and len(set(signs)) == 2:
                yield (1, *signs)
        combos = [(rest + value * sign, (sign, *signs)) for rest, signs in combos
                  for sign in (1, -1)]  # fmt: skip


def _plain(
    total: Decimal, first: Decimal, want: Decimal, slack: Decimal, count: int
) -> Iterator[tuple[int, ...]]:
    """All as printed; the first less the others; all turned round (costs, printed as a minus)."""
    if abs(total - want) <= slack:
        yield (1,) * count
    elif abs(2 * first - total - want) <= slack:
        yield (1, *(-1,) * (count - 1))
    elif abs(total + want) <= slack:
        yield (-1,) * count


def _section(total: Line, stack: Sequence[Line]) -> list[Line]:
    """The top lines that stand in the total's own section."""
    taken: list[Line] = []
    for line in reversed(stack):
        if (
            line.table is not total.table
            or not total.path
            or line.path[: len(total.path)] != total.path
        ):
            break
        taken.append(line)
    return taken[::-1]
