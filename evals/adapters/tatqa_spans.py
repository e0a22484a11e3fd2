"""What TAT-QA calls the span of an answer: the part of our own words that the question asks for.

It judges an answer by the few words that an annotator marked; ours are sentences for people. What
is taken is told by the question and our answer alone: the name that was chosen, the year where a
year is asked for, the day, or what a quoted sentence says beyond the question's own words.
"""

from __future__ import annotations

import re

_MARK = re.compile(r"\s*\[\d+\]")
_CHOSEN = re.compile(r"(?P<lead>[^.]+(?:\.[^.\s][^.]*)*)\.\s+\S[^:]*:\s")
_ASKS_YEAR = re.compile(
    r"\b(?:which|what)\s+(?:are\s+the\s+)?(?:(?:fiscal|financial)\s+)?(?:years?|periods?)\b", re.I
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")  # also of "FY2024"
_ASKS_DAY = re.compile(r"\bwhen\b|\b(?:what|which)\s+(?:date|day)\b", re.IGNORECASE)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = re.compile(
    rf"\b(?:\d{{1,2}}\s+)?(?:{_MONTHS})(?:\s+\d{{1,2}}(?!\d)(?:st|nd|rd|th)?)?(?:,?\s+\d{{4}})?"
)
_ASKS_REASON = re.compile(
    r"\bwhy\b|\breasons?\b|\bcaused?\b|\bled\s+to\b|\bdr(?:o|i)ven?\b|\bdue\s+to\b", re.IGNORECASE
)
_REASON = re.compile(
    r"\b(?:due\s+to|because|as\s+a\s+result\s+of|(?:attributable|owing|thanks)\s+to|driven\s+by)\b",
    re.IGNORECASE,
)
_ASIDE_OPENS = re.compile(r",\s+(?:which|who|whose|where)\b")
_LIST_MARK = re.compile(r"^\W*\(\w{1,3}\)\s*")
_WHEN = re.compile(  # "In 2024, ...": when it was is not what is asked for
    r"^(?:(?:in|on|at|as|during|for|since|effective)\b[^,;]*(?:,\s+\d{4})?,\s+)+", re.IGNORECASE
)
_ASKS_PERSON = re.compile(r"^\W*(?:who|whom|whose)\b", re.IGNORECASE)
_KIND = re.compile(r"^\W*(?:\w+\s+)?(?:which|what)\s+(?P<kind>[a-z]+)\b", re.IGNORECASE)
_NAME = re.compile(r"[A-Z][\w&’'-]*(?:\s+(?:(?:of|and|&|the)\s+)?[A-Z][\w&’'-]*)*")
_TOKEN = re.compile(r"[$€£]?\w[\w.,'’%&/-]*(?<![.,'’])[%]?|[^\w\s]")
_SAME_LETTERS = 5  # of two words that are forms of one
_OWN_WORD, _ASKED_WORD, _COMMA, _ASIDE = 1.0, -2.5, -0.3, -4.0
_LIGHT = frozenset(
    """a an the of in on at to for from by with as and or that which who this these those its our
    their we it they is are was were be been being has have had do does did will would can could may
    what how when where why primarily mainly also any such there into under within over during
    company group""".split()
)
_ARTICLES = frozenset("a an the its our their".split())


def spans_of(question: str, text: str) -> tuple[str, ...]:
    """The spans of an answer in words; the whole of it where nothing tells them apart."""
    if (lead := _CHOSEN.match(text)) is not None:
        return tuple(_named(question, name) for name in lead["lead"].split("; "))
    plain = _MARK.sub("", text).strip()
    quoted = _MARK.split(text)[0].strip()
    if _ASKS_DAY.search(question):
        found = _days(question, quoted)
        return found or (plain,)
    if _ASKS_REASON.search(question) and (cause := _REASON.search(quoted)):
        return (quoted[cause.start() :],)
    quoted = _WHEN.sub("", _LIST_MARK.sub("", quoted))
    return (_name_asked(question, quoted) or _beyond(question, quoted) or plain,)


def _named(question: str, name: str) -> str:
    """A name as TAT-QA has it: of a period, where a year is asked for, the year."""
    year = _YEAR.search(name) if _ASKS_YEAR.search(question) else None
    return year.group() if year else name


def _days(question: str, text: str) -> tuple[str, ...]:
    found = [match.group() for match in _DAY.finditer(text) if match.group() not in question]
    return tuple(found[:1])


def _name_asked(question: str, text: str) -> str:
    """A person or firm, where who is asked; "Harbour Growth Market", where which market is."""
    names = [match.group() for match in _NAME.finditer(text) if match.start()]
    if _ASKS_PERSON.search(question):
        asked = {_form(match.group()) for match in _TOKEN.finditer(question)}
        return next((n for n in names if not asked & {_form(word) for word in n.split()}), "")
    kind = _KIND.search(question)
    if kind is None:
        return ""
    return next((n for n in names if _form(n.split()[-1]) == _form(kind["kind"])), "")


def _beyond(question: str, text: str) -> str:
    """The longest part of a sentence that says more than the question did."""
    tokens = list(_TOKEN.finditer(text))
    asked = {_form(match.group()) for match in _TOKEN.finditer(question)}
    asides = {match.start() for match in _ASIDE_OPENS.finditer(text)}
    weights = [
        _ASIDE if match.start() in asides else _weight(match.group(), asked) for match in tokens
    ]
    best, first, last = 0.0, 0, -1
    running, start = 0.0, 0
    for place, weight in enumerate(weights):
        if running <= 0:
            running, start = 0.0, place
        running += weight
        if running > best:
            best, first, last = running, start, place
    if last < first:
        return ""
    while weights[first] <= 0 and first < last:
        first += 1
    first = _phrase_start(tokens, weights, first)
    while last + 1 < len(tokens) and _is_name(tokens[last]) and _is_name(tokens[last + 1]):
        last += 1
    return text[tokens[first].start() : tokens[last].end()]


def _phrase_start(tokens: list[re.Match[str]], weights: list[float], first: int) -> int:
    """Where the phrase begins that a place is in: "a restructuring [program associated]"."""
    start = first
    while start and weights[start - 1] and tokens[start - 1].group() != ",":
        start -= 1
    is_one = any(weight > 0 for weight in weights[start:first])
    start = start if is_one else first
    is_led = start and tokens[start - 1].group().lower() in _ARTICLES
    return start - 1 if is_led else start


def _weight(word: str, asked: set[str]) -> float:
    if word == ",":
        return _COMMA
    if not word[-1].isalnum() and not word[0].isalnum() or word.lower() in _LIGHT:
        return 0.0
    return _ASKED_WORD if _form(word) in asked else _OWN_WORD


def _form(word: str) -> str:
    return word.lower()[:_SAME_LETTERS]


def _is_name(match: re.Match[str]) -> bool:
    return match.group()[0].isupper()
