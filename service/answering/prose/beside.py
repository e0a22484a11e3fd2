"""The figure that a sentence gives beside the words that are asked for.

A sentence gives several things a figure each, and a comparative in brackets: "346 projects with
GFA of 62.4 million sq.m. (2023: 57.8 million) and a coupon of 2.68%". Which of them is meant tells
the noun phrase that stands beside it, not the sentence as a whole; which time, the bracket.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.facts import is_same_period, parse_periods
from ingest.types import Period, Span
from service.answering.drafts import Desk, Draft
from service.answering.prose.asked_kind import AskedKind, kind_asked, unit_of
from service.answering.prose.counting import is_given
from service.answering.prose.extract import Sentence, sentences_about
from service.answering.prose.textual import quoting, record
from service.answering.understanding.about import (
    holds_the_names,
    is_of_a_stretch,
    is_of_the_names,
    is_stated,
    speaks_of_it,
)
from service.answering.understanding.cleaning import bare, clean, without_manner
from service.answering.understanding.question import is_dated
from service.answering.understanding.wanted import (
    is_light,
    naming_terms,
    read_wanted,
    without_left_out,
)
from service.answering.understanding.when import year_end_of
from service.answering.understanding.wording import (
    is_called_so,
    is_rate_asked,
    proper_names,
    wants_instant,
)
from service.grounding import Claim, read_claims
from service.grounding.quantity import Quantity
from service.grounding.times import expected_periods
from service.terms import expand
from service.types import Value

PASSAGES = 24  # looked through, best first
BESIDE, SAID, AROUND = 1.0, 0.85, 0.7  # a word beside the figure, in its sentence, before or above
ENOUGH = 0.62  # share of the question's weight that must stand there
APART = 0.06  # what is this much worse than the best does not compete with it
ODD = 0.07  # what each word beside a figure costs that is not asked for
LONGEST = 70  # words: what is longer is a list or a table that was read as a sentence
NEXT = 4  # words right before a figure that name what it is of


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: its words with how much they count, and the noun that names the thing."""

    words: Mapping[str, float]
    head: frozenset[str]  # "exposure" of "maximum exposure under the undertakings"
    kind: AskedKind
    spare: int  # how many of its words may be said otherwise


@dataclass(frozen=True, slots=True)
class Reading:
    """A quantity of a sentence, with the share of the question that it answers to."""

    sentence: Sentence
    quantity: Quantity
    unit: str
    share: float


def told_beside(desk: Desk, *, is_strict: bool = False) -> Draft | None:
    """The one figure that stands beside what is asked for, where all sentences give it alike.

    `is_strict`: every word that is asked for must be said, of a figure that could be computed too.
    """
    understood = desk.understood
    if understood.carried or len(understood.periods) > 1 or not understood.filing_ids:
        return None
    if without_left_out(understood.text) != understood.text:
        return None  # what a sentence gives with it is not what is asked for
    asked = _asked(desk)
    if is_strict:
        asked = replace(asked, spare=0)
    if not asked.head:
        return None
    readings = sorted(_readings(desk, asked), key=lambda reading: -reading.share)
    if not readings or readings[0].share < ENOUGH:
        return None
    best = readings[0]
    rivals = (r for r in readings[1:] if r.share > best.share - APART)
    if any(not _agree(best.quantity, other.quantity) for other in rivals):
        return None
    quantity = best.quantity
    value = Value(abs(quantity.value), best.unit, quantity.text.strip())
    return quoting(desk, [best.sentence], value=value)


def end_of_range(desk: Desk) -> Draft | None:
    """The highest or the lowest of something, where a sentence gives both ends of a range."""
    return told_beside(desk) if _extreme(desk.understood.text) is not None else None


_HIGHEST = re.compile(r"\b(?:highest|maximum|top|upper|most)\b|最高", re.IGNORECASE)
_LOWEST = re.compile(r"\b(?:lowest|minimum|bottom|lower|least)\b|最低", re.IGNORECASE)


def _extreme(question: str) -> bool | None:
    """Whether the upper end is asked for; None where neither end is, or several things are."""
    if _CHOICE.search(question):
        return None
    upper, lower = _HIGHEST.search(question), _LOWEST.search(question)
    return None if (upper is None) == (lower is None) else upper is not None


_CHOICE = re.compile(r"\b(?:which|who|whose)\b|哪", re.IGNORECASE)
_ENDS = frozenset(naming_terms("highest maximum top upper lowest minimum bottom lower"))
_SPANS = re.compile(r"\b(?:from|between|rang(?:ed|ing|es?)|of)\W*$", re.IGNORECASE)


def _agree(one: Quantity, other: Quantity) -> bool:
    gap = abs(abs(one.value) - abs(other.value))
    return one.kind == other.kind and gap <= (one.quantum + other.quantum) / 2


_HEAD_ENDS = re.compile(
    r"\s+(?:of|in|on|at|for|to|from|under|by|with|within|between|among|per|as|that|which|who|whose"
    r"|during|after|before|used|given|held|issued|paid|charged|carried?|did|do|does|was|were|is|are"
    r"|has|have|had)\b|[,;:(（)]",
    re.IGNORECASE,
)
_SIZE_OF = re.compile(
    r"^(?:the\s+)?(?:total\s+|aggregate\s+)?(?:amount|value|number|size|level|sum|figure)\s+of\s+",
    re.IGNORECASE,
)


def _asked(desk: Desk) -> Asked:
    measure = clean(without_manner(bare(desk.understood.measure)))
    measure = _SIZE_OF.sub("", measure)
    kind = kind_asked(desk.understood.text)
    words = dict(read_wanted(desk.understood, measure).words)
    if kind.measure == "m2" and len(words) > 2:
        words = {word: x for word, x in words.items() if word not in _SQUARE_METRES}
    head: frozenset[str] = frozenset()
    for part in _HEAD_ENDS.split(measure):
        found = [w for w in naming_terms(part) if w in words and not is_light(w)]
        if found:
            head = frozenset(found[-1:])
            break
    return Asked(words, head, kind, 0 if is_rate_asked(desk.understood.text) else 1)


_SQUARE_METRES = frozenset(naming_terms("square metres"))  # said by the unit


def _readings(desk: Desk, asked: Asked) -> Iterator[Reading]:
    understood = desk.understood
    query, ids = expand(understood.measure), understood.filing_ids
    before: Sentence | None = None
    for told in sentences_about(query, ids, desk.records, desk.stores, limit=PASSAGES):
        around = before.text if before is not None and before.passage == told.passage else ""
        before = told
        if not any(map(str.isdigit, told.text)) or len(told.text.split()) > LONGEST:
            continue
        if is_of_a_stretch(understood.text, told.text):
            continue
        if speaks_of_it(understood.text, told.text) and is_called_so(understood.text, told.text):
            yield from _of_sentence(desk, asked, told, around)


# "(2023: 4.2 million)", "(31 December 2023: 318 projects)": of another time than the sentence.
_COMPARATIVE = re.compile(r"[(（][^():（）]{0,40}(?:19|20)\d\d[^():（）]{0,12}[:：][^()（）]*[)）]")


# By how much, and from what, something moved: the time named there is that of the base.
_CLAUSE = r"(?:sq\.\s?(?:m|ft)\.|[^;,.()]|[,.](?=\d))*"
_MOVED = re.compile(
    r",\s+(?:representing\s+|being\s+)?an?\s+(?:[\w-]+\s+){0,2}?(?:increase|decrease|growth|rise|fall|drop"
    rf"|decline|reduction)\s+(?:of|from|by)\b{_CLAUSE}"
    rf"|,?\s(?:as\s+)?(?:compared|in\s+comparison)\s+(?:with|to)\b{_CLAUSE}",
    re.IGNORECASE,
)


def _of_sentence(desk: Desk, asked: Asked, told: Sentence, around: str) -> Iterator[Reading]:
    """The quantities of a sentence that are of the time, the kind and the thing asked for."""
    measure = desk.understood.measure
    if not holds_the_names(measure, " ".join((*told.passage.headings, told.text))):
        return
    for name in proper_names(around):
        around = around.replace(name, " ")  # of which of them this is, the sentence has to say
    headed = " ".join((*told.passage.headings, around, told.text))
    if re.search(r"\brespectively\b", told.text):
        return
    outer = frozenset(naming_terms(headed))
    above = frozenset(naming_terms(" ".join((*told.passage.headings, around))))
    missing = [w for w in asked.words if w not in outer | _ENDS and not is_light(w)]
    if len(missing) > asked.spare or any(any(map(str.isdigit, word)) for word in missing):
        return
    own = record(desk, told.passage.filing_id).identity.period
    for place in _placed(desk, told):
        quantity, phrase, period = place.quantity, place.phrase, place.period
        unit = unit_of(told.text, quantity)
        if not asked.kind.takes(quantity, unit) or is_stated(desk.understood.text, quantity.value):
            continue
        if not _is_of_the_time(desk, period, own):
            continue
        if not is_of_the_names(measure, told.text, quantity.end):
            continue
        beside = frozenset(naming_terms(phrase))
        if not asked.head <= beside:
            continue
        said = frozenset(naming_terms(place.said))
        held = {
            word: BESIDE if word in beside else SAID if word in said else AROUND
            for word in asked.words
            if word in beside | said | above
        }
        if len([w for w in asked.words if w not in held and not is_light(w)]) > asked.spare:
            continue  # what is said of another quantity is not said of this one
        total = sum(asked.words.values())
        share = sum(asked.words[word] * credit for word, credit in held.items()) / total
        last = frozenset(naming_terms(" ".join(phrase.split()[-NEXT:])))
        odd = [w for w in last if w not in asked.words and not is_light(w)]
        found = replace(told, coverage=share, score=share)
        yield Reading(found, quantity, unit, share - ODD * len(odd))


@dataclass(frozen=True, slots=True)
class Place:
    """A quantity of a sentence with what is said of it."""

    quantity: Quantity
    phrase: str  # what stands beside it
    said: str  # the sentence up to it, and on to where the next quantity is spoken of
    period: Period | None


def _placed(desk: Desk, told: Sentence) -> Iterator[Place]:
    """The quantities that a sentence gives outright: what stands beside each, and its period."""
    year_end = year_end_of([record(desk, told.passage.filing_id)])
    home = record(desk, told.passage.filing_id).identity.period
    brackets = [Span(*match.span()) for match in _COMPARATIVE.finditer(told.text)]
    main = told.text
    for span in (*brackets, *(Span(*match.span()) for match in _MOVED.finditer(told.text))):
        main = main[: span.start] + " " * (span.end - span.start) + main[span.end :]
    outright: list[Place] = []
    claims = read_claims(main, year_end)
    if (upper := _extreme(desk.understood.text)) is not None:
        yield from _range_ends(main, claims, home, upper=upper)
    for at, claim in enumerate(claims):
        quantity = claim.quantity
        start = claims[at - 1].quantity.end if at else 0
        end = claims[at + 1].quantity.start if at + 1 < len(claims) else len(main)
        if not _is_outright(claim, main, start, desk.understood.measure):
            continue
        phrase = _beside(main, start, quantity, end)
        if _AHEAD.search(phrase):
            continue
        expected = expected_periods(claim, home) if claim.is_prior is False else ()
        after = main[quantity.end : end]
        pause = _STOPS.search(after, 1) if end < len(main) else None
        said = main[: quantity.end] + (after[: pause.start()] if pause else after)
        place = Place(quantity, phrase, said, next(iter(expected), None))
        outright.append(place)
        if claim.is_prior is False:
            yield place
    for span in brackets:
        before = [place for place in outright if place.quantity.end <= span.start]
        if not before or re.search(r"\d", main[before[-1].quantity.end : span.start]):
            continue
        period = _period_in(span.of(told.text), year_end, home)
        inside = [
            claim.quantity
            for claim in read_claims(told.text, year_end)
            if span.start < claim.quantity.start < span.end
        ]
        if len(inside) == 1 and period is not None:
            yield replace(before[-1], quantity=inside[0], period=period)


def _range_ends(
    text: str, claims: Sequence[Claim], home: Period | None, *, upper: bool
) -> Iterator[Place]:
    """The upper or lower end of each range that a sentence gives: "ranged from 2.1% to 3.4%"."""
    for at, (low, high) in enumerate(pairwise(claims)):
        one, other = low.quantity, high.quantity
        start = claims[at - 1].quantity.end if at else 0
        before = text[start : one.start]
        if one.kind != other.kind or abs(one.value) >= abs(other.value):
            continue
        if not _SPANS.search(before) or not _RANGE_ENDS.fullmatch(text[one.end : other.start]):
            continue
        phrase = f"{' '.join(sorted(_ENDS))} {before}"
        period = next(iter(expected_periods(high, home)), home)
        yield Place(other if upper else one, phrase, text[: other.end], period)


def _is_outright(claim: Claim, text: str, start: int, measure: str) -> bool:
    """The quantity is given as what something was: no change, no bound, no end of a range."""
    quantity = claim.quantity
    if quantity.approx in ("over", "under") or quantity.in_words:
        return False
    if claim.relation not in ("level", "share", "ratio"):
        return False
    if _RANGE.match(text, quantity.end):
        return False
    if start and _RANGE_ENDS.fullmatch(text[start : quantity.start]):
        return False
    return is_given(text, quantity, measure)


_AHEAD = re.compile(
    r"\b(?:would|will|shall|expect\w*|targets?|targeted|forecast\w*|budget\w*|plans?\s+to|up\s+to"
    r"|at\s+least|proposed|eligible)\b",
    re.IGNORECASE,
)
_RANGE = re.compile(r"[^.;,()]{0,14}?(?:\bto\b|[–-]|\band\b)\s*(?:[A-Z$]{0,4})\d")
_RANGE_ENDS = re.compile(r"[^.;,()]{0,14}?(?:\bto\b|[–-])\s*")
_BREAK = re.compile(r"[;,)）]|\s(?:and|with|while|whereas|but|of\s+which|including)\s")
_STOPS = re.compile(
    r"[;,(（.]|\s(?:and|with|while|whereas|but|which|as|or|representing|compared|against)\s"
)


def _beside(text: str, start: int, quantity: Quantity, end: int) -> str:
    """What stands before a quantity, back to the one before or its clause, and right behind it."""
    left = text[start : quantity.start]
    if start and (pause := _BREAK.search(left)):
        left = left[pause.start() :]  # what stands before the pause belongs to the one before
    left = left.rsplit(";", 1)[-1]
    right = text[quantity.end : end]
    pause = _STOPS.search(right, 1)
    phrase = f"{right[: pause.start()] if pause else right} | {left}"
    for span, _ in reversed(parse_periods(phrase)):
        phrase = f"{phrase[: span.start]} {phrase[span.end :]}"
    return phrase


def _period_in(bracket: str, year_end: tuple[int, int], home: Period | None) -> Period | None:
    """The time of a comparative; a bare year in an interim report is that stretch of it."""
    found = parse_periods(bracket.strip("()（）").split(":")[0], year_end)
    if len(found) != 1:
        return None
    period = found[0][1]
    if home is None or home.start is None or period.months < 12 or home.months >= 12:
        return period
    before = home.shifted(-1)
    return before if before.end.year == period.end.year else period


def _is_of_the_time(desk: Desk, period: Period | None, own: Period | None) -> bool:
    wanted: Sequence[Period] = desk.understood.periods
    if period is None:
        return not wanted
    if not wanted:
        return own is None or is_same_period(period, own) or period.end >= own.end
    return is_dated(period, wanted, instant=wants_instant(desk.understood.text), own=own)
