"""A working paper: what was checked, against what, with which result. Types and their counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

VERDICTS = ("supported", "contradicted", "unsupported")
SIGN_OFF = ("Prepared by", "Reviewed by")
NOTE = (
    "Supported: the filings say so. Contradicted: they say something else. Unsupported: they say"
    " neither; a person decides. Cells count from R1C1 of the table as read."
)


@dataclass(frozen=True, slots=True)
class PaperFiling:
    """A filing that was checked against."""

    name: str
    id: str
    sha256: str
    company: str
    period: str


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One number; several pieces of evidence are separated by "; "."""

    number: int  # from 1
    place: str  # where in the checked text
    claim: str  # the sentence
    at: int  # where in the sentence the number begins
    written: str
    verdict: str
    how: str
    reason: str
    filing_value: str  # as printed
    expected: str
    filing: str
    sha256: str
    page: int | str | None
    table: str
    row: str
    column: str
    cell: str
    formula: str


@dataclass(frozen=True, slots=True)
class PaperTie:
    """Figures of the filing held against each other; amounts in base units."""

    kind: str
    holds: bool
    message: str
    printed: Decimal
    computed: Decimal
    tolerance: Decimal
    suggestion: str
    page: int | None
    table: str


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole of a check, to be signed off."""

    title: str
    subject: str
    subject_sha256: str
    made: datetime
    filings: tuple[PaperFiling, ...]
    rows: tuple[PaperRow, ...]
    ties: tuple[PaperTie, ...] = ()

    def counts(self) -> dict[str, int]:
        """Numbers by verdict, then ties where there are any."""
        verdicts = Counter(row.verdict for row in self.rows)
        found = {verdict: verdicts[verdict] for verdict in VERDICTS}
        if self.ties:
            holds = Counter(tie.holds for tie in self.ties)
            found |= {"ties that hold": holds[True], "ties that do not": holds[False]}
        return found
