"""Words of a table's head that extraction cut, put together by the vocabulary of heads. Pure.

The head over columns of figures is written in few words: "For the six months ended 30 June",
"As at 31 December", "(Unaudited)". Letters that make such words, and only such words, once the
blanks among them are left out, were those words; anything else stays as it is printed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

_MONTHS = frozenset(
    "january february march april may june july august september october november december".split()
)
# Without one of these, letters of other words might be put together
_TELLING = (_MONTHS - {"may"}) | frozenset(
    "year years month months weeks quarter ended ending unaudited audited restated".split()
)
_VOCABULARY = (
    _TELLING
    | frozenset("for the as at of to and week half period periods fiscal financial".split())
    | frozenset("three six nine twelve may".split())
)
_RUN = re.compile(r"[A-Za-z]+(?: [A-Za-z]+)*")
_LONGEST = 60  # letters of a run; bounds the work
_BEGUN = re.compile(
    r"(?P<lead>.{0,60}\b\d{1,2} )(?P<month>[A-Z][a-z]{0,7})(?P<after> (?:19|20)\d\d\b.*)"
)
_REST = re.compile(r"(?P<rest>[a-z]{1,8})(?P<after> (?:19|20)\d\d\b.*)")


def mend_words(text: str) -> str:
    """The text with blanks inside the words of a head taken out: `six month s` is six months."""
    return _RUN.sub(lambda run: _mended(run[0]), text)


@lru_cache(maxsize=4096)
def _mended(run: str) -> str:
    parts = run.split(" ")
    if all(part.lower() in _VOCABULARY for part in parts) or len(parts) < 2:
        return run
    letters = "".join(parts)
    words = _words_of(letters.lower()) if len(letters) <= _LONGEST else None
    if words is None or len(words) > len(parts):
        return run
    if words != ("as", "at") and not _TELLING & set(words):
        return run
    found, at = [], 0
    for word in words:
        found.append(letters[at : at + len(word)])
        at += len(word)
    return " ".join(found)


@lru_cache(maxsize=4096)
def _words_of(letters: str) -> tuple[str, ...] | None:
    """The letters as words of the vocabulary, in the one way, or the one of fewest words."""
    best: list[tuple[str, ...] | None] = [()] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(end):
            before, word = best[start], letters[start:end]
            if before is None or word not in _VOCABULARY:
                continue
            here, known = (*before, word), best[end]
            if known is None or len(here) < len(known):
                best[end] = here
    return best[-1]


def mend_cut_dates(texts: Sequence[str]) -> list[str]:
    """The heads of a row, a month cut over two of them given to both.

    `As at 31 D 2024 | ecember 2023` was one head over two years: As at 31 December, of each.
    """
    mended = list(texts)
    for index, (left, right) in enumerate(pairwise(texts)):
        begun, rest = _BEGUN.match(left), _REST.match(right)
        if begun is None or rest is None:
            continue
        month = begun["month"] + rest["rest"]
        if month.lower() in _MONTHS:
            mended[index] = f"{begun['lead']}{month}{begun['after']}"
            mended[index + 1] = f"{begun['lead']}{month}{rest['after']}"
    return mended
