"""What a sentence computes with a quantity: level, change, growth, share, multiple. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from ingest.types import Span
from service.grounding.quantity import Quantity

Relation = Literal["level", "change", "percent_change", "point_change", "share", "ratio"]
Direction = Literal["increase", "decrease"]
Combination = Literal["sum", "difference", "average", "per", "compound"]
CHANGES = frozenset({"change", "percent_change", "point_change"})

_UP = re.compile(
    r"\b(?:increas\w*|grew|grow(?:n|s|th|ing)?|r(?:o|i)se[ns]?|rising|up|higher|climb\w*|jump\w*"
    r"|surg\w*|soar\w*|gain(?:ed|s)?|expan\w*|swell\w*|swelled|more\sthan\sdoubl\w*|above|add\w*)\b"
    r"|增[长長加]|上升|同比增",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:decreas\w*|declin\w*|drop\w*|f[ae]ll(?:en|s|ing)?|shr[aiu]nk\w*|reduc\w*|down|lower\w*"
    r"|contract(?:ed|ion)|cut|less|narrow\w*|came\sdown|halv\w*|below|slid\w*|lost|improvement)\b"
    r"|减少|減少|下降|下跌",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\b(?:account(?:s|ed|ing)?\sfor|represent(?:s|ed|ing)?|made\sup|mak(?:es|ing)\sup|compris\w+"
    r"|constitut\w+|contribut\w+|share|proportion|equal\sto|or)\b",
    re.IGNORECASE,
)
_OF = re.compile(r"^\s?(?P<word>of|in)\s", re.IGNORECASE)
_TO = re.compile(
    r"\b(?:from|to|at)\s(?:(?:approximately|about|around|roughly|nearly|almost|just|over|only)\s)?$",
    re.IGNORECASE,
)
_MADE_UP = re.compile(
    r"\b(?:account(?:s|ed|ing)?\sfor|represent(?:s|ed|ing)?|made\sup|mak(?:es|ing)\sup)"
    r"\s(?:(?:approximately|about|around|roughly|nearly|almost|just|over|only)\s)?$",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"(?:FY\s?)?(?:19|20)\d\d\b(?!\s(?!and|or|to|with|was|were|is|in|as|at|on|by|compared|against|versus)[a-z]{3})"
    r"|the\s(?:first|second)",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"""(?:the\s)?(?:(?:first|second|third|fourth|last|current|same|previous|prior|latest)\s)*
    (?:(?:19|20)\d\d|(?:FY|CY|fiscal|financial\syear|calendar\s(?:year)?)\s?'?\d{2,4}
      |[1-4][HQ]|[HQ][1-4]|(?:3|6|9|12)M|half|quarter|year|period|(?:three|six|nine|twelve)[\s-]months?
      |(?:January|February|March|April|May|June|July|August|September|October|November|December))
    (?![A-Za-z])|(?:[1-4][HQ]|FY)\d\d""",
    re.VERBOSE | re.IGNORECASE,
)
_BY = re.compile(
    r"(?:\bby(?:\s(?:approximately|about|around|roughly|nearly|almost|over|just|another|only|some))?"
    r"|\b(?:increase|decrease|decline|growth|rise|fall|drop|reduction|improvement)"
    r"(?:\sof)?(?:\s(?!to\b|from\b)\w+)?"
    r"|\b(?:increased|decreased|grew|rose|fell|declined|dropped|climbed|improved|up|down)"
    r"(?:\s(?:approximately|about|around|roughly|nearly|almost|another|an\sadditional))?"
    r"|\b(?:higher|lower)\s(?!than\b)(?:[\w'’&-]+,?\s){1,6}of)\s*$",
    re.IGNORECASE,
)
_NOUN = re.compile(  # "the reduction to costs for the second quarter was"
    r"\b(?:increase|decrease|decline|growth|rise|fall|drop|reduction|change|difference)\s(?:in|to)\s"
    r"[^,;:.]{1,90}\s(?:was|were|is|of)\s(?:approximately\s|about\s)?$",
    re.IGNORECASE,
)
_IS_CHANGE = re.compile(  # "the percentage decrease in total assets is", "Change in total assets:"
    r"\b(?:increase|decrease|decline|growth|rise|fall|drop|reduction|change|difference|variance)"
    r"\s(?:in|to|of|between)\s[^;:]{1,220}(?:(?<!\swhich)\s(?:was|were|is|equals|equalled|amounts\sto"
    r"|amounted\sto)\s(?:approximately\s|about\s|around\s)?|:\s?)$",
    re.IGNORECASE,
)
_PART = re.compile(r"\s?of\s(?:our|its|the|their|these|those|total)\s", re.IGNORECASE)
_MORE = re.compile(  # "$5 million more", "a 3% net sales increase"
    r"^\s?(?:(?:more|less|higher|lower|above|below)\b"
    r"|(?!of\b|in\b|and\b|to\b|from\b|for\b)(?:(?!of\b|and\b|to\b|from\b|for\b|in\b)[\w&'’-]+\s){0,4}"
    r"(?:increase|decrease|rise|decline|reduction|growth|change|improvement)\b)",
    re.IGNORECASE,
)
_TIMES = re.compile(  # "by $5 million in the second quarter and $10 million in the first half"
    r"(?:[\s,]|in\b|and\b|for\b|during\b|the\b|of\b|first|second|third|fourth|last|quarters?|half|six|nine"
    r"|three|twelve|months?|years?|fiscal|ended|\d{4}|January|February|March|April|May|June|July|August"
    r"|September|October|November|December|\d{1,2}\b)+(?:approximately\s|about\s)?",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r",?\s(?:(?:and|or)\s)?(?!from|to\b|compared|against)[^.;]{3,80}?\sof\s(?:approximately\s|about\s)?",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"\s?(?:,|、|和|及)?\s?(?:and|or)?\s?(?:approximately\s|about\s)?", re.IGNORECASE
)


def read_relations(
    text: str, sentence: Span, quantities: Sequence[Quantity], lefts: Sequence[Span]
) -> list[Relation]:
    """The relation that each quantity of a sentence stands in.

    Args:
        text: The whole text.
        sentence: The sentence's place in it.
        quantities: The sentence's quantities, in order.
        lefts: For each the text before it, back to the one before.
    """
    found: list[Relation] = []
    for quantity, span in zip(quantities, lefts, strict=True):
        left, right = span.of(text), text[quantity.end : min(quantity.end + 60, sentence.end)]
        relation = _relation(quantity, left, right)
        if found and re.fullmatch(r",?\s(?:or|that is|i\.e\.)\s(?:\w+\s){0,2}", left):
            relation = _restated(found[-1], quantity, relation)
        elif (
            found
            and found[-1] == "change"
            and relation == "level"
            and (_LISTED.fullmatch(left) or _TIMES.fullmatch(left))
        ):
            relation = (
                "change"  # "increases in inventories of $2 million and receivables of $3 million"
            )
        found.append(relation)
    return found


def _relation(quantity: Quantity, left: str, right: str) -> Relation:
    near = left[-70:]
    if quantity.kind == "percent" and _TO.search(near) and not _MORE.match(right):
        return "share" if _is_of(near, right) else "level"  # "increased from 45.4% to 95.0%"
    if quantity.kind == "percentage_point":
        return "point_change"
    if quantity.kind == "percent" and _IS_CHANGE.search(left[-260:]):
        return "percent_change"
    if quantity.kind == "multiple":
        return "ratio"
    if quantity.kind in ("money", "per_share", "count"):
        if (
            _BY.search(near)
            or _MORE.match(right)
            or _NOUN.search(left[-140:])
            or _IS_CHANGE.search(left[-260:])
        ):
            return "change"
        return "share" if quantity.kind == "money" and _PART.match(right) else "level"
    if _is_of(near, right) or re.search(r"\bof\s(?:the\s)?total\b", right[:40]):
        return "share"
    if _MADE_UP.search(near):
        return "share"
    if _BY.search(near) or _MORE.match(right):
        return "percent_change"
    if _UP.search(near) or _DOWN.search(near) or re.match(r"\s?year[\s-]on", right):
        return "percent_change"
    if re.search(r"同比|year[\s-]on[\s-]year|YoY", near, re.IGNORECASE):
        return "percent_change"
    return "share" if _SHARE.search(near) else "level"


def _is_of(near: str, right: str) -> bool:
    """Whether a percentage is "of" something: not "in FY2023", nor growth "of 5% in revenue"."""
    link = _OF.match(right)
    if link is None:
        return False
    if link["word"].lower() == "in":
        return not _BY.search(near) and _TIME.match(right, link.end()) is None
    return _YEAR.match(right, link.end()) is None


_COMBINATIONS: dict[Combination, re.Pattern[str]] = {
    "sum": re.compile(
        r"\b(?:together|combined|in\s(?:total|aggregate|all)|altogether|add(?:s|ed|ing)?\sup|sum(?:s|med)?"
        r"|aggregat\w+|total(?:s|l?ed|l?ing)?\s(?:of|to)?|plus|counting|taken\stogether|cumulative)\b"
        r"|合计|合計|总计|總計",
        re.IGNORECASE,
    ),
    "difference": re.compile(
        r"\b(?:excluding|exclusive\sof|net\sof|after\s(?:deducting|subtracting)|less\b(?!\sthan)"
        r"|minus|without|other\sthan|leaving|remain(?:ing|der)|the\srest|difference|gap|exceed\w*)\b",
        re.IGNORECASE,
    ),
    "average": re.compile(r"\b(?:average[ds]?|averaging|mean)\b|平均", re.IGNORECASE),
    "per": re.compile(r"\b(?:per|each|every|apiece|average|for\severy)\b|每|平均", re.IGNORECASE),
    "compound": re.compile(r"\bCAGR\b|\bcompound(?:ed)?\sannual|复合|複合", re.IGNORECASE),
}


def read_combinations(near: str) -> frozenset[Combination]:
    """How the words near a quantity say that it is put together from others."""
    return frozenset(name for name, words in _COMBINATIONS.items() if words.search(near))


def _restated(before: Relation, quantity: Quantity, own: Relation) -> Relation:
    """The change again in another unit: "fell by 19.1%, or RMB1.8 billion"."""
    if before not in ("change", "percent_change"):
        return own
    return "percent_change" if quantity.kind == "percent" else "change"


def read_direction(near: str, quantity: Quantity) -> Direction | None:
    """Whether the words near a quantity speak of more or of less; None of neither, or of both."""
    if quantity.value < 0 and quantity.kind in ("percent", "percentage_point"):
        return "decrease"
    is_up, is_down = _UP.search(near) is not None, _DOWN.search(near) is not None
    if is_up == is_down:
        return None
    return "increase" if is_up else "decrease"
