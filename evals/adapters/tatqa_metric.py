"""TAT-QA's own metric: exact match, and F1 over the words, with the scale taken in.

Written after the published evaluation, whose way with numbers decides what is comparable with
published figures: words of scale in an answer count ("$1.5 billion"), brackets are a minus only
around a number without commas, a number is multiplied by its scale and rounded to two digits. A
text is followed by its scale, spans are put in order and become one text. F1 is that of the sets of
its words, without articles and punctuation; for what is computed or counted it is the exact match.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from decimal import Decimal

FACTORS = {
    "": Decimal(1),
    "thousand": Decimal(10**3),
    "million": Decimal(10**6),
    "billion": Decimal(10**9),
    "percent": Decimal("0.01"),
}
_COMPUTED = ("arithmetic", "count")
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_MARKS = str.maketrans("", "", "'\"\\$€£¥%(),[]")  # what may stand about a number
_PUNCTUATION = str.maketrans("", "", string.punctuation)
_DIGITS = re.compile(r"[+-]?\d+(?:\.\d+)?")
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")
_IN_BRACKETS = re.compile(r"\([\d.\s%]+\)")
_PERCENT = re.compile(r"[\d.\s]+%")
_BROKEN = re.compile(r"\.\d|%")
_SCALED = re.compile(r"[\d.]+\s?([a-z]+)", re.IGNORECASE)
_SCALES = (("hundred", Decimal(100)), *FACTORS.items())


@dataclass(frozen=True, slots=True)
class Gold:
    """A published answer: its kind ("span", "multi-span", "arithmetic", "count") and its spans."""

    kind: str
    answers: tuple[str, ...]
    scale: str


@dataclass(frozen=True, slots=True)
class Prediction:
    """An answer given: its spans, and the scale of its numbers ("thousand", "percent", "")."""

    answers: tuple[str, ...]
    scale: str


@dataclass(frozen=True, slots=True)
class Match:
    """How well a prediction meets the gold, each from 0 to 1."""

    exact: float
    f1: float


def match(prediction: Prediction | None, gold: Gold) -> Match:
    """Exact match and F1 of a prediction; none at all is worth nothing."""
    if prediction is None or not any(prediction.answers):
        return Match(0.0, 0.0)
    wanted = _spelled(gold.answers, gold.scale)
    given = [_spelled(prediction.answers, prediction.scale)]
    if len(prediction.answers) == 1 and not prediction.scale and "%" not in prediction.answers[0]:
        value = number_in(prediction.answers[0])
        if value is not None:
            given.append(f"{value:.4f}")  # "0.234" for 23.4 percent
    target = _plain(wanted)
    exact = max(float(_plain(one) == target) for one in given)
    if gold.kind in _COMPUTED:
        return Match(exact, exact)
    return Match(exact, max(_f1(_plain(one), target) for one in given))


def number_in(text: str) -> Decimal | None:
    """The number that a text is, its word of scale, percent and minus taken in; or None."""
    words = text.translate(_MARKS).split()
    if not words or not _PLAIN.fullmatch(words[0]):
        return None
    if len(words) > 1 and _factor(words[1]) == 1:
        return None  # "2.5 years" is a text
    found = _DIGITS.search(" ".join(words))
    if found is None:
        return None
    value = Decimal(found[0])
    scaled = _SCALED.search(text)
    value *= _factor(scaled[1]) if scaled else 1
    value *= -1 if _IN_BRACKETS.search(text) else 1
    value *= FACTORS["percent"] if _PERCENT.search(text) else 1
    return round(value, 4)


def _factor(word: str) -> Decimal:
    return next((factor for name, factor in _SCALES if name and name in word.lower()), Decimal(1))


def _spelled(answers: tuple[str, ...], scale: str) -> str:
    words = []
    for answer in sorted(answers):
        value = number_in(answer)
        if value is None:
            words.append(f"{answer} {scale}".strip())
        elif "%" in answer:
            words.append(f"{value:.4f}")
        else:
            words.append(f"{round(value, 2) * FACTORS[scale]:.4f}")
    return " ".join(words)


def _plain(text: str) -> tuple[str, ...]:
    """The words, lower case, numbers in one form, without articles and punctuation."""
    words: list[str] = []
    for token in text.lower().split():
        value = number_in(token)
        if value is not None:
            is_whole = _BROKEN.search(token) is None  # "5" is not "5.0"
            words.append(f"{value:.0f}" if is_whole else f"{float(value)}")
        else:
            words.extend(_ARTICLES.sub(" ", token.translate(_PUNCTUATION)).split())
    return tuple(words)


def _f1(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    given, wanted = set(one), set(other)
    shared = len(given & wanted)
    if not shared:
        return 0.0
    precision, recall = shared / len(given), shared / len(wanted)
    return round(2 * precision * recall / (precision + recall), 2)
