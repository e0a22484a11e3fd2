"""The filing's own sentences, read like the text that is checked. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.types import Passage, Period
from service.grounding.context import Claim
from service.grounding.marks import MEASURES
from service.grounding.matching import Rarity
from service.grounding.quantity import Quantity
from service.grounding.times import before, expected_periods, same_time


@dataclass(frozen=True, slots=True)
class Statement:
    """A quantity that a filing's own sentence prints."""

    passage: Passage
    claim: Claim  # offsets are those of the passage's text
    home: Period | None  # the period the filing reports on
    is_alone: bool = False  # its sentence prints no other quantity of the kind


@dataclass(frozen=True, slots=True)
class Echo:
    """A statement of a filing, and how much of what the claim says it says as well."""

    statement: Statement
    overlap: float  # of the claim's words by the statement
    whole: float  # the same without regard to which words are the quantity's own
    reverse: float  # of the statement's own words by the claim
    when: bool | None
    near: float = 0.0  # of the words beside the statement's number, those beside the claim's

    @property
    def quantity(self) -> Quantity:
        """What the filing prints."""
        return self.statement.claim.quantity


def echo(claim: Claim, statement: Statement, rarity: Rarity, home: Period | None) -> Echo:
    """How far a statement says what a claim says."""
    said = statement.claim
    near = 0.5 * max(claim.weights.values(), default=0.0)
    asked = {w: rarity(w) * weight for w, weight in claim.weights.items() if weight >= near}
    told = {w: rarity(w) * weight for w, weight in said.weights.items() if weight >= 0.5}
    reverse = _share(told, claim.weights)
    overlap = whole = _share(asked, said.weights)
    if len(claim.own) > 1 or (
        claim.own and reverse > 0.95
    ):  # its own phrase counts for more than what the sentence said before
        own = _share({w: rarity(w) for w in claim.own}, said.weights)
        overlap = max(overlap, own * (0.5 + 0.5 * reverse))
    beside = 0.0
    if len(said.own & claim.own) > 1:
        beside = _share({w: rarity(w) for w in said.own}, dict.fromkeys(claim.own, 1.0))
    return Echo(statement, overlap, whole, reverse, _when(claim, statement, home), beside)


def _share(words: Mapping[str, float], among: Mapping[str, float]) -> float:
    whole = sum(words.values())
    met = sum(weight * min(1.0, among.get(w, 0.0) / 0.5) for w, weight in words.items())
    return met / whole if whole else 0.0


def _when(claim: Claim, statement: Statement, home: Period | None) -> bool | None:
    """Whether both speak of one time.

    Where only one of them names a period they differ only if one speaks of the filing's own
    period and the other of the one before: other dates (of a contract, of a meeting) are part of
    the story and often left out.
    """
    asked = expected_periods(claim, home)
    told = expected_periods(statement.claim, statement.home)
    if not asked or not told:
        return None
    if any(same_time(a, t) or same_time(t, a) for a in asked for t in told):
        return True
    named = statement.claim.named_periods
    if statement.is_alone and any(same_time(a, n) for a in asked for n in named):
        return None  # the sentence speaks of that time too, if perhaps of something else
    if _is_told(claim) and _is_told(statement.claim):
        return False
    rivals = before(statement.home) if statement.home is not None else ()
    is_before = any(same_time(r, p) for r in rivals for p in (asked if _is_told(claim) else told))
    return False if is_before else None


def _is_told(claim: Claim) -> bool:
    return claim.period is not None or claim.is_prior is True


def says_the_same(claim: Claim, said: Claim) -> bool:
    """Whether two quantities are of one kind, in one unit, in one relation, and meet."""
    asked, told = claim.quantity, said.quantity
    if not is_alike(asked, told):
        return False
    if {claim.relation, said.relation} == {"change", "level"}:
        return False
    if asked.approx or told.approx or asked.in_words or told.in_words:
        return asked.low <= told.high and told.low <= asked.high
    half = (
        max(asked.quantum, told.quantum) / 2 if asked.quantum >= told.quantum else asked.quantum / 2
    )
    return abs(abs(asked.value) - abs(told.value)) <= half


def is_alike(asked: Quantity, told: Quantity) -> bool:
    """Whether two quantities could be compared: one kind, and one unit where both have one."""
    if asked.kind != told.kind:
        return False
    if asked.unit is None or told.unit is None:
        return True
    if asked.kind == "count":
        one, other = asked.unit.rstrip("s"), told.unit.rstrip("s")
        measured = asked.unit in MEASURES, told.unit in MEASURES
        return one == other or not any(measured)  # hours are no employees; staff may be
    return asked.unit == told.unit


def is_contrary(claim: Claim, said: Claim) -> bool:
    """A rise told as a fall, or a profit as a loss."""
    if claim.direction and said.direction and claim.relation == said.relation != "level":
        return claim.direction != said.direction
    return bool(claim.polarity and said.polarity and claim.polarity != said.polarity)


def ranked(echoes: Sequence[Echo]) -> list[Echo]:
    """Best first."""
    return sorted(echoes, key=lambda e: -(e.overlap + 0.5 * e.reverse))
