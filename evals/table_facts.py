"""Table facts: the figure that a library read for a line and a period, or why there is none. Pure.

What is looked up is what binds a figure (label, section, column, period); the value and unit that
come back are judged like an answer's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote, urlencode

from evals.types import Answered, Cited, FactSought, Sample
from evals.wire import ContractError
from ingest.facts import is_same_period
from ingest.types import Period

LEAST_CONFIDENCE = 0.5  # under it a fact supports nothing on its own
UNSTATED = "not stated"  # the unit of a figure whose table states none
PRIMARY = ("income_statement", "balance_sheet", "cash_flows")


@dataclass(frozen=True, slots=True)
class FactSeen:
    """A figure that a library holds, with what it was bound to."""

    fact_id: str
    filing: str  # file name
    page: int  # from 1
    statement: str  # income_statement, balance_sheet, ...; other
    labels: tuple[str, ...]  # section path and row label
    column_labels: tuple[str, ...]
    text: str  # the cell
    value: Decimal  # base units
    quantum: Decimal  # base units of the last printed digit
    unit: str | None
    period: Period | None
    confidence: float
    concept: str | None = None

    @property
    def label(self) -> str:
        """The line's own label."""
        return self.labels[-1] if self.labels else ""


def answer_of(sought: FactSought, facts: Iterable[FactSeen]) -> Answered:
    """The figure that is sought, as an answer; an abstention says why there is none.

    Figures that say the same are one. Of several that differ those of the primary statements go
    first; where they differ too, none is chosen.
    """
    lines = [fact for fact in facts if _is_line(fact, sought)]
    if not lines:
        return _none("the library has no such line")
    timed = [fact for fact in lines if _is_of(fact, sought)]
    if not timed:
        return _none("the line has no figure of that period")
    sure = [fact for fact in timed if fact.confidence >= LEAST_CONFIDENCE]
    if not sure:
        return _none("its figure is too uncertain to support anything")
    kept = [fact for fact in sure if fact.statement in PRIMARY] or sure
    first = kept[0]
    if any((fact.value, fact.unit) != (first.value, first.unit) for fact in kept):
        told = "; ".join(dict.fromkeys(fact.text for fact in kept))
        return _none(f"several figures bear that label and period: {told}")
    return Answered(
        text=f"{first.label}: {first.text}",
        amount=first.value,
        unit=first.unit or UNSTATED,
        display=first.text,
        citations=tuple(_cited(fact) for fact in kept),
        engine="facts",
    )


def _cited(fact: FactSeen) -> Cited:
    words = " ".join((*fact.labels, *fact.column_labels, fact.text))
    return Cited(fact.filing, f"{fact.label} {fact.text}", words)


def _none(why: str) -> Answered:
    return Answered(text=why, is_abstained=True, engine="facts")


def _is_line(fact: FactSeen, sought: FactSought) -> bool:
    if _even(fact.label) != _even(sought.label):
        return False
    if sought.section and not _among(sought.section, fact.labels[:-1]):
        return False
    return not sought.column or _among(sought.column, fact.column_labels)


def _is_of(fact: FactSeen, sought: FactSought) -> bool:
    return fact.period is not None and is_same_period(fact.period, Period(*sought.period))


def _among(wanted: str, labels: Sequence[str]) -> bool:
    return _even(wanted) in map(_even, labels)


def _even(label: str) -> str:
    return " ".join(label.split()).casefold().rstrip(":")


# ---------------------------------------------------------------------------------------------
# Over HTTP
# ---------------------------------------------------------------------------------------------


def facts_path(case: Sample) -> str:
    """Where a server has the facts among which a table fact is looked for."""
    label = "" if case.fact is None else case.fact.label
    query = urlencode({"label": label[:300], "limit": 1000})
    return f"/v1/filings/{quote(case.filings[0], safe='')}/facts?{query}"


def facts_from_json(body: dict[str, Any]) -> tuple[FactSeen, ...]:
    """The facts of a response.

    Raises:
        ContractError: a field is missing or is not what it should be.
    """
    try:
        return tuple(map(_fact, body["facts"]))
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise ContractError(f"facts: {type(error).__name__}: {error}") from None


def _fact(item: dict[str, Any]) -> FactSeen:
    period = item["period"]
    start = None if period is None else period["start"]
    return FactSeen(
        fact_id=str(item["fact_id"]),
        filing=str(item["filing"]),
        page=int(item["page"]),
        statement=str(item["statement"]),
        labels=tuple(map(str, item["labels"])),
        column_labels=tuple(map(str, item["column_labels"])),
        text=str(item["text"]),
        value=Decimal(item["value"]),
        quantum=Decimal(item["quantum"]),
        unit=item["unit"],
        period=None
        if period is None
        else Period(
            None if start is None else date.fromisoformat(start), date.fromisoformat(period["end"])
        ),
        confidence=float(item["confidence"]),
        concept=item["concept"],
    )
