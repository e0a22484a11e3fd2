"""Stretches of age and of maturity in words, read as one: "between one and two years old". Pure.

Aging tables, maturity tables and tables by age cut the same line item into stretches; two
wordings of one stretch are the same stretch, and two stretches are never the same line.
"""

from __future__ import annotations

import re
from functools import cache

_DIGITS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
} | {"fifteen": 15, "thirty": 30, "sixty": 60, "ninety": 90, "a": 1}
_ZH = dict(zip("一二三四五六七八九十", range(1, 11), strict=True))
_MONTHS = {"d": 1 / 30.4375, "m": 1.0, "y": 12.0}  # of one day, month, year

_N = r"(?:\d{1,3}|" + "|".join(word for word in _DIGITS if word != "a") + ")"
_U = r"(?:days?|months?|years?|yrs?)"
_MORE = (
    r"(?:over|more\s+than|above|exceeding|beyond|older\s+than|longer\s+than|after|later\s+than"
    r"|greater\s+than|in\s+excess\s+of|at\s+least|>)"
)
_MOST = (
    r"(?:within|under|less\s+than|(?:not|no)\s+(?:more|later|longer|older)\s+than|not\s+exceeding"
    r"|up\s+to|below|younger\s+than|at\s+most|<)"
)
_AGED = r"(?:(?:aged|outstanding|unpaid)\s+(?:for\s+)?)"
_TAIL = (  # what the age is counted from is the same for a whole table
    r"(?:\s+(?:old|of\s+age|overdue|past\s+due))?"
    r"(?:\s+(?:past|from|since|after)\s+(?:the\s+|its\s+|their\s+)?(?:\w+\s+){0,3}?dates?\b)?"
)
_RANGES = (
    rf"(?:aged\s+)?between\s+(?P<a>{_N})\s*(?P<u>{_U})?\s+and\s+(?P<b>{_N})\s*(?P<v>{_U})",
    rf"(?:(?:aged|aging|from|{_MORE})\s+)*(?P<a>{_N})[\s-]*(?P<u>{_U})?\s*(?:old\s*)?"
    rf"(?:-|–|—|~|\bto\b|\bthrough\b|,?\s*\b(?:and|but)\s+{_MOST})\s*(?P<b>{_N})[\s-]*(?P<v>{_U})",
    r"aged?\s+(?:between\s+)?(?P<a>\d\d)\s*(?:-|–|to|and)\s*(?P<b>\d\d)",
    r"(?P<a>[\d一二三四五六七八九十]{1,3})(?P<u>年|个月|個月|日|天|岁|歲)?(?:至|到|-|–|~)"
    r"(?P<b>[\d一二三四五六七八九十]{1,3})(?P<v>年|个月|個月|日|天|岁|歲)(?!\d|\d?月)",
)
_OVERS = (
    rf"{_AGED}?{_MORE}\s*(?P<a>{_N})[\s-]*(?P<u>{_U})",
    rf"(?P<a>{_N})\s*(?P<u>{_U})\s*(?:old\s+)?(?:or|and)\s+(?:more|above|over|older|longer)",
    rf"(?P<a>\d{{1,3}})\+\s*(?P<u>{_U})",
    r"(?:aged\s+)(?:above|over)\s+(?P<a>\d\d)",
    r"(?:超过|超過)(?P<a>[\d一二三四五六七八九十]{1,3})(?P<u>年|个月|個月|日|天|岁|歲)",
    r"(?P<a>[\d一二三四五六七八九十]{1,3})(?P<u>年|个月|個月|日|天|岁|歲)以上",
)
_UNDERS = (
    rf"{_AGED}?{_MOST}\s*(?P<b>{_N})[\s-]*(?P<v>{_U})",
    rf"(?P<b>{_N})\s*(?P<v>{_U})\s*(?:old\s+)?(?:or|and)\s+(?:less|below|under|younger)",
    r"(?:aged\s+)(?:below|under)\s+(?P<b>\d\d)",
    r"(?P<b>[\d一二三四五六七八九十]{1,3})(?P<v>年|个月|個月|日|天|岁|歲)(?:以内|以內|以下)",
)
_GROUP = re.compile(r"\(\?P<(\w)>")


def _numbered(pattern: str, number: int) -> str:
    named = _GROUP.sub(rf"(?P<\g<1>{number}>", pattern)
    is_chinese = re.search(r"[\u3400-\u9fff]", named) is not None
    return named if is_chinese else rf"(?<![\w.,]){named}(?!\w){_TAIL}"


_PATTERN = re.compile(
    "|".join(_numbered(p, n) for n, p in enumerate((*_RANGES, *_OVERS, *_UNDERS))), re.IGNORECASE
)


@cache
def read_intervals(text: str) -> tuple[str, frozenset[str]]:
    """`text` without the stretches it names, and the stretches, in months: "12-24", "24-"."""
    if not text:
        return text, frozenset()
    found: list[str] = []

    def read(match: re.Match[str]) -> str:
        groups = {k[0]: v for k, v in match.groupdict().items() if v is not None}
        until = groups.get("v") or groups.get("u") or "year"
        since = groups.get("u") or until
        low = _months(groups["a"], since) if "a" in groups else "0"
        high = _months(groups["b"], until) if "b" in groups else ""
        found.append(f"{low}-{high}")
        return " "

    rest = _PATTERN.sub(read, text)
    return rest, frozenset(found)


def stretches_in(text: str) -> tuple[tuple[int, int], ...]:
    """Where in a text its stretches stand: start and end of each."""
    return tuple(match.span() for match in _PATTERN.finditer(text))


def _months(number: str, unit: str) -> str:
    """A length in months, whatever it is counted in: 90 days, and 91 too, are three."""
    lowered = number.lower()
    count = int(number) if number.isdigit() else _DIGITS.get(lowered) or _ZH.get(lowered, 0)
    kind = "d" if unit[0] in "dD日天" else "m" if unit[0] in "mM个個" else "y"
    length = count * _MONTHS[kind]
    return f"{round(2 * length) / 2 if length >= 0.9 else round(length, 1):g}"
