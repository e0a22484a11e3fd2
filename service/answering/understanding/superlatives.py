"""Questions that ask which of several, read: what is compared, by what, most or least. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from service.answering.understanding.changes import is_change_itself
from service.answering.understanding.cleaning import clean
from service.measures.expressions import split_list


@dataclass(frozen=True, slots=True)
class Superlative:
    """What a question compares."""

    subject: str  # the question without the words of comparison: the measure and the dimension
    candidates: tuple[str, ...] = ()  # the items it names; empty: to be found in a table
    is_most: bool = True
    needs_change: bool = False  # decided by growth, not by size
    by_amount: bool = False  # the growth in money, not in percent
    is_of_years: bool = False
    is_filter: bool = False  # all that rose (or fell), not the first alone
    dimension: str = ""  # what the members are: "geographic market", "age band"
    asks_since: bool = False  # "... and had it grown since?"
    place: int = 1  # 2: the second largest
    is_change_itself: bool = False  # decided by a printed change: comparable sales


_MOST = (
    r"largest|biggest|highest|greatest|most|more|larger|bigger|higher|greater|top|leading"
    r"|main|best|fastest|faster|quickest|quicker"
    r"|strongest|maximum|peak(?:ed)?"
)
_LEAST = (
    r"smallest|lowest|least|less|smaller|lower|fewest|fewer|slowest|slower|weakest|worst|minimum"
    r"|cheapest"
)
_EITHER = re.compile(rf"\b(?:{_MOST}|{_LEAST})\b|[最更较較][大高多快小低少慢]", re.I)
_IS_LEAST = re.compile(rf"\b(?:{_LEAST})\b|[最更较較][小低少慢]", re.I)
_GROWTH = re.compile(
    r"\b(?:grew|grow|grown|growing|growth|increas\w*|rose|rise|risen|fell|fall|fallen"
    r"|declin\w*|decreas\w*|drop\w*|shr[aiu]nk"
    r"|went\s+(?:up|down)|go\s+(?:up|down)|gone\s+(?:up|down)|came\s+down|improv\w*|chang\w*"
    r"|fastest|faster|slowest|slower)\b|增长|增長|下降|减少",
    re.I,
)
_DOWN = re.compile(
    r"\b(?:fell|fall|fallen|declin\w*|decreas\w*|drop\w*|shr[aiu]nk|down|reduc\w*)\b|下降|减少|減少",
    re.I,
)
_WHICH = re.compile(r"\b(?:which|what)\b|哪", re.I)
_WHOSE = re.compile(r"\b(?:whose|where)\b", re.I)
_YEARS = re.compile(
    r"\b(?:in\s+)?(?:which|what)\s+(?:of\s+the\s+(?:\w+\s+)?)?(?:fiscal\s+"
    r"|financial\s+)?(?:years?|periods?|quarters?|half|halves)\b"
    r"|\bwhen\s+(?:was|were|did)\b|哪一?年",
    re.I,
)
_OF_LIST = re.compile(
    r"^\W*(?:of|among|amongst|between|out\s+of)\s+(?P<list>[^?]+?),\s+(?P<rest>(?:which"
    r"|what)\b.+)$",
    re.I,
)
_OPPOSITE = re.compile(
    r"^\W*(?P<list>.+?\s+and\s+.+?)\s+(?:moved|went|developed|changed|ran)\s+in\s+opposite\s+directions?\b"
    r".*?(?P<rest>\b(?:which|what)\b.+)$",
    re.I,
)
_LIST_AFTER = re.compile(
    r"^(?P<rest>.*\b(?:which"
    r"|what|whose|where)\b.*?)[,:–—-]\s+(?P<list>(?:[^,?]+,\s*)*[^,?]+?\s+or\s+[^,?]+?)\W*$",
    re.I,
)
_LIST_BEFORE = re.compile(
    r"^\W*(?P<list>[^:?]+?\s+or\s+[^:?]+?)\s*[:–—]\s*(?P<rest>(?:which|what|whose|where)\b.+)$",
    re.I,
)
_WHICH_OF = re.compile(
    r"^(?P<head>\W*which\s+(?:one\s+)?of)\s+(?P<list>(?:[^,?]+,\s*)*[^,?]+?\s+and\s+[^,?]+?)\s+(?P<rest>(?:was|were|is|are|had|has|grew"
    r"|fell|rose|cost|went|did|contributed|brought|made)\b.+)$",
    re.I,
)
_WHICH_WAS = re.compile(
    r"^\W*(?:which|what)\s+(?:was|is|were"
    r"|are)\s+(?:the\s+)?(?P<super>\w+)[,:]?\s+(?P<list>(?:[^,?]+,\s*)*[^,?]+?\s+or\s+[^,?]+?)\W*$",
    re.I,
)
_EITHER_FIRST = re.compile(  # "Did retailers or builders bring in more revenue?"
    rf"^\W*(?:did|do|does|was|were|is|are|has|have)\s+(?:the\s+)?(?P<list>[^,?]+?\s+or\s+[^,?]+?)\s+"
    r"(?P<rest>(?:bring|brought|contribut\w+|generat\w+|account\w*|make|made|earn\w*|cost|spend|spent|have|had"
    rf"|the|a|{_MOST}|{_LEAST})\b.*\b(?:{_MOST}|{_LEAST})\b.*|(?:the\s+|a\s+)?(?:{_MOST}|{_LEAST})\b.*)$",
    re.I,
)
_THERE_ARE = re.compile(  # "Are there more employees with a PhD or with a master's degree?"
    rf"^\W*(?:are|were|is|was)\s+there\s+(?P<rest>(?:{_MOST}|{_LEAST})\s+[\w' -]+?)\s+"
    r"(?:with|in|from|at|of|by)\s+(?P<list>[^,?]+?\s+or\s+[^,?]+?)\W*$",
    re.I,
)
_FILTER = re.compile(
    r"^\W*(?:list|name|identify|state|give)\b.*\b(?:whose|that|which)\b"
    r"|\bwhich\b(?:\s+\w+){0,4}\s+(?:went|grew|fell|rose|declined"
    r"|increased|decreased|dropped|shrank|improved)\b",
    re.I,
)
_FRAME = re.compile(
    r"\b(?:which|what|who|where|steeply|sharply|strongly|percentage|earned|was|were|is|are|did|does|do|had|has|have|the|a|an|single|one|list|name"
    r"|identify|state|give|whose|that|by"
    r"|in\s+terms\s+of|year[- ]on[- ]year|yoy|versus|vs|compared|contribut\w*|br(?:ought|ing)\s+in"
    r"|generat\w*|account\w*\s+for|made"
    r"|make|cost|perform\w*|when|among|of|for|how|and|it|its|since|compan(?:y|ies)|issuers?|firms?|both"
    r"|report(?:s|ed)?|record(?:s|ed)?|post(?:s|ed)?|between|two)\b",
    re.I,
)


_ORDINAL = re.compile(
    rf"\b(?P<place>second|third|fourth|fifth)[\s-]+(?={_MOST}|{_LEAST})|第(?P<zh>[二三四五])(?=大|高|多|低|小|少)",
    re.I,
)
_PLACES = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "二": 2, "三": 3, "四": 4, "五": 5}
# "Was revenue higher in 2024 or in 2023?" asks which year: the periods are cut out already.
_WAS_EITHER = re.compile(
    rf"^\W*(?:was|were|is|are|did)\b.*\b(?:{_MOST}|{_LEAST})\b\W*(?:(?:in|at|for|during|on)\W+)*or\b"
    r"\W*(?:in|at|for|during|on)?\W*$",
    re.I,
)
_DANGLING = re.compile(r"\s*\b(?:in|at|for|during|on|as\s+at|by|of)\s*(?=[,;:?])", re.I)


def read_superlative(text: str) -> Superlative | None:
    """What a question compares; None where it asks for no comparison."""
    if re.search(r"\b(?:declining|decreasing|falling|lower)\b", text, re.I):
        text = _HAD_MOVING.sub(" declined in ", text)
    text = _DRAGGED.sub(" had the lowest ", text)
    by_amount = _CONTRIBUTED.search(text) is not None
    text = _MANNER.sub(" ", text)
    whole = _DANGLING.sub("", _ASIDE.sub(" ", " ".join(text.split())))
    ordinal = _ORDINAL.search(whole)
    whole = _ORDINAL.sub(" ", whole)
    text = _SECOND.sub("", whole)
    if _WAS_EITHER.search(text):
        text = f"in which year {text}"
    most = _EITHER.search(text) is not None
    grows = _GROWTH.search(text) is not None
    either = _EITHER_FIRST.search(text) or _THERE_ARE.search(text)
    which = _WHICH.search(text) or (_WHOSE.search(text) if _OR.search(text) else None)
    if which is None and not _FILTER.search(text) and either is None:
        return None
    text, named = _in_brackets(text)
    if not most and not (grows and _FILTER.search(text)):
        return None
    rest, candidates = _candidates(text)
    is_filter = not most and grows
    down = _DOWN.search(rest) is not None
    is_most = not down if is_filter else (_IS_LEAST.search(rest) is None) != (down and grows)
    itself = is_change_itself(rest) or bool(named)
    return Superlative(
        subject=_subject(f"{_dimension(text)} {named}" if named else rest),
        candidates=candidates,
        is_most=is_most,
        needs_change=grows and not itself,
        is_change_itself=itself,
        by_amount=by_amount,
        is_of_years=_YEARS.search(text) is not None,
        is_filter=is_filter,
        dimension=_dimension(text),
        asks_since=_GROWTH.search(whole[len(text) :]) is not None,
        place=_PLACES[(ordinal["place"] or ordinal["zh"]).lower()] if ordinal else 1,
    )


_BRACKETED = re.compile(r"(?:,?\s*\b(?:excluding|before|net\s+of)\b[^()?]*)?\((?P<in>[^()]+)\)")


def _in_brackets(text: str) -> tuple[str, str]:
    """A change that brackets name more closely: "grew most, without currency (organic growth)"."""
    match = _BRACKETED.search(text)
    if match is None or not is_change_itself(match["in"]):
        return text, ""
    return f"{text[: match.start()]} {text[match.end() :]}", match["in"]


def is_superlative(text: str) -> bool:
    """Whether a text asks for the most or the least of something, or for more or less of it."""
    return _EITHER.search(text) is not None


def is_least(text: str) -> bool:
    """Whether the least, or less, is asked for."""
    return _IS_LEAST.search(text) is not None


def asks_growth(text: str) -> bool:
    """Whether growth is compared, not size."""
    return _GROWTH.search(text) is not None


def without_superlative(text: str) -> str:
    """A text without its words of comparison."""
    return _EITHER.sub(" ", text)


# "which segment dragged down growth", "which had declining income", "contributed most to the fall"
_DRAGGED = re.compile(
    r"\s+(?:(?:has|had|have)\s+)?dragg?(?:ed|s)?\s+(?:down|on)\s+(?:the\s+|its\s+)?"
    r"(?:overall\s+|total\s+)?(?=(?:\w+\s+){0,3}growth\b)",
    re.I,
)
_HAD_MOVING = re.compile(
    r"\s+(?:had|saw|reported|recorded|showed|experienced)\s+(?:declining|decreasing|falling|lower)\s+",
    re.I,
)
_CONTRIBUTED = re.compile(
    r"\b(?:contribut\w*|account\w*\s+for|responsible\s+for)\b.*\b(?:growth|increase|decline|decrease"
    r"|drop|fall|rise|change)\b",
    re.I | re.S,
)
_MANNER = re.compile(
    r"[,(]?\s*\b(?:in|on|by)\s+(?:an?\s+)?(?:absolute\s+)?(?:dollar|money|percentage|percent)\s*(?:terms?|basis|amounts?)?\b\)?",
    re.I,
)
_ASIDE = re.compile(r"\((?:or|and|on|by|in|as|both|each|with)\b[^()]*\)", re.I)
_SECOND = re.compile(  # "..., and had it grown since?": another question
    r",?\s+and\s+(?:had|has|have|was|were|is|are|did|does|do|how|what|by|who|why)\b.*$", re.I
)


_OF = re.compile(r"^(?:with|in|from|at|of|by)\s+(?:an?\s+)?", re.I)  # "or with a degree"
_OR = re.compile(r"\s+or\s+", re.I)


_NAMING = (
    _OPPOSITE, _THERE_ARE, _EITHER_FIRST, _LIST_BEFORE, _OF_LIST, _WHICH_OF, _WHICH_WAS, _LIST_AFTER
)  # fmt: skip


def _candidates(text: str) -> tuple[str, tuple[str, ...]]:
    """The items that a question names, and the question without them."""
    for pattern in _NAMING:
        match = pattern.search(text)
        if match is None:
            continue
        if "," not in match["list"] and len(either := _OR.split(match["list"])) > 1:
            parts = tuple(
                clean(_OF.sub("", part)) for part in either
            )  # "cost and freight or insurance"
        else:
            named = _OR.sub(" and ", match["list"])
            parts = tuple(part for part in split_list(clean(named)) if part)
        if len(parts) > 1 and all(len(part.split()) <= 8 for part in parts):
            groups = match.groupdict()
            return groups.get("rest") or groups.get("super") or "", parts
    return text, ()


_DIMENSION = re.compile(
    rf"\b(?:which|what)\s+(?!was\b|is\b|were\b|are\b|of\b)(?P<noun>[\w&/' -]+?)\s+(?:{_MOST}"
    rf"|{_LEAST}|was|were|is|are|had|has"
    r"|have|did|does|grew|fell|rose|went|contribut\w+|brought|generat\w+|account\w+|made"
    r"|earned|recorded|received|saw|showed|report\w+"
    rf"|perform\w+|shr[au]nk|increas\w+|decreas\w+|declin\w+|dropped)\b"
    rf"|\b(?:{_MOST}|{_LEAST})\s+(?P<after>[\w&/'-]+(?:\s+[\w&/'-]+)??)\s*"
    r"(?:$|[?,.]|\b(?:of|at|in|by|for|on|during|among|within|did|was)\b)"
    r"|^\W*(?:list|name|identify|state|give)\s+(?:the\s+"
    r"|all\s+)*(?P<listed>[\w&/' -]+?)\s+(?:whose|that|which|where)\b",
    re.I,
)


_DIMENSIONS_ZH = {
    "分部": "segment", "板块": "segment", "板塊": "segment", "业务": "business", "業務": "business",
    "地区": "region", "地區": "region", "区域": "region", "區域": "region", "市场": "market",
    "市場": "market", "产品": "product", "產品": "product", "行业": "industry", "行業": "industry",
}  # fmt: skip
_WHICH_ZH = re.compile(rf"哪(?:一?[个個])?(?:业务|業務)?(?P<noun>{'|'.join(_DIMENSIONS_ZH)})的?")


def _dimension(text: str) -> str:
    """What the members are: the noun that "which", "the largest" or "list the" stand before."""
    if (chinese := _WHICH_ZH.search(text)) is not None:
        return _DIMENSIONS_ZH[chinese["noun"]]
    match = _DIMENSION.search(text)
    return "" if match is None else (match["noun"] or match["after"] or match["listed"]).strip()


def _subject(text: str) -> str:
    rest = _WHICH_ZH.sub(lambda match: f" {_DIMENSIONS_ZH[match['noun']]} ", text)
    rest = _YEARS.sub(" ", rest)
    rest = _EITHER.sub(" ", _GROWTH.sub(" ", rest))
    rest = _FRAME.sub(" ", rest)
    rest = clean(re.sub(r"[?？,，.:;–—]", " ", rest))
    return re.sub(r"\b(\w+)(?:\s+\1\b)+", r"\1", rest)  # "which segment earned segment income"
