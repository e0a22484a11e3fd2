"""What a model's wording of a question adds to it: a company, a period, a number, a word. Pure.

A rewritten question may leave nothing open and still ask something else. So it may only speak of
what the question or the conversation speaks of, and that is checked here, word by word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.facts import ends_together, is_same_period, parse_periods
from ingest.facts.calendar import YearEnd
from ingest.stores.records import FilingRecord
from ingest.types import Period
from service.answering.understanding.when import year_end_of
from service.answering.understanding.wording import proper_names
from service.grounding import find_quantities
from service.retrieval.routing import filings_named, names_of
from service.terms import terms
from service.types import Question

_QUESTION = re.compile(
    r"[?？]\s*$|^\W*(?:what|which|who|whose|when|where|why|how|is|are|was|were|do|does|did|has|have"
    r"|had|can|could|by|in|give|list|name|tell|show|state|explain|describe|compare|calculate"
    r"|compute)\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_SHOWN = 40  # characters of what a model wrote, in a note
# What links or asks, and names nothing that could be looked up.
_PLAIN = frozenset(terms("compare list name explain describe reason cause change due and also"))


def is_question(text: str) -> bool:
    """Whether a text asks or orders, in one line."""
    return "\n" not in text and _QUESTION.search(text) is not None


def said_in(question: Question) -> str:
    """All that a question may be rewritten from: itself, and the conversation."""
    turns = (f"{turn.question}\n{turn.answer}" for turn in question.history)
    return "\n".join((*turns, question.text))


def added_by(
    text: str, question: Question, records: Sequence[FilingRecord], *, words: bool = False
) -> str | None:
    """What `text` speaks of that neither the question nor its history does; None: nothing.

    Args:
        text: The model's wording.
        question: With its history.
        records: The filings in scope, whose companies are known by name.
        words: Every other word must have been said, too.
    """
    said = said_in(question)
    named = filings_named(said, records)
    known = " ".join((said, *(name for record in named for name in names_of(record))))
    for record in filings_named(text, records):
        if record not in named:
            return _shown(record.identity.company or record.name)
    lowered = known.casefold()
    names = (name for name in (*_first_name(text), *proper_names(text)))
    if (name := next((n for n in names if n.casefold() not in lowered), None)) is not None:
        return _shown(name)
    year_end = year_end_of(named or records)
    return (
        _period_added(text, said, year_end)
        or _number_added(text, said, year_end)
        or (_word_added(text, known) if words else None)
    )


def _first_name(text: str) -> tuple[str, ...]:
    """The first word, where it is no word of a question: "Apple's revenue in 2023?"."""
    match = re.match(r"\W*([A-Z][\w&-]+)", text)
    if match is None or set(terms(match[1])) <= _PLAIN or _QUESTION.match(match[1]):
        return ()
    return (match[1],)


def _number_added(text: str, said: str, year_end: YearEnd) -> str | None:
    """A number that is part of no period: those are judged as periods."""
    for span, _ in reversed(parse_periods(text, year_end)):
        text = text[: span.start] + " ; " + text[span.end :]
    known = {number.replace(",", "") for number in _DIGITS.findall(said)}
    for number in _DIGITS.findall(text):
        if number.replace(",", "") not in known:
            return _shown(number)
    lowered = said.casefold()
    in_words = (q.text for q in find_quantities(text) if not re.search(r"\d", q.text))
    return next((_shown(word) for word in in_words if word.casefold() not in lowered), None)


def _period_added(text: str, said: str, year_end: YearEnd) -> str | None:
    told = [period for _, period in parse_periods(said, year_end)]
    for span, period in parse_periods(text, year_end):
        if not any(_is_same(period, other) for other in told):
            return _shown(text[span.start : span.end])
    return None


def _is_same(one: Period, other: Period) -> bool:
    """The same stretch, or a year and the balance at its end."""
    if is_same_period(one, other):
        return True
    return one.is_instant != other.is_instant and ends_together(one, other)


def _word_added(text: str, known: str) -> str | None:
    added = [term for term in terms(text) if term not in {*terms(known), *_PLAIN}]
    return _shown(added[0]) if added else None


def _shown(text: str) -> str:
    return repr(" ".join(text.split())[:_SHOWN])
