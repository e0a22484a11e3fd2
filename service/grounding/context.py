"""What a sentence says of its quantities: line item, period, direction, relation. Pure.

Used alike for the text that is checked and for the filing's own narrative, so that one is
compared with the other on equal terms.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.concepts import concepts_of
from ingest.facts.calendar import months_ending
from ingest.facts.periods import parse_periods
from ingest.types import Period, Span
from service.grounding.binding import BREAK, bind_periods
from service.grounding.equations import constants
from service.grounding.lines import read_headings, split_sentences
from service.grounding.looseness import is_loose
from service.grounding.masks import without_sources
from service.grounding.naming import Named, read_heading, read_named
from service.grounding.quantities import find_quantities
from service.grounding.quantity import Quantity
from service.grounding.relations import (
    Combination,
    Direction,
    Relation,
    read_combinations,
    read_direction,
    read_relations,
)
from service.grounding.respective import read_respective
from service.grounding.terms import Polarity, content, polarity, terms

YearEnd = tuple[int, int]

_SOURCE = re.compile(r"\s(?:from|among|within)\s(?=[A-Za-z])")
_PART = re.compile(r"\s?(?:came\s|coming\s|comes\s|derived\s|generated\s)?from\s", re.IGNORECASE)
_NO_CONCEPTS: frozenset[str] = frozenset()
_OF_THE = re.compile(
    r"^\s?(?:of|in)\s(?:(?:our|its|the|their|total|consolidated|net)\s)*", re.IGNORECASE
)
_NONE: frozenset[Combination] = frozenset()
_PER_SHARE = dict.fromkeys(terms("earnings per share basic"), 1.0)
_OF_A_SHARE = frozenset(
    terms(
        "dividend distribution price asset proceeds fair value grant exercise strike conversion"
        " book cost liquidation preference par offering"
    )
)  # other than earnings
_LISTED_NAMES = re.compile(
    r"\sof\s(?:[a-z][\w’'-]*\s){0,4}[a-z][\w’'-]*,\s(?:[a-z][\w’'-]*,?\s){1,8}?and\s(?:[a-z][\w’'-]*\b\s?){1,3}"
)
_BEHIND_ASIDE = re.compile(
    r"(?:[^().;A-Za-z]|\b(?:in|for|as|of|at|during|million|billion|thousand|[A-Z][a-z]+|the|fiscal|year)\b){0,12}"
    r"\((?=[A-Za-z])[^()\d]{8,200}\)"
)
_TWO_LENGTHS = re.compile(
    r"\b(?P<first>three|six|nine)(?:[\s-]+months?|-)?(?:\speriods?)?\s(?:and|or)\s(?:the\s)?$",
    re.IGNORECASE,
)
_MONTHS = {"three": 3, "six": 6, "nine": 9}
_ASIDE = re.compile(r"\((?=[A-Za-z])[^()]{8,200}\)")  # "(including $1.2 million of interest)"
BESIDE = 5  # terms before a quantity that weigh in full
FADING = 0.9  # each term further away weighs so much of the one before it
FADED = 0.3
SUBJECT = 2  # the terms that a clause opens with say what it is about
OF_SUBJECT = 0.7
OF_HEADING = 0.4  # words of the line that a list stands under
REACH = 12  # quantities before and after whose words are still counted


@dataclass(frozen=True, slots=True)
class Claim:
    """A quantity with what its sentence says of it."""

    quantity: Quantity
    sentence: Span
    weights: Mapping[str, float]  # term -> how near it stands: 1 beside the quantity
    own: frozenset[str]  # the terms that stand beside this quantity alone
    period: Period | None  # the period the sentence gives it; None where it gives none
    is_prior: bool | None  # "a year earlier", "from X": of the period before; None: it may be
    relation: Relation
    direction: Direction | None
    polarity: Polarity | None  # profit or loss
    named_periods: tuple[Period, ...] = ()  # all that the sentence names
    repeated: frozenset[str] = frozenset()  # terms that the sentence names more than once
    whole: frozenset[str] = frozenset()  # share: the terms of what it is a share of
    ahead: str = ""  # what stands before it, back to the quantity before or the heading
    whole_concepts: frozenset[str] = frozenset()  # share: what these words mean
    combines: frozenset[Combination] = frozenset()  # how the sentence says that it is made up
    is_loose: bool = (
        False  # of what would be, or of a part: the line itself says nothing against it
    )
    named: Named = Named()  # the words beside it in order, and the concepts that they name


def read_claims(text: str, year_end: YearEnd = (12, 31)) -> tuple[Claim, ...]:
    """Every quantity of a text, read in its sentence.

    Args:
        text: Any text.
        year_end: Month and day on which the fiscal year of the filing ends.

    Returns:
        One claim for each quantity, in order.
    """
    sentences = split_sentences(text)
    starts = [span.start for span in sentences]
    groups: dict[int, list[Quantity]] = {}
    found = find_quantities(text)
    of_formulas = constants(text, found)
    for quantity in found:
        if quantity.start in of_formulas:
            continue
        groups.setdefault(bisect_right(starts, quantity.start) - 1, []).append(quantity)
    text = without_sources(text)
    headings = read_headings(text, sentences)
    claims: list[Claim] = []
    for at, quantities in groups.items():
        claims.extend(_read_sentence(text, sentences[at], quantities, year_end, headings[at]))
    return tuple(claims)


def _read_sentence(
    text: str,
    sentence: Span,
    quantities: Sequence[Quantity],
    year_end: YearEnd,
    heading: Span | None,
) -> list[Claim]:
    periods = _periods(text, sentence, year_end)
    above = _periods(text, heading, year_end) if heading else []
    over = _fading(_without(text, heading, above)) if heading else {}
    lefts, rights = _segments(text, sentence, quantities)
    naming = read_named(text, sentence, quantities, periods)
    named = [_without(text, span, periods) for span in lefts]
    leads = [_fading(segment) for segment in named]
    respective = read_respective(text, sentence, quantities)
    if not all(_fading(_without(text, name, periods)) for name in respective.values()):
        respective = {}  # "cash in 2023 and 2022 was X and Y": the list is one of periods
    for at, name in respective.items():
        leads[at] = _fading(_without(text, name, periods))
        naming[at] = read_heading(text, name, periods)
    left_terms = [frozenset(lead) for lead in leads]
    right_terms = [content(terms(_without(text, span, periods))) for span in rights]
    over_named = read_heading(text, heading, above) if heading else Named()
    relations = read_relations(text, sentence, quantities, lefts)
    cuts = [";" in text[one.end : other.start] for one, other in pairwise(quantities)]
    bound = bind_periods(text, sentence, quantities, periods, relations, respective)
    counts = Counter(terms(_without(text, sentence, periods)))
    repeated = frozenset(word for word, count in counts.items() if count > 1)
    claims: list[Claim] = []
    for at, quantity in enumerate(quantities):
        unit = content(terms(quantity.unit or "")) if quantity.kind == "count" else frozenset()
        own = left_terms[at] | right_terms[at] | unit
        weights = _weigh(at, leads, right_terms, cuts) | dict.fromkeys(unit, 1.0)
        if over:
            nearness = OF_HEADING if any(left_terms[: at + 1]) else 1.0
            weights = {w: nearness * x for w, x in over.items()} | weights
        if quantity.kind == "per_share" and not _OF_A_SHARE & weights.keys():
            # whatever else is said, the line is "earnings per share"
            weights = {w: 0.4 * weight for w, weight in weights.items()} | _PER_SHARE
            if "dilut" in own:
                weights = {w: x for w, x in weights.items() if w != "basic"} | {"dilut": 1.0}
        whole = right_terms[at] if relations[at] == "share" else frozenset()
        if relations[at] == "share" and (part := _part(text, rights[at], sentence, periods)):
            weights |= dict.fromkeys(part, 1.0)
            own |= part
        if _goes_on(at, quantities, relations, left_terms):
            relations[at], whole = "share", claims[-1].whole  # "57.5% of X, against 53.0%"
        near = lefts[at].of(text)[-160:] + " " + rights[at].of(text)
        period, is_prior = bound[at]
        if period is None and not is_prior and len(above) == 1:
            period = above[0][1]
        claims.append(
            Claim(
                quantity=quantity,
                sentence=sentence,
                weights=weights,
                own=own,
                period=period,
                is_prior=is_prior,
                relation=relations[at],
                direction=read_direction(near, quantity),
                polarity=polarity(near) or (polarity(sentence.of(text)) if not own else None),
                named_periods=tuple(period for _, period in periods),
                repeated=repeated,
                named=naming[at] if naming[at].concepts or not heading else over_named,
                ahead=f"{heading.of(text) if heading else ''} {lefts[at].of(text)}"[-200:],
                whole=whole,
                whole_concepts=_concepts(text, rights[at]) if whole else _NO_CONCEPTS,
                combines=read_combinations(near)
                or (claims[-1].combines if claims and not own else _NONE),
                is_loose=is_loose(text, sentence, quantity),
            )
        )
    return claims


def _periods(text: str, sentence: Span, year_end: YearEnd) -> list[tuple[Span, Period]]:
    """The periods that a sentence names; "the three and six months ended" are two."""
    found: list[tuple[Span, Period]] = []
    for span, period in parse_periods(sentence.of(text), year_end):
        at = Span(span.start + sentence.start, span.end + sentence.start)
        pair = _TWO_LENGTHS.search(text, max(sentence.start, at.start - 30), at.start)
        if pair is not None and not period.is_instant:
            months = _MONTHS[pair["first"].lower()]
            found.append((Span(*pair.span("first")), months_ending(period.end, months)))
        found.append((at, period))
    return found


def _concepts(text: str, span: Span) -> frozenset[str]:
    """What the words that a share is "of" mean, where they open with a known line."""
    words = _OF_THE.sub("", span.of(text))
    first = next((m for m in concepts_of(words) if m.start <= 6), None)
    return frozenset(first.concepts) if first is not None else _NO_CONCEPTS


def _part(
    text: str, right: Span, sentence: Span, periods: Sequence[tuple[Span, Period]]
) -> frozenset[str]:
    """What a share consists of: "77% of its sales came from the snack segment"."""
    link = _PART.match(text, right.end, sentence.end)
    if link is None:
        return frozenset()
    pause = BREAK.search(text, link.end(), sentence.end)
    span = Span(link.end(), pause.start() if pause else sentence.end)
    return content(terms(_without(text, span, periods)))


def _goes_on(
    at: int,
    quantities: Sequence[Quantity],
    relations: Sequence[Relation],
    left_terms: Sequence[frozenset[str]],
) -> bool:
    """Whether a percentage that nothing is said of is the same share as the one before it."""
    return (
        at > 0
        and relations[at] == "level"
        and relations[at - 1] == "share"
        and quantities[at].kind == quantities[at - 1].kind == "percent"
        and not left_terms[at]
    )


def _segments(
    text: str, sentence: Span, quantities: Sequence[Quantity]
) -> tuple[list[Span], list[Span]]:
    """For each quantity the text before it, back to the one before, and its phrase after it."""
    lefts, rights = [], []
    asides = _asides(text, sentence, quantities)
    for at, quantity in enumerate(quantities):
        closed = [aside for aside in asides if aside.end <= quantity.start]
        ahead = [q for q in quantities[:at] if not any(a.start < q.start < a.end for a in closed)]
        before = ahead[-1].end if ahead else sentence.start
        if ahead and (aside := _BEHIND_ASIDE.match(text, before, quantity.start)) is not None:
            before = aside.end()  # "$1 million in 2021 (a release of reserves) to $2 million"
        after = quantities[at + 1].start if at + 1 < len(quantities) else sentence.end
        source = _SOURCE.match(text, quantity.end, after)  # "RMB5 million from services"
        pause = BREAK.search(text, source.end() if source else quantity.end, after)
        end = pause.start() if pause else after
        if (listed := _LISTED_NAMES.match(text, quantity.end, after)) is not None:
            end = max(end, listed.end())  # "$5 million of cash, bonds and loans"
        if ahead and (first := BREAK.search(text, before, quantity.start)) is not None:
            before = first.start()  # what follows the last quantity up to a pause is that one's
        lefts.append(Span(before, quantity.start))
        rights.append(Span(quantity.end, max(end, quantity.end)))
    return lefts, rights


def _asides(text: str, sentence: Span, quantities: Sequence[Quantity]) -> list[Span]:
    """Brackets with quantities of their own: what stands around them goes on behind them."""
    found = [Span(*match.span()) for match in _ASIDE.finditer(text, sentence.start, sentence.end)]
    return [
        aside
        for aside in found
        if any(aside.start < q.start and q.end < aside.end for q in quantities)
        and any(q.start > aside.end for q in quantities)
    ]


def _without(text: str, span: Span, periods: Sequence[tuple[Span, Period]]) -> str:
    """A stretch of the text without the periods in it."""
    parts, at = [], span.start
    for period, _ in periods:
        if period.end <= at or period.start >= span.end:
            continue
        parts.append(text[at : max(period.start, at)])
        at = max(at, period.end)
    parts.append(text[at : span.end])
    return " ".join(parts)


def _fading(segment: str) -> dict[str, float]:
    """Terms before a quantity by nearness: what a long clause said first weighs less."""
    weights: dict[str, float] = {}
    words = [word for word in terms(segment) if word in content((word,))]
    for back, word in enumerate(reversed(words)):
        faded = max(FADED, FADING ** max(back - BESIDE, 0))
        if back >= len(words) - SUBJECT:
            faded = max(faded, OF_SUBJECT)
        weights[word] = max(weights.get(word, 0.0), faded)
    return weights


def _weigh(
    at: int,
    lefts: Sequence[Mapping[str, float]],
    rights: Sequence[frozenset[str]],
    cuts: Sequence[bool],
) -> dict[str, float]:
    """Terms by nearness: 1 for the quantity's own, less for each one back, 0.3 for what follows.

    A semicolon (`cuts`, one for each gap between quantities) takes them further apart.
    """
    weights: dict[str, float] = {}
    for later in range(at + 1, min(at + 1 + REACH, len(lefts))):
        for word in lefts[later].keys() | rights[later]:
            weights[word] = 0.3
    factor = 1.0
    for back in range(at, max(at - REACH, -1), -1):
        for word, nearness in lefts[back].items():
            weights[word] = max(weights.get(word, 0.0), factor * nearness)
        if back < at:
            for word in rights[back]:
                weights[word] = max(weights.get(word, 0.0), 0.5 * factor)
        factor *= 0.9 if not lefts[back] else 0.6
        if back and cuts[back - 1]:
            factor *= 0.5
    for word in rights[at]:
        weights[word] = max(weights.get(word, 0.0), 1.0)
    return weights
