"""The sign that a cell has under the name that it is asked for by. Pure."""

from __future__ import annotations

import re
from decimal import Decimal

from ingest.types import Fact

LOSS = re.compile(r"\bloss(?:es)?\b|deficit|亏损|虧損", re.IGNORECASE)
RESULT = re.compile(
    r"\bprofits?\b|\bresults?\b|\bearnings\b|\bnet\s+(?:income|cash\s+flows?)\b|operating\s+income|利润|利潤|溢利",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"\bloss(?:es)?\b|deficit|expens|\bcosts?\b|\bcharge|depreciation|amorti[sz]ation|outflow|decrease|impairment"
    r"|allowance|\bpayments?\b|purchase|repayment|\btax(?:ation)?\b(?!\s+credit)|provision|\bspen(?:t|d|ding)\b|\bpaid\b|capex"
    r"|capital\s+expenditure|\bused\b|\bwent\s+into\b|费用|費用|开支|開支|成本|亏损|虧損|折旧|折舊|支出",
    re.IGNORECASE,
)


def signed(fact: Fact, named: str) -> Decimal:
    """The amount as it is named: a loss, cost or outflow asked for is its size.

    Statements print what is deducted in brackets; a question for "the operating loss" or
    "administrative expenses" wants how large it was. A profit asked for where the line is a loss
    printed without brackets is negative.
    """
    if RESULT.search(named):
        is_loss = LOSS.search(fact.label) is not None and RESULT.search(fact.label) is None
        return -fact.value if is_loss and fact.value > 0 else fact.value
    return abs(fact.value) if _SIZE.search(named) else fact.value
