"""Kinds of numbers: whether a figure is of the kind that is asked for. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.facts import is_money
from ingest.types import Fact
from service.answering.understanding.wanted import Wanted
from service.measures.signs import LOSS, RESULT


def kind_factor(fact: Fact, asked: Wanted) -> float:
    """Whether a fact is the kind of number that the question asks for: 1, or less."""
    wish = asked.wish
    per_share = (fact.unit or "").endswith("/share")
    wants_per_share = is_said(_PER_SHARE, asked.text)
    if wants_per_share and _counts_shares(fact) and not is_said(_SHARES, asked.text):
        return 0.2  # what earnings are spread over is not earnings per share
    if per_share != wants_per_share:
        return 0.5 if per_share or is_money(fact.unit) else 0.8
    if is_said(_WILL, asked.text) and not _AHEAD.search(
        " ".join((*fact.labels, *fact.column_labels))
    ):
        return 0.4  # what will be is not what was
    if is_said(_PER_HEAD, asked.text) and is_money(fact.unit) and "per" not in fact.label.lower():
        return 0.2  # a whole is not what it comes to for each
    if fact.unit is None and is_said(_IN_MONEY, asked.text):
        return 0.6
    percent = fact.unit in ("percent", "percentage_point", "ratio")
    if is_said(_TO, asked.text):
        return 0.3 if is_money(fact.unit) else 1.0  # the debt itself is no debt-to-EBITDA
    if percent and _NUMBER_OF.match(fact.label):
        return 0.3
    if wish.percent or wish.points:
        return 1.0 if percent else 0.55
    if percent:
        return 1.0 if fact.unit == "ratio" and is_said(_TIMES, asked.text) else 0.5
    if wish.count:
        if "employe" in asked.own and fact.unit != "persons":
            return 0.3 if is_money(fact.unit) else 0.6
        counted = fact.unit in (None, "persons", "shares")
        return 0.3 if is_money(fact.unit) else 1.0 if counted else 0.8
    return 0.75 if fact.unit == "persons" and "employe" not in asked.own else 1.0


_TIMES = re.compile(r"\btimes\b|\bratio\b|倍|次[数數]", re.IGNORECASE)
_TO = re.compile(  # one thing over another; "year-to-date" and "held-to-maturity" are none
    r"\b[a-z]+[-–](?:to|over)[-–](?:(?:adjusted|total|net|operating|book)\s+)?(?:ebitda|ebit|equity|assets?"
    r"|sales|revenues?|income|earnings|capital|deposits?|value|book|bill|cash|debts?|gdp|profits?)\b",
    re.IGNORECASE,
)


def _counts_shares(fact: Fact) -> bool:
    return fact.unit == "shares" or any("number of shares" in part.lower() for part in fact.labels)


@lru_cache(maxsize=4096)
def is_said(words: re.Pattern[str], question: str) -> bool:
    """Whether a question says something: asked for every line of a filing, read once."""
    return words.search(question) is not None


_WILL = re.compile(
    r"\bwill\s+(?:be\s+(?:recogni[sz]ed|paid|charged|booked|incurred|spent|received)|recogni[sz]e|pay"
    r"|incur|spend|receive)\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:plan|expect|budget|estimat|project|target|propos|within|between|due|future|payable|unutili"
    r"|unus|available|20\d\d)\w*",
    re.IGNORECASE,
)
_PER_HEAD = re.compile(
    r"\bper\s+(?:employee|head|person|customer|user|patent|store|unit)\b|人均", re.I
)
_SHARES = re.compile(r"\bshares\b|\bnumber\b|股[份數数]", re.IGNORECASE)
_NUMBER_OF = re.compile(r"\W*(?:total\s+)?(?:number|no\.)\s+of\b|.*人[数數]", re.IGNORECASE)
_IN_MONEY = re.compile(
    r"\b(?:in|of)\s+(?:USD|US\$|RMB|CNY|HKD|HK\$|EUR|GBP|dollars)\b|人民[币幣]", re.I
)
_PER_SHARE = re.compile(
    r"\bper\s+(?:\w+\s+){0,3}?share\b|\bprices?\b|\b[el]ps\b|a\s+share\b|每股", re.IGNORECASE
)


def is_other_result(fact: Fact, question: str) -> bool:
    """A loss is asked for, and the line is a profit; or what was received, and it was paid."""
    is_received, is_loss = _direction(question)
    if is_received and fact.value < 0:
        return True
    if not is_loss:
        return False
    return RESULT.search(fact.label) is not None and fact.value > 0


@lru_cache(maxsize=256)
def _direction(question: str) -> tuple[bool, bool]:
    """Whether what came in is asked for, and whether a loss and no profit is."""
    is_loss = LOSS.search(question) is not None and RESULT.search(question) is None
    return _RECEIVED.search(question) is not None, is_loss


_RECEIVED = re.compile(r"\breceiv(?:e|ed)\b|\bproceeds\b|\binflows?\b", re.IGNORECASE)
