"""When a sentence is sure enough to be quoted. Pure.

What it shares with the question is one measure. Another is that it holds what is sought, a day, a
firm, a reason, where no other sentence that holds one comes near it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.answering.prose.extract import Sentence
from service.answering.understanding.phrases import spoken_terms
from service.answering.understanding.places import asks_countries
from service.answering.understanding.sought import Sought, fit
from service.answering.understanding.telling import without_owner
from service.answering.understanding.wording import proper_names
from service.types import Understanding

GOOD_SENTENCE = 0.48  # a lower score does not answer, but where it alone holds what is sought
TEXT_COVERAGE = 0.3
CLEAR_SENTENCE, CLEAR_COVERAGE = 0.33, 0.4
APART = 0.8  # share of the best score that the next one with what is sought must stay under
HARD = frozenset({Sought.DAY, Sought.FIRM, Sought.PERSON, Sought.METHOD, Sought.DEFINITION})


def holding(sought: Sought, understood: Understanding, found: Sequence[Sentence]) -> list[Sentence]:
    """Those that hold what is sought, where a sentence without it is no answer."""
    if sought is Sought.REASON:
        return _of_the_part(understood.measure, _of_the_numbers(understood.measure, found))
    return [s for s in found if sought not in HARD or fit(sought, understood.text, s.text)]


def naming(measure: str, companies: Sequence[str], found: Sequence[Sentence]) -> list[Sentence]:
    """Those that name one of whom a question names: of others they say nothing.

    Countries are named themselves, the region that they are asked of need not be.

    The heading above a sentence names it too, and the company asked of need not be named.
    """
    own = {word.casefold() for name in companies for word in name.split()}
    names = [name for name in proper_names(without_owner(measure)) if name.casefold() not in own]
    if not names or asks_countries(measure):
        return list(found)
    return [s for s in found if _names_one(names, " ".join((*s.passage.headings[-1:], s.text)))]


def event_told(understood: Understanding, dated: Sequence[Sentence]) -> Sentence | None:
    """Of sentences with a day of the month asked for, the only one that names what is asked of.

    "What accident happened at the Lark mine in March?": what befell it has words of its own.
    """
    if not dated or _HAPPENED.search(understood.text) is None:
        return None
    own = {word.casefold() for name in understood.companies for word in name.split()}
    plain = re.sub(r"[^\x00-\x7f]", " ", f", {understood.measure}")  # a name within Chinese
    names = [name for name in proper_names(plain) if name.casefold() not in own]
    named = {s.text: s for s in dated if names and all(name in s.text for name in names)}
    return next(iter(named.values())) if len(named) == 1 else None


_HAPPENED = re.compile(
    r"\bwhat\s+(?:\w+\s+)?(?:accident|incident|event|mishap|disaster)s?\b|\bwhat\s+(?:has\s+)?(?:happened|occurred|befell)\b"
    r"|\b(?:happened|occurred)\b|[发發]生了?(?:什么|什麼|何)",
    re.IGNORECASE,
)


_PART = re.compile(
    r"\bthe\s+(?P<part>[\w&-]+(?:\s+[\w&-]+){0,3}?)\s+(?:business|segment|division|arm|unit)\b",
    re.I,
)


def _of_the_part(measure: str, found: Sequence[Sentence]) -> list[Sentence]:
    """Those that have a word of the part of the company that a question names."""
    match = _PART.search(measure)
    named = set(spoken_terms(match["part"])) if match is not None else set()
    if not named:
        return list(found)
    headed = [(s, " ".join((*s.passage.headings, s.text))) for s in found]
    return [s for s, text in headed if named & set(spoken_terms(text))]


def _of_the_numbers(measure: str, found: Sequence[Sentence]) -> list[Sentence]:
    """Those that hold the numbers a question names: why it fell by seven points, not by three."""
    numbers = {word for word in spoken_terms(measure) if word.isdigit() and word != "1"}
    return [s for s in found if numbers <= set(spoken_terms(s.text))]


def is_sure(sought: Sought, question: str, found: Sequence[Sentence]) -> bool:
    """Whether the first sentence answers: good enough, or alone in holding what is sought."""
    if not found:
        return False
    best = found[0]
    if best.score >= GOOD_SENTENCE and best.coverage >= TEXT_COVERAGE:
        return True
    if sought is Sought.ANY or not fit(sought, question, best.text):
        return False
    if best.score < CLEAR_SENTENCE or best.coverage < CLEAR_COVERAGE:
        return False
    others = [s for s in found[1:] if fit(sought, question, s.text) and s.text != best.text]
    return all(s.score < APART * best.score for s in others)


def _names_one(names: Sequence[str], text: str) -> bool:
    """A name as it is written, or as it is read: "European" names Europe."""
    told = text.casefold()
    if any(name.casefold() in told for name in names):
        return True
    return bool({term for name in names for term in spoken_terms(name)} & set(spoken_terms(text)))
