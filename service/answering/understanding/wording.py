"""What the words of a question ask for: the operation, the kind of number, names. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.facts import parse_periods
from service.answering.understanding.directions import asks_which_way
from service.answering.understanding.worded import asks_cause, is_worded
from service.terms import canonical, terms

_YES_NO = re.compile(
    r"^\W*(?:did|does|do|is|are|was|were|has|have|had|can|could|will|would|should)\b|是否|有没有|有沒有|吗"
    r"|嗎",
    re.IGNORECASE,
)
# "Covenants all met in the year?", "Lantern: any buybacks?": asked without a verb in front.
_ELLIPTIC = re.compile(
    r"^\W*(?!(?:what|which|who|whom|whose|when|where|why|how|if|of|in|at)\b)(?:[\w'’&.-]+\s+){1,7}?(?:all|fully|both"
    r"|yet|already|duly|ever)\s+(?:met|complied|observed|satisfied|repaid|paid(?:\s+up)?|settled|discharged|redeemed"
    r"|approved|reviewed|audited|renewed|hedged|insured|secured|guaranteed|completed|resolved|obtained|granted|let"
    r"|occupied|breached|appointed)\b[^?]*[?？]\s*$"
    r"|^\W*(?:[\w'’&. -]{2,40}:\s*)?any\s+(?!.*\b(?:amount|how|what|number)\b)[^?,]*[?？]\s*$",
    re.IGNORECASE,
)
# "Could you tell me the revenue?" asks for the revenue, "What did it report as revenue?" does too.
_POLITE = re.compile(
    r"^\W*(?:(?:can|could|would|will)\s+you\s+)?(?:please\s+)?(?:tell|give|show|remind|let)\s+"
    r"(?:me|us)(?:\s+(?:know|see))?\b[\s,:]*",
    re.IGNORECASE,
)
_STATED = re.compile(
    r"^\W*what\s+(?:did|does|do)\s+.{2,60}?\s(?:(?:report|record|show|book|disclose|list|recogni[sz]e"
    r"|present|state|carry|hold|value)\s+(?:as|at|for|in|on|under)\b|(?:pay|spend|owe|earn|receive)\b"
    r"|(?:total|stand\s+at|amount\s+to|come\s+to|add\s+up\s+to|run\s+to|reach)\W*(?:\b(?:at|in|on|for"
    r"|during|as|by)\b.{0,40})?$)",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"^\W*(?:name|list|identify|enumerate)\b|\bwhat\s+are\s+(?:the\s+)?(?:\w+\s+)?(?:two|three|four"
    r"|five|six|seven|eight|nine|ten|\d+|main|key|components|names)"
    r"|^\W*what\s+(?:adjustments|components|items|factors|steps|certifications|awards|committees"
    r"|products|applications|categories)\s+(?:is|are|was|were|make)\b"
    r"|^\W*(?:members\s+of\b|(?:independent\s+)?(?:non-)?executive\s+directors\b)"
    r"|^\W*what\s+(?:are|were)\s+(?:the\s+|its\s+)?(?:[\w'’.&-]+\s+){0,4}(?:segments|divisions"
    r"|business\s+units|geographies|regions|brands|priorities|objectives|goals)\b"
    r"\W*(?:$|\b(?:of|that|in|as|does|do|for)\b)"
    r"|\bwhich\s+(?:\w+\s+){1,2}?(?:countries|cities|provinces|territories|markets|states|currencies)\b"
    r"|\bto\s+which\b|\bwhich\s+\w+s\b(?!\s+(?:was|is)\b)|哪些|列出|哪[几幾二两兩三四五六七八九十]",
    re.IGNORECASE,
)
_TEXT = re.compile(
    r"(?:^|[:;,]\s*)\W*(?:(?:in|at|on|to|by|from|of)\s+)?(?:which|who|whom|whose|why|when"
    r"|where(?![^,?]{1,60}(?:=|\bequals?\b|\b(?:is|are)\s+(?:defined|calculated)\b))|describe|explain|define|definition)\b"
    r"|^\W*(?:on|in|by|until)\s+what\s+(?:day|date|year|month)\b"
    r"|\b(?:who|why|describe|explain|on\s+what\s+date|what\s+drove|which\s+(?:\w+\s+)?(?:office"
    r"|firm|person|company|banks?)"
    r"|what\s+(?:caused|explains|led|role|position|title)|what\s+(?:is|was|were|are)\s+the\s+[\w\s]*\b(?:outlook"
    r"|policy|strategy|reason|purpose))\b"
    r"|^\W*what\s+(?:[\w,]+\s+){0,4}?(?:acquisitions?|divestitures?|disposals?)\b(?!\s+cost)"
    r"|^\W*(?:what|which)\s+(?:\w+\s+){0,2}(?:businesses|companies)\b.*\b(?:acquir|buy|bought|divest|sold)\w*"
    r"|^\W*what\s+(?:does|do|did)\b|^\W*how\s+(?:does|do|did|is|are|was|were)\b|谁|誰|为什么|為什麼|何时|何時|哪里|哪裡|哪儿|何处|何處"
    r"|原因|如何描述",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"^\W*what\s+(?:are|were)\s+(?:the|its|their|[\w ]+['’]s)\s+(?:\S+\s+){0,2}?"
    r"(?:two|three|four|five|six|seven|eight|nine|ten)\s+(?!years?\b|months?\b|largest\b|biggest\b|top\b)",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"\bhow\s+(?:much|many|large|big|high)\b|\b(?:what|which)\s+(?:amount|number|sum|total)\b|多少",
    re.IGNORECASE,
)
_BY_HOW_MUCH = re.compile(
    r"\bby\s+how\s+(?:much|many)\b|\bhow\s+(?:much|many)\s+(?:more|less|fewer|higher|lower)\b"
    r"|\bhow\s+(?:much|many\s+per\s?cent)\s+did\b.*\b(?:increase|decrease|rise|fall|grow|drop|decline"
    r"|change|shrink|go\s+(?:up|down))\b"
    r"|(?:增[长長加]|[减減]少|下降|上升|提高)了?(?:多少|百分之[几幾多]|[几幾]成)",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"\byoy\b|growth|year[- ]o(?:n|ver)[- ]year|\bhow\s+(?:fast|quickly|strongly)\b"
    r"|同比|增[长長]率|增幅",
    re.IGNORECASE,
)
# Two periods side by side: "compare revenue of ...", "how much higher was it in ... than in ..."
_SIDE_BY_SIDE = re.compile(
    r"^\W*compare\b|\bhow\s+(?:did|does|do)\b.*\bcompare\b|\bhow\s+(?:much|many)\s+(?:more|less"
    r"|higher|lower|larger|smaller|greater|fewer)\b.*\bthan\b|相比",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\bthan\s+(?:(?:in|at|for|during)\s+)?(?:(?:a|one|the)\s+"
    r"(?:year|previous|prior|preceding|same|start|beginning)\b|half\s+a\s+year\b|six\s+months\b)",
    re.IGNORECASE,
)
_COMPARE = re.compile(
    r"\b(?:higher|larger|bigger|greater|smaller|lower|largest|biggest|smallest|highest|lowest"
    r"|fastest|slowest|most|least)\b"
    r"|\bcost\s+more\b|谁.*更[高低大小多少]|誰.*更[高低大小多少]|哪个|哪個|哪一",
    re.IGNORECASE,
)
_EITHER_OR = re.compile(  # "Was it higher in 2024 or 2023?" cannot be answered by yes
    r"^\W*(?:was|were|is|are|did)\b.*\b(?:higher|larger|bigger|greater|more|better|lower|smaller|less)\b"
    r"(?!\s+than\b).*\bor\b"
    r"|^\W*(?:was|were|is|are|did|does|do)\b.*\bor\b(?!\s+(?:more|less)\b).*\b(?:higher|larger|bigger|greater|lower|smaller"
    r"|more|less)\b(?!\s+than\b)",
    re.IGNORECASE,
)
_POINTS = re.compile(r"percentage\s+points?|basis\s+points?|百分[点點]", re.IGNORECASE)
_PERCENT = re.compile(
    r"percent(?:age)?|per\s+cent|%|(?<!exchange\s)\brates?\b|\bmargins?\b|proportion|\bshare\s+of\b|百分|率|佔比|占比",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:chang\w*|grow\w*|grew|growth|increas\w*|decreas\w*|declin\w*|fell|fall|rose|rise"
    r"|drop\w*|reduc\w*|yoy|year[- ]on[- ]year"
    r"|year[- ]over[- ]year|less|more\s+than|higher\s+than|lower\s+than|develop(?:ed)?|evolved?"
    r"|went\s+(?:up|down)"
    r"|go\s+(?:up|down)|come\s+down|came\s+down|moved?|shr[aiu]nk\w*|widen\w*|narrow\w*)\b"
    r"|\b(?:is|are|was|were)\b.{1,60}\b(?:up|(?<!broken )(?<!written )(?<!marked )down)\b(?!-)"
    r"|增长|增長|增加|减少|減少|下降|上升|提高|同比|扩大|擴大|收窄",
    re.IGNORECASE,
)
_CHANGE_ASKED = re.compile(
    r"\bwhat\s+(?:is|was)\s+the\s+(?:(?:total|overall|annual|percentage|percent"
    r"|year[- ]\w+[- ]year)\s+)*(?:change|increase|decrease|growth|decline|reduction|rise|fall"
    r"|drop)\s*(?:/\s*\(?\w+\)?\s*)?in\b",
    re.IGNORECASE,
)
_FALL = re.compile(
    r"\b(?:fell|falls?|decreas\w*|declin\w*|drop\w*|reduc\w*|less|lower|come\s+down|came\s+down"
    r"|(?:go|goes|gone|went)\s+down|(?:is|was|are|were)\s+(?:it|that|they|this)\s+down|shr[aiu]nk|lose|lost)\b"
    r"|减少|減少|下降|降低",
    re.IGNORECASE,
)
_COMPUTED = re.compile(
    r"\b(?:ratio|share\s+of|proportion|as\s+(?:an?\s+)?(?:percentage|percent|share|proportion|fraction|%)\s+of|relative\s+to"
    r"|average\b(?=.*\b(?:of|over|per)\b)|implied|estimate|work\s+out"
    r"|compute|calculat\w*|combined|together|adding|sum\s+of|excluding|turnover\s+ratio"
    r"|days\s+(?:payable|sales|inventory)|cagr|margin|coverage|intensity"
    r"|(?:what|which)\s+(?:portion|fraction|part|share|percentage|percent)\s+of|divided\s+by|per\s+employee"
    r"|on\s+average)\b|占|佔|比率|合计|合計|加起[来來]",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\b(?:how\s+much|how\s+many|what\s+(?:is|was|were|are)|amount|size\s+of|at\s+what"
    r"|number\s+of|total|balance|top\s+price)\b|多少|几|幾",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\bhow\s+many\b|\b(?:number|nr\.?|no\.|count)\s+of\b|\bheadcount\b|\bshares?\s+count\b"
    r"|多少[名个個人位]|几[名个個]",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"(?:HK|US)\$|\b(?:RMB|CNY|HKD|USD|EUR)\b|\b(?:consideration|cost|price|expenses?|fees?|spent|paid"
    r"|remuneration|(?:contract|market|fair|carrying|book|nominal|transaction|order)\s+value)\b",
    re.IGNORECASE,
)
_PER_SHARE = re.compile(r"\bper\s+share\b|每股", re.IGNORECASE)
_INSTANT_WORDS = re.compile(
    r"\b(?:as\s+(?:at|of)|at\s+(?:the\s+)?(?:end|year[- ]?end|close)|end\s+of|year[- ]?end"
    r"|balance|at\s+\d|at\s+[A-Z][a-z]+\s+\d)|底|末",
    re.IGNORECASE,
)
_PROPER = re.compile(r"(?<![.?!。？]\s)(?<!^)\b[A-Z][\w&-]*[a-z][\w&-]*|\b[a-z]+[A-Z]\w+")
_NO_NAMES = frozenset(
    """I January February March April May June July August September October November December Jan
    Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec FY What Which Who Why When Where How And Was Were
    Did Does Is Are RMB USD HKD Give Answer Chinese English Board Group Company Directors""".split()
)
_HOW_CHANGED = re.compile(
    r"\bhow\s+(?:did|does|do|has|have|had|is|was|were|are)\b.*\b(?:chang(?:e|ed|ing)|develop(?:ed|ing)?"
    r"|evolv(?:e|ed|ing)|mov(?:e|ed|ing)|trend(?:ed|ing)?)\b|(?:如何|怎么|怎麼|怎样|怎樣|有何)[变變](?:化|动|動)"
    r"|[变變](?:化|动|動)(?:如何|怎么样|怎麼樣|情况|情況)",
    re.IGNORECASE,
)
_SUM = re.compile(
    r"\b(?:together|combined|in\s+total|altogether|sum\s+of|plus|add(?:ing)?(?:\s+up)?|aggregate"
    r"|excluding|including)\b|合计|合計|加起[来來]",
    re.IGNORECASE,
)
_MORE_THAN = re.compile(
    r"\b(?:exceed\w*|more\s+than|less\s+than|compared|largest|highest)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What kind of number is asked for."""

    percent: bool = False
    points: bool = False
    count: bool = False
    money: bool = False  # said so by a currency, or by what is paid
    per_share: bool = False


def without_courtesy(text: str) -> str:
    """A question without "could you tell me" and "give me"."""
    return _POLITE.sub("", text) or text


def operation_of(text: str) -> str:
    """lookup, change, computed, compare, yesno, list or text: which way the answer is found."""
    text = without_courtesy(text)
    if asks_direction(text):
        return "change"
    if _EITHER_OR.search(text):
        return "compare"
    if _YES_NO.search(text) or _ELLIPTIC.search(text):
        return "yesno"
    if asks_cause(text):
        return "text"
    wish = wish_of(text)
    numeric = wish.percent or wish.points or wish.count
    if is_worded(text):
        return "text"
    if _LISTED.search(text) and not numeric:
        return "list"
    if _LIST.search(text) and not numeric:
        return "list"
    if _SIDE_BY_SIDE.search(text) and (
        len(parse_periods(text)) > 1 or _EARLIER.search(text) is not None
    ):
        return "change"
    if (
        _CHANGE_ASKED.search(text)
        or _CHANGE.search(text)
        and (
            numeric
            or len(parse_periods(text)) > 1
            or is_rate_of_change(text)
            or _BY_HOW_MUCH.search(text)
        )
    ):
        return "change"
    if _COMPARE.search(text) and _AMOUNT.search(text) is None:
        return "compare"
    if _TEXT.search(text) and not (numeric or _QUANTITY.search(text) or _STATED.search(text)):
        return "text"
    return "computed" if _COMPUTED.search(text) else "lookup"


def wish_of(text: str) -> Wish:
    """Percent, points or a count, where the question says so."""
    points = _POINTS.search(text) is not None
    named = canonical(text)
    return Wish(
        percent=not points and _PERCENT.search(named) is not None,
        points=points,
        count=_COUNT.search(text) is not None,
        money=_MONEY.search(text) is not None,
        per_share=_PER_SHARE.search(text) is not None,
    )


_RATE_ASKED = re.compile(
    r"\b(?:what|which|by\s+what|by\s+how\s+many|as\s+an?|the|in)\s+(?:percent(?:age)?|%|per\s+cent)\b",
    re.IGNORECASE,
)


def is_rate_asked(text: str) -> bool:
    """Whether the answer has to be a percentage, in so many words."""
    return _RATE_ASKED.search(text) is not None


_PART_ASKED = re.compile(
    r"\b(?:what|which|as\s+an?|the)\s+(?:share|proportion|portion|part|fraction)\s+of\b"
    r"(?!\s+(?:the\s+)?(?:revenues?|sales|turnover|equity)\b)"
    r"|[占佔][^占佔]{1,16}(?:比例|比重|百分比|百分之|多少)",
    re.IGNORECASE,
)


def is_part_asked(text: str) -> bool:
    """Whether a part of a whole is asked for; of revenue and equity there may be more than all."""
    return _PART_ASKED.search(text) is not None


def asks_amount(text: str) -> bool:
    """Whether how much or how many is asked, in so many words or by a unit."""
    wish = wish_of(text)
    return wish.percent or wish.points or wish.count or _QUANTITY.search(text) is not None


_PAID = re.compile(
    r"\bhow\s+much\b.{0,60}?\b(?:spen[dt]|pa(?:y|id)|cost|invest(?:ed)?|raised?)\b", re.IGNORECASE
)


def asks_money(text: str) -> bool:
    """Whether what was paid is asked for: an amount of money, not a number of things."""
    return _PAID.search(text) is not None


def wants_instant(text: str) -> bool:
    """A balance at a date rather than a flow over a stretch."""
    return _INSTANT_WORDS.search(text) is not None


_EITHER_WAY = re.compile(  # "increase / (decrease)": a change with its sign, whichever it was
    r"\b(?:increas|ris|gain|grow|improv)\w*\s*(?:/|\bor\b|\()\s*\(?\s*"
    r"(?:decreas|declin|fall|reduc|loss|drop)\w*\)?",
    re.IGNORECASE,
)
_IN_PERCENT = re.compile(
    r"\b(?:percent(?:age)?|per\s+cent|pct)\b(?!\s+(?:of|points?)\b)|%(?!\s+of\b)"
    r"|\brate\s+of\s+(?:growth|change|increase|decrease|decline)\b|百分|增[长長]率|增幅|變動率|变动率",
    re.IGNORECASE,
)


def is_rate_of_change(text: str) -> bool:
    """Whether growth is asked for, or how fast something moved."""
    return _RATE.search(text) is not None


def names_change(label: str) -> bool:
    """Whether a line or column is called a change: "Increase in receivables", "% change"."""
    return _CHANGE.search(label) is not None


def is_change_of_size(text: str) -> bool:
    """Whether a fall is asked for by that word, so that its size is the answer."""
    return _FALL.search(_EITHER_WAY.sub(" ", text)) is not None


def is_in_percent(text: str) -> bool:
    """Whether a change is asked for in percent: not that of a rate, which is in points."""
    return _IN_PERCENT.search(text) is not None


def asks_direction(text: str) -> bool:
    """Whether something rose or fell is asked, rather than by how much."""
    return asks_which_way(text) or asks_how_changed(text)


def asks_how_changed(text: str) -> bool:
    """Whether it is left open in what way something changed: "how did ... develop?"."""
    return _HOW_CHANGED.search(text) is not None


def is_sum(text: str) -> bool:
    """Several items are to be taken together, or some left out."""
    return _SUM.search(text) is not None


def is_comparison(text: str) -> bool:
    """A sentence that ranks or compares."""
    return _COMPARE.search(text) is not None or _MORE_THAN.search(text) is not None


def proper_names(text: str) -> tuple[str, ...]:
    """The capitalised words of a question that may name somebody, its first word left out."""
    found = (
        match.group().removesuffix("'s").removesuffix("’s") for match in _PROPER.finditer(text)
    )
    names = (name for name in found if name not in _NO_NAMES and len(name) > 2)
    return tuple(dict.fromkeys(name for name in names if not re.search(r"\d", name)))


_DERIVED = re.compile(r"\b(average|mean|difference)s?\b", re.IGNORECASE)


def is_called_so(question: str, named: str) -> bool:
    """A mean or a difference that is asked for is what was found is called, not made of it.

    What is averaged there must be what is asked: "the average price", not "lower average balances".
    """
    for match in _DERIVED.finditer(question):
        what, called = _of_what(question[match.end() :]), _after(match[1].lower(), named)
        if called is None or (what and not what & called):
            return False
    return True


def _of_what(text: str) -> set[str]:
    return set(terms(" ".join(text.split()[:4])))


def _after(word: str, named: str) -> set[str] | None:
    """The terms behind each such word; None where there is none."""
    places = list(re.finditer(rf"\b{word}s?\b", named, re.IGNORECASE))
    if not places:
        return None
    return {term for at in places for term in terms(" ".join(named[at.end() :].split()[:4]))}
