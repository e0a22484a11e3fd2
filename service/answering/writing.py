"""A model writes the answer over the evidence that the embedded engine found.

The model's numbers pass the same check; what does not hold is told to the model, at most twice,
and what still does not hold stays in the text, flagged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from service.answering.drafts import Desk, Draft
from service.evidence import cite_fact, cite_passage
from service.grounding.pipeline import check_numbers
from service.grounding.quantities import find_quantities
from service.models import Model, Written, repair_answer, write_answer
from service.retrieval import search
from service.types import Citation, Evidence, NumberCheck, Question, Value, Verdict

REPAIRS = 2
FACTS, PASSAGES = 12, 8  # shown to the model at most


@dataclass(frozen=True, slots=True)
class ModelDraft:
    """A draft that a model wrote."""

    draft: Draft
    dropped_marks: int


def write_with_model(
    desk: Desk, draft: Draft, model: Model, on_text: Callable[[str], None] | None
) -> ModelDraft:
    """Has the model answer; raises ModelError where it cannot.

    The value stays that of the embedded engine, and only where the model's text says the same.
    """
    evidence = _evidence(desk, draft)
    question = Question(text=desk.understood.text, filing_ids=desk.understood.filing_ids)
    names = {r.id: _describe(desk, r.id) for r in desk.records}
    captions = _captions(desk, evidence)
    written = write_answer(
        question, evidence, model, filing_names=names, captions=captions, on_text=on_text
    )
    dropped = written.dropped_marks
    for _ in range(REPAIRS):
        failed = _failed(written, desk)
        if not failed or written.abstained:
            break
        written = repair_answer(
            question, evidence, written.text, failed, model, filing_names=names, captions=captions
        )
        dropped += written.dropped_marks
    return ModelDraft(_as_draft(desk, draft, evidence, written), dropped)


def _failed(written: Written, desk: Desk) -> list[NumberCheck]:
    checks = check_numbers(written.text, desk.stores, desk.understood.filing_ids)
    return [check for check in checks if check.verdict is not Verdict.SUPPORTED]


def _evidence(desk: Desk, draft: Draft) -> Evidence:
    """What the embedded engine used first, then the best passages."""
    if not desk.understood.filing_ids:
        return draft.evidence  # to a search, no filings would mean all
    hits = search(
        desk.understood.text, desk.stores, filing_ids=desk.understood.filing_ids, limit=PASSAGES
    )
    known = {hit.passage.passage_id for hit in draft.evidence.hits}
    more = tuple(hit for hit in hits if hit.passage.passage_id not in known)
    return Evidence(draft.evidence.facts[:FACTS], (*draft.evidence.hits, *more)[:PASSAGES])


def _describe(desk: Desk, filing_id: str) -> str:
    record = next(record for record in desk.records if record.id == filing_id)
    parts = (record.identity.company, record.identity.form, record.name)
    return ", ".join(part for part in parts if part)


def _captions(desk: Desk, evidence: Evidence) -> dict[str, str]:
    found = {}
    for fact in evidence.facts:
        table = desk.stores.library.table(fact.table_id)
        found[fact.table_id] = f"{table.caption} {table.unit_note}".strip()
    return found


def _as_draft(desk: Desk, draft: Draft, evidence: Evidence, written: Written) -> Draft:
    library = desk.stores.library
    citations: list[Citation] = []
    for mark in written.marks:
        index = mark - 1
        if index < len(evidence.facts):
            citations.append(cite_fact(evidence.facts[index], library, mark))
        else:
            hit = evidence.hits[index - len(evidence.facts)]
            citations.append(cite_passage(hit.passage, library, mark))
    abstained = written.abstained
    return replace(
        draft,
        text=written.text,
        citations=tuple(citations) or draft.citations if abstained else tuple(citations),
        value=None if abstained else _said_value(draft, written.text),
        plan=None if abstained else draft.plan,
        abstained=abstained,
    )


def _said_value(draft: Draft, text: str) -> Value | None:
    """The computed or looked-up value, where the model's text says it within its rounding."""
    if draft.value is None:
        return None
    amount = abs(draft.value.amount)
    said = any(q.low <= amount <= q.high for q in find_quantities(text))
    return draft.value if said else None
