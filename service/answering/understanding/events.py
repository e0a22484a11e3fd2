"""What happens on a day: the meeting is held, the dividend paid, the register closed. Pure.

A sentence with a day in it is of the event that is told beside the day, not of all it mentions:
"subject to approval at the annual general meeting, the dividend will be paid on 18 July".
"""

from __future__ import annotations

import re
from functools import lru_cache

# The event as a question has it, and as the sentence with the day does.
_EVENTS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(told, re.IGNORECASE))
    for asked, told in (
        (
            r"\b(?:paid|pay(?:s|able|ment|out)?)\b|\breceive\s+(?:the\s+)?(?:\w+\s+)?dividend",
            r"\b(?:paid|pay(?:able|ments?)?|distribut\w+|despatch\w*)\b",
        ),
        (
            r"\b(?:falls?\s+due|(?:is|are|becomes?)\s+due|matur\w+|repa(?:id|y\w*)|redeem\w*|expir\w+|run\s+out)\b",
            r"\b(?:due|payable|matur\w+|repa(?:id|y\w*)|redeem\w*|expir\w+|redemption|terminat\w+)\b",
        ),
        (
            r"\b(?:clos(?:es?|ed|ure)|shut)\b(?!\s+(?:price|balance))",
            r"\b(?:clos(?:es?|ed|ing|ure)|complet\w+)\b",
        ),
        (
            r"\b(?:signed?|entered?\s+into|agreed)\b",
            r"\b(?:signed?|entered?\s+into|agree[ds]?|agreement)\b",
        ),
        (
            r"\b(?:meet|meeting|held|convened?|AGM|EGM)\b",
            r"\b(?:held|hold|convened?|scheduled)\b|\bmeeting\s+(?:on|of)\b",
        ),
    )
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = re.compile(rf"\b(?:\d{{1,2}}\s+)?(?:{_MONTHS})\b(?:\s+\d{{1,2}},?)?(?:\s+\d{{4}})?")


@lru_cache(maxsize=512)
def _event_asked(question: str) -> int | None:
    found = [(place, asked.search(question)) for place, (asked, _) in enumerate(_EVENTS)]
    return next((place for place, match in found if match is not None), None)


def is_of_its_event(question: str, text: str) -> bool:
    """Whether a day of a sentence is that of the event asked of; yes where none is known."""
    asked = _event_asked(question)
    if asked is None:
        return True
    told = sorted(
        (match.start(), place)
        for place, (_, words) in enumerate(_EVENTS)
        for match in words.finditer(text)
    )
    for day in _DAY.finditer(text):
        before = [at for at, _ in told if at < day.start()]
        after = [at for at, _ in told if at >= day.end()]
        nearest = before[-1:] or after[:1]
        if any(at in nearest and place == asked for at, place in told):
            return True
    return False
