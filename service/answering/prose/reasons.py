"""Why something is so, where the sentence beside the one that speaks of it tells. Pure.

"The margin was 33.8%. This was primarily attributable to ..."; "... is handed to the caretaker.
Therefore, it is not disclosed."
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from service.answering.prose.extract import Sentence, next_sentence, previous_sentence
from service.answering.understanding.sought import (
    Sought,
    asks_justified,
    fit,
    holds_view,
    reason_at,
)
from service.answering.understanding.wording import proper_names

AS_GOOD = 0.85  # share of the best score
_GOES_ON = re.compile(
    r"^\W*(?:this|such|these|the\s+(?:increase|decrease|change|decline|improvement|rise|fall|drop|growth"
    r"|reduction)"
    r"|the\s+(?:higher|lower|increased|decreased|reduced|wider|narrower|improved|weaker|stronger)\s+"
    r"(?:rates?|ratio|margins?|level|amount|number|balance|figure|result))\b",
    re.IGNORECASE,
)
_ONE_OFF = re.compile(  # what only one of the two years had tells why they differ
    r"^\W*the\s+(?:prior|previous|current)\s+year\s+(?:also\s+)?(?:included|reflected|benefit\w+)\b",
    re.IGNORECASE,
)
_CONCLUDES = re.compile(r"^\W*(?:therefore|thus|hence|accordingly|consequently)\b", re.IGNORECASE)


def reason_beside(
    found: Sequence[Sentence], paged: Collection[str], *, least: float
) -> tuple[Sentence, ...]:
    """The best sentence with the one beside it that gives its reason; empty where none does.

    Args:
        found: Sentences, best first.
        paged: The ids of filings whose lines do not end where their text does.
        least: The score under which a sentence does not count.
    """
    for sentence in found[:1]:
        lines_end = sentence.passage.filing_id not in paged
        if _CONCLUDES.search(sentence.text):
            before = previous_sentence(sentence, lines_end=lines_end)
            return () if before is None else (before, sentence)
    for sentence in found[:4]:
        if sentence.score < least or fit(Sought.REASON, "", sentence.text):
            continue
        after = next_sentence(sentence, lines_end=sentence.passage.filing_id not in paged)
        if after is None:
            continue
        if _ONE_OFF.search(after.text) or (
            _GOES_ON.search(after.text) and fit(Sought.REASON, "", after.text)
        ):
            return sentence, after
    return ()


def reason_told_of(
    question: str, said: Sequence[Sentence], found: Sequence[Sentence], paged: Collection[str]
) -> tuple[Sentence, ...]:
    """A reason whose own sentence does not name what it is of: a view, or what is taken up.

    Args:
        question: What is asked.
        said: All sentences, best first.
        found: Those that are of the line asked of.
        paged: The ids of filings whose lines do not end where their text does.
    """
    return _view_taken(question, found, paged) or _taken_up(said, found, paged)


def _taken_up(
    said: Sequence[Sentence], found: Sequence[Sentence], paged: Collection[str]
) -> tuple[Sentence, ...]:
    """The best sentence, which takes up the one before it, where that speaks of what is asked.

    "... giving an effective tax rate of 26%. The higher rate was due to ..."
    """
    best = said[0] if said else None
    if best is None or best.score < SPEAKS_OF_IT or not _GOES_ON.search(best.text):
        return ()
    before = previous_sentence(best, lines_end=best.passage.filing_id not in paged)
    if before is None or not fit(Sought.REASON, "", best.text):
        return ()
    place = (before.passage.passage_id, tuple(before.span))
    speaking = [s for s in found if (s.passage.passage_id, tuple(s.span)) == place]
    return (before, best) if any(s.coverage >= best.coverage for s in speaking) else ()


def _view_taken(
    question: str, found: Sequence[Sentence], paged: Collection[str]
) -> tuple[Sentence, ...]:
    """How something is justified: the view that follows the sentence which speaks of it.

    "Ms. A is both chairman and chief executive. The Board believes that this makes for swift
    decisions": the second has none of the words that the question names the thing by.
    """
    if not asks_justified(question):
        return ()
    speaking = {(s.passage.passage_id, tuple(s.span)) for s in found if s.coverage >= SPEAKS_OF_IT}
    for sentence in found[:3]:
        if not holds_view(sentence.text):
            continue
        before = previous_sentence(sentence, lines_end=sentence.passage.filing_id not in paged)
        if before and (before.passage.passage_id, tuple(before.span)) in speaking:
            return (sentence,)
    return ()


SPEAKS_OF_IT = 0.45  # share of a question's words


def led_by_names(measure: str, found: Sequence[Sentence]) -> Sequence[Sentence]:
    """Of sentences about as good, those first whose reason is that of what is named."""
    names = [name.casefold() for name in proper_names(measure)]

    def leads(sentence: Sentence) -> bool:
        at = reason_at(sentence.text)
        told = sentence.text[:at].casefold()
        return at > 0 and all(name in told for name in names)

    near = [s for s in found if s.score > AS_GOOD * found[0].score and leads(s)]
    return near or found if names else found


def first_told(found: Sequence[Sentence]) -> Sentence:
    """Of reasons as good as the best, that which its filing tells first.

    The whole is discussed before its segments, the year before its comparison.
    """
    best = found[0]
    alike = (
        s
        for s in found
        if s.passage.filing_id == best.passage.filing_id
        and s.score > AS_GOOD * best.score
        and s.coverage >= best.coverage
        and fit(Sought.REASON, "", s.text)
    )
    return min(alike, key=_place, default=best)


def _place(sentence: Sentence) -> tuple[int, int, int]:
    return sentence.passage.page, sentence.passage.span.start, sentence.span.start


_MARGIN = re.compile(
    r"\b(?P<of>gross|operating|net)\s+(?:(?:profit|income)\s+)?margins?\b", re.IGNORECASE
)
EARNED = {"gross": "gross profit", "operating": "operating income", "net": "net income"}


def speaks_of_margin(question: str, text: str) -> bool:
    """Whether a sentence speaks of what the margin in a question is of."""
    match = _MARGIN.search(question)
    earned = "" if match is None else match["of"].lower()
    return re.search(rf"\b{earned}\s+(?:profit|income|margin|earnings)\b", text, re.I) is not None


def in_other_words(text: str) -> str | None:
    """A question of why a margin moved, with the margin called by what it is; None: no such."""
    if _MARGIN.search(text) is None:
        return None
    return _MARGIN.sub(
        lambda match: f"{EARNED[match['of'].lower()]} as a percentage of net sales", text
    )
