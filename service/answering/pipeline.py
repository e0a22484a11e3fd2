"""A question to an answer: understood, routed, answered, checked. The one function of this room."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ingest.errors import ModelError
from ingest.stores import Stores
from ingest.stores.records import FilingRecord
from service.answering.checking import check_draft
from service.answering.drafts import Desk
from service.answering.embedded import answer_embedded
from service.answering.restating import restated
from service.answering.understanding import understand
from service.answering.writing import write_with_model
from service.models import Model
from service.types import Answer, Question

OnText = Callable[[str], None]


def answer_question(
    question: Question, stores: Stores, model: Model | None = None, *, on_text: OnText | None = None
) -> Answer:
    """Answers from the filings alone, with every number of the answer checked.

    Args:
        question: With its scope and history; a plan sent back is carried out as it stands.
        stores: Where the filings are.
        model: Writes the answer over the evidence that was found; absent, down or slow, the
            embedded engine's own words stand.
        on_text: Called with pieces of the text as they are written.
    """
    timings: dict[str, float] = {}
    with _timed(timings, "understanding"):
        records = scope_of(question, stores)
        understood = understand(restated(question, records), records)
    with _timed(timings, "answering"):
        desk = Desk(understood, stores, records)
        draft = answer_embedded(desk, question.plan)
    engine, notes, dropped = "embedded", draft.notes, 0
    if model is not None and question.plan is None and records:  # else: nothing to write from
        with _timed(timings, "writing"):
            try:
                written = write_with_model(desk, draft, model, on_text)
                draft, dropped, engine = written.draft, written.dropped_marks, model.name
            except ModelError as error:
                notes = (*notes, f"{error.detail} The embedded engine answered instead.")
    if on_text is not None and engine == "embedded":
        on_text(draft.text)
    with _timed(timings, "checking"):
        checks = check_draft(draft, stores, understood.filing_ids)
    timings["total"] = round(sum(timings.values()), 1)
    return Answer(
        id=f"a_{uuid.uuid4().hex[:16]}",
        question=question.text,
        text=draft.text,
        abstained=draft.abstained,
        engine=engine,
        value=draft.value,
        values=draft.values,
        citations=draft.citations,
        numbers=checks,
        plan=draft.plan,
        follow_ups=draft.follow_ups,
        understood=understood,
        notes=notes,
        dropped_marks=dropped,
        timings_ms=timings,
    )


def scope_of(question: Question, stores: Stores) -> tuple[FilingRecord, ...]:
    """The filings that a question may be answered from."""
    records = stores.library.filings(collection=question.collection)
    wanted = set(question.filing_ids)
    return tuple(r for r in records if r.is_answerable and (not wanted or r.id in wanted))


@contextmanager
def _timed(timings: dict[str, float], name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    timings[name] = round((time.perf_counter() - start) * 1000, 1)
