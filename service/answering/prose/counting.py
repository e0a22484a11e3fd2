"""Counts that stand in sentences: "583 patents granted, including 361 invention patents".

The words right after a number say what it counts. It answers where they are what is asked for, no
more and no less, and where no other sentence counts the same differently.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from service.answering.drafts import Desk
from service.answering.prose.extract import Sentence, sentences_about
from service.answering.understanding.wanted import is_light, naming_terms, read_wanted
from service.grounding import find_quantities
from service.grounding.quantity import Quantity
from service.terms import expand

PASSAGES = 40  # looked through, best first
AHEAD = 5  # words after a number that may name what it counts
SPOKEN = 0.5  # share of the question's words that sentence and headings must hold
_END = (
    r"(?=\s+(?:had|have|has|was|were|is|are|did|does|do|in|at|by|as|of|on|for|from|with|to|during"
    r"|who|that|which|across|and|under|could|can|will)\b|[?？,.;:()]|$)"
)
_COUNTED = re.compile(
    r"\b(?:how\s+many|(?:total\s+)?(?:number|count)\s+of|size\s+of)\s+(?:the\s+|its\s+|their\s+)?"
    rf"(?P<what>[\w’'&/ -]+?){_END}",
    re.IGNORECASE,
)
_COUNTED_ZH = re.compile(r"(?:多少|几|幾)[名个個位家项項]?(?P<what>[\u4e00-\u9fff]{1,6})")
_STOP = re.compile(
    r"[^\w\s’'&/-]|\d|\b(?:in|as|at|for|which|that|were|was|are|is|have|had|has|and|or|from|to|with"
    r"|during|by|on|across|including)\b"
)
OF_ALL = re.compile(  # "50,000 employees, which constitute 32% of our workforce": not all of them
    r"\d\s?%\s+of\s+(?:our|its|the|their|all)\s+(?:\w+\s+){0,2}(?:workforce|employees|staff|headcount)",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:including|of\s+which|of\s+whom|among\s+(?:which|them|whom))\W*(?:\w+\W+)?$"
)


def counted_in_text(desk: Desk) -> tuple[tuple[Sentence, Quantity], ...]:
    """The sentences that count what is asked, with the number: those with most of its words."""
    measure = desk.understood.measure
    named = _COUNTED.search(measure) or _COUNTED_ZH.search(measure)
    if named is None or not desk.understood.filing_ids or len(desk.understood.periods) > 1:
        return ()
    what = frozenset(naming_terms(named["what"]))
    asked = read_wanted(desk.understood).own
    if not what:
        return ()
    found = [
        (held, sentence, quantity)
        for sentence in _sentences(desk, named["what"])
        if sentence.coverage >= SPOKEN and not OF_ALL.search(sentence.text)
        for quantity, held in _counting(sentence.text, what, asked)
    ]
    most = max((held for held, _, _ in found), default=0)
    best = [(sentence, quantity) for held, sentence, quantity in found if held == most]
    best.sort(key=lambda pair: -pair[0].coverage)
    return tuple(best)


def counts_it(measure: str, text: str, quantity: Quantity) -> bool:
    """Whether a number counts what "how many" asks for, as far as the words after it say."""
    named = _COUNTED.search(measure)
    if named is None or quantity.kind != "count":
        return True
    what = frozenset(naming_terms(named["what"]))
    after = _words_after(text, quantity) | frozenset(naming_terms(quantity.unit or ""))
    return not what or not after or bool(what & after)


def _sentences(desk: Desk, what: str) -> Iterator[Sentence]:
    """The sentences that may speak of `what`, each with its share of the question's words."""
    query, ids = f"{desk.understood.measure} {expand(what)}", desk.understood.filing_ids
    asked = frozenset(word for word in read_wanted(desk.understood).own if not is_light(word))
    for told in sentences_about(query, ids, desk.records, desk.stores, limit=PASSAGES):
        headings = frozenset(naming_terms(" ".join(told.passage.headings)))
        held = asked & (frozenset(naming_terms(told.text)) | headings)
        yield replace(told, coverage=len(held) / max(len(asked), 1), score=0.0)


def _counting(
    text: str, what: frozenset[str], asked: frozenset[str]
) -> Iterator[tuple[Quantity, int]]:
    """The quantities of a sentence that count what is asked, with how many of its words they have.

    A part is counted of the whole before it: "583 patents granted, including 361 invention
    patents" counts invention patents granted.
    """
    whole: frozenset[str] = frozenset()
    for quantity in find_quantities(text):
        if quantity.kind != "count" or quantity.in_words:
            continue
        if _BY.search(text[: quantity.start]):
            continue  # by how many there came to be more
        words = _words_after(text, quantity)
        is_part = _PART.search(text[: quantity.start]) is not None
        if what <= words and all(word in asked or is_light(word) for word in words):
            yield quantity, len(asked & (words | whole if is_part else words))
        if not is_part:
            whole = words


_BY = re.compile(
    r"\b(?:increas|decreas|r[io]se|gr[eo]w|f[ae]ll|declin|reduc|drop)\w*\s+by\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)


def _words_after(text: str, quantity: Quantity) -> frozenset[str]:
    """The terms right after a number."""
    digits = re.match(r"[\d.,]*\d(?:\s+(?:million|thousand|billion))?", quantity.text.lstrip())
    start = quantity.start + (digits.end() if digits else len(quantity.text))
    after = re.split(r"\s+", _STOP.split(text[start:], maxsplit=1)[0].strip())[:AHEAD]
    return frozenset(naming_terms(" ".join(after)))


_GIVES = re.compile(
    r"(?:\b(?:was|were|is|are|of|to|at|had|have|has|reached|totall?ed|recorded|accumulated|held"
    r"|amount(?:ed|ing)\s+to|stood\s+at|represent(?:s|ed|ing)|counted|numbered|accounted\s+for|generated|being)|[:：为為])"
    r"\s*(?:(?:approximately|about|around|nearly|over|some|only|a\s+total\s+of|an\s+aggregate\s+of)"
    r"\s+)*\(?$",
    re.IGNORECASE,
)
_BESIDE_YEAR = re.compile(r"\((?:FY\s?)?(?:19|20)\d\d\s*[:：]\s*$")  # "(2023: 4.2 million)"
_MOVES = re.compile(
    r"\b(?:increase|decrease|rise|decline|growth|reduction|change|drop|improvement)s?\s+"
    r"(?:(?:of|was|to)|in\s+[^.;]{1,80}?\s(?:of|by))\s*(?:approximately\s+|about\s+)?$",
    re.IGNORECASE,
)


def is_given(text: str, quantity: Quantity, measure: str) -> bool:
    """The sentence gives the quantity as what something was, not by how much it moved, or why.

    It counts what `measure` asks "how many" of, as far as the words after it say.

    "Respectively" gives several numbers to several things, and which to which is not plain.
    """
    before = text[: quantity.start]
    if quantity.kind == "count" and (OF_ALL.search(text) or not counts_it(measure, text, quantity)):
        return False
    if re.search(r"\brespectively\b", text, re.IGNORECASE) or _MOVES.search(before):
        return False
    if _BESIDE_YEAR.search(before):
        return True
    if _BY.search(before):
        return False
    return _GIVES.search(before) is not None or quantity.kind == "count"
