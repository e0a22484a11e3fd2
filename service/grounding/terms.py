"""Words of sentences and labels as comparable terms: stems, synonyms, no stop words. Pure.

`R&D expenses` and `Research and development expenses` give the same terms, so do `staff` and
`employees`. Profit and loss give one term; which of the two was meant is the polarity.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

Polarity = Literal["gain", "loss"]

_WORD = re.compile(r"[A-Za-z](?:[A-Za-z]|(?<=[A-Za-z])['’](?=[A-Za-z]))*|[\u4e00-\u9fff]+")
_STOP = frozenset(
    """a about above after against all also although amid among amount amounted amounting amounts an
    and any approximately are as at be because been before being between both but by came can come
    compare compared comparison could did do does during each either equal equivalent for from fully
    further had has have having he held her here his hold holds how however i if in including into
    is it its itself just made make makes mainly may me meanwhile more most much nearly net no nor
    not of off on once only or other our out over own per plus primarily reach reached reaching
    record recorded recognised recognized report reported represent represented representing
    respectively roughly same say seen she should show showed so some stand stood such than that
    the their them then there these they this those through to together too total totaled totaling
    totalled totalling toward under until up upon use used versus very vs was we well were what when
    where though still whereas which while who whole will with within without would you your
    year years period periods month months half quarter fiscal financial annual interim ended ending
    end date reporting corresponding prior previous earlier same january february march april may
    june july august september october november december yoy respectively approximately around
    number rmb cny usd hkd eur gbp thousand million billion trillion mn bn percent percentage cent
    point points times group company companies""".split()
) - {"net", "other", "total", "before", "after", "per"}
_CHANGE = frozenset(
    """increase decrease grow growth rise rose fall fell decline drop shrink shrank climb jump surge
    soar gain lift cut reduce reduction expand contract improve improvement change up down higher
    lower come bring bringing brought swell narrow widen go went move mark score
    contribute account level versus almost grew rising coming improving figure amount
    doubled halved tripled explain hardly barely significantly slightly substantially achieve
    experience""".split()
)
_SYNONYMS = {
    "sale": "revenue", "turnover": "revenue", "staff": "employee", "workforce": "employee",
    "headcount": "employee", "personnel": "employee", "people": "employee", "ghg": "greenhouse",
    "loss": "profit", "earning": "profit", "marketing": "market", "travelling": "travel",
    "traveling": "travel", "labor": "labour", "client": "customer", "woman": "female",
    "women": "female", "men": "male", "man": "male", "shareholder": "owner", "holder": "owner",
    "spending": "expense", "expenditure": "expense", "cost": "cost", "charge": "expense",
    "debt": "borrowing", "worker": "employee", "directorship": "director",
    "remuneration": "emolument", "ton": "tonne", "buy": "purchase", "buying": "purchase",
    "bought": "purchase",
}  # fmt: skip
_PHRASES = (
    (re.compile(r"\bR\s?(?:&|&amp;)\s?D\b|\bR and D\b"), "research development"),
    (re.compile(r"\bSG\s?&\s?A\b"), "selling general administrative"),
    (re.compile(r"\bPP\s?&\s?E\b|\bPPN?E\b"), "property plant equipment"),
    (re.compile(r"\bJVs?\b"), "joint venture"),
    (re.compile(r"\bcapex\b", re.IGNORECASE), "capital expenditure"),
    (re.compile(r"\btop line\b", re.IGNORECASE), "revenue"),
    (re.compile(r"\bbottom line\b", re.IGNORECASE), "profit"),
    (re.compile(r"\bEPS\b"), "earnings per share"),
    (re.compile(r"\bGHG\b"), "greenhouse gas"),
    (re.compile(r"\byear[\s-](?:on|over)[\s-]year\b", re.IGNORECASE), " "),
)
_LOSS = re.compile(r"\b(?:loss(?:es)?|deficit)\b|亏损|虧損", re.IGNORECASE)
_GAIN = re.compile(
    r"\b(?:profits?|gains?|earnings|net income|surplus)\b|盈利|利润|利潤", re.IGNORECASE
)


def terms(text: str) -> tuple[str, ...]:
    """The terms of a text in order, repeats included."""
    for pattern, words in _PHRASES:
        text = pattern.sub(words, text)
    found: list[str] = []
    for match in _WORD.finditer(text):
        word = match.group().lower().replace("’", "'")
        if not word.isascii():
            found.extend(word[at : at + 2] for at in range(max(len(word) - 1, 1)))
        elif word not in _STOP and len(word) > 1:
            found.append(stem(word))
    return tuple(found)


def naming(text: str) -> tuple[str, ...]:
    """The terms of a text that name something, in order."""
    return tuple(word for word in terms(text) if word not in _CHANGE_STEMS and word not in _PLAIN)


def content(words: Iterable[str]) -> frozenset[str]:
    """Terms that name something: verbs of change and the like left out."""
    return frozenset(words) - _CHANGE_STEMS


def stem(word: str) -> str:
    """A light stem: plural, -ed and -ing off, British spelling as American, synonyms as one."""
    word = word.replace("'s", "").replace("’s", "").replace("isation", "ization")
    word = re.sub(r"is(e[ds]?|ing)$", r"iz\1", word) if len(word) > 6 else word
    word = _SYNONYMS.get(word, word)
    if len(word) > 4 and word.endswith("ies"):
        word = word[:-3] + "y"
    elif len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes")):
        word = word[:-2]
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    word = _SYNONYMS.get(word, word)
    if len(word) > 5 and word.endswith("ing"):
        word = word[:-3]
    elif len(word) > 4 and word.endswith("ed"):
        word = word[:-2]
    return word.rstrip("e") if len(word) > 4 else word


def polarity(text: str) -> Polarity | None:
    """Whether a text speaks of a profit or of a loss; None where of neither or of both."""
    is_loss, is_gain = _LOSS.search(text) is not None, _GAIN.search(text) is not None
    if is_loss == is_gain:
        return None
    return "loss" if is_loss else "gain"


# Words of labels that tell no line from another
_PLAIN = frozenset(
    """amount audit unaudit restat note total consolidat chang movement notes adjust""".split()
)
_CHANGE_STEMS = frozenset(stem(word) for word in _CHANGE)
