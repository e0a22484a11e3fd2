"""What a text must name to speak of what is asked: this customer, this office, this price. Pure.

Words in common are not enough where one letter or one word makes another thing of it: Customer B,
the chief executive for the chief financial officer, the price of a placing for that on the market.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from service.answering.understanding.sought import FIRM
from service.answering.understanding.wording import proper_names
from service.grounding import find_quantities

# "Customer A", "Class B", "Target Company I", "Phase 2": the letter is the name.
_DESIGNATED = re.compile(
    r"\b(?P<what>customer|supplier|class|series|phase|tranche|tier|project|vendor|company|client)s?\s+"
    r"(?P<which>[A-HJ-Z]|[IVX]{1,4}|[1-9])\b(?!['’]s?\b)",
    re.IGNORECASE,
)
_OFFICES: tuple[tuple[str, str], ...] = (  # how an office is asked for, and how it is written
    (r"\bCEO\b|chief\s+executive(?:\s+officer)?", r"\bCEO\b|chief\s+executive"),
    (r"\bCFO\b|chief\s+financial\s+officer", r"\bCFO\b|chief\s+financial\s+officer"),
    (r"\bCOO\b|chief\s+operating\s+officer", r"\bCOO\b|chief\s+operating\s+officer"),
    (r"\bCTO\b|chief\s+technology\s+officer", r"\bCTO\b|chief\s+technology\s+officer"),
    (r"\b(?:company|corporate|board)\s+secretary\b", r"\bsecretary\b"),
)
_AUDITOR = re.compile(
    r"\bauditors?\b|\baudit(?:s|ed)\b|\bindependent\s+registered\s+public\s+accounting\s+firm\b"
    r"|审计师|審計師|核数师|核數師|事务所|事務所",
    re.IGNORECASE,
)
_AUDIT_FIRM = re.compile(
    r"\bLLP\b|\bL\.L\.P\b|\bKPMG\b|\bDeloitte\b|\bErnst\b|\bPricewaterhouse|\bBDO\b|\bRSM\b"
    r"|\bGrant\s+Thornton\b|\bP\.?C\.?(?:\W|$)|\bCPAs?\b|\bCertified\s+Public\b|会计师|會計師|事务所|事務所",
)
_ASKS_WHO = re.compile(
    r"^\W*(?:who|name|which\s+(?:firm|person|director))\b|[谁誰]|哪家", re.IGNORECASE
)
_MARKET = re.compile(r"\b(?:share|stock)\s+price\b|股价|股價", re.IGNORECASE)
_ON_MARKET = re.compile(
    r"\b(?:closing|market|trading|share|stock)\s+prices?\b|\b(?:closed|traded)\s+at\b",
    re.IGNORECASE,
)
_RAISINGS = (  # two ways to raise money, each with proceeds and uses of its own
    r"\bIPO\b|initial\s+(?:public\s+)?offering|global\s+offering|首次公开|首次公開|全球发售|全球發售",
    r"\bplacing\b|\bplacement\b|配售",
)
_DOWN = r"\b(?:declin|f[ae]ll|decreas|drop|shr[aiu]nk|reduc|lower|down)\w*"
_UP = r"\b(?:r[io]se|rais|gr[eo]w|increas|higher|up)\w*"
_MOVED = re.compile(rf"^\W*which\s+(?:\w+\s+){{1,4}}?(?P<how>{_DOWN}|{_UP})", re.IGNORECASE)
_NAMED_PAIRS = re.compile(
    r"\b(?P<one>contingent|capital|lease|contract|deferred|operating|investing|financing)\s+"
    r"(?P<two>liabilit|commitment|asset|consideration|expenditure|activit)\w*",
    re.IGNORECASE,
)


def speaks_of_it(question: str, text: str) -> bool:
    """Whether a text names the very thing that a question asks about, not one of its kind."""
    if not names_the_same(question, text):
        return False
    if _MARKET.search(question) and _ON_MARKET.search(text) is None:
        return False
    if _ASKS_WHO.search(question):
        for asked, written in _OFFICES:
            if re.search(asked, question, re.IGNORECASE):
                return re.search(written, text, re.IGNORECASE) is not None
        if _AUDITOR.search(question):
            return _names_auditor(text)
    if (moved := _MOVED.search(question)) is not None:
        words = _DOWN if re.search(_DOWN, moved["how"], re.IGNORECASE) else _UP
        if re.search(words, text, re.IGNORECASE) is None:
            return False
    asked_of, told_of = _raisings(question), _raisings(text)
    if asked_of and told_of and not asked_of & told_of:
        return False
    for pair in _NAMED_PAIRS.finditer(question):
        if re.search(rf"\b{pair['one']}\s+{pair['two']}", text, re.IGNORECASE) is None:
            return False
    return True


# How many there are at a date is not how many came in a stretch.
_SO_FAR = re.compile(
    r"\b(?:as\s+(?:at|of)|by\s+(?:the\s+)?end|at\s+(?:the\s+)?end|by\s+\d)", re.IGNORECASE
)
_WITHIN = re.compile(r"^\W*(?:during|throughout|within|over)\b", re.IGNORECASE)
_SIZE = re.compile(
    r"^\W*(?:the\s+)?(?:fair|carrying|book|net\s+book|contract|market|nominal|transaction)\s+"
    r"(?:value|amount)\b",
    re.IGNORECASE,
)


def is_of_a_stretch(question: str, text: str) -> bool:
    """Whether a text counts what came in a stretch, where how many there are is asked."""
    return _SO_FAR.search(question) is not None and _WITHIN.search(text) is not None


def is_of_the_names(measure: str, text: str, end: int) -> bool:
    """Whether no name that is asked about stands only behind a quantity, in another clause.

    Args:
        measure: What is asked, without companies and periods.
        text: The sentence.
        end: Where in it the quantity ends.
    """
    cut = re.search(r"[;:.]\s|,\s+and\b", text[end:])
    near = text if cut is None else text[: end + cut.start()]
    return not any(name in text and name not in near for name in proper_names(measure))


def holds_the_names(measure: str, text: str) -> bool:
    """Whether every name in what is asked stands in a text: of somebody else it gives no figure."""
    told = text.casefold()
    return all(name.casefold() in told for name in proper_names(measure))


def is_stated(question: str, value: Decimal) -> bool:
    """Whether a question says a quantity itself: "what was paid for 51%?" does not ask for that."""
    return any(quantity.value == value for quantity in find_quantities(question))


def asks_size(measure: str) -> bool:
    """Whether a value in money is asked for by that word: "the fair value of ..."."""
    return _SIZE.search(measure) is not None


def _names_auditor(text: str) -> bool:
    """A firm beside "auditor"; beside "we have audited X" X is the one that was audited."""
    if _AUDITOR.search(text) is None:
        return False
    firm = FIRM if _CALLED_AUDITOR.search(text) else _AUDIT_FIRM
    return firm.search(text) is not None


_CALLED_AUDITOR = re.compile(r"\bauditors?\b|审计师|審計師|核数师|核數師", re.IGNORECASE)


def _raisings(text: str) -> frozenset[str]:
    return frozenset(words for words in _RAISINGS if re.search(words, text, re.IGNORECASE))


def names_the_same(question: str, text: str) -> bool:
    """Whether a text that names one of several alike ("Customer B") names the one asked for."""
    asked = _designated(question)
    if not asked:
        return True
    said = _designated(text)
    return all(what not in said or asked[what] & said[what] for what in asked)


@lru_cache(maxsize=10_000)
def _designated(text: str) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for match in _DESIGNATED.finditer(text):
        if match["which"].islower():
            continue  # "customer a year ago"
        what = match["what"].lower()
        found[what] = found.get(what, frozenset()) | {match["which"]}
    return found
