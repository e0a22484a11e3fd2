"""Finding which lines of a sheet add up to which. Pure.

Lines go on a stack; a line that is the sum of those on top of it takes their place, so that a
total of totals is found the same way. A structure is found in one column and then held against
the others: figures of four digits that add up in two columns do not do so by chance, and `_need`
says how many digits must agree, beyond those that the number of sums tried explains.

Where lines add up only as printed numbers, whatever unit they were read in, some were read in the
wrong unit; the sum says which.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from ingest.tying import labels
from ingest.tying.sheets import Figure, Line, Sheet
from ingest.tying.sums import ZERO, Sum, adds_up, is_misread, make_sum

MOST_LINES = 60  # that are added up
MOST_MIXED = 8  # lines whose signs are all tried
MOST_NIL = 6  # lines above a sum that are nil in the columns it was found in
PILOTS = 3  # columns in which sums are looked for
NEED_TOTAL, NEED_NET, NEED_ANY = 1.0, 2.0, 3.0  # decimal digits
NEED_PER_SHARE = 3.0  # more: figures of two digits
NEED_MIXED = 1.5  # more


def find_sums(sheet: Sheet) -> tuple[list[Sum], list[Sum]]:
    """The sums of a sheet: those found, and totals by label whose lines do not add up.

    The latter are what stands between the total and the heading or total before it.
    """
    stack: list[Line] = []
    found: list[Sum] = []
    failed: list[Sum] = []
    for printed in sheet.lines:
        line = printed
        if labels.is_of_which(line.label) or not line.figures:
            continue
        if line.is_rate() and "%" not in "".join(f.text for f in line.figures.values()):
            stack.append(line)
            continue
        fitting = [other for other in stack if not other.is_rate() and other.fits(line)]
        best = _best(line, fitting)
        if best is None or best.failed:
            best = _better(best, _best_misread(line, stack, best))
        section = _section(line, fitting) if best is None and _ends_section(line) else []
        if len(section) >= 2:
            whole = make_sum(line, section, (1,) * len(section))
            if whole.held and not whole.failed:
                best = whole  # few digits, but they are where the headings put them
            else:
                failed.append(whole)
        if best is not None:
            found.append(best)
            line = _carried(best)
        _take(stack, section if best is None else best.addends)
        stack.append(line)
    return found, failed


def _better(best: Sum | None, misread: Sum | None) -> Sum | None:
    if best is None or misread is None:
        return best or misread
    return misread if misread.held > best.held and not misread.failed else best


def _carried(made: Sum) -> Line:
    """The total with what it leaves out: the sum of lines in columns where it is not printed."""
    figures = dict(made.total.figures)
    for addend, sign in zip(made.addends, made.signs, strict=True):
        for column, figure in addend.figures.items():
            if column not in made.total.figures and not made.misread:
                value, slack = figure.value * sign, figure.slack
                if column in figures:
                    value, slack = value + figures[column].value, slack + figures[column].slack
                figures[column] = figure._replace(value=value, slack=slack, fact=None, text="")
    return replace(made.total, figures=figures)


def _take(stack: list[Line], lines: Sequence[Line]) -> None:
    taken = {(line.table.table_id, line.row) for line in lines}
    stack[:] = [line for line in stack if (line.table.table_id, line.row) not in taken]


def may_end_sum(line: Line) -> bool:
    """A total, a balance, or a line without a label, as sums under a rule have none."""
    says = _ends_section(line) or labels.is_closing(line.label) or labels.is_balance(line.label)
    return says or not line.label


def _ends_section(line: Line) -> bool:
    return labels.is_total(line.label) or labels.is_net_cash(line.label)


def _best(line: Line, stack: Sequence[Line]) -> Sum | None:
    """The sum of lines on top of the stack that this line is, if it is one."""
    need, mixed = _need(line)
    best: Sum | None = None
    columns = sorted(line.figures, key=lambda c: abs(line.figures[c].value), reverse=True)
    seen: set[tuple[int, ...]] = set()
    for column in columns[:PILOTS]:
        if not adds_up(line.figures[column]):
            continue
        for signs in _matches(line.figures[column], stack, column, mixed=mixed):
            if signs in seen:
                continue
            seen.add(signs)
            made = make_sum(line, stack[-len(signs) :], signs)
            tried = math.log10(2 * len(stack) + 1)
            tried += NEED_MIXED if len(set(signs[1:])) > 1 else 0
            if made.agreed >= need + tried and (best is None or made.score > best.score):
                best = made
    return best if best is None or not best.failed else _extended(best, stack)


def _need(line: Line) -> tuple[float, bool]:
    """Digits that must agree, and whether signs may be mixed, by what the label says."""
    more = NEED_PER_SHARE if any(unit.endswith("/share") for unit in line.units) else 0.0
    if may_end_sum(line):
        return NEED_TOTAL + more, True
    return (NEED_NET + more, True) if labels.is_net(line.label) else (NEED_ANY + more, False)


def _extended(made: Sum, stack: Sequence[Line]) -> Sum:
    """With the lines above that are nil where the sum holds, if it then holds elsewhere too."""
    best = made
    count = len(made.addends)
    held = [check.column for check in made.checks if check.holds]
    for above in range(1, min(MOST_NIL, len(stack) - count) + 1):
        line = stack[-count - above]
        if any(line.figures[column].value for column in held if column in line.figures):
            break
        longer = make_sum(made.total, stack[-count - above :], (1,) * above + made.signs)
        if longer.held > best.held:
            best = longer
    return best


def _best_misread(line: Line, stack: Sequence[Line], best: Sum | None) -> Sum | None:
    """The sum that printed numbers make whose units do not: some were read in the wrong unit."""
    if not (may_end_sum(line) or best is not None) or all(other.fits(line) for other in stack):
        return None
    made = _best(_as_printed(line), [_as_printed(other) for other in stack])
    if made is None or made.failed > made.held:
        return None
    whole = (line, *stack[len(stack) - len(made.addends) :])
    odd = tuple(
        other
        for other in whole
        if any(column in line.figures and is_misread(other, whole, column)
               for column in other.figures)
    )  # fmt: skip
    return Sum(line, whole[1:], made.signs, made.checks, odd) if odd else None


def _as_printed(line: Line) -> Line:
    figures = {
        column: Figure(f.value / f.scale, f.slack / f.scale, f.text, None, Decimal(1))
        for column, f in line.figures.items()
    }
    return replace(line, figures=figures, units=frozenset())


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
        if count > 1 and abs(total - want) <= slack:
            yield (1,) * count
        elif count > 1 and abs(2 * value - total - want) <= slack:
            yield (1, *(-1,) * (count - 1))
        elif count > 1 and mixed and abs(total + want) <= slack:
            yield (-1,) * count  # costs, whose total is printed as a minus
        if not mixed or count > MOST_MIXED:
            combos = []
        for rest, signs in combos:
            if abs(rest + value - want) <= slack and len(set(signs)) == 2:
                yield (1, *signs)
        combos = [(rest + value * sign, (sign, *signs)) for rest, signs in combos
                  for sign in (1, -1)]  # fmt: skip


def _section(total: Line, stack: Sequence[Line]) -> list[Line]:
    """The top lines that stand in the total's own section."""
    taken: list[Line] = []
    for line in reversed(stack):
        path = line.path[: len(total.path)]
        if line.table is not total.table or not total.path or path != total.path:
            break
        taken.append(line)
    return taken[::-1]
