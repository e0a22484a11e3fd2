"""What a question asks: companies, periods, measure, operation. Shown to the user. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.facts import describe, parse_periods
from ingest.facts.calendar import CALENDAR_YEAR, YearEnd
from ingest.stores.records import FilingRecord
from ingest.types import Period
from service.retrieval.routing import filings_named, names_of
from service.terms import canonical, terms
from service.types import Question, Understanding

_YES_NO = re.compile(
    r"^\W*(?:did|does|do|is|are|was|were|has|have|had|can|could|will|would|should)\b|是否|有没有|有沒有|吗|嗎",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"^\W*(?:name|list|identify|enumerate)\b|\bwhat\s+are\s+the\s+(?:\w+\s+)?(?:two|three|four|five|six|seven|eight|nine|ten|\d+|main|key|components|names)"
    r"|\bto\s+which\b|\bwhich\s+\w+s\b(?!\s+(?:was|is)\b)|哪些|列出",
    re.IGNORECASE,
)
_TEXT = re.compile(
    r"(?:^|[:;,]\s*)\W*(?:who|whom|whose|why|when|where|describe|explain|define|definition)\b"
    r"|\b(?:who|why|describe|explain|on\s+what\s+date|what\s+drove|which\s+(?:\w+\s+)?(?:office|firm|person|company|banks?)"
    r"|what\s+(?:caused|explains|led|role|position|title)|what\s+is\s+the\s+[\w\s]*\b(?:outlook|policy|strategy|reason|purpose))\b"
    r"|^\W*how\s+(?:does|do|did|is|are|was|were)\b|谁|誰|为什么|為什麼|何时|何時",
    re.IGNORECASE,
)
_RATE = re.compile(r"\byoy\b|growth|year[- ]o(?:n|ver)[- ]year|同比", re.IGNORECASE)
_COMPARE = re.compile(
    r"\bwhich\b|\b(?:higher|larger|bigger|largest|biggest|smallest|highest|lowest|fastest|most|least)\b|哪个|哪個|哪一",
    re.IGNORECASE,
)
_POINTS = re.compile(r"percentage\s+points?|basis\s+points?|百分[点點]", re.IGNORECASE)
_PERCENT = re.compile(
    r"percent(?:age)?|per\s+cent|%|\brates?\b|\bmargins?\b|proportion|\bshare\s+of\b|百分|率|佔比|占比",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:chang\w*|grow\w*|grew|growth|increas\w*|decreas\w*|declin\w*|fell|fall|rose|rise|drop\w*|reduc\w*|yoy|year[- ]on[- ]year"
    r"|year[- ]over[- ]year|less|more\s+than|higher\s+than|lower\s+than|went\s+(?:up|down)|go\s+(?:up|down)|come\s+down|came\s+down|moved?)\b"
    r"|增长|增長|增加|减少|減少|下降|上升|提高|同比",
    re.IGNORECASE,
)
_FALL = re.compile(
    r"\b(?:fell|falls?|decreas\w*|declin\w*|drop\w*|reduc\w*|less|lower|come\s+down|came\s+down|shrank|shrunk)\b|减少|減少|下降",
    re.IGNORECASE,
)
_COMPUTED = re.compile(
    r"\b(?:ratio|share\s+of|proportion|as\s+a\s+(?:percentage|share|%)\s+of|relative\s+to|average\b(?=.*\b(?:of|over|per)\b)|implied|estimate|work\s+out"
    r"|compute|calculat\w*|combined|together|adding|sum\s+of|excluding|turnover\s+ratio|days\s+(?:payable|sales|inventory)|cagr|margin|coverage|intensity"
    r"|what\s+portion|what\s+fraction|what\s+percentage\s+of|divided\s+by|per\s+employee|on\s+average)\b|占|佔|比率|合计|合計",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\b(?:how\s+much|how\s+many|what\s+(?:is|was|were|are)|amount|size\s+of|at\s+what|number\s+of|total|balance|top\s+price)\b|多少|几|幾",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\bhow\s+many\b|\bnumber\s+of\b|\bheadcount\b|多少[名个個人位]|几[名个個]", re.IGNORECASE
)
_FOLLOW_UP = re.compile(
    r"^\W*(?:and|what\s+about|how\s+about|so|then|but|also)\b|\b(?:that|it|its|he|she|they|there|those|this|them|the\s+same)\b|^\W*(?:那|那么)",
    re.IGNORECASE,
)
_INSTANT_WORDS = re.compile(
    r"\b(?:as\s+(?:at|of)|at\s+(?:the\s+)?(?:end|year[- ]?end|close)|end\s+of|year[- ]?end|balance|at\s+\d|at\s+[A-Z][a-z]+\s+\d)|底|末",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What kind of number is asked for."""

    percent: bool = False
    points: bool = False
    count: bool = False


def understand(question: Question, records: Sequence[FilingRecord]) -> Understanding:
    """What `question` asks, over the filings it may be answered from."""
    text = complete(question)
    companies = filings_named(question.text, records) or filings_named(text, records)
    scope = tuple(companies or records)
    year_end = _year_end(scope)
    found = parse_periods(question.text, year_end) or parse_periods(text, year_end)
    periods = tuple(dict.fromkeys(period for _, period in found))
    own = text == question.text or bool(terms(_measure(question.text, scope, year_end)))
    return Understanding(
        text=text,
        language="zh" if re.search(r"[\u3400-\u9fff]", question.text) else "en",
        companies=tuple(dict.fromkeys(r.identity.company for r in companies if r.identity.company)),
        periods=periods,
        period_words=tuple(describe(period) for period in periods),
        measure=_measure(question.text, scope, year_end)
        if own
        else _measure(text, scope, year_end),
        carried=_measure(text, scope, year_end) if own and text != question.text else "",
        operation=operation_of(question.text if own else text),
        filing_ids=tuple(record.id for record in scope),
    )


def complete(question: Question) -> str:
    """The question with what it leaves to the turns before it.

    A follow-up keeps the subject of the question before; its own periods replace the earlier ones.
    """
    if not question.history or not is_follow_up(question.text):
        return question.text
    previous = question.history[-1].question
    if parse_periods(question.text):
        for span, _ in reversed(parse_periods(previous)):
            previous = previous[: span.start] + " " + previous[span.end :]
    return f"{previous.rstrip('?？. ')} {question.text}"


def is_follow_up(text: str) -> bool:
    """Whether a question cannot be understood without the one before it."""
    return _FOLLOW_UP.search(text) is not None or len(terms(text)) <= 3


def operation_of(text: str) -> str:
    """lookup, change, computed, compare, yesno, list or text: which way the answer is found."""
    if _YES_NO.search(text):
        return "yesno"
    wish = wish_of(text)
    numeric = wish.percent or wish.points or wish.count
    if _LIST.search(text) and not numeric:
        return "list"
    if _CHANGE.search(text) and (numeric or len(parse_periods(text)) > 1 or _RATE.search(text)):
        return "change"
    if _TEXT.search(text):
        return "text"
    if _COMPARE.search(text) and _AMOUNT.search(text) is None:
        return "compare"
    return "computed" if _COMPUTED.search(text) else "lookup"


def wish_of(text: str) -> Wish:
    """Percent, points or a count, where the question says so."""
    points = _POINTS.search(text) is not None
    named = canonical(text)
    return Wish(
        percent=not points and _PERCENT.search(named) is not None,
        points=points,
        count=_COUNT.search(text) is not None,
    )


def wants_instant(text: str) -> bool:
    """A balance at a date rather than a flow over a stretch."""
    return _INSTANT_WORDS.search(text) is not None


def _year_end(records: Sequence[FilingRecord]) -> YearEnd:
    ends = {record.identity.fiscal_year_end for record in records}
    return ends.pop() if len(ends) == 1 else CALENDAR_YEAR


def _measure(text: str, records: Sequence[FilingRecord], year_end: YearEnd) -> str:
    """The question without the periods and companies it names, and without instructions."""
    rest = asked_part(text)
    text = rest
    for span, _ in reversed(parse_periods(text, year_end)):
        rest = rest[: span.start] + " " + rest[span.end :]
    names = {name for record in records for name in names_of(record) if not name.isdigit()}
    for name in sorted(names, key=len, reverse=True):
        rest = re.sub(rf"(?<!\w){re.escape(name)}(?:['’]s)?(?!\w)", " ", rest, flags=re.IGNORECASE)
    return " ".join(rest.split())


def is_dated(period: Period, wanted: Sequence[Period], *, instant: bool) -> bool:
    """Whether a fact's period is one of those asked for.

    A year asked for with a balance in mind is the balance at its end, and a date asked of a flow is
    the stretch that the filing reports up to it.
    """
    for want in wanted:
        if abs((period.end - want.end).days) > 10:
            continue
        if period.is_instant or want.is_instant or instant:
            return True
        if abs(period.days - want.days) <= 20:
            return True
    return False


def is_change_of_size(text: str) -> bool:
    """Whether a fall is asked for by that word, so that its size is the answer."""
    return _FALL.search(text) is not None


def asked_part(text: str) -> str:
    """The sentences that ask, without those that only say how to answer.

    "Assume you are an analyst. What was the net PP&E? Answer in USD billions." asks one thing.
    """
    pieces = [piece for piece in _SENTENCE.split(text) if piece.strip()]
    asking = [piece for piece in pieces if re.search(r"[?？]\s*$", piece)]
    if not asking:
        asking = [piece for piece in pieces if not _INSTRUCTION.match(piece)] or pieces
    joined = " ".join(asking)
    if match := re.search(
        r":\s+(?=(?:what|how|which|who|when|where|why|did|does|is|was|are)\b)",
        joined,
        re.IGNORECASE,
    ):
        return joined[match.end() :]
    return joined


_SENTENCE = re.compile(r"(?<=[.?!？。])\s+(?=[A-Z\u3400-\u9fff])")
_INSTRUCTION = re.compile(
    r"\W*(?:give|answer|assume|round|use|express|please|state|provide|respond|show)\b",
    re.IGNORECASE,
)
