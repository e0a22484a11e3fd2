"""The words of a question that name what is asked, without those that only ask. Pure."""

from __future__ import annotations

import re

_ASIDE = re.compile(
    r"\((?:in|as|rounded|to|expressed|give|round|answer)\b[^()]*\)|\(\s*%\s*\)",
    re.IGNORECASE,
)
_SOURCE_CLAUSE = re.compile(
    r"^\W*(?:based\s+(?:up)?on|using|according\s+to|by|in\s+(?:agreement|accordance"
    r"|line)\s+with|taking|considering|from|with"
    r"|per|going\s+by|relying|looking|drawing)\b[^,?()]*\b(?:information|statements?|sheets?"
    r"|line\s+items|data|details|reports?"
    r"|filings?|summary|notes?|results)\b[^,?]*,\s+(?=\w)",
    re.IGNORECASE,
)


def bare(text: str) -> str:
    """The question without where to look and how to print."""
    return " ".join(_SOURCE_CLAUSE.sub("", _ASIDE.sub(" ", text)).split())


_TAIL = re.compile(
    r"(?:\W|\b(?:in|at|on|for|during|as|of|the|same|date|year|period|by|to|over|total"
    r"|given|provided|delivered|recorded|reported|overall|alone|respectively|both"
    r"|and|from|through|between|ends?|was|were|is|are|it|did|how|far|give|answer|percent(?:age)?"
    r"|round\w*|one|two|decimals?|places?|based|quoted|hold|against|its)\b)+$",
    re.I,
)
_QUESTION_WORDS = re.compile(
    r"^(?:\W|\b(?:what|which|how|much|many|is|was|were|are|did|does|do|has|had|the|a|an|its"
    r"|of|and|so|then|group|company"
    r"|by|percentage|points|compute|calculate|work|out|give|find|estimate|size|amount"
    r"|group['’]s|company['’]s|['’]?s)\b)+",
    re.I,
)


_AGED = (
    re.compile(  # "borrowings due within one year": what is told of the item, not when it is asked
        r"\b(?:within|over|after|under|exceeding|(?:more|less|later|longer)\s+than)\s+"
        r"(?:one|two|three|four|five|six|\d+)\s+(?:years?|months?|days?)\b",
        re.IGNORECASE,
    )
)
_MANNER = re.compile(  # how to set the answer out
    r"\b(?:put|set|place|show|hold)\s+(?:(?:and|the\s+two|them|both)\s+)?(?:side\s+by\s+side|next\s+to"
    r"\s+each\s+other)\b\s*(?:on|in|by|for)?|\bside\s+by\s+side\b|\bwhat\s+are\s+the\s+(?:two|three|both)?"
    r"\s*(?:figures|numbers|percentages|ratios|values)\b|,?\s*(?:to|at|with)?\s*(?:one|two|three|\d)"
    r"\s+decimals?(?:\s+places?)?\b",
    re.I,
)


def without_manner(text: str) -> str:
    """A question without what it says of how to set the answer out."""
    return " ".join(_MANNER.sub(" ", text).split())


_CHANGE_WORDS = re.compile(  # "more than one year" is no change
    r"\bthan\b(?!\s+(?:\d|one\b|two\b|three\b|four\b|five\b|six\b|ten\b))"
    r"|\b(?:higher|larger|greater|bigger|lower|smaller|less)\s+or\s+\w+\b"
    r"|\bcompar(?!able)\w*(?:\s+(?:with|to))?|\b(?:by|how|what|far|much|percent(?:age)?|points?|yoy|growth(?:\s+rate)?|grow\w*|grew|increas\w*"
    r"|decreas\w*|declin\w*|fell|falls?"
    r"|rise[sn]?|rose|drop\w*|chang\w*|mov\w*|year[- ]o(?:n|ver)[- ]year|less"
    r"|more(?!\s+than)|higher|lower|up|down|lose|lost|gain(?:ed)?|widen\w*|narrow\w*"
    r"|shr[aiu]nk\w*|improv\w*|worsen\w*|develop\w*|g[oe]t?|went|come|coming|came"
    r"|between|fast|quickly|strongly|evolv\w*|did|they|it|do|does)\b|%"
    r"|同比|按年|较上年|較上年|(?:增[长長加]|[减減]少|下降|上升|下跌|变动|變動|变化|變化|[减減]幅|[增升跌]幅)(?:了|率)?"
    r"|多少|百分之[几幾多]少?|[几幾]成|百分比|百分点|百分點",
    re.I,
)


def without_change(text: str) -> str:
    """A question without the words that ask for a change."""
    return _CHANGE_WORDS.sub(" ", text)


def clean(phrase: str) -> str:
    """A line item without the words of the question around it."""
    phrase = _QUESTION_WORDS.sub("", " ".join(phrase.split()))
    aged = [match.end() for match in _AGED.finditer(phrase)]
    kept = max(aged, default=0)
    phrase = phrase[:kept] + _TAIL.sub("", phrase[kept:])
    phrase = phrase.strip(" ,;:.?()")
    return f"{phrase})" if phrase.count("(") > phrase.count(")") else phrase
