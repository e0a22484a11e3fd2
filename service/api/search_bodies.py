"""What a search takes and gives, as JSON."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.api.bodies import Body, Names, Said
from service.types import Hit


class SearchBody(Body):
    """What to search for, and where."""

    query: Said
    filings: Names | None = Field(default=None, max_length=10_000)
    collection: str | None = None
    limit: int = Field(default=10, ge=1, le=200)


class HitBody(Body):
    """A passage that was found."""

    filing: str
    filing_id: str
    page: int | None
    section: str | None
    text: str
    kind: Literal["passage", "table"]
    score: float
    table_id: str | None = None
    start: int | None = None
    end: int | None = None

    @classmethod
    def of(cls, hit: Hit, filing: str, *, is_paged: bool) -> HitBody:
        """From our dataclass, with the filing's name; page null where the format has none."""
        passage = hit.passage
        return cls(
            filing=filing,
            filing_id=passage.filing_id,
            page=passage.page if is_paged else None,
            section=" > ".join(passage.headings) or None,
            text=passage.text,
            kind=passage.kind.value,
            score=hit.score,
            table_id=passage.table_id,
            start=passage.span.start,
            end=passage.span.end,
        )


class SearchedBody(Body):
    """Best first."""

    results: list[HitBody]
