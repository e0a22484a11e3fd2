"""Which line of a statement is the largest: an asset, a liability, one of three kinds of cash flow.

What the balance sheet itself shows is compared, line by line; totals are no lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.types import Fact, Period, Statement
from service.answering.comparing.ranking import MOST_SHOWN, Contender, say_which
from service.answering.drafts import Desk, Draft
from service.answering.figures.line_items import find_line_item
from service.answering.understanding.question import is_dated
from service.answering.understanding.when import NEAR

_LARGEST = re.compile(
    r"\b(?P<size>largest|biggest|highest|greatest|main|smallest|lowest)\s+(?:single\s+)?(?P<term>current|non-?current)?\s*"
    r"(?P<side>assets?|liabilit(?:y|ies))\b(?!\s+(?:class|categor|held|measured))",
    re.IGNORECASE,
)
_ACTIVITIES = ("operating", "investing", "financing")
_THREE = re.compile(
    r"(?=.*\boperati(?:ng|ons?))(?=.*\binvest(?:ing|ments?))(?=.*\bfinancing)", re.I | re.S
)
_SPENT = re.compile(
    r"\b(?:used|spent|consumed|lost|cost|took|absorbed)\s+(?:up\s+)?(?:the\s+)?most"
    r"|\b(?:brought|generated|provided|contributed)\s+(?:in\s+)?(?:the\s+)?(?:least|lowest)",
    re.I,
)
_BROUGHT = re.compile(
    r"\b(?:brought|bring|generat\w+|provid\w+|contribut\w+|produc\w+|yield\w+|was|were|had)\b.*\b(?:most|highest|largest)"
    r"|\blost\s+the\s+least",
    re.I,
)
_TOTAL = re.compile(r"\btotals?\b", re.IGNORECASE)
_EQUITY = frozenset(
    {
        "Equity",
        "EquityAttributableToOwnersOfParent",
        "IssuedCapital",
        "PreferredStock",
        "SharePremium",
        "RetainedEarnings",
        "TreasuryShares",
    }
)


def on_the_face(desk: Desk) -> Draft | None:
    """The answer to a question for the largest line of a statement; None where it is no such."""
    text = desk.understood.text
    if len(desk.understood.companies) > 1:
        return None
    if (match := _LARGEST.search(text)) is not None:
        side = "assets" if match["side"].lower().startswith("asset") else "liabilities"
        least = match["size"].lower() in ("smallest", "lowest")
        return _largest(desk, side, (match["term"] or "").lower().replace("-", ""), least=least)
    if _THREE.search(text) and re.search(r"\bwhich\b", text, re.I):
        return _activity(desk)
    return None


def _activity(desk: Desk) -> Draft | None:
    """The kind of activity that brought most cash, or used most."""
    spent = _SPENT.search(desk.understood.text) is not None
    if not spent and not _BROUGHT.search(desk.understood.text):
        return None
    found = []
    for kind in _ACTIVITIES:
        line = find_line_item(f"net cash from {kind} activities", desk.understood, desk.stores)
        if not line.is_clear or line.best is None:
            return None
        fact = line.best.fact
        found.append(Contender(f"{kind} activities", fact.value, (fact,)))
    return _said(desk, found, is_most=not spent)


def _largest(desk: Desk, side: str, term: str, *, least: bool) -> Draft | None:
    lines = _lines_of(desk, side, term)
    found = [Contender(fact.label, abs(fact.value), (fact,)) for fact in lines]
    return _said(desk, found, is_most=not least) if len(found) > 1 else None


def _said(desk: Desk, found: Sequence[Contender], *, is_most: bool) -> Draft | None:
    ordered = sorted(found, key=lambda one: one.score, reverse=is_most)
    if ordered[0].score == ordered[1].score:
        return None
    name = ordered[0].name
    return say_which(desk, f"{name[:1].upper()}{name[1:]}. ", ordered[: MOST_SHOWN + 1])


def _lines_of(desk: Desk, side: str, term: str) -> list[Fact]:
    """The lines of one side of the balance sheet that reports on the date, in their order."""
    scope = [r for r in desk.records if r.id in set(desk.understood.filing_ids)]
    wanted = desk.understood.periods or tuple(
        r.identity.period for r in scope[:1] if r.identity.period
    )
    for record in sorted(scope, key=lambda r: not _reports(r.identity.period, wanted)):
        library = desk.stores.library
        sheets = library.statements([record.id])
        rows = [
            fact
            for fact in library.facts([record.id])
            if sheets.get(fact.table_id) is Statement.BALANCE_SHEET
            and fact.period is not None
            and fact.period.is_instant
            and is_dated(fact.period, wanted, instant=True, own=record.identity.period)
        ]
        if rows and (found := _between(rows, side, term)):
            return found
    return []


def _reports(own: Period | None, wanted: Sequence[Period]) -> bool:
    return own is not None and any(abs((own.end - want.end).days) <= NEAR for want in wanted)


def _between(rows: Sequence[Fact], side: str, term: str) -> list[Fact]:
    """The lines between the totals that bound what is asked for."""
    at = {fact.concept: n for n, fact in reversed(list(enumerate(rows))) if fact.concept}
    top = at.get("Assets")
    if top is None:
        return []
    low, high = (-1, top) if side == "assets" else (top, _end_of_liabilities(rows, at, top))
    middle = at.get("CurrentAssets" if side == "assets" else "CurrentLiabilities")
    if term:
        if middle is None:
            return []
        low, high = (low, middle) if term == "current" else (middle, high)
    elif high is None:
        return []
    parts = rows[low + 1 : high]
    totals = {fact.concept for fact in parts if _TOTAL.search(fact.label) or fact.is_total}
    return [f for f in parts if f.concept not in totals or f.concept is None if not _is_total(f)]


def _is_total(fact: Fact) -> bool:
    return fact.is_total or _TOTAL.search(fact.label) is not None or not fact.label


def _end_of_liabilities(rows: Sequence[Fact], at: dict[str, int], top: int) -> int | None:
    ends = [at[name] for name in ("Liabilities", *_EQUITY) if at.get(name, 0) > top]
    return min(ends, default=None)
