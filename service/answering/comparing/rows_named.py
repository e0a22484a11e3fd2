"""What the rows of a table name, where their names are asked for and not their amounts.

What was the money raised at the listing meant to be spent on?   the rows of the table of its uses
What kinds of dealings were there with the parent?               those of the connected transactions
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from ingest.types import Fact, Table
from service.answering.comparing.ranking import Contender, say_which
from service.answering.drafts import Desk, Draft
from service.answering.understanding.wording import asks_amount

MOST = 12  # rows that are named
_RAISED = re.compile(
    r"\bproceeds\b|\b(?:money|funds?|cash|capital)\s+(?:(?:that\s+)?(?:was|were)\s+)?raised\b"
    r"|\b(?:IPO|listing|offering|placing)\s+(?:money|funds?|cash)\b|所得款[项項]|募集[资資]金",
    re.IGNORECASE,
)
_USES = re.compile(
    r"^\W*(?:what|which|on\s+what|for\s+what|to\s+what|name|list|identify)\b.*(?:\b(?:spen[dt]\s+on|used?\s+(?:for|on)"
    r"|meant\s+(?:for|to)|earmarked|allocated|appl(?:ied|y)\s+(?:to|towards?|for)|go(?:ing)?\s+(?:on|to|towards?)"
    r"|(?:intended|planned|proposed)\s+uses?|uses|purposes)\b|to\s+be\s+(?:spent|used|applied))"
    r"|(?:所得款|募集).*(?:哪些|什么用途|什麼用途)",
    re.IGNORECASE,
)
_LEFT = re.compile(r"\b(?:un(?:utili[sz]ed|used|spent)|left|remaining|much|many|when)\b", re.I)
_DEALINGS = re.compile(
    r"^\W*(?:(?:what|which)\s+(?:\w+\s+)?(?:sorts?|kinds?|types?|categories)\s+of\s+(?:\w+\s+){0,3}?"
    r"|(?:name|list|identify)\s+(?:\w+\s+){0,3}?"
    r"(?:(?:sorts?|kinds?|types?|categories)\s+of\s+)?(?:\w+\s+){0,2}?)"
    r"(?:dealings?|transactions?|business)\b",
    re.IGNORECASE,
)
_WITH_WHOM = re.compile(
    r"\bconnected\b|\brelated[- ]part(?:y|ies)\b|\b(?:parent|controlling\s+shareholders?"
    r"|associates?|fellow\s+subsidiar\w+|affiliates?)\b",
    re.IGNORECASE,
)
_CONNECTED = re.compile(r"\bconnected\s+(?:party\s+)?transactions?\b", re.IGNORECASE)
_RELATED = re.compile(
    r"\brelated[- ]part(?:y|ies)\s+transactions?\b|\btransactions?\s+with\s+"
    r"(?:\w+\s+)?(?:related|connected)\b",
    re.IGNORECASE,
)
_PUT_TO_USE = re.compile(r"\buse|utili|appl|用", re.IGNORECASE)
_TOTAL = re.compile(r"^\W*(?:sub-?|grand\s+)?total\b|合[计計]|[总總][计計]", re.IGNORECASE)


def rows_named(desk: Desk) -> Draft | None:
    """The rows asked for by what they are; None: they are not, or no one table has them."""
    text = desk.understood.text
    if len(desk.understood.filing_ids) != 1 or asks_amount(text):
        return None
    if _RAISED.search(text) and _USES.search(text) and not _LEFT.search(text):
        return _say(desk, _of_table(desk, _is_of_proceeds))
    if _DEALINGS.search(text) and _WITH_WHOM.search(text):
        named = _say(desk, _of_table(desk, _is_of_connected))
        if named is None and not _CONNECTED.search(text):
            named = _say(desk, _of_table(desk, _is_of_related))
        return named
    return None


def _of_table(desk: Desk, is_asked: Callable[[Table, list[Fact]], bool]) -> list[Fact]:
    """The first cell of each row of the one table that passes; empty where two differ."""
    library = desk.stores.library
    by_table: dict[str, dict[int, Fact]] = {}
    for fact in library.facts(desk.understood.filing_ids):
        if fact.label and not fact.is_total and not _TOTAL.match(fact.label):
            by_table.setdefault(fact.table_id, {}).setdefault(fact.row, fact)
    fitting = [
        list(rows.values())
        for table_id, rows in by_table.items()
        if 2 <= len(rows) <= MOST and is_asked(library.table(table_id), list(rows.values()))
    ]
    if len({tuple(fact.label for fact in rows) for rows in fitting}) != 1:
        return []
    return fitting[0]


def _is_of_proceeds(table: Table, rows: list[Fact]) -> bool:
    """Whether each row of a table is something that money raised is for."""
    if any(_RAISED.search(fact.label) for fact in rows):
        return False
    columns = " ".join(label for fact in rows for label in fact.column_labels)
    headed = " ".join((*table.headings[-1:], table.caption))
    if _RAISED.search(columns) is not None:
        return True
    return _RAISED.search(headed) is not None and _PUT_TO_USE.search(headed) is not None


def _is_of_connected(table: Table, rows: list[Fact]) -> bool:
    return _CONNECTED.search(" ".join((*table.headings[-1:], table.caption))) is not None


def _is_of_related(table: Table, rows: list[Fact]) -> bool:
    return _RELATED.search(" ".join((*table.headings[-1:], table.caption))) is not None


def _say(desk: Desk, rows: list[Fact]) -> Draft | None:
    if not rows:
        return None
    shown = [Contender(fact.label, Decimal(0), (fact,)) for fact in rows]
    return say_which(desk, f"{'; '.join(fact.label for fact in rows)}. ", shown)
