"""Numbers in words: twelve, twenty-five, a third, nine out of ten, doubled, sevenfold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

_UNITS = {
    word: value
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen""".split()
    )
}
_TENS = {
    word: value * 10
    for value, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), 2
    )
}
_ONES = "|".join(word for word in _UNITS if word != "zero")
_CARDINAL = rf"(?:{'|'.join(_TENS)})(?:[\s-](?:{'|'.join(list(_UNITS)[1:10])}))?|{_ONES}"
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "tenth": 10}

NUMBER = re.compile(
    rf"(?<![A-Za-z-])(?:(?:{_CARDINAL}|an?)\shundred(?:\s(?:and\s)?(?:{_CARDINAL}))?|(?:{_CARDINAL}))"
    r"(?![A-Za-z])",
    re.IGNORECASE,
)

_FRACTION = re.compile(
    rf"""(?<![A-Za-z-])(?:
      (?P<count>an?|one|two|three|four|five|six|seven|eight|nine)[\s-]
        (?P<part>thirds?|quarters?|fourths?|fifths?|sixths?|tenths?)
        (?=\s?(?:[.,;:)!?—–]|$)|\s(?:of|in|to|from|on|year|compared|during|more|less|lower|higher|as
          |and|but|at|versus|against|over|when|while|this|was|were|is|are)\b)
     |(?P<few>{_CARDINAL})\s(?:out\sof|in)\s(?:every\s)?(?P<many>{_CARDINAL})(?![A-Za-z-])
     |(?P<half>half|one[\s-]half)(?=\s(?:of|the|its|their|a|as|that|from|to|by|in|year|what)\b
        |\s?(?:[.,;)]|$))
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_TIME_HALF = re.compile(r"(?:first|second|latter|last|1st|2nd|this|next|each|per|other)\s$", re.I)
_TIME_PART = re.compile(
    r"(?:first|second|third|fourth|last|per|each|this|every|next|previous|prior)\s$", re.I
)

_MULTIPLE = re.compile(
    r"""(?<![A-Za-z-])(?:
      (?P<double>doubl(?:ed|es|ing)|double(?=\s(?:the|that|its|what|from|to|in|of|their|year)\b
        |\s?[.,;]|$)|twice(?=\s(?:as|the|that|its|what|their)\b))
     |(?P<triple>tripl(?:ed|es|ing)|trebl(?:ed|es|ing)|triple(?=\s(?:the|that|its|what)\b))
     |(?P<fourfold>quadrupl(?:ed|es|ing))|(?P<fivefold>quintupl(?:ed|es|ing))
     |(?P<halved>halv(?:ed|es|ing))
     |(?P<fold>two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|hundred)-?fold
    )(?![A-Za-z])|(?P<doubled_zh>翻了?一?[倍番])|(?P<half_zh>(?<!上)(?<!下)(?<!前)(?<!后)一半)
    |(?P<third_zh>三分之一)""",
    re.VERBOSE | re.IGNORECASE,
)
_HALF_MEASURE = re.compile(r"(?<![A-Za-z-])half(?=[\s-](?:day|hour|an\shour)\b)", re.IGNORECASE)
_VALUES = {
    "double": Decimal(2), "triple": Decimal(3), "fourfold": Decimal(4), "fivefold": Decimal(5),
    "halved": Decimal("0.5"), "doubled_zh": Decimal(2), "half_zh": Decimal("0.5"),
    "third_zh": Decimal(1) / 3,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WordNumber:
    """A number in words: its place, its value, and whether it is a part of, or a multiple of."""

    start: int
    end: int
    value: Decimal
    form: Literal["number", "part", "multiple"]


def cardinal(words: str) -> int:
    """`two hundred and five` is 205. The words must be those that `NUMBER` finds."""
    total = 0
    for word in re.split(r"[\s-]+", words.lower()):
        if word == "hundred":
            total = max(total, 1) * 100
        elif word in ("a", "an"):
            total = 1
        elif word != "and":
            total += _UNITS.get(word, 0) + _TENS.get(word, 0)
    return total


def find_number_words(text: str) -> Iterator[WordNumber]:
    """Every number in words; parts and multiples first, so that `two-thirds` is not two."""
    for match in _FRACTION.finditer(text):
        if (found := _fraction(text, match)) is not None:
            yield found
    for match in _MULTIPLE.finditer(text):
        name = match.lastgroup or ""
        value = _VALUES.get(name)
        if value is None:
            value = Decimal(cardinal(match.group("fold")))
        yield WordNumber(match.start(), match.end(), value, "multiple")
    for match in _HALF_MEASURE.finditer(text):
        yield WordNumber(match.start(), match.end(), Decimal("0.5"), "number")
    for match in NUMBER.finditer(text):
        yield WordNumber(match.start(), match.end(), Decimal(cardinal(match.group())), "number")


def _fraction(text: str, match: re.Match[str]) -> WordNumber | None:
    before = text[max(0, match.start() - 12) : match.start()]
    if match.group("part"):
        count = match.group("count").lower()
        many = _PARTS[match.group("part").lower().rstrip("s")]
        few = 1 if count in ("a", "an") else _UNITS[count]
        if few >= many or _TIME_PART.search(before):
            return None
    elif match.group("half"):
        if _TIME_HALF.search(before):
            return None
        few, many = 1, 2
    else:
        few, many = cardinal(match.group("few")), cardinal(match.group("many"))
        if not 0 < few < many:
            return None
    return WordNumber(match.start(), match.end(), Decimal(few) / many, "part")
