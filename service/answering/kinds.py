"""Kinds and signs of numbers: whether a figure is of the kind asked for, and its sign. Pure."""

from __future__ import annotations

import re
from decimal import Decimal

from ingest.facts import is_money
from ingest.types import Fact
from service.answering.wanted import Wanted


def kind_factor(fact: Fact, asked: Wanted) -> float:
    """Whether a fact is the kind of number that the question asks for: 1, or less."""
    wish = asked.wish
    per_share = (fact.unit or "").endswith("/share")
    if per_share != (_PER_SHARE.search(asked.text) is not None):
        return 0.5 if per_share or is_money(fact.unit) else 0.8
    if fact.unit is None and _IN_MONEY.search(asked.text):
        return 0.6
    percent = fact.unit in ("percent", "percentage_point", "ratio")
    if percent and _NUMBER_OF.match(fact.label):
        return 0.3
    if wish.percent or wish.points:
        return 1.0 if percent else 0.55
    if percent:
        return 0.5
    if wish.count:
        if "employe" in asked.own and fact.unit != "persons":
            return 0.3 if is_money(fact.unit) else 0.6
        counted = fact.unit in (None, "persons", "shares")
        return 0.3 if is_money(fact.unit) else 1.0 if counted else 0.8
    return 0.75 if fact.unit == "persons" else 1.0


_NUMBER_OF = re.compile(r"\W*(?:total\s+)?(?:number|no\.)\s+of\b|.*人[数數]", re.IGNORECASE)
_IN_MONEY = re.compile(
    r"\b(?:in|of)\s+(?:USD|US\$|RMB|CNY|HKD|HK\$|EUR|GBP|dollars)\b|人民[币幣]", re.I
)
_PER_SHARE = re.compile(
    r"\bper\s+(?:ordinary\s+|common\s+)?share\b|\bprices?\b|\beps\b|a\s+share\b|每股", re.IGNORECASE
)


def signed(fact: Fact, question: str) -> Decimal:
    """The amount as the question names it: a loss, cost or outflow asked for is its size.

    Statements print what is deducted in brackets; a question for "the operating loss" or
    "administrative expenses" wants how large it was. A profit asked for where the line is a loss
    printed without brackets is negative.
    """
    if _RESULT.search(question):
        is_loss = _LOSS.search(fact.label) is not None and _RESULT.search(fact.label) is None
        return -fact.value if is_loss and fact.value > 0 else fact.value
    return abs(fact.value) if _SIZE.search(question) else fact.value


def is_other_result(fact: Fact, question: str) -> bool:
    """A loss is asked for, and the line is a profit; or what was received, and it was paid."""
    if _RECEIVED.search(question) and fact.value < 0:
        return True
    if not _LOSS.search(question) or _RESULT.search(question):
        return False
    return _RESULT.search(fact.label) is not None and fact.value > 0


_LOSS = re.compile(r"\bloss(?:es)?\b|deficit|亏损|虧損", re.IGNORECASE)
_RECEIVED = re.compile(r"\breceiv(?:e|ed)\b|\bproceeds\b|\binflows?\b", re.IGNORECASE)
_RESULT = re.compile(
    r"\bprofits?\b|\bresults?\b|\bearnings\b|\bnet\s+(?:income|cash\s+flows?)\b|operating\s+income|利润|利潤|溢利",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"\bloss(?:es)?\b|deficit|expens|\bcosts?\b|\bcharge|depreciation|amorti[sz]ation|outflow|decrease|impairment"
    r"|allowance|\bpayments?\b|purchase|repayment|\btax(?:ation)?\b(?!\s+credit)|provision|\bspen(?:t|d|ding)\b|\bpaid\b|capex"
    r"|capital\s+expenditure|\bused\b|\bwent\s+into\b|费用|費用|开支|開支|成本|亏损|虧損|折旧|折舊|支出",
    re.IGNORECASE,
)
