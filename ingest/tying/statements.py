"""Whether a filing's three main statements were found and tie. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

from ingest.tying import labels
from ingest.tying.sheets import Sheet, make_sheets
from ingest.types import Parsed, Statement, Tie, TieKind

TIES, NOT_FOUND = "ties", "not found"
_MAIN = (Statement.BALANCE_SHEET, Statement.INCOME, Statement.CASH_FLOWS)
_PRE_TAX = re.compile(r"\bbefore\s+(?:\w+\s+){0,4}tax|除[所]?[稅税]前", re.IGNORECASE)
_RESULT = re.compile(
    r"^(?:consolidated\s+)?net\s+\(?(?:income|loss|earnings|profit)|"
    r"\(?(?:profit|loss|income)\)?.{0,25}\bfor\s+the\s+(?:year|period|quarter)|[年期][內内]?(?:溢利|利[润潤]|[虧亏]損)",
    re.IGNORECASE,
)


def statements_tied(parsed: Parsed) -> dict[str, str]:
    """For balance sheet, income statement and cash flows: "ties", or why not, in words.

    A filing may print a statement several times (a parent's own, guarantors'): the one that ties
    best speaks for it.

    Returns:
        Statement -> "ties", "not found", "not tied: ..." (nothing to check it by) or
        "does not tie: ...".
    """
    ties: dict[str, list[Tie]] = defaultdict(list)
    for tie in parsed.ties:
        if tie.kind in (TieKind.FOOTING, TieKind.BALANCE, TieKind.ROLL_FORWARD):
            ties[tie.table_id].append(tie)
    said: dict[str, str] = {}
    sheets = make_sheets(parsed.tables, parsed.facts)
    for statement in _MAIN:
        verdicts = [
            _verdict(sheet, [t for table in sheet.tables for t in ties[table.table_id]])
            for sheet in sheets
            if sheet.statement is statement and _is_whole(sheet)
        ]
        said[statement.value] = max(verdicts, key=_rank, default=NOT_FOUND)
    return said


def _rank(verdict: str) -> int:
    return 2 if verdict == TIES else 1 if verdict.startswith("does") else 0


def _is_whole(sheet: Sheet) -> bool:
    """The statement itself, not a few of its lines in a discussion of them."""
    return len(sheet.lines) >= _LEAST[sheet.statement] and any(
        map(_LINES_OF[sheet.statement], (line.label for line in sheet.lines))
    )


def _verdict(sheet: Sheet, ties: Sequence[Tie]) -> str:
    failing = [tie for tie in ties if not tie.holds]
    if failing:
        return f"does not tie: {failing[0].message} (page {failing[0].page})"
    proven = {fact_id for tie in ties if tie.holds for fact_id in tie.fact_ids[:1]}
    heads = [
        line.label
        for line in sheet.lines
        for figure in line.figures.values()
        if figure.fact is not None and figure.fact.fact_id in proven
    ]
    missing = [word for word, test in _MUST[sheet.statement] if not any(map(test, heads))]
    if missing:
        return f"not tied: nothing adds up to {' and '.join(missing)}"
    return TIES


def _is_total_assets(label: str) -> bool:
    return labels.TOTAL_ASSETS.search(labels.plain(label)) is not None


def _is_result(label: str) -> bool:
    return bool(_RESULT.search(label) or _PRE_TAX.search(label))


_Test = Callable[[str], bool]
_LEAST = {Statement.BALANCE_SHEET: 10, Statement.INCOME: 6, Statement.CASH_FLOWS: 10}
_LINES_OF: dict[Statement, _Test] = {
    Statement.BALANCE_SHEET: _is_total_assets,
    Statement.INCOME: _is_result,
    Statement.CASH_FLOWS: labels.is_net_cash,
}
_MUST: dict[Statement, tuple[tuple[str, _Test], ...]] = {
    Statement.BALANCE_SHEET: (("total assets", _is_total_assets),),
    Statement.INCOME: (("the result for the period", _is_result),),
    Statement.CASH_FLOWS: (
        ("net cash of each activity", labels.is_net_cash),
        ("closing cash", labels.is_closing),
    ),
}
