"""Questions proposed from a filing's own figures, for a person to accept. Pure.

Lines of the primary statements that stand alone under their label and period: looked up, held
against the year before, set against revenue or total assets; and a line that the filing does not
speak of. What is proposed follows from the figures as they were read, the same each time; a person
looks at each.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import ROUND_UP, Decimal
from itertools import zip_longest

from evals.fields import Json
from evals.table_facts import PRIMARY, FactSeen
from ingest.facts import is_money, is_same_period
from ingest.types import Period

LEAST_CONFIDENCE = 0.8
RATIO_TOLERANCE = Decimal("0.005")
MOST_TOLERANCE = Decimal("0.05")  # a difference that rounding blurs more is no question
_PLACES = Decimal("0.000001")
NOTE = "proposed"

# concept, words of the question, of what: income over revenue, balances over total assets
_SHARES = (
    ("GrossProfit", "gross profit margin", "Revenue"),
    ("ProfitLossFromOperatingActivities", "operating margin", "Revenue"),
    ("ProfitLoss", "net profit margin", "Revenue"),
    ("CostOfSales", "share of cost of sales in revenue", "Revenue"),
    ("CashAndCashEquivalents", "share of cash and cash equivalents in total assets", "Assets"),
    ("Inventories", "share of inventories in total assets", "Assets"),
    ("TradeReceivables", "share of trade receivables in total assets", "Assets"),
    ("PropertyPlantAndEquipment", "share of fixed assets in total assets", "Assets"),
    ("Liabilities", "ratio of total liabilities to total assets", "Assets"),
)  # fmt: skip
# Lines of the cash flows that are named like the balance whose change they are.
_MOVEMENTS = ("AdjustmentsFor", "IncreaseDecreaseIn", "CashAt")
# A line, and a part of it that no filing which has the line can do without.
_ABSENT = (
    ("biological assets", "biological"),
    ("insurance contract liabilities", "insurance contract"),
    ("exploration and evaluation assets", "exploration"),
    ("perpetual securities", "perpetual"),
    ("goodwill", "goodwill"),
    ("investment property", "investment propert"),
    ("dividends on preference shares", "preference share"),
    ("film rights", "film right"),
)


def propose(
    filing: str,
    facts: Sequence[FactSeen],
    own: Period | None,
    quote_of: Callable[[FactSeen], str | None],
    text: str,
) -> tuple[Json, ...]:
    """Cases for a set, the kinds in turn, so that the first few show all of them.

    Args:
        filing: its file name.
        facts: its figures, in reading order.
        own: the period that it reports on; None: that of its latest figures.
        quote_of: the row of a figure as it stands in the filing; None: it cannot be quoted.
        text: all that the filing says.
    """
    lines = _lines(facts)
    end = (
        own.end if own is not None else max((f.period.end for f in lines if f.period), default=None)
    )
    current = [f for f in lines if f.period is not None and f.period.end == end and _fits(f, own)]
    kinds = (
        _looked_up(current, quote_of),
        _changed(current, lines, quote_of),
        _shared(current, quote_of),
        _absent(text, current),
    )
    found: list[Json] = []
    counts: dict[str, int] = defaultdict(int)
    slug = re.sub(r"[^a-z0-9]+", "-", filing.rpartition(".")[0].lower()).strip("-") or "filing"
    for row in zip_longest(*kinds):
        for case in filter(None, row):
            counts[case["kind"]] += 1
            name = f"{slug}-{case['kind']}-{counts[case['kind']]:02}"
            found.append({"id": name, "filings": [filing], **case, "lang": "en", "note": NOTE})
    return tuple(found)


def _lines(facts: Sequence[FactSeen]) -> list[FactSeen]:
    """The sure amounts of primary statements that are alone under their label and period."""
    kept = [
        fact
        for fact in facts
        if fact.statement in PRIMARY
        and fact.concept is not None
        and not fact.concept.startswith(_MOVEMENTS)
        and fact.confidence >= LEAST_CONFIDENCE
        and fact.unit is not None
        and is_money(fact.unit)
        and "/" not in fact.unit
        and fact.period is not None
        and fact.value
    ]
    values: dict[tuple[str, Period | None], set[Decimal]] = defaultdict(set)
    for fact in facts:
        if fact.statement in PRIMARY:
            values[fact.label.casefold(), fact.period].add(fact.value)
    seen: set[tuple[str, Period | None]] = set()
    found = []
    for fact in kept:
        key = fact.label.casefold(), fact.period
        if len(values[key]) == 1 and key not in seen:
            seen.add(key)
            found.append(fact)
    return found


def _fits(fact: FactSeen, own: Period | None) -> bool:
    """Of the filing's own stretch of time, or a balance."""
    if fact.period is None or fact.period.is_instant or own is None or own.is_instant:
        return fact.period is not None
    return is_same_period(fact.period, own)


def _looked_up(
    facts: Sequence[FactSeen], quote_of: Callable[[FactSeen], str | None]
) -> Iterator[Json]:
    for fact in facts:
        quote = quote_of(fact)
        if fact.period is None or quote is None:
            continue
        be = "were" if _is_plural(fact.label) else "was"
        yield {
            "question": f"What {be} {_named(fact)} {_when(fact.period)}?",
            "kind": "lookup",
            "answer": _answer(fact.value, fact, fact.quantum / 2, is_sign_free=fact.value < 0),
            "evidence": [_evidence(fact, quote)],
        }


def _changed(
    facts: Sequence[FactSeen],
    lines: Sequence[FactSeen],
    quote_of: Callable[[FactSeen], str | None],
) -> Iterator[Json]:
    for fact in facts:
        before = _year_before(fact, lines)
        if before is None or fact.period is None or before.period is None:
            continue
        change = fact.value - before.value
        error = (fact.quantum + before.quantum) / 2
        quotes = {quote: one for one in (fact, before) if (quote := quote_of(one)) is not None}
        if not change or error > MOST_TOLERANCE * abs(change) or not quotes:
            continue
        start, end = _when(before.period, "from"), _when(fact.period, "to")
        is_cost = fact.value < 0 or before.value < 0
        yield {
            "question": f"By how much did {_named(fact)} change {start} {end}?",
            "kind": "derived",
            "answer": _answer(change, fact, error, is_sign_free=is_cost),
            "evidence": [_evidence(one, quote) for quote, one in quotes.items()],
        }


def _year_before(fact: FactSeen, lines: Sequence[FactSeen]) -> FactSeen | None:
    if fact.period is None:
        return None
    wanted = fact.period.shifted(-1)
    found = [
        one
        for one in lines
        if one.labels == fact.labels
        and (one.statement, one.unit, one.concept) == (fact.statement, fact.unit, fact.concept)
        and one.period is not None
        and is_same_period(one.period, wanted)
    ]
    return found[0] if len(found) == 1 else None


def _shared(
    facts: Sequence[FactSeen], quote_of: Callable[[FactSeen], str | None]
) -> Iterator[Json]:
    by_concept: Mapping[str | None, FactSeen] = {one.concept: one for one in reversed(facts)}
    for concept, words, whole in _SHARES:
        part, base = by_concept.get(concept), by_concept.get(whole)
        if part is None or base is None or part.period != base.period or part.unit != base.unit:
            continue
        quotes = [quote_of(part), quote_of(base)]
        if part.period is None or None in quotes or base.value < 0:
            continue
        value = (part.value / base.value).quantize(_PLACES)
        yield {
            "question": f"What was the {words} {_when(part.period)}?",
            "kind": "derived",
            "answer": {
                "value": value,
                "unit": "percent",
                "display": f"{value * 100:.1f}%",
                "tolerance": RATIO_TOLERANCE,
                **({"sign_free": True} if value < 0 else {}),
            },
            "evidence": [
                _evidence(one, quote)
                for one, quote in zip((part, base), quotes, strict=True)
                if quote is not None
            ],
        }


def _absent(text: str, facts: Sequence[FactSeen]) -> Iterator[Json]:
    said = " ".join(text.split()).casefold()
    end = next((fact.period.end for fact in facts if fact.period is not None), None)
    if end is None:
        return
    for line, part in _ABSENT:
        if part not in said:
            be = "were" if _is_plural(line) else "was"
            yield {
                "question": f"What {be} the {line} {_when(Period(None, end))}?",
                "kind": "unanswerable",
                "answer": {"abstain": True},
            }


def _answer(value: Decimal, fact: FactSeen, error: Decimal, *, is_sign_free: bool) -> Json:
    """`error`: in base units, what rounding of the printed figures allows."""
    share = (error / abs(value)).quantize(_PLACES, rounding=ROUND_UP)
    answer: Json = {
        "value": value,
        "unit": fact.unit,
        "display": f"{fact.unit} {value:,f}",
        "tolerance": share,
    }
    return answer | ({"sign_free": True} if is_sign_free else {})


def _evidence(fact: FactSeen, quote: str) -> Json:
    return {"filing": fact.filing, "quote": quote}


def _named(fact: FactSeen) -> str:
    """The label as the words of a sentence: "Cost of sales" is "cost of sales", "EBITDA" stays."""
    label = " ".join(fact.label.split()).rstrip(":")
    head, _, rest = label.partition(" ")
    plain = head.lower() if head[:1].isupper() and head[1:].islower() else head
    return f"{plain} {rest}".strip()


def _is_plural(label: str) -> bool:
    """By its head: "cost of sales" is one thing, "purchases of equipment" are several."""
    head = re.split(r"\s+(?:of|in|from|on|for|to)\s+|[,(]", label.strip())[0].strip()
    return head.endswith("s") and not head.endswith("ss")


def _when(period: Period, word: str = "") -> str:
    day = f"{period.end.day} {period.end:%B %Y}"
    if period.is_instant:
        return f"{word or 'at'} {day}"
    length = "year" if period.months == 12 else f"{period.months} months"
    return f"{word or 'for'} the {length} ended {day}"
