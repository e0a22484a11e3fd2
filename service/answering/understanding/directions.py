"""Questions of which way something went, and what it is set against. Pure.

"Did net gearing go up or down?", "turnover days - longer or shorter than in 2023?", "较去年上升还是
下降？". Two words of opposite sense beside an "or" ask it, whatever the verb around them is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ingest.types import Period, Span

# Said of what moves, and in comparing one time with another.
_UP = (
    r"up|upwards?|ris(?:e|en|ing)|rose|increas\w*|grow\w*|grew|widen\w*|expand\w*|improv\w*|climb\w*"
    r"|gain\w*|lengthen\w*|strengthen\w*"
)
_DOWN = (
    r"down|downwards?|fall\w*|fell|decreas\w*|declin\w*|drop\w*|narrow\w*|shr[aiu]nk\w*|contract\w*"
    r"|worsen\w*|deteriorat\w*|reduc\w*|shorten\w*|weaken\w*|los[et]"
)
_MORE = r"higher|longer|larger|bigger|greater|more|wider|better|stronger|thicker|heavier|faster"
_LESS = (
    r"lower|shorter|smaller|less|fewer|narrower|worse|weaker|thinner|lighter|slower|tighter|poorer"
)
_AGAIN = r"(?:\s+(?:was|were|is|are|did|has|have|had)(?:\s+(?:it|they|this|that|these|those))?)?"
_GET = r"(?:get|got|gotten|become|became|gone|go|went)"
_OR = rf"\s+or{_AGAIN}"
_MOVED = (
    rf"(?:(?:{_UP}){_OR}(?:\s+\w+)?\s+(?:{_DOWN})|(?:{_DOWN}){_OR}(?:\s+\w+)?\s+(?:{_UP})"
    rf"|(?:{_UP})\s+or\s+{_GET}\s+(?:{_LESS})|(?:{_DOWN})\s+or\s+{_GET}\s+(?:{_MORE}))"
)
_COMPARED = (
    rf"(?:(?P<one>{_MORE}){_OR}\s+(?P<two>{_LESS})|(?P<three>{_LESS}){_OR}\s+(?P<four>{_MORE}))"
)
_ZH_UP = (
    "增加|上升|增[长長]|扩大|擴大|提高|变多|變多|变[长長]|變長|升高|改善|上涨|上漲|上调|上調|升"
)
_ZH_DOWN = "[减減]少|下降|收窄|缩小|縮小|降低|变少|變少|变短|變短|下跌|恶化|惡化|[减減]|跌|降"
_ZH = (
    rf"(?:是|有所|出现|出現)?(?:(?:{_ZH_UP})了?(?:[还還]是|或者?|抑或)(?:{_ZH_DOWN})了?"
    rf"|(?:{_ZH_DOWN})了?(?:[还還]是|或者?|抑或)(?:{_ZH_UP})了?)"
)
_TIMES = (  # what a comparison over time is with: with another thing no direction is asked
    r"(?:(?:in|at|on|as|for|of|during|it|they|that|the|its|their|end|start|beginning|close|level"
    r"|balance|figure|previous|prior|preceding|last|same|corresponding|year|period|half|quarter|month"
    r"|date|time|a|one|was|were|had|been|earlier|before|ago|first|second|third|fourth|fiscal"
    r"|financial|FY\s?\d+|[12]H\s?\d+|H[12]|Q[1-4]|\d+|January|February|March|April|May|June|July|August|September|October"
    r"|November|December)\b[\s,-]*)*"
)
_BASE = (
    r"(?:than|against|since|versus|vs\.?|from|compared\s+(?:with|to)|relative\s+to|over|on|during|in"
    r"|at|for|by|as\s+(?:of|at))"
)
_DIRECTION = re.compile(rf"\b{_MOVED}\b|{_ZH}", re.IGNORECASE)
_COMPARISON = re.compile(
    rf"\b{_COMPARED}\b(?P<rest>(?:\W+{_BASE}\b\s*{_TIMES})*\W*)$", re.IGNORECASE
)
_WHICH = re.compile(r"\b(?:which|who|whose|what|how)\b|哪|谁|誰", re.IGNORECASE)
_SAID = re.compile(  # the words of the direction with the verbs before and the base behind
    r"(?:[\s,;:–—-]*\b(?:and\s+)?(?:did|does|do|has|have|had|was|were|is|are|been)\s+"
    r"(?:it|they|this|that|these|those)\b)?\s*"
    r"(?:\b(?:has|have|had|been|go(?:ne|es|ing)?|went|come|came|mov(?:e|ed|ing)|trend(?:ed|ing)?"
    r"|head(?:ed|ing)?|turn(?:ed|ing)?|get(?:ting)?|got|become|became|tend(?:ed)?)\s+)*"
    rf"(?:\b{_MOVED}\b|\b{_COMPARED}\b)"
    rf"(?:\W*(?:{_BASE})\b\s*{_TIMES})*",
    re.IGNORECASE,
)
_SAID_ZH = re.compile(rf"(?:相?[较較比]|同比|按年)?[\s，,]*{_ZH}")
_HANGING = re.compile(
    r"(?<=[\u3400-\u9fff\s])[\s，,]*(?:相?[较較比]|相比)\s*$|^\W*[与與和跟比较較]\s*相比[，,\s]*"
)
_ASKED_OF = re.compile(
    r"^\W*(?:did|does|do|has|have|had|was|were|is|are)\s+(?:the\s+(?:group|company)['’]s\s+|the\s+|its\s+)?",
    re.IGNORECASE,
)


@lru_cache(maxsize=2048)
def asks_which_way(text: str) -> bool:
    """Whether it is asked which of two opposite ways something went."""
    if _DIRECTION.search(text) is not None:
        return True
    return _COMPARISON.search(text) is not None and _WHICH.search(text) is None


def without_direction(text: str) -> str:
    """What moved, where it is asked which way; else the text as it is.

    So it is where something else is asked first: "What is the largest, and has it grown or shrunk?"
    """
    if not asks_which_way(text) or _WHICH.search(text):
        return text
    rest = _SAID_ZH.sub(" ", _SAID.sub(" ", text, count=1), count=1)
    rest = _HANGING.sub(" ", rest.rstrip(" ?？.，,"))
    return " ".join(_ASKED_OF.sub("", rest).split()).strip(" ,;:–—-") or text


def word_for(text: str, *, is_more: bool) -> str:
    """The word of a comparison that says it: "shorter", of "longer or shorter"; else empty."""
    match = _COMPARISON.search(text)
    if match is None:
        return ""
    first = (match["one"], match["two"]) if match["one"] else (match["four"], match["three"])
    return first[0 if is_more else 1].lower()


_SET_AGAINST = re.compile(  # before a period: that it is what another is set against
    r"\b(?:than|against|since|versus|vs\.?|compared\s+(?:with|to)|relative\s+to)\s+"
    r"(?:(?:in|at|as|on|for|during|of|that|those|the|its|their|end|close|level|balance|figure|start"
    r"|beginning|year|period|half|quarter)\s+)*$|[较較比与與]\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"\bfrom\s+(?:(?:the|end|of|its|level|at|in)\s+)*$", re.IGNORECASE)
_TO = re.compile(r"^\W*(?:to|until|till|through)\b", re.IGNORECASE)


def is_base(text: str, span: Span) -> bool:
    """Whether the period at `span` is only what the time that is asked of is set against."""
    before, after = text[: span.start], text[span.end :]
    if _SET_AGAINST.search(before) is not None:
        return True
    return _FROM.search(before) is not None and _TO.match(after) is None


def later_of(base: Period, own: Sequence[Period]) -> Period | None:
    """The time that filings report on and a base is set against; None where none is after it."""
    if base.start is None:
        ends = [period.end for period in own if period.end > base.end]
        return Period(None, max(ends)) if ends else None
    alike = [p for p in own if p.end > base.end and p.months == base.months]
    return max(alike, key=lambda period: period.end, default=None)
