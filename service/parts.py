"""What the application is made of: given whole to `create_app`, so that tests give fakes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ingest.pipeline import OnProgress, ingest_filing
from ingest.stores import FilingRecord, Stores
from service.config import Settings
from service.ingestion import Steps
from service.models import Model
from service.types import Answer, Hit, NumberCheck, Question


class AnswerQuestion(Protocol):
    """`service.answering.answer_question`, or what a test puts in its place."""

    def __call__(
        self,
        question: Question,
        stores: Stores,
        model: Model | None = None,
        *,
        on_text: Callable[[str], None] | None = None,
    ) -> Answer:
        """Answers; hands the text over piece by piece where it is written so."""
        ...


class CheckNumbers(Protocol):
    """`service.grounding.check_numbers`, or what a test puts in its place."""

    def __call__(
        self,
        text: str,
        stores: Stores,
        filing_ids: Sequence[str],
        *,
        from_prose: bool = True,
    ) -> tuple[NumberCheck, ...]:
        """One check for every quantity of the text, in order."""
        ...


class Search(Protocol):
    """`service.retrieval.search`, or what a test puts in its place."""

    def __call__(
        self, query: str, stores: Stores, *, filing_ids: Sequence[str] = (), limit: int = 10
    ) -> tuple[Hit, ...]:
        """The best passages, best first; no filing ids: all filings."""
        ...


class IngestFiling(Protocol):
    """`ingest.pipeline.ingest_filing`, or what a test puts in its place."""

    def __call__(
        self,
        name: str,
        data: bytes,
        stores: Stores,
        *,
        collection: str = "default",
        password: str | None = None,
        on_progress: OnProgress | None = None,
    ) -> FilingRecord:
        """Bytes to a filing that is fully embedded."""
        ...


@dataclass(frozen=True, slots=True)
class Parts:
    """The stores, the model and the functions that the faces call."""

    stores: Stores
    settings: Settings
    answer: AnswerQuestion
    check: CheckNumbers
    search: Search
    model: Model | None = None
    ingest: IngestFiling = ingest_filing
    steps: Steps = Steps()  # the same in two halves, for the server's queue
