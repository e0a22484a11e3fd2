"""What analysts write short, or with a verb where tables have a noun, as reports put it. Pure.

"hotel ops", "avg no. of shares", "GP margin"; "how much did it sell into Asia", "put up as
security".
"""

from __future__ import annotations

import re
from functools import lru_cache

# Short forms that stand for one thing in whatever filing; what a filing itself shortens is no
# matter of these. Those in capitals are only read as such.
_SHORT: tuple[tuple[str, str], ...] = (
    (r"(?i:pct)\.?\s+(?i:points?|pts?)", "percentage points"),
    (r"(?i:ppts?)", "percentage points"),
    (r"(?i:pct)\.?", "%"),
    (r"(?i:w(?:eigh)?td)\.?[\s-]+(?i:avg|average)\.?", "weighted average"),
    (r"(?i:avg|ave)\.?(?=\s)", "average"),
    (r"(?i:stock)[\s-]+(?i:based\s+)?(?i:comp)\.?", "stock-based compensation"),
    (r"(?i:share)[\s-]+(?i:based\s+)?(?i:comp)\.?", "share-based compensation"),
    (r"(?i:comps?)\.?[\s-]+(?i:sales)", "comparable sales"),
    (r"F&B", "food and beverage"),
    (r"(?i:adj)\.?(?=\s+[A-Za-z])", "adjusted"),
    (r"(?i:no|nos)\.(?=\s+of\b)", "number"),
    (r"#(?=\s+of\b)", "number"),
    (r"(?i:ops)", "operations"),
    (r"(?i:opex)", "operating expenses"),
    (r"(?i:biz)", "business"),
    (r"(?i:mgmt|mgt)", "management"),
    (r"(?i:dept)", "department"),
    (r"(?i:govt)\.?", "government"),
    (r"(?i:w/o)", "without"),
    (r"(?i:incl)\.?(?=\s)", "including"),
    (r"(?i:approx)\.?(?=\s)", "approximately"),
    (r"(?i:yrs)", "years"),
    (r"(?i:mths)", "months"),
    (r"(?i:accts?)\.?(?=\s)", "accounts"),
    (r"(?i:chgs?)\.?", "change"),
    (r"A/R", "trade receivables"),
    (r"A/P", "trade payables"),
    (r"GPM", "gross profit margin"),
    (r"GP(?=\s*(?:margins?|ratio|%|in\b|for\b|of\b|on\b|[?,.]|$))", "gross profit"),
    (r"NPM", "net profit margin"),
    (r"NP(?=\s+(?:margins?|attributable|in\b|for\b|of\b))", "net profit"),
    (r"OPM", "operating profit margin"),
    (r"PBT", "profit before tax"),
    (r"PAT(?=\s*(?:margins?|in\b|for\b|of\b|[?,.]|$))", "profit for the period"),
    (r"LPS", "loss per share"),
    (r"DPS", "dividend per share"),
    (r"NCIs?", "non-controlling interests"),
    (r"SSSG", "same-store sales growth"),
    (r"(?i:ye|y/e)\s?(?=20\d\d)", "year-end "),
    (r"(?i:ye|y/e)\s?(?=\d\d\b)", "year-end 20"),
)
_SHORTENED = re.compile(
    "|".join(
        rf"(?<![\w&.-])({short})"
        + ("" if short.endswith(")") and "(?=" in short else r"(?![\w&-])")
        for short, _ in _SHORT
    )
)

# Said with a verb, printed as a noun.
_VERBS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), noun)
    for pattern, noun in (
        (r"\bhow\s+much\s+(?:did|does|has|have)\s+(?P<who>.+?)\s+(?:sell|sold)\s+(?:in|into|to)\b",
         r"how much was the revenue of \g<who> from"),
        (r"\b(?:sales|revenue)\s+(?:made\s+)?(?:by|of|from)\s+(?P<who>[^,?]+?)\s+to\s+(?:the\s+)?"
         r"other\s+segments\b(?:\s+of\s+the\s+group\b)?",
         r"inter-segment revenue of \g<who>"),
        (r"\b(?P<part>what\s+(?:proportion|percentage|share|part|fraction)|how\s+much)\s+of\s+(?:the\s+)?"
         r"(?P<what>(?!.*\b(?:revenue|receivables?)\b).+?)\s+(?P<was>was|were|is|are)\s+"
         r"(?:let(?:\s+out)?|leased\s+out|rented\s+out|occupied)\b",
         r"what \g<was> the occupancy rate of \g<what>"),
        (r"\b(?:put\s+up|given|offered|posted|provided|lodged)\s+as\s+(?:security|collateral)\b",
         "pledged"),
        (r"\b(?:used\s+up|drawn\s+on)\b", "utilised"),
        (r"\b(?:left|still|remain(?:s|ed|ing)?)\s+(?:un(?:spent|used)|to\s+be\s+(?:used|spent))\b",
         "unutilised"),
        (r"\bun(?:spent|used)\b(?=.*\bproceeds\b)|(?<=proceeds )un(?:spent|used)\b", "unutilised"),
        (r"\bended?\s+up\s+(?=\w+(?:ed|t)\b)", ""),
        (r"\((?P<what>[^()]+?)\s+(?:left\s+out|excluded|not\s+(?:included|counted)|aside)\)",
         r"(excluding \g<what>)"),
        (r"\bstock\s+(?:turnover\s+)?days\b", "inventory turnover days"),
        (r"\bdebtors?['’]?\s+(?:turnover\s+)?days\b", "trade receivables turnover days"),
        (r"\bcreditors?['’]?\s+(?:turnover\s+)?days\b", "trade payables turnover days"),
    )
)  # fmt: skip
_MANNER = re.compile(
    r",?\s*\b(?:rounded\s+|given\s+|expressed\s+)?(?:to|at|with)\s+(?:the\s+nearest\s+\w+"
    r"|(?:one|two|three|\d)\s+(?:decimals?|d\.?p\b\.?)(?:\s+places?)?)"
    r"|^\W*(?:please\s+)?(?:work|figure|find)\s+out\s+|[\s,]*\bplease\b[\s,]*(?=\W*$)|^\W*please\s+"
    r"|^\W*(?:looking|taking|considering)\s+(?:only|just|solely)\s+at\s+",
    re.IGNORECASE,
)

# "jun25", "Dec-24": written in one, the number is the year and no day.
_MONTH_OF_YEAR = re.compile(
    r"\b(jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[-'’]?(\d\d)\b(?![-/'’]?\d)",
    re.IGNORECASE,
)


@lru_cache(maxsize=2048)
def spelled_out(text: str) -> str:
    """A question with its short forms in full, and what it says with verbs as tables name it."""

    def full(match: re.Match[str]) -> str:
        return _SHORT[(match.lastindex or 1) - 1][1]

    text = _SHORTENED.sub(full, _MONTH_OF_YEAR.sub(r"\1 20\2", text))
    for pattern, noun in _VERBS:
        text = pattern.sub(noun, text)
    return text


def without_asking(text: str) -> str:
    """A question without the words that ask politely, or say how the answer is to be set out."""
    return _MANNER.sub(" ", text) if _MANNER.sub(" ", text).strip(" ?？.") else text
