"""What the ways of answering share: the desk they work at and the draft they make."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ingest.stores import Stores
from ingest.stores.records import FilingRecord
from service.types import Citation, Evidence, Plan, Understanding, Value


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before its numbers are checked."""

    text: str
    citations: tuple[Citation, ...]
    value: Value | None = None
    values: tuple[Value, ...] = ()  # where several figures are asked for
    parts: tuple[Draft, ...] = ()  # the computed answers that this one is put together from
    plan: Plan | None = None
    abstained: bool = False
    follow_ups: tuple[str, ...] = ()
    evidence: Evidence = Evidence()
    notes: tuple[str, ...] = ()


_MARK = re.compile(r"\[(\d+)\]")


def numbered_on(draft: Draft, by: int) -> Draft:
    """The draft with its marks counted on from `by`, in its text, citations and parts."""
    return replace(
        draft,
        text=_MARK.sub(lambda match: f"[{int(match[1]) + by}]", draft.text),
        citations=tuple(replace(each, id=each.id + by) for each in draft.citations),
        parts=tuple(numbered_on(part, by) for part in draft.parts),
    )


@dataclass(frozen=True, slots=True)
class Desk:
    """What the ways of answering share for one question."""

    understood: Understanding
    stores: Stores
    records: tuple[FilingRecord, ...]
