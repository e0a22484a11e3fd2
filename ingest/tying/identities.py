"""What must be equal in and between statements: the balance sheet's halves, cash and its flows.

Pure. Each identity is looked for by the names that IAS 1 / Regulation S-X give its lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.facts import describe, ends_together
from ingest.tying import labels
from ingest.tying.sheets import Figure, Line, Sheet
from ingest.tying.wording import amount
from ingest.types import Statement, Tie, TieKind

_CASH = re.compile(r"^cash\b|^total\s+cash\b|[现現]金")


def tie_balance(sheet: Sheet) -> list[Tie]:
    """Assets against liabilities and equity, in every column of a balance sheet."""
    if sheet.statement is not Statement.BALANCE_SHEET:
        return []
    named: dict[str, Line] = {}
    for line in sheet.lines:
        if (name := _line_name(line.label)) is not None:
            named.setdefault(name, line)
    ties: list[Tie] = []
    for left, right in (
        (("assets",), ("claims",)),
        (("net",), ("equity",)),
        (("assets",), ("liabilities", "equity")),
        (("assets",), ("liabilities", "net")),
    ):
        if all(name in named for name in (*left, *right)):
            if len(right) > 1 and ("claims" in named or _has_lines_between(sheet, named, right)):
                continue
            ties.extend(_equal(named[left[0]], [named[name] for name in right], sheet))
    return ties


def _line_name(label: str) -> str | None:
    words = labels.plain(label)
    for name, pattern in (
        ("assets", labels.TOTAL_ASSETS),
        ("claims", labels.TOTAL_CLAIMS),
        ("liabilities", labels.TOTAL_LIABILITIES),
        ("net", labels.NET_ASSETS),
        ("equity", labels.TOTAL_EQUITY),
    ):
        if pattern.search(words):
            return name
    return None


def _has_lines_between(sheet: Sheet, named: dict[str, Line], right: Sequence[str]) -> bool:
    """Something stands between liabilities and equity: redeemable interests, temporary equity."""
    first = sheet.lines.index(named[right[0]])
    last = sheet.lines.index(named[right[1]])
    return any(
        re.search(r"redeemable|temporary|mezzanine", line.label, re.IGNORECASE)
        for line in sheet.lines[min(first, last) : max(first, last)]
    )


def _equal(left: Line, right: Sequence[Line], sheet: Sheet) -> Iterator[Tie]:
    for column, figure in left.figures.items():
        others = [line.figures.get(column) for line in right]
        found = [other for other in others if other is not None]
        if len(found) < len(right) or not _same_unit([figure, *found]):
            continue
        computed = sum((other.value for other in found), start=figure.value * 0)
        tolerance = figure.slack + sum((other.slack for other in found), start=figure.slack * 0)
        period = sheet.periods.get(column)
        when = f" at {describe(period)}" if period is not None else ""
        names = " + ".join(line.name for line in right)
        yield Tie(
            TieKind.BALANCE,
            left.table.filing_id,
            left.table.table_id,
            left.table.page,
            abs(figure.value - computed) <= tolerance,
            f"{left.name} {figure.text}{when}; {names} {amount(computed, figure.scale)}",
            tuple(one.fact.fact_id for one in (figure, *found) if one.fact is not None),
            figure.value,
            computed,
            tolerance,
        )


def _same_unit(figures: Sequence[Figure]) -> bool:
    return len({figure.unit for figure in figures if figure.unit is not None}) <= 1


def tie_cash(sheets: Sequence[Sheet]) -> list[Tie]:
    """Opening and closing cash of the cash flows found again in the balance sheet.

    Only what agrees is a tie: overdrafts, restricted cash and disposal groups part the two.
    """
    held = [
        (line, column, figure)
        for sheet in sheets
        if sheet.statement is Statement.BALANCE_SHEET
        for line in sheet.lines
        if _CASH.search(labels.plain(line.label))
        for column, figure in line.figures.items()
        if figure.fact is not None and figure.fact.period is not None
    ]
    ties = []
    for sheet in sheets:
        if sheet.statement is not Statement.CASH_FLOWS:
            continue
        for line in sheet.lines:
            if labels.is_closing(line.label) and _CASH.search(labels.plain(line.label)):
                ties += [
                    tie for tie in (_found_again(f, held) for f in line.figures.values()) if tie
                ]
    return ties


def _found_again(closing: Figure, held: Sequence[tuple[Line, int, Figure]]) -> Tie | None:
    fact = closing.fact
    if fact is None or fact.period is None or not closing.value:
        return None
    for line, _, figure in held:
        other = figure.fact
        if other is None or other.period is None or other.unit != fact.unit:
            continue
        tolerance = closing.slack + figure.slack
        if (
            ends_together(fact.period, other.period)
            and abs(figure.value - closing.value) <= tolerance
        ):
            return Tie(
                TieKind.ROLL_FORWARD,
                fact.filing_id,
                fact.table_id,
                fact.page,
                True,
                f"{fact.label} {closing.text}: so in the balance sheet, {line.name} {figure.text}",
                (fact.fact_id, other.fact_id),
                closing.value,
                figure.value,
                tolerance,
            )
    return None
