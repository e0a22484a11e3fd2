"""Which primary statement a table is, told by its lines first and its title second. Pure.

IAS 1 / ASC 205 name the statements; the lines that only one of them can have decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.types import Statement

_TITLES = (
    (Statement.CASH_FLOWS, r"cash\s*flows?\b(?!.*hedg)|現金流量|现金流量"),
    (Statement.BALANCE_SHEET, r"balance\s+sheets?|financial\s+(?:position|condition)|[资資][产產][负負][债債]|財務狀況|财务状况"),
    (Statement.EQUITY, r"changes\s+in\s+(?:\w+\s+)*equity|(?:share|stock)holders['’]?\s+(?:equity|investment)|[权權]益[变變][动動]"),
    (Statement.COMPREHENSIVE_INCOME, r"comprehensive\s+(?:income|loss)|全面(?:收益|收入)"),
    (Statement.INCOME, r"(?:statements?\s+of\s+(?:consolidated\s+)?(?:operations|income|earnings|profit)|income\s+statements?|profit\s+or\s+loss)|[损損]益表|利[润潤]表"),
    (Statement.SUMMARY, r"financial\s+(?:summary|highlights)|(?:five|four|ten)[- ]year|selected\s+financial|key\s+figures|[财財][务務]摘要"),
)  # fmt: skip
_TITLE_PATTERNS = tuple((kind, re.compile(p, re.IGNORECASE)) for kind, p in _TITLES)
_ASSETS = re.compile(r"^total\s+assets\b|^[资資][产產][总總][值额額计計]", re.IGNORECASE)
_CLAIMS = re.compile(
    r"^total\s+(?:liabilities|equity)|^total\s+(?:share|stock)holders", re.IGNORECASE
)
_CASH = re.compile(r"(?:operating|investing|financing)\s+activities", re.IGNORECASE)
_REVENUE = re.compile(
    r"^(?:total\s+)?(?:net\s+)?(?:revenues?|sales|turnover)\b|^[营營]?收入$|^[营營][业業][额額收]",
    re.IGNORECASE,
)
_RESULT = re.compile(
    r"(?:net\s+(?:income|loss|earnings)|(?:profit|loss|\(loss\))[\s/()a-z]*\s+for\s+the\s+(?:year|period)|profit\s+attributable)",
    re.IGNORECASE,
)
_COMPREHENSIVE = re.compile(
    r"^(?:total\s+)?(?:other\s+)?comprehensive\s+(?:income|loss|\()", re.IGNORECASE
)


def classify(labels: Sequence[str], title: str) -> Statement:
    """The statement that row `labels` and the leading lines `title` make together."""
    flows = sum(_CASH.search(label) is not None for label in labels)
    if flows >= 3 and len(labels) >= 8:
        return Statement.CASH_FLOWS
    if any(map(_ASSETS.search, labels)) and any(map(_CLAIMS.search, labels)) and len(labels) >= 10:
        if any(map(_REVENUE.search, labels)) and any(map(_RESULT.search, labels)):
            return Statement.SUMMARY  # a summary of years holds lines of both statements
        return Statement.BALANCE_SHEET
    titled = next((kind for kind, pattern in _TITLE_PATTERNS if pattern.search(title)), None)
    has_result = any(map(_RESULT.search, labels))
    if titled is not Statement.SUMMARY and has_result and len(labels) >= 7:
        if any(map(_REVENUE.search, labels)):
            return Statement.INCOME
        if titled in (Statement.INCOME, Statement.COMPREHENSIVE_INCOME, Statement.CASH_FLOWS):
            return titled
    if titled is Statement.COMPREHENSIVE_INCOME and any(map(_COMPREHENSIVE.search, labels)):
        return titled
    if titled in (Statement.SUMMARY, Statement.EQUITY):
        return titled
    if titled in (Statement.BALANCE_SHEET, Statement.CASH_FLOWS, Statement.INCOME) and (
        any(map(_CLAIMS.search, labels)) or flows or has_result
    ):
        return titled
    return Statement.OTHER
