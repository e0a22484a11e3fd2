"""The JSON of filings and pages: pydantic models from our dataclasses."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from ingest.stores import FilingRecord
from ingest.types import Identity
from service.api.bodies import Body, PeriodBody

State = Literal["queued", "processing", "ready", "failed"]


class ProgressBody(Body):
    """How far the reading of a filing has come."""

    stage: str
    done: int
    total: int


class FilingBody(Body):
    """A filing: its state, what it says of itself, and its ingest report."""

    id: str
    name: str
    collection: str
    sha256: str
    state: State
    error: str | None
    pages: int
    passages: int
    tables: int
    facts: int
    company: str | None
    form: str | None
    period: str | None
    report: dict[str, Any]
    error_code: str | None = None
    is_answerable: bool = False
    embedded: int = 0
    currency: str | None = None
    language: str | None = None
    aliases: list[str] = []
    period_dates: PeriodBody | None = None
    sources: dict[str, str] = {}
    media_type: str = ""
    is_paged: bool = False
    created_at: str | None = None
    progress: ProgressBody | None = None
    corrections: dict[str, Any] = {}
    note: str | None = None

    @classmethod
    def of(cls, record: FilingRecord, progress: ProgressBody | None = None) -> FilingBody:
        """From our record."""
        identity = record.identity
        return cls(
            id=record.id,
            name=record.name,
            collection=record.collection,
            sha256=record.sha256,
            state=record.state.value,
            error=record.error,
            pages=record.pages,
            passages=record.passages,
            tables=record.tables,
            facts=record.facts,
            company=identity.company,
            form=identity.form,
            period=period_text(identity),
            report=record.report,
            error_code=record.error_code,
            is_answerable=record.is_answerable,
            embedded=record.embedded,
            currency=identity.currency,
            language=identity.language,
            aliases=list(identity.aliases),
            period_dates=None if identity.period is None else PeriodBody.of(identity.period),
            sources=identity.sources,
            media_type=record.media_type,
            is_paged=record.is_paged,
            created_at=record.created_at.isoformat(),
            progress=progress,
            corrections=record.corrections,
            note=record.note,
        )


def period_text(identity: Identity) -> str | None:
    """The period in words: "2023-01-01 to 2023-12-31", or the day of an instant."""
    period = identity.period
    if period is None:
        return None
    end = period.end.isoformat()
    return end if period.start is None else f"{period.start.isoformat()} to {end}"


class FilingsBody(Body):
    """A stretch of the list; `next` is handed in as `cursor` for the stretch after it."""

    filings: list[FilingBody]
    next: str | None = None


class UploadedBody(Body):
    """What became of each file of an upload, in its order."""

    filings: list[FilingBody]


class CorrectionBody(Body):
    """What a person corrects; null takes a correction back, an absent field stays."""

    company: str | None = Field(default=None, max_length=300)
    form: str | None = Field(default=None, max_length=100)
    period: str | None = Field(
        default=None, max_length=60, description="YYYY-MM-DD, or two of them with 'to' between"
    )
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    language: str | None = Field(default=None, pattern=r"^[a-z]{2}$")
    aliases: list[str] | None = Field(default=None, max_length=50)


class PageBody(Body):
    """A page's text, verbatim."""

    filing: str
    filing_id: str
    number: int
    pages: int
    is_paged: bool
    text: str
    width: float | None
    height: float | None
    has_image: bool


class MarksBody(Body):
    """Places on a page."""

    boxes: list[tuple[float, float, float, float]] = Field(
        description="x0, y0, x1, y1 in points from the page's top left"
    )
