"""Why something is so, where the sentence beside the one that speaks of it tells. Pure.

"The margin was 33.8%. This was primarily attributable to ..."; "... is handed to the caretaker.
Therefore, it is not disclosed."
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from service.answering.extract import Sentence, next_sentence, previous_sentence
from service.answering.sought import Sought, fit

_GOES_ON = re.compile(
    r"^\W*(?:this|such|these|the\s+(?:increase|decrease|change|decline|improvement))\b",
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
    for sentence in found[:3]:
        if sentence.score < least or fit(Sought.REASON, "", sentence.text):
            continue
        after = next_sentence(sentence, lines_end=sentence.passage.filing_id not in paged)
        if after is not None and _GOES_ON.search(after.text) and fit(Sought.REASON, "", after.text):
            return sentence, after
    return ()
