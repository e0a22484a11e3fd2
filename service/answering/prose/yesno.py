"""Yes or no from a sentence that says so. Which of the two is read in `polarity`.

A sentence decides where it holds most of what was asked; one that speaks of all or of none decides
also where what it says is all asked: "no interim dividend was declared" is of every shareholder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.facts import parse_periods
from service.answering.drafts import Desk, Draft
from service.answering.prose.certain import GOOD_SENTENCE
from service.answering.prose.extract import Sentence
from service.answering.prose.legal import of_proceedings
from service.answering.prose.polarity import has_limit, says_yes
from service.answering.prose.textual import is_of_the_time, quoting
from service.answering.understanding.about import speaks_of_it
from service.answering.understanding.phrases import spoken_terms
from service.measures import measure_named
from service.terms import terms

YES_NO_COVERAGE = 0.5  # a wrong yes is worse than a wrong quotation
YES_NO_WORDS = 0.6  # share of the question's words that stand in the sentence itself
MOST_WORDS = 90  # a longer sentence names many things in passing
OF_ALL_SCORE, OF_ALL_COVERAGE = 0.38, 0.35
OF_ALL_WORDS = 0.65  # share of the sentence's words that are asked of
# An item of a list says nothing alone, a footnote speaks of the row that bears its mark.
_FRAGMENT = re.compile(r"^\W*[a-z]|;\s*(?:and|or)?\s*$|^[\\\s]*[*#†‡^]")
# In names of companies as well as in what is asked of them.
_COMMON = frozenset(spoken_terms("bank hotel power energy food land property water air"))
_BOILERPLATE = re.compile(r"\bforward[- ]looking\s+statements?\b", re.IGNORECASE)
_ANYTHING = frozenset(spoken_terms("business company operations"))  # what a filing is about
# Who gets a dividend, and that it is paid or declared; that an arrangement is entered into.
_LIGHT = frozenset(
    spoken_terms(
        "get gets received receive paid declare proposed shareholders stockholders members common"
        " ordinary entered arrangement arrangements any such result"
    )
)
_UNTOLD = re.compile(r"\b(?:it|they|this|that|these|those)\b", re.IGNORECASE)
_OF_ALL = re.compile(r"\b(?:no|none|all|every|each)\b|\bnot\b.{0,40}\bany\b", re.IGNORECASE)
_GOES_ON = re.compile(r"[,;]\s+(?:and|but|while)\b|;\s|\bcompared\b|[(（]")


def yes_or_no(desk: Desk, found: Sequence[Sentence]) -> Draft | None:
    """Yes or no with the sentence that says so."""
    if (legal := of_proceedings(desk)) is not None:
        return quoting(desk, [legal[1]], lead="Yes. " if legal[0] else "No. ")
    question = desk.understood.text
    asked = _asked(desk)
    is_limit = has_limit(question)
    measure = measure_named(desk.understood.measure)
    if len(asked) < 3 and _UNTOLD.search(desk.understood.measure):
        return None  # of what "it" is, one word does not tell
    for sentence in found[:5]:
        if _FRAGMENT.search(sentence.text) or len(sentence.text.split()) > MOST_WORDS:
            continue
        if _BOILERPLATE.search(sentence.text):
            continue
        if measure is not None and not set(terms(measure[1])) <= set(terms(sentence.text)):
            continue  # of another measure
        if not (_holds_it(asked, sentence) or _is_of_all(asked, sentence)):
            continue
        if not (is_limit or is_of_the_time(sentence, desk)):
            continue
        headed = " ".join((*sentence.passage.headings[-1:], sentence.text))
        if not speaks_of_it(question, headed):
            continue
        yes = says_yes(question, sentence.text)
        if yes is not None:
            return quoting(desk, [sentence], lead="Yes. " if yes else "No. ")
    return None


def _asked(desk: Desk) -> frozenset[str]:
    """The words that a sentence which decides should hold."""
    asked = frozenset(spoken_terms(desk.understood.measure))
    scope = set(desk.understood.filing_ids)
    names = (r.identity.company for r in desk.records if r.id in scope and r.identity.company)
    own = frozenset(term for name in names for term in spoken_terms(" ".join(name.split()[:2])))
    own -= _COMMON
    return asked - _ANYTHING - own or asked


def _holds_it(asked: frozenset[str], sentence: Sentence) -> bool:
    """Most of what was asked stands in the sentence itself."""
    if sentence.score < GOOD_SENTENCE or sentence.coverage < YES_NO_COVERAGE:
        return False
    return len(asked & set(spoken_terms(sentence.text))) >= YES_NO_WORDS * max(len(asked), 1)


def _is_of_all(asked: frozenset[str], sentence: Sentence) -> bool:
    """The sentence speaks of all, or of none, of what is asked of or of something wider.

    "Has not entered into any currency hedging" denies that the dollar debt is hedged; "no interim
    dividend" says nothing of a special one.
    """
    if sentence.score < OF_ALL_SCORE or sentence.coverage < OF_ALL_COVERAGE:
        return False
    clause = _GOES_ON.split(sentence.text)[0]
    if _OF_ALL.search(clause) is None:
        return False
    for span, _ in reversed(parse_periods(clause)):
        clause = f"{clause[: span.start]} {clause[span.end :]}"
    told = {word for word in spoken_terms(clause) if not word.isdigit()} - _LIGHT - _ANYTHING
    shared = told & asked
    least = 1 if shared == told else 2
    return bool(shared) and len(shared) >= max(least, OF_ALL_WORDS * len(told))
