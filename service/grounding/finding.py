"""A verdict before citations are made, what it is made from, and how facts are named in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from ingest.facts import describe
from ingest.types import Fact, Period
from service.grounding.context import Claim
from service.grounding.matching import Scored
from service.grounding.narrative import Echo, Statement
from service.grounding.printing import print_period
from service.grounding.quantity import Quantity
from service.types import How, Verdict

_CHANGE_WORDS = frozenset(
    {
        "change",
        "changes",
        "increase",
        "decrease",
        "growth",
        "variance",
        "yoy",
        "movement",
        "between",
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict with what it rests on, before citations are made."""

    verdict: Verdict
    how: How | None
    reason: str
    expected: str | None = None
    formula: str | None = None
    facts: tuple[Fact, ...] = ()
    statement: Statement | None = None

    @property
    def filing_ids(self) -> frozenset[str]:
        """The filings that it rests on."""
        told = () if self.statement is None else (self.statement.passage.filing_id,)
        return frozenset((*(fact.filing_id for fact in self.facts), *told))


def computed(
    reason: str, formula: str, facts: tuple[Fact, ...] = (), statement: Statement | None = None
) -> Finding:
    """A number that was computed again, and holds."""
    return Finding(Verdict.SUPPORTED, "derived", reason, None, formula, facts, statement)


@dataclass(frozen=True, slots=True)
class Context:
    """What other numbers of the text were found to rest on."""

    rows: frozenset[tuple[str, int]] = frozenset()  # table id and row, of the same sentence
    tables: frozenset[str] = frozenset()
    passages: frozenset[str] = frozenset()
    said: tuple[tuple[Quantity, tuple[Fact, ...]], ...] = ()  # traced, of the same sentence

    @classmethod
    def of(cls, claims: Iterable[Claim], findings: Iterable[Finding]) -> Context:
        """What supported findings rest on."""
        pairs = [
            (claim.quantity, finding)
            for claim, finding in zip(claims, findings, strict=True)
            if finding.verdict is Verdict.SUPPORTED
        ]
        good = [finding for _, finding in pairs]
        facts = tuple(dict.fromkeys(fact for finding in good for fact in finding.facts))
        said = (finding.statement for finding in good)
        return cls(
            frozenset(_row(fact) for fact in facts),
            frozenset(fact.table_id for fact in facts),
            frozenset(one.passage.passage_id for one in said if one is not None),
            tuple((quantity, finding.facts) for quantity, finding in pairs),
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing else was found."""
        return not self.tables and not self.passages


NO_CONTEXT = Context()
UNSAID = Finding(Verdict.UNSUPPORTED, None, "The text does not say what this number is.")


class Material:
    """What was found for a claim: facts and statements with how well they answer to it.

    Attributes:
        facts: Best first.
        home: The period the filing reports on.
    """

    def __init__(
        self,
        facts: tuple[Scored, ...],
        echoes: Callable[[], tuple[Echo, ...]],
        home: Period | None,
    ) -> None:
        """`echoes` is called when they are first asked for: many claims do without."""
        self.facts = facts
        self.home = home
        self._find_echoes = echoes

    @cached_property
    def echoes(self) -> tuple[Echo, ...]:
        """The filings' own statements, best first."""
        return self._find_echoes()


def is_change_cell(fact: Fact, material: Material) -> bool:
    """Whether a cell prints a change: its column says so, or is undated where others are dated."""
    words = set(re.findall(r"[a-z%]+", " ".join((*fact.column_labels, fact.label)).lower()))
    if words & _CHANGE_WORDS:
        return True
    if fact.period is not None:
        return False
    row = [one.fact for one in material.facts if _row(one.fact) == _row(fact)]
    return len({one.period for one in row if one.period is not None}) > 1


def is_movement(fact: Fact) -> bool:
    """Whether the line itself is a change, so that its level and the change are one."""
    words = set(re.findall(r"[a-z]+", fact.label.lower()))
    return bool(words & _CHANGE_WORDS) and not _says_change(fact)


def is_part_of_change(fact: Fact, material: Material) -> bool:
    """Whether a cell prints what rate or volume did of a change that its row prints in full."""
    if fact.period is not None or _says_change(fact):
        return False
    return any(
        one.fact.period is None
        and one.fact.unit == fact.unit
        and _row(one.fact) == _row(fact)
        and _says_change(one.fact)
        for one in material.facts
    )


def _says_change(fact: Fact) -> bool:
    words = set(re.findall(r"[a-z%]+", " ".join(fact.column_labels).lower()))
    return bool(words & _CHANGE_WORDS)


def _row(fact: Fact) -> tuple[str, int]:
    return fact.table_id, fact.row


def name(fact: Fact) -> str:
    """A fact's label with what its column adds."""
    extra = ", ".join(fact.column_labels)
    return f"{fact.label or 'the figure'} ({extra})" if extra else fact.label or "the figure"


def within(fact: Fact) -> str:
    """Its period between commas, or nothing."""
    return f", {describe(fact.period)}," if fact.period else ""


def of_what(fact: Fact) -> str:
    """Label and period in brackets, behind a figure."""
    parts = [part for part in (name(fact), print_period(fact.period)) if part]
    return f" ({', '.join(parts)})"
