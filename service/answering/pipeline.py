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
from service.answering.understanding.question import understand
from service.answering.understanding.restating import restated
from service.answering.with_model.proposed import improved
from service.answering.with_model.writing import write_with_model
from service.models import Budget, Budgeted, Model
from service.types import Answer, NumberCheck, Question

OnText = Callable[[str], None]
_BUDGET = Budget()
# Before the text that counts, where another one was streamed: that cannot be taken back.
_INSTEAD = {"en": "\n\nAfter the check, the answer is:\n\n", "zh": "\n\n核对后的回答：\n\n"}


def answer_question(
    question: Question,
    stores: Stores,
    model: Model | None = None,
    *,
    on_text: OnText | None = None,
    budget: Budget = _BUDGET,
) -> Answer:
    """Answers from the filings alone, with every number of the answer checked.

    Args:
        question: With its scope and history; a plan sent back is carried out as it stands.
        stores: Where the filings are.
        model: Writes the answer over the evidence that was found; absent, down or slow, the
            embedded engine's own words stand.
        on_text: Called with pieces of the text as they are written; what it raises ends the work.
            While the model writes nothing to be read (a plan, its thinking) it is called with
            empty text, to ask whether there is still a reader.
        budget: What the model may cost; used up, the embedded engine's words stand.
    """
    timings: dict[str, float] = {}
    with _timed(timings, "understanding"):
        records = scope_of(question, stores)
        asked = restated(question, records)
        understood = understand(asked, records)
    with _timed(timings, "answering"):
        desk = Desk(understood, stores, records)
        draft = answer_embedded(desk, question.plan)
    engine, dropped = "embedded", 0
    notes: tuple[str, ...] = ()
    checks: tuple[NumberCheck, ...] | None = None
    streamed = _Streamed(on_text)
    if model is not None and question.plan is None and records:  # else: nothing to write from
        writer = Budgeted(model, budget, still_wanted=streamed.ask)
        with _timed(timings, "proposing"):
            now = improved(asked, desk, draft, writer, evidence_chars=budget.evidence_chars)
            desk, draft, notes = now.desk, now.draft, now.notes
        with _timed(timings, "writing"):
            try:
                written = write_with_model(
                    desk,
                    draft,
                    writer,
                    None if on_text is None else streamed.pass_on,
                    evidence_chars=budget.evidence_chars,
                )
                draft, dropped, checks = written.draft, written.dropped_marks, written.checks
                engine = model.name
            except ModelError as error:
                notes = (*notes, f"{error.detail} The embedded engine answered instead.")
    streamed.end(draft.text, desk.understood.language)
    if checks is None:
        with _timed(timings, "checking"):
            checks = check_draft(draft, stores, desk.understood.filing_ids)
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
        understood=desk.understood,
        notes=(*draft.notes, *notes),
        dropped_marks=dropped,
        timings_ms=timings,
    )


class _Streamed:
    """What a reader of the stream has seen, and what is still owed."""

    def __init__(self, on_text: OnText | None) -> None:
        self._on_text = on_text
        self._text = ""

    def ask(self) -> None:
        """Raises what `on_text` raises where nobody reads any more."""
        if self._on_text is not None:
            self._on_text("")

    def pass_on(self, piece: str) -> None:
        self._text += piece
        if self._on_text is not None:
            self._on_text(piece)

    def end(self, text: str, language: str) -> None:
        """The text that counts, where it is not what was streamed."""
        if self._text == text:
            return
        self.pass_on((_INSTEAD.get(language, _INSTEAD["en"]) if self._text else "") + text)


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
