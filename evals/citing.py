"""Whether a citation shows a piece of evidence. Pure.

It does when it is of the same file and either its quote and the evidence share their words, or it
is the same row: it has the numbers that matter, and of the row's label a word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from difflib import SequenceMatcher

from evals.spelling import even
from evals.types import Cited, Evidence, NumberTarget, Target

_LONGEST_QUOTE = 2000  # characters; a quote longer than this points at nothing
_SHORTEST_QUOTE = 15  # characters; a shorter one inside the evidence may be anything
_LEAST_RUN = 5  # words
_LEAST_SHARE = 0.6  # of the evidence's words
_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?")


def evidence_shown(evidence: Evidence, citations: Sequence[Cited], target: Target) -> bool:
    """Whether any citation shows it."""
    return any(_shows(citation, evidence, target) for citation in citations)


def _shows(citation: Cited, evidence: Evidence, target: Target) -> bool:
    if _file(citation.filing) != _file(evidence.filing) or len(citation.quote) > _LONGEST_QUOTE:
        return False
    quote, gold = even(citation.quote), even(evidence.quote)
    if not quote and not citation.cell:
        return False
    if gold in quote or (len(quote) >= _SHORTEST_QUOTE and quote in gold):
        return True
    return _shares_run(quote, gold) or _is_row(f"{quote} {even(citation.cell)}", gold, target)


def _file(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2].casefold()


def _shares_run(quote: str, gold: str) -> bool:
    """A run of words in common, long in itself and for the evidence."""
    ours, theirs = quote.split(), gold.split()
    match = SequenceMatcher(None, ours, theirs, autojunk=False).find_longest_match()
    return match.size >= _LEAST_RUN and match.size >= _LEAST_SHARE * len(theirs)


def _is_row(quote: str, gold: str, target: Target) -> bool:
    wanted = _numbers_that_matter(gold, target)
    label = _words(gold)
    if not wanted or not wanted <= set(_NUMBER.findall(quote)):
        return False
    shared = label & _words(quote)
    if all(len(number.replace(".", "")) < 3 for number in wanted):
        return bool(label) and len(shared) * 2 >= len(label)
    return bool(shared) or not label


def _numbers_that_matter(gold: str, target: Target) -> set[str]:
    """Those that are the target at some power of ten; else all but years and small ones."""
    numbers = set(_NUMBER.findall(gold))
    if isinstance(target, NumberTarget) and target.value:
        same = {number for number in numbers if _digits(number) == _digits(str(target.value))}
        if same:
            return same
    plain = {number for number in numbers if not re.fullmatch(r"(?:19|20)\d\d", number)}
    large = {number for number in plain if len(number.replace(".", "")) >= 3}
    return large or plain


def _digits(number: str) -> str:
    """Significant digits: 571,704 thousand and 571704000 have the same."""
    return f"{abs(Decimal(number)):f}".replace(".", "").strip("0")


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"[a-z]{3,}|[\u3400-\u9fff]", text) if word != "the"}
