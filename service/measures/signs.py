"""The sign that a cell has under the name that it is asked for by. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from ingest.types import Fact

LOSS = re.compile(r"\bloss(?:es)?\b|deficit|亏损|虧損", re.IGNORECASE)
RESULT = re.compile(
    r"\bprofits?\b|\bresults?\b|\bearnings\b|\bnet\s+income\b|\b(?:net|free)\s+cash\s+flows?\b|operating\s+income|利润|利潤|溢利",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"\bloss(?:es)?\b|deficit|expens|\bcosts?\b|\bcharge|depreciation|amorti[sz]ation|outflow|decrease|impairment"
    r"|allowance|\bpayments?\b|purchase|\brepa(?:y|ys|id|yments?)\b|\btax(?:ation)?\b(?!\s+credit)|provision|\bdamages\b|\bfines?\b|\bpenalt(?:y|ies)\b|\bspen(?:t|d|ding)\b|\badditions?\s+to\b|\bpays?\b|\bpaid\b|capex"
    r"|capital\s+expenditure|\bused\b|\bwent\s+into\b|费用|費用|开支|開支|成本|亏损|虧損|折旧|折舊|支出",
    re.IGNORECASE,
)
_EXPENSE = re.compile(  # a line called so is a size by whatever name it is asked for: "R&D"
    r"\b(?:expenses?|expenditures?|costs?)\b(?!.*\b(?:income|gains?|credits?|benefits?|profits?|net)\b)"
    r"|费用|費用|开支|開支|成本",
    re.IGNORECASE,
)

# Captions that name both sides; what stands outside the brackets is positive.
_COST = r"(?:expenses?|provisions?|charges?|costs?|loss(?:es)?)"
_GAIN = r"(?:income|benefits?|credits?|gains?|recover(?:y|ies)|profits?|earnings)"
_COST_FIRST = re.compile(
    rf"{_COST}\b[^()]*[(（]{_GAIN}[)）]|[(（]{_GAIN}[)）]\s*/?\s*{_COST}", re.I
)
_GAIN_FIRST = re.compile(
    rf"{_GAIN}\b[^()]*[(（]{_COST}[)）]|[(（]{_COST}[)）]\s*/?\s*{_GAIN}", re.I
)
_COUNTED = ("shares", "persons")
_NUMBER_OF = re.compile(r"\bnumber\s+of\b|\bhow\s+many\b", re.I)
_COST_NAMED = re.compile(rf"\b{_COST}\b", re.I)
_GAIN_NAMED = re.compile(rf"(?<!net )\b{_GAIN}\b(?!\s+tax)", re.I)


def signed(fact: Fact, named: str, row: Sequence[Fact] = ()) -> Decimal:
    """The amount as it is named: a loss, cost or outflow asked for is its size.

    Statements print what is deducted in brackets; a question for "the operating loss" or
    "administrative expenses" wants how large it was. A profit asked for where the line is a loss
    printed without brackets is negative. A line that is a cost in one year and a gain in another
    keeps its sign: by its caption, "expense (benefit)", or by how most of `row` is printed.

    Args:
        fact: The cell.
        named: The words that it is asked for by.
        row: The cells of its row, where they are at hand.
    """
    if RESULT.search(named):
        is_loss = LOSS.search(fact.label) is not None and RESULT.search(fact.label) is None
        is_loss = is_loss and _GAIN_FIRST.search(fact.label) is None  # "Income (loss) from ..."
        return -fact.value if is_loss and fact.value > 0 else fact.value
    if fact.unit in _COUNTED and _NUMBER_OF.search(named):
        return abs(fact.value)  # what was forfeited is deducted from what is outstanding
    if not (_SIZE.search(named) or _EXPENSE.search(fact.label)):
        return fact.value
    if _COST_FIRST.search(fact.label):
        return fact.value
    if _GAIN_FIRST.search(fact.label):
        is_cost = _COST_NAMED.search(named) and not _GAIN_NAMED.search(named)
        return -fact.value if is_cost else fact.value
    usual = _usual_sign(fact, row)
    return abs(fact.value) if usual is None else usual * fact.value


def _usual_sign(fact: Fact, row: Sequence[Fact]) -> int | None:
    """1 or -1, as most of the row's figures are printed; None where all are printed alike."""
    values = [
        cell.value
        for cell in row
        if cell.period is not None and cell.unit == fact.unit and cell.value != 0
    ]
    negative = sum(value < 0 for value in values)
    if not 0 < negative < len(values):
        return None
    return -1 if 2 * negative > len(values) else 1
