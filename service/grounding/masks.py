"""Digits that are not quantities: dates, years, note numbers, standards, names, list marks.

`blank` overwrites what holds no text (tags, addresses of the web) and `not_quantities` finds the
stretches in which no number counts. Both keep every offset.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ingest.types import Span

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
    r"|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER)"
)
_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_COUNT = r"(?:three|six|nine|twelve|eighteen|\d{1,2})"
_END = (
    r"(?![\d%])(?!,\d{3})(?!\.\d)"  # the number ends here, and is not a longer one or a percentage
)

_CODE = r"(?:RMB|CNY|HKD|USD|EUR|GBP|JPY|CHF|TWD|SGD|AUD|CAD|INR|KRW|MOP|Rs)"

_DATES = (
    rf"(?<!\d){_DAY}(?:st|nd|rd|th)?[\s-](?:of\s)?{_MONTH}\b\.?,?(?:[\s-]{_YEAR})?",
    rf"\b{_MONTH}\.?\s{_DAY}(?:st|nd|rd|th)?{_END}(?:,?\s{_YEAR})?",
    rf"\b{_MONTH}\.?,?[\s-]{_YEAR}{_END}",
    rf"(?<![\d.,]){_YEAR}[-/.](?:1[0-2]|0?[1-9])[-/.]{_DAY}(?!\d)",
    rf"(?<![\d.,]){_DAY}[-/.]{_DAY}[-/.](?:{_YEAR}|\d\d)(?!\d)",
    rf"{_YEAR}\s?年度?(?:\s?\d{1, 2}\s?月(?:\s?\d{1, 2}\s?日)?)?",
    r"(?<!\d)\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?",
    r"(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)(?:\s?[ap]\.?m\b\.?)?",
    r"(?<!\d)\d{1,2}\s?(?:a\.m\.|p\.m\.|am\b|pm\b)",
)
_PERIODS = (
    rf"(?i:\b{_COUNT}[\s-]months?(?:[\s-]periods?)?\s(?:ended|ending|to|through|of|period)\b)",
    rf"(?i:\b{_COUNT}[\s-]months?[\s-]periods?\b)",
    rf"(?i:\b(?:first|last|past|next|trailing|previous|prior|latest)\s{_COUNT}[\s-]months?\b)",
    r"(?i:\b(?:fifty[\s-](?:two|three)|\d{1,2})[\s-]weeks?\s(?:ended|ending"
    rf"|to(?=\s{_DAY}\s{_MONTH}\b))\b)",
    rf"(?i:\b(?:FY|CY|fiscal|financial\syear|calendar\syear)\s?'?{_YEAR}(?:[-/–]\d{{2,4}})?\b)",
    r"\b(?:FY|CY)\s?'?\d{2}(?:[-/–]\d{2})?\b",
    rf"(?<![\d.,$€£¥₩₹]\b)\b(?:[1-4][HQ]|[HQ][1-4]|(?:3|6|9|12)M)(?:[\s-]?(?:FY|of\s)?\s?'?(?:{_YEAR}|\d\d))?\b",
    rf"\b[HQ][1-4](?:\s?/\s?|\s)(?:FY)?{_YEAR}\b",
    r"(?i:\b(?:past|last|next|previous|prior|preceding|trailing|the|these|those|all|each\sof\sthe)\s"
    r"(?:two|three|four|five|six|seven|ten|\d{1,2})\s(?:(?:fiscal|financial|full|consecutive)\s)?"
    r"(?:years|quarters|halves|periods|weeks|days)\b)",
    r"(?i:\b(?:two|three|four|five|six|seven|ten|\d{1,2})[\s-]years?[\s-](?:average|mean|period|cagr"
    r"|compound|moving|trend|span|horizon|simple)\b)",
    rf"(?<![\d.,$€£¥]){_YEAR}\s?[-/–]\s?(?:{_YEAR}|\d\d)(?!\d)(?!%)",
    r"(?<![\w.])['’]\d\d\b",
    r"(?i:\b(?:five|ten|three|\d{1,2})[\s-]years?\s(?:financial\s)?summary\b)",
)
_REFERENCES = (
    r"(?i:\b(?:notes|pages|sections|items|chapters|rules|articles|schedules|exhibits|tables"
    r"|figures|paragraphs|appendices|pp\.|nos\.|levels|stages|scopes?)\s?\d{1,4}[A-Za-z]?"
    r"(?:\.\d{1,3}){0,4}(?:\([a-z0-9]{1,4}\)){0,3}"
    r"(?:\s?(?:,|and|&|to|or|-|–)\s?\d{1,4}(?:\.\d{1,3}){0,4}(?:\([a-z0-9]{1,4}\)){0,3}){0,6}"
    + _END
    + ")",
    r"(?i:\b(?:notes?|page|section|item|chapter|article|appendix|schedule|exhibit|form|part|rule"
    r"|table|figure|paragraph|clause|level|stage|tier|class|series|phase|flight|type|grade|volume|vol\."
    r"|no\.|scope|regulation|footnote|version|topic|step|gate|block|floor|building|flat|suite"
    r"|room|zone|category|cap\.|release|day"
    r"|p\.)\s?(?:no\.\s?)?\d{1,4}[A-Za-z]?(?:[.-]\d{1,4}){0,4}(?:-[A-Za-z])?"
    r"(?:\([A-Za-z0-9]{1,4}\)){0,3}" + _END + r"(?!\s(?:million|billion|thousand|percent)))",
    r"(?:附[注註]|第)\s?\d{1,4}(?:\s?[页頁条條节節章号號项項])?",
    r"#\s?\d{1,6}\b",
    r"(?i:\b(?:stock|securities|share|ticker|zip|postal|post|area)\scodes?[:\s(]{0,3}\d{3,6})",
    r"\b\d{4,6}\.(?:HK|SZ|SH|SS|TW|T|L)\b",
    r"(?i:\b(?:NYSE|NASDAQ|HKEX|SEHK|SSE|SZSE)[:\s]{1,2}\d{3,6}\b)",
)
_IN_CENTS = r"(?:HK|US)\s?\d[\d.,]{0,9}\s?(?:cents?\b|¢)"  # HK13.20 cents
_NAMES = (
    rf"\b(?!{_CODE}\b)(?!{_IN_CENTS})"
    r"[A-Z]{2,8}(?:[&/][A-Z]{1,8}){0,2}(?:\sAS)?[\s-]{1,2}\d{1,5}(?:[.-]\d{1,4}){0,3}[A-Z]?(?![\d%])"
    r"(?!,\d{3})(?!\s?(?:million|billion|thousand|percent|per\scent|times|bps|basis|bn|mn|%))",
    r"\b(?:Fortune|Russell|Nasdaq|NASDAQ|Nikkei|Stoxx|STOXX|Global|Forbes|S&P|Dow)(?:\s[A-Z]\w+)?"
    r"\s(?:Global\s)?\d{2,4}\b",
    r"(?<![\d.,])\d{1,2}-[A-Z](?:/A)?\b",  # 10-K, 8-K, 20-F
    rf"\b(?!{_CODE}\d)(?!{_IN_CENTS})[A-Z][A-Za-z]*\d+[A-Za-z0-9.-]{{0,20}}",  # A100, Qwen2
    # COVID-19, GPT-4, AInno-75B; RMB-571.7 is an amount with its sign
    rf"\b(?!(?i:{_CODE})-)[A-Za-z]{{1,20}}-\d{{1,5}}(?:\.\d{{1,4}})?[A-Za-z]{{0,6}}\b(?!%)",
)
_TYPES = (  # a bare number before one of a kind is its name: "the 787 program", "the 350 series"
    r"(?<![\w.,$€£¥])\d{3,4}(?=(?:\s[A-Z]\w*)?\s(?:program(?:me)?|airplane|aircraft|jet|variant"
    r"|model|series|family|platform|Max|MAX|Pro|Plus)\b)",
)
_STEPS = (  # of arithmetic that is written out: "× 100", "365 days ×", "to two decimal places"
    r"(?i:\b(?:divid|multipl)\w{1,8}\s(?:[\w ]{1,40}\s)?by\s(?:1,000,000|1,000|100|365|\d{1,2})"
    r"(?![\d,]*\d)(?!\.\d))",
    r"(?<![\d.,])(?:365|360|366|100)(?=\s?(?:days\s)?[×*]\s?[(\[A-Za-z])",
    r"(?:(?<=\)\s[/÷])|(?<=\)[/÷])|(?<=\)\s\*)|(?<=\)\*))\s?\d{1,3}(?![\d.,%])",
    r"(?:(?<=[×*·])|(?<=\d\sx)|(?<=\)\sx)|(?<=times)|(?<=multiplying by)|(?<=multiply by)"
    r"|(?<=multiplied by))\s?100(?:%|\b)(?![,.]?\d)",
    r"(?i:\b(?:\d{1,2}|one|two|three|four|five|six)\s(?:decimals?(?:\s(?:places?|points?|digits?))?"
    r"|significant\s(?:digits?|figures?)|d\.p\.)(?!\w))",
)
_MARKS = (
    r"\[\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,20}\]",
    r"\^\{[^}]{0,20}\}",
    r"(?m:^[ \t]{0,8}(?:[-*•]\s)?\(?\d{1,2}(?:\.\d{1,2}){0,3}[.)](?=\s))",
    r"(?m:^[ \t]{0,8}\d{1,2}(?:\.\d{1,2}){1,3}\s(?=[A-Z])(?!(?:HK|US|RMB)\s?cents))",
    r"(?<=[\s;:,])\(?\d{1,2}\)(?=\s[A-Za-z])",
    r"\+\d[\d\s()-]{6,18}\d",
    r"(?<!\d)\(?\d{3}\)?[-.\s]\d{3}[-.]\d{4}(?!\d)",
    r"(?<![\d.,])\d{2,6}-\d{2,8}(?:-\d{1,8}){1,4}(?!\d)",
    r"(?<![\d.,])\d{1,3}(?:\.\d{1,4}){2,8}(?!\d)",
)
_NOT_QUANTITIES = tuple(
    re.compile("|".join(group))
    for group in (
        _DATES,
        _PERIODS,
        _REFERENCES,
        _NAMES,
        _TYPES,
        _STEPS,
        _MARKS,
    )
)

_EMPTY = re.compile(r"</?[A-Za-z!][^<>]{0,400}>|&#?\w{1,10};|https?://\S{1,500}|www\.\S{1,300}")
_WHERE = (
    r"(?:based\son|according\sto|(?:as\s)?(?:shown|reported|stated|disclosed|presented)\s(?:in|on)"
    r"|from|in|on|per|see)"
)
_WHOSE = r"(?:the|its|their|our|your|this|[A-Z][\w&.]*['’]s?)\s"
_KIND = (
    r"(?:provided|above|given|audited|consolidated|condensed|company's|\d{4}|FY\d{2,4}|fiscal"
    r"|year)\s"
)
_STATEMENT = (
    r"(?:(?:cash\sflow|income|financial)\s)?statements?(?:\sof\s(?:cash\sflows?|operations"
    r"|(?:comprehensive\s)?income|earnings|(?:financial\s)?position|profit\sor\sloss))?"
    r"|balance\ssheets?|(?:\d{1,2}-[A-Z]\s)(?:filings?|reports?)|10-[KQ]s?"
)
_SOURCE = re.compile(  # where a number was looked up says nothing of what it is
    rf"\(?\b{_WHERE}\s(?:(?:{_WHOSE})?(?:{_KIND}){{0,4}}(?:{_STATEMENT})"
    rf"|{_WHOSE}(?:{_KIND}){{0,4}}(?:filings?|reports?|information|data|evidence|context))"
    r"(?:\s(?:information|data|provided|above|section))?\)?,?",
    re.IGNORECASE,
)
_SPACES = {chr(c): " " for c in (0xA0, 0x1680, *range(0x2000, 0x2010), 0x202F, 0x205F, 0x3000)}
_EVEN = {
    **_SPACES,
    **{chr(c): " " for c in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0x061C)},
    "％": "%", "﹪": "%", "，": ",", "．": ".", "（": "(", "）": ")", "＄": "$", "￥": "¥",
    "￡": "£", "’": "'", "‘": "'", "＋": "+", "－": "-", "−": "-", "‑": "-", "‐": "-", "﹣": "-",
}  # fmt: skip


def even(text: str) -> str:
    """The same text with full-width and foreign digits, signs and spaces made plain, offset kept.

    Direction marks become spaces; a comma or full stop of full width only stays a separator where
    it stands between digits, which the grammar sees to.
    """
    if text.isascii():
        return text
    return "".join(_even(character) for character in text)


def _even(character: str) -> str:
    if character.isascii():
        return character
    if character in _EVEN:
        return _EVEN[character]
    digit = unicodedata.decimal(character, None)
    return str(digit) if digit is not None else character


def blank(text: str) -> str:
    """The same text with tags, entities and web addresses overwritten by spaces."""
    return _EMPTY.sub(lambda match: " " * len(match.group()), text)


def without_sources(text: str) -> str:
    """The same text with "from the statement of cash flows" and its like overwritten by spaces."""
    return _SOURCE.sub(lambda match: " " * len(match.group()), text)


def not_quantities(text: str) -> Iterator[Span]:
    """Stretches in which no number is a quantity; they may overlap."""
    for pattern in _NOT_QUANTITIES:
        for match in pattern.finditer(text):
            yield Span(*match.span())
