"""Which primary statement a table is, told by its lines first and its title second. Pure.

IAS 1 / ASC 205 name the statements; the lines that only one of them can have decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.types import Statement

_TITLES = (
    (Statement.CASH_FLOWS, r"cash\s*flows?\b(?!.*hedg)|現金流量|现金流量"),
    (
        Statement.BALANCE_SHEET,
        r"balance\s+sheets?|financial\s+(?:position|condition)"
        r"|[资資][产產][负負][债債]|財務狀況|财务状况",
    ),
    (
        Statement.EQUITY,
        r"changes\s+in\s+(?:[\w'’]+\s+){0,3}equity|(?:share|stock)holders['’]?\s+(?:equity|investment)"
        r"|statements?\s+of\s+(?:[\w'’,]+\s+){0,3}(?:equity|deficit)\b"
        r"|[权權]益[变變][动動]",
    ),
    (Statement.COMPREHENSIVE_INCOME, r"comprehensive\s+(?:income|loss)|全面(?:收益|收入)"),
    (
        Statement.INCOME,
        r"statements?\s+of\s+(?:consolidated\s+)?(?:operations|income|earnings|profit)"
        r"|income\s+statements?|profit\s+or\s+loss|[损損]益表|利[润潤]表",
    ),
    (
        Statement.SUMMARY,
        r"financial\s+(?:summary|highlights)|(?:five|four|ten)[- ]year|selected\s+financial"
        r"|key\s+figures|[财財][务務]摘要",
    ),
)
_TITLE_PATTERNS = tuple((kind, re.compile(p, re.IGNORECASE)) for kind, p in _TITLES)
LONGEST_TITLE = 160  # characters
_ASSETS = re.compile(r"^total\s+assets\b|^[资資][产產][总總][值额額计計]", re.IGNORECASE)
_CLAIMS = re.compile(  # what only the other half of a balance sheet has
    r"^(?:total\s+)?(?:[\w.&’']+\s+){0,4}(?:equity|deficit|net\s+assets|deficiency)\b.{0,60}$"
    r"|^net\s+(?:assets|liabilities)\b|^total\s+liabilities\s+(?:and|,)"
    r"|[权權]益[总總合][值额額计計]|[净淨][资資][产產]",
    re.IGNORECASE,
)
_CASH = re.compile(r"(?:operating|investing|financing)\s+activities", re.IGNORECASE)
_CASH_BALANCE = re.compile(
    r"^cash\b.{0,60}\b(?P<which>beginning|end)\s+of\s+(?:the\s+)?(?:year|period)", re.IGNORECASE
)
_REVENUE = re.compile(
    r"^(?:total\s+)?(?:net\s+)?(?:revenues?|sales|turnover)\b|^[营營]?收入$|^[营營][业業][额額收]",
    re.IGNORECASE,
)
_RESULT = re.compile(  # at the start: "included in net income" is no result line
    r"^(?:consolidated\s+)?(?:net\s+(?:income|loss|earnings|profit|\((?:loss|income)\))"
    r"|\(?(?:profit|loss|income)\)?(?:\s*/\s*\(?(?:profit|loss|income)\)?)?"
    r"\s+(?:and\s+[a-z ]{1,40})?for\s+the\s+(?:year|period|quarter)"
    r"|(?:profit|earnings|loss)\s+attributable)"
    r"|本?[年期]度?[內内]?(?:溢利|利润|利潤|[虧亏][損损])|[净淨]利[润潤]",
    re.IGNORECASE,
)
_BALANCE_ROW = re.compile(  # where the equity starts from, or what it comes to
    r"^(?:\w+\s+)?balances?\b|\bbeginning\s+of|\bend\s+of|^(?:as\s+)?at\s+(?:\d|[A-Z])|^[於于].*日"
    r"|[結结][餘余]",
    re.IGNORECASE,
)
_COMPREHENSIVE = re.compile(
    r"^(?:total\s+)?(?:other\s+)?comprehensive\s+(?:income|loss|\()", re.IGNORECASE
)


def classify(labels: Sequence[str], titles: Sequence[str]) -> Statement:
    """The statement that row `labels` and the leading lines make together.

    Args:
        labels: The labels of the body's rows, in order.
        titles: The lines that lead the table, the nearest first.
    """
    titled = next((kind for line in titles if (kind := _titled(line)) is not None), None)
    if titled is Statement.SUMMARY:
        return titled
    if sum(_CASH.search(label) is not None for label in labels) >= 3 and len(labels) >= 8:
        return Statement.CASH_FLOWS
    balances = {match["which"].lower() for label in labels if (match := _CASH_BALANCE.match(label))}
    if len(balances) == 2 and any(map(_CASH.search, labels)):  # the last page of one
        return Statement.CASH_FLOWS
    has_assets = any(map(_ASSETS.search, labels))
    has_claims = any(map(_CLAIMS.search, labels))
    if has_assets and has_claims and len(labels) >= 10:
        return Statement.BALANCE_SHEET
    has_result = any(map(_RESULT.search, labels))
    if has_result and len(labels) >= 7:
        if any(map(_REVENUE.search, labels)):
            return Statement.INCOME
        if titled in (Statement.INCOME, Statement.COMPREHENSIVE_INCOME, Statement.CASH_FLOWS):
            return titled
    if titled is None or not _bears_out(titled, labels, has_assets or has_claims, has_result):
        return _kind_of_note(labels, titles)
    return titled


_AGED = re.compile(
    r"\b(?:within|up\s+to|over|more\s+than|less\s+than|\d+)\s*(?:to\s+)?\d*\s*(?:days|months?|years?)\b|[年个個]月?以[内內上]",
    re.IGNORECASE,
)
_NOTES = (
    (Statement.SEGMENT, re.compile(r"\bsegments?\b(?!ation)|分[部類类]", re.IGNORECASE)),
    (Statement.KPI, re.compile(r"\bkey\s+performance\s+indicators?\b|\bKPIs?\b|关键绩效|關鍵績效")),
)


def _kind_of_note(labels: Sequence[str], titles: Sequence[str]) -> Statement:
    """Aging by its lines, segments and key figures by the nearest title."""
    if len(labels) >= 3 and 2 * sum(_AGED.search(label) is not None for label in labels) > len(
        labels
    ):
        return Statement.AGING
    near = [line for line in titles[:2] if len(line) <= LONGEST_TITLE]
    return next(
        (kind for kind, pattern in _NOTES if any(pattern.search(line) for line in near)),
        Statement.OTHER,
    )


def _titled(line: str) -> Statement | None:
    """The statement that a title line names; a long sentence that mentions one is no title."""
    if len(line) > LONGEST_TITLE:
        return None
    return next((kind for kind, pattern in _TITLE_PATTERNS if pattern.search(line)), None)


def _bears_out(titled: Statement, labels: Sequence[str], balances: bool, result: bool) -> bool:
    """Whether at least one line is of the kind that the title promises."""
    if titled is Statement.BALANCE_SHEET:
        return balances
    if titled is Statement.CASH_FLOWS:
        return any(map(_CASH.search, labels))
    if titled is Statement.INCOME:
        return result
    if titled is Statement.COMPREHENSIVE_INCOME:
        return any(map(_COMPREHENSIVE.search, labels))
    if titled is Statement.EQUITY:
        return any(map(_BALANCE_ROW.search, labels))
    return True
