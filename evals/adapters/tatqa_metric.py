"""TAT-QA's own metric: exact match, and F1 over the words, with the scale taken in.

Written from its description: a number is multiplied by its scale and rounded to two digits before
the comparison, a text is followed by its scale, spans are put in order. F1 is that of bags of words
without articles and punctuation; for what is computed or counted it is the exact match.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

FACTORS = {
    "": Decimal(1),
    "thousand": Decimal(10**3),
    "million": Decimal(10**6),
    "billion": Decimal(10**9),
    "percent": Decimal("0.01"),
}
_COMPUTED = ("arithmetic", "count")
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_NUMBER = re.compile(r"[$€£¥]?\s*(\(?)-?[$€£¥]?\s*(\d[\d,]*(?:\.\d+)?|\.\d+)\s*(%?)\)?")


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
    exact = max(float(_bag(one) == _bag(wanted)) for one in given)
    if gold.kind in _COMPUTED:
        return Match(exact, exact)
    return Match(exact, max(_f1(one, wanted) for one in given))


def number_in(text: str) -> Decimal | None:
    """The number that a text is, percent as a fraction, brackets and minus as its sign; or None."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    try:
        value = Decimal(found[2].replace(",", ""))
    except InvalidOperation:
        return None
    value = value / 100 if found[3] else value
    return -value if found[1] or "-" in text else value


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


def _bag(text: str) -> Counter[str]:
    """The words, lower case, numbers in one form, without articles and punctuation."""
    words: list[str] = []
    for token in re.split(r"[\s-]+(?=\D)|\s+", text.lower()):
        if number_in(token) is not None:
            words.append(token)
            continue
        plain = "".join(" " if c in string.punctuation else c for c in token)
        words.extend(_ARTICLES.sub(" ", plain).split())
    return Counter(words)


def _f1(one: str, other: str) -> float:
    given, wanted = _bag(one), _bag(other)
    shared = sum((given & wanted).values())
    if not shared:
        return 0.0
    precision, recall = shared / sum(given.values()), shared / sum(wanted.values())
    return 2 * precision * recall / (precision + recall)
