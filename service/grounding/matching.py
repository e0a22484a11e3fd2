"""How well a fact answers to what a sentence says: line item, period, unit, value. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from ingest.facts import is_money
from ingest.types import Fact, Period
from service.grounding.context import Claim
from service.grounding.quantity import Quantity
from service.grounding.terms import content, naming, polarity, terms
from service.grounding.times import agrees

_PLAIN = frozenset(
    """amount audit unaudit restat note group total consolidat increas chang movement
    notes adjust""".split()
)
OTHER_CONCEPT = 0.75  # of a label's coverage, where the sentence names another concept
WHOLE = 0.95  # of a label: the sentence names all of it
_DEEDS = frozenset("paid receiv settl recogniz record provid used charg credit".split())
_UNASKED = frozenset({"total", "subtotal"})  # "deposits" are the total of them
_CHANGES = re.compile(r"\b(?:change|increase|decrease|variance)", re.IGNORECASE)  # of a column
_BRACKETS = re.compile(r"\([^()]{0,80}\)|<[^<>]{0,20}>")
_GAIN_ON = re.compile(r"^\W*(?:net\s)?gains?\b(?!.*\bloss)", re.IGNORECASE)
_PROPORTIONS = frozenset({"percent", "ratio", "percentage_point"})


@dataclass(frozen=True, slots=True)
class Labelled:
    """A fact with the terms of its row, of its column, and of the path that it stands under."""

    fact: Fact
    label: frozenset[str]
    path: frozenset[str]
    name: str = " "  # the row's own label in order, spaced

    @property
    def says(self) -> tuple[tuple[str, ...], tuple[str, ...], str | None]:
        """All that its words tell: facts alike in it answer to a claim alike."""
        return self.fact.labels, self.fact.column_labels, self.fact.concept


@dataclass(frozen=True, slots=True)
class Scored:
    """A fact and how well its labels answer to a claim, 0 to 1."""

    labelled: Labelled
    coverage: float  # of the label by the claim
    answered: float  # of the claim's words by the labels, those that any label has
    strict: float  # the same of all the claim's words
    astray: float  # of the path's words, those that the claim does not have
    nearness: float  # of the matched words to the quantity: 1 where they stand beside it
    when: bool | None  # of the claim's period; None where it cannot be told
    run: int = 0  # words of the row's label that stand in the sentence as they do in the label
    is_concept: bool = False  # the sentence names the fact's own concept

    @property
    def fact(self) -> Fact:
        """The fact itself."""
        return self.labelled.fact

    def at(self, labelled: Labelled, when: bool | None) -> Scored:
        """The same for another fact of these words."""
        return Scored(
            labelled,
            self.coverage,
            self.answered,
            self.strict,
            self.astray,
            self.nearness,
            when,
            self.run,
            self.is_concept,
        )

    @property
    def score(self) -> float:
        """Both ways together; a path that the sentence does not speak of weighs a little."""
        return self.coverage * (0.5 + 0.5 * self.answered) * (1 - 0.12 * self.astray)


def label(fact: Fact) -> Labelled:
    """A fact with its labels read as terms; a row without a label has its path's last."""
    row, path = _read_labels(fact.labels, fact.column_labels)
    return Labelled(fact, row, path, _read_name(fact.label))


@lru_cache(maxsize=65_536)
def _read_name(label: str) -> str:
    return f" {' '.join(naming(_bare(label)))} "


@lru_cache(maxsize=65_536)
def _read_labels(
    labels: tuple[str, ...], column_labels: tuple[str, ...]
) -> tuple[frozenset[str], frozenset[str]]:
    named = [part for part in labels if content(terms(_bare(part)))]
    row = content(terms(_bare(named[-1]))) if named else frozenset()
    column = content(terms(_bare(" ".join(column_labels)))) - _PLAIN
    row |= column - {"net"} if _CHANGES.search(" ".join(column_labels)) else column
    return row, content(terms(" ".join((*labels, *column_labels)))) - row


def names_fully(claim: Claim, fact: Fact) -> bool:
    """Whether a claim means just this row: "cash equivalents" are not "cash and cash equivalents".

    A row that is called no more than "Total" or "Amounts paid" is not named by any sentence.
    """
    words = Counter(terms(_bare(fact.label)))
    twice = {word for word, count in words.items() if count > 1}
    return bool(content(words) - _PLAIN - _DEEDS) and twice <= claim.repeated


def _bare(text: str) -> str:
    """A label without what stands in brackets: an explanation, an alternative, a unit."""
    return _BRACKETS.sub(" ", text)


class Rarity:
    """How much a term tells: the rarer among the labels, the more."""

    def __init__(self, labels: Iterable[frozenset[str]]) -> None:
        counts: Counter[str] = Counter()
        size = 0
        for words in labels:
            counts.update(words)
            size += 1
        self._weights = {word: math.log(1 + size / n) for word, n in counts.items()}
        self.most = math.log(1 + size)  # of a term that stands in one label alone

    def __call__(self, word: str) -> float:
        """The weight of a term; 0 for one that stands in no label."""
        return self._weights.get(word, 0.0)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a claim asks of a label, weighed once for all candidates."""

    claim: Claim
    weights: Mapping[str, float]
    top: float  # the greatest weight
    known: Mapping[str, float]  # the near words that some label has -> nearness times rarity
    known_total: float
    every_total: float  # of all near words, those that no label has included

    @classmethod
    def of(cls, claim: Claim, rarity: Rarity, more: Iterable[str] = ()) -> Asked:
        """Weighs a claim's words; `more` are words that count as standing beside the quantity."""
        weights = {**claim.weights, **dict.fromkeys(more, 1.0)}
        top = max(weights.values(), default=0.0)
        near = {word: weight for word, weight in weights.items() if weight >= 0.5 * top}
        known = {word: weight * rarity(word) for word, weight in near.items()}
        every = sum(weight * (rarity(word) or rarity.most) for word, weight in near.items())
        return cls(claim, weights, top, known, sum(known.values()), every)


def score_all(
    claim: Claim,
    labelled: Iterable[Labelled],
    rarity: Rarity,
    homes: Mapping[str, Period | None],
) -> list[Scored]:
    """How well the labels and periods of facts answer to a claim, best first.

    Args:
        claim: What the sentence says.
        labelled: The facts.
        rarity: Weights of terms over the candidates.
        homes: The period that each filing reports on.
    """
    asked = Asked.of(claim, rarity)
    low, high = claim.quantity.low / 2, claim.quantity.high + claim.quantity.quantum
    words: dict[object, Scored] = {}
    times: dict[object, bool | None] = {}
    scored: list[Scored] = []
    for one in labelled:
        fact = one.fact
        of_words = words.get(one.says)
        if of_words is None:
            of_words = words[one.says] = _score(asked, one, rarity)
        if not of_words.coverage and not low <= abs(fact.value) <= high:
            continue  # neither its words nor its figure: it tells nothing
        columns = fact.column_labels if fact.period is None else ()
        when = (fact.filing_id, fact.period, columns)
        if when not in times:
            times[when] = agrees(claim, fact, homes.get(fact.filing_id))
        scored.append(of_words.at(one, times[when]))
    scored.sort(key=lambda one: (-one.score, one.labelled.fact.fact_id))
    return scored


def _score(asked: Asked, labelled: Labelled, rarity: Rarity) -> Scored:
    """How well a fact's labels answer to a claim; its period is left open."""
    claim = asked.claim
    fact, named = labelled.fact, claim.named
    is_concept = fact.concept is not None and fact.concept in named.concepts
    if not is_concept and asked.weights.keys().isdisjoint(labelled.label):
        return Scored(labelled, 0.0, 0.0, 0.0, 0.0, 0.0, None)
    run = _run(labelled.name, claim)
    known = labelled.label | labelled.path
    if run > 1:
        asked = Asked.of(claim, rarity, labelled.name.split())
    if is_concept:
        known |= named.terms
    weights, top = asked.weights, asked.top
    whole = met = nearest = 0.0
    for word in labelled.label:
        weight = weights.get(word, 0.0)
        if weight or word not in _UNASKED:
            rare = rarity(word)
            whole += rare
            met += rare * weight
            nearest = max(nearest, weight)
    answered = sum(weight for word, weight in asked.known.items() if word in known)
    # Words that no label has, and that mean the concept all the same: COGS
    meant = (
        sum(weights.get(w, 0.0) * rarity.most for w in named.terms if not asked.known.get(w))
        if is_concept
        else 0.0
    )
    answered, known_total = answered + meant, asked.known_total + meant
    coverage = min(met / whole / (top or 1.0), 1.0) if whole else 0.0
    if is_concept:
        coverage = 1.0
    elif fact.concept is not None and named.concepts and coverage < WHOLE:
        coverage *= OTHER_CONCEPT
    return Scored(
        labelled,
        coverage=coverage,
        answered=min(answered / known_total, 1.0) if known_total else 0.0,
        strict=min(answered / asked.every_total, 1.0) if asked.every_total else 0.0,
        astray=_astray(labelled.path, weights, rarity),
        nearness=1.0 if is_concept else nearest,
        when=None,
        run=run,
        is_concept=is_concept,
    )


def _run(name: str, claim: Claim) -> int:
    """How many words a label has that stands in the sentence word for word; 0 if it does not."""
    if len(name) < 3:
        return 0
    if claim.named.behind.startswith(name) or name in claim.named.ahead:
        return len(name.split())
    return 0


def _astray(path: frozenset[str], weights: Mapping[str, float], rarity: Rarity) -> float:
    whole = sum(rarity(word) for word in path)
    missed = sum(rarity(word) for word in path if word not in weights)
    return missed / whole if whole else 0.0


def same_kind(quantity: Quantity, unit: str | None) -> bool:
    """Whether a quantity and a unit are of one family, currencies agreeing where both are known."""
    if quantity.kind in ("money", "per_share"):
        if unit is None:
            return quantity.kind == "per_share" or quantity.unit is None
        if not is_money(unit):
            return False
        if ("/" in unit) != (quantity.kind == "per_share"):
            return False
        return quantity.unit is None or _same_currency(quantity, unit[:3])
    if quantity.kind == "percent":
        return unit in _PROPORTIONS
    if quantity.kind == "percentage_point":
        return unit == "percentage_point"
    if quantity.kind == "multiple":
        return unit in ("ratio", "percent") if quantity.is_part else unit == "ratio"
    return unit not in _PROPORTIONS and not is_money(unit)


def _same_currency(quantity: Quantity, currency: str) -> bool:
    """A bare $ is any dollar; every other mark is its own currency."""
    if quantity.text.lstrip("-(\\").startswith("$"):
        return currency in ("USD", "HKD", "CAD", "AUD", "SGD", "TWD", "NZD")
    return quantity.unit == currency


def meets(quantity: Quantity, low: Decimal, high: Decimal) -> bool:
    """Whether the interval that a text allows and a printed or computed one have a value in common.

    Sizes are compared: the sign of a printed cell follows the statement's convention.
    """
    if low > high:
        low, high = high, low
    if low < 0 < high:
        low, high = Decimal(0), max(-low, high)
    elif high <= 0:
        low, high = -high, -low
    return quantity.low <= high and low <= quantity.high


def is_value(quantity: Quantity, fact: Fact) -> bool:
    """Whether a fact's value is the quantity, each within its own rounding."""
    if not fact.value:
        return not quantity.value  # a nil is no rounding of something
    is_exact = quantity.kind != "multiple" and not quantity.approx
    if fact.quantum == quantity.quantum and is_exact:
        return abs(fact.value) == abs(quantity.value)  # as many digits: nothing was rounded
    if fact.quantum > 2 * quantity.quantum and is_exact:
        # A finer claim than the cell prints needs more than falling into the cell's interval.
        return abs(abs(fact.value) - abs(quantity.value)) <= quantity.quantum / 2
    return meets(quantity, fact.low, fact.high)


def is_opposite(claim: Claim, fact: Fact) -> bool:
    """Whether the claim speaks of a profit where the filing shows a loss, or the reverse.

    The first word of the label says what a positive value is: `Profit/(loss)`, `losses, net`.
    """
    named = polarity(_bare(fact.label))
    if claim.polarity is None or named is None or claim.relation != "level":
        return False
    if fact.value < 0 and _GAIN_ON.search(fact.label):
        return False  # taken off again in a reconciliation: the sign is that of the adding up
    printed = named
    if fact.value < 0 and (named == "gain" or polarity(fact.label) is None):
        printed = "loss" if named == "gain" else "gain"
    return printed != claim.polarity
