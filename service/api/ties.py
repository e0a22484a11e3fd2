"""How the figures of a filing tie to each other."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import APIRouter

from ingest.types import Tie, TieKind
from service.api.bodies import Body
from service.api.parts import PartsOf

router = APIRouter(tags=["Evidence"])


class TieBody(Body):
    """One check of figures against each other; amounts in base units, exact as text."""

    kind: TieKind
    table_id: str
    page: int
    holds: bool
    message: str
    fact_ids: list[str]
    printed: str
    computed: str
    tolerance: str
    suggestion: str

    @classmethod
    def of(cls, tie: Tie) -> TieBody:
        """From our dataclass."""
        return cls(
            kind=tie.kind,
            table_id=tie.table_id,
            page=tie.page,
            holds=tie.holds,
            message=tie.message,
            fact_ids=list(tie.fact_ids),
            printed=format(tie.printed, "f"),
            computed=format(tie.computed, "f"),
            tolerance=format(tie.tolerance, "f"),
            suggestion=tie.suggestion,
        )


class TiesBody(Body):
    """The checks of a filing, in reading order."""

    ties: list[TieBody]

    @classmethod
    def of(
        cls, ties: Iterable[Tie], kind: TieKind | None = None, holds: bool | None = None
    ) -> TiesBody:
        """Those of a kind, and those that hold or do not; None: all."""
        return cls(
            ties=[
                TieBody.of(tie)
                for tie in ties
                if kind in (None, tie.kind) and holds in (None, tie.holds)
            ]
        )


@router.get("/v1/filings/{filing_id}/ties")
def ties(
    filing_id: str, parts: PartsOf, kind: TieKind | None = None, holds: bool | None = None
) -> TiesBody:
    """What an audit would tick off: sums, identities, shares, the same figure in several places.

    Only what could be checked is here. `fact_ids` begins with the figure under test;
    `suggestion` is a reading that the rest of the filing bears out, never put in its place.
    """
    parts.stores.library.filing(filing_id)
    return TiesBody.of(parts.stores.library.ties(filing_id), kind, holds)
