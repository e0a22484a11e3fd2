"""Which kind of quantity a question asks for, by the noun that names it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.facts import read_unit
from service.answering.understanding.wording import asks_money, wish_of
from service.grounding import find_quantities
from service.grounding.quantity import Quantity

_RATE = re.compile(
    r"\b(?:coupons?|yields?|occupanc\w+|utili[sz]ation|(?<!exchange\s)(?<!turnover\s)rates?|margins?"
    r"|proportion|percent(?:age)?|penetration|share\s+of|per\s+cent)\b|%|率|百分|佔比|占比"
    r"|\bhow\s+(?:well|fully)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"(?:HK|US)?\$|\b(?:RMB|CNY|HKD|USD|EUR|costs?|price|fees?|expenses?|spen[dt]|paid|pay|revenues?|sales"
    r"|income|profit|loss|guarantees?|principal|consideration|proceeds|carrying\s+amount|values?"
    r"|borrowings?|loans?|dividends?|exposure|commitments?)\b|元",
    re.IGNORECASE,
)
_MEASURES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("m2", re.compile(r"\bGFA\b|\bfloor\s+areas?\b|\bsq(?:uare)?\.?\s*m|平方米|面[积積]", re.I)),
    ("sqft", re.compile(r"\bsquare\s+f(?:ee|oo)t|\bsq\.?\s*ft|平方[呎尺]", re.IGNORECASE)),
    ("days", re.compile(r"\bdays\b|天[数數]", re.IGNORECASE)),
    ("tons", re.compile(r"\b(?:tonnes?|tons?)\b|[吨噸]", re.IGNORECASE)),
)
_PER = re.compile(
    r"\bper\s+(?!cent\b|annum\b)\w+|/\s*(?:sq|m2|unit)|\bprices?\b|\basp\b|\beach\b|\ba\s+(?:share|unit)\b"
    r"|每|均价|均價|单价|單價",
    re.IGNORECASE,
)
_PER_UNIT = re.compile(
    r"\s{0,2}(?:per\b|/|an?\b)\s{0,2}(?P<what>sq\.?\s?m|square\s\w+|[A-Za-z]+)", re.I
)
_UNIT = re.compile(r"[\s-]{0,2}(?P<what>sq\.?\s?(?:m|ft)\b|square\s\w+|[A-Za-z]+[²³]?)")
_YEARS = frozenset(("annum", "year", "month", "day"))
_EXTENT = re.compile(r"\bhow\s+(?:large|big)\b|\bareas?\b|\bcapacity\b|\bvolume", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AskedKind:
    """The kinds of quantity that can answer."""

    kinds: frozenset[str]
    measure: str | None = None  # what it must be counted in
    is_per: bool = False  # an amount for each of something
    is_named: bool = True  # the question says which kind, in so many words

    def takes(self, quantity: Quantity, unit: str) -> bool:
        """Whether a quantity is of a kind asked for."""
        if quantity.kind not in self.kinds:
            return False
        if (quantity.kind == "per_share" or "/" in unit) and not self.is_per:
            return False
        return self.measure is None or unit == self.measure or unit.endswith(f"/{self.measure}")


def kind_asked(question: str) -> AskedKind:
    """The kinds of quantity that answer to a question, as its words say."""
    wish = wish_of(question)
    if wish.points:
        return AskedKind(frozenset({"percentage_point"}))
    is_per = _PER.search(question) is not None
    if wish.per_share:
        return AskedKind(frozenset({"per_share"}), None, True)
    measure = next((unit for unit, words in _MEASURES if words.search(question)), None)
    if measure is not None and is_per:
        return AskedKind(frozenset({"money"}), measure, True)
    if measure is not None and not asks_money(question):
        return AskedKind(frozenset({"count"}), measure)
    if _RATE.search(question):
        return AskedKind(frozenset({"percent"}))
    if wish.count:
        return AskedKind(frozenset({"count"}))
    if (
        wish.money
        or asks_money(question)
        or (_MONEY.search(question) and not _EXTENT.search(question))
    ):
        return AskedKind(
            frozenset({"money", "per_share"}) if is_per else frozenset({"money"}), None, is_per
        )
    return AskedKind(frozenset({"money", "percent", "multiple"}), None, is_per, False)


_NONE = re.compile(r"\b(?:no|not|nil|none|never)\b|没有|沒有|无|無", re.IGNORECASE)


def tells_the_kind(question: str, text: str) -> bool:
    """Whether a text has a quantity of the kind that a question names, or says there is none."""
    kind = kind_asked(question)
    if not kind.is_named or _NONE.search(text):
        return True
    return any(quantity.kind in kind.kinds for quantity in find_quantities(text))


def unit_of(text: str, quantity: Quantity) -> str:
    """The unit of a quantity, with the measure that stands behind it: m2, CNY/m2, days."""
    named = {"percent": "percent", "percentage_point": "percentage_point", "multiple": "ratio"}
    if quantity.kind in named:
        return named[quantity.kind]
    behind = text[quantity.end : quantity.end + 24]
    if quantity.kind == "per_share":
        return f"{quantity.unit or ''}/share"
    if quantity.kind == "money":
        per = _PER_UNIT.match(behind)
        if per is None or per["what"].lower() in _YEARS:
            return quantity.unit or "count"
        return f"{quantity.unit or ''}/{read_unit(per['what']).unit or per['what'].lower()}"
    told = quantity.unit or ""
    if (measure := read_unit(told).unit if told else None) is not None:
        return measure
    word = _UNIT.match(behind)
    return (read_unit(word["what"]).unit if word else None) or "count"
