"""A model writes the answer over the evidence that the embedded engine found.

The model's numbers pass the same check; what does not hold is told to the model, at most twice,
and what still does not hold stays in the text, flagged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ingest.concepts import concept_names
from ingest.facts import ends_together, parse_periods
from service.answering.checking import check_draft
from service.answering.drafts import Desk, Draft
from service.answering.understanding.when import year_end_of
from service.evidence import cite_fact, cite_passage
from service.grounding import check_numbers, find_quantities
from service.grounding.owners import Owners
from service.models import Model, Written, repair_answer, write_answer
from service.retrieval import search
from service.sentences import sentences
from service.types import Citation, Evidence, NumberCheck, Question, Value, Verdict

REPAIRS = 2
FACTS, PASSAGES = 12, 8  # shown to the model at most


@dataclass(frozen=True, slots=True)
class ModelDraft:
    """A draft that a model wrote, with the checks of its numbers."""

    draft: Draft
    dropped_marks: int
    checks: tuple[NumberCheck, ...]


def write_with_model(
    desk: Desk,
    draft: Draft,
    model: Model,
    on_text: Callable[[str], None] | None,
    *,
    evidence_chars: int | None = None,
) -> ModelDraft:
    """Has the model answer; raises ModelError where it cannot.

    The value stays that of the embedded engine, and only where the model's text says the same.

    Args:
        desk: What is asked, and of which filings.
        draft: What the embedded engine found: its evidence comes first.
        model: What writes.
        on_text: Called with the pieces of the first version as they come.
        evidence_chars: Most characters of evidence in a prompt.
    """
    evidence = evidence_of(desk, draft)
    question = Question(text=desk.understood.text, filing_ids=desk.understood.filing_ids)
    names = describe_filings(desk)
    captions = _captions(desk, evidence)
    computed = _computed(draft)
    written = write_answer(
        question,
        evidence,
        model,
        filing_names=names,
        captions=captions,
        computed=computed,
        max_evidence_chars=evidence_chars,
        on_text=on_text,
    )
    dropped = written.dropped_marks
    made = _as_draft(desk, draft, evidence, written)
    checks = check_written(made, desk)
    for _ in range(REPAIRS):
        failed = [check for check in checks if check.verdict is not Verdict.SUPPORTED]
        if not failed or written.abstained:
            break
        written = repair_answer(
            question,
            evidence,
            written.text,
            failed,
            model,
            filing_names=names,
            captions=captions,
            computed=computed,
            max_evidence_chars=evidence_chars,
        )
        dropped += written.dropped_marks
        made = _as_draft(desk, draft, evidence, written)
        checks = check_written(made, desk)
    return ModelDraft(made, dropped, checks)


def check_written(draft: Draft, desk: Desk) -> tuple[NumberCheck, ...]:
    """The check of a model's text: each sentence is judged by itself.

    Our own sentences say a value as it was found or computed, so that its cell or its plan confirms
    it. A model may say the same size of another year, another line or the other way round, and cite
    the right cell. So what a sentence's own check leaves open is confirmed only by computing, and
    only where the sentence speaks of what was computed.
    """
    scope = desk.understood.filing_ids
    spans = tuple(sentences(draft.text, lines_end=True))
    owners = Owners(draft.text, desk.stores.library.filings())

    def sentence_of(check: NumberCheck) -> str:
        said = next((s for s in spans if s.start <= check.start < s.end), None)
        return "" if said is None else draft.text[said.start : said.end]

    own = tuple(
        _of_whom(check, owners.of(sentence_of(check)))
        for check in check_numbers(draft.text, desk.stores, scope)
    )
    if all(check.verdict is Verdict.SUPPORTED for check in own):
        return own
    plans = [each.plan for each in (draft, *draft.parts) if each.plan is not None]
    items = [operand.line_item for plan in plans for operand in plan.operands]
    meant = concept_names("; ".join((desk.understood.text, *items)))

    def judged(mine: NumberCheck, whole: NumberCheck) -> NumberCheck:
        if mine.verdict is not Verdict.UNSUPPORTED or whole.verdict is not Verdict.SUPPORTED:
            return mine
        if whole.how == "text":
            return whole  # digits of a line's name, word for word
        sentence = sentence_of(mine)
        named = concept_names(sentence)
        is_meant = not named or bool(named & meant)
        is_computed = whole.how == "derived" and is_meant and _is_dated(sentence, desk)
        return _of_whom(whole, owners.of(sentence)) if is_computed else mine

    return tuple(map(judged, own, check_draft(draft, desk.stores, scope)))


def _of_whom(check: NumberCheck, filing_ids: frozenset[str] | None) -> NumberCheck:
    """A figure of one company does not support a sentence that speaks of another's filings."""
    if check.verdict is not Verdict.SUPPORTED or filing_ids is None or not check.evidence:
        return check
    if any(citation.filing_id in filing_ids for citation in check.evidence):
        return check
    reason = (
        f"The figure stands in {check.evidence[0].filing}, and the sentence speaks of another"
        " company."
    )
    return replace(check, verdict=Verdict.UNSUPPORTED, how=None, reason=reason, formula=None)


def _is_dated(sentence: str, desk: Desk) -> bool:
    """Whether a sentence names no period, or one that was asked for."""
    scope = [record for record in desk.records if record.id in set(desk.understood.filing_ids)]
    named = [period for _, period in parse_periods(sentence, year_end_of(scope))]
    asked = desk.understood.periods
    return not named or not asked or any(ends_together(n, a) for n in named for a in asked)


def evidence_of(desk: Desk, draft: Draft) -> Evidence:
    """What the embedded engine used first, then the best passages."""
    if not desk.understood.filing_ids:
        return draft.evidence  # to a search, no filings would mean all
    hits = search(
        desk.understood.text, desk.stores, filing_ids=desk.understood.filing_ids, limit=PASSAGES
    )
    known = {hit.passage.passage_id for hit in draft.evidence.hits}
    more = tuple(hit for hit in hits if hit.passage.passage_id not in known)
    return Evidence(draft.evidence.facts[:FACTS], (*draft.evidence.hits, *more)[:PASSAGES])


def describe_filings(desk: Desk) -> dict[str, str]:
    """What to call each filing: "Acme Inc., 10-K, acme_2023.htm"."""
    return {
        record.id: ", ".join(
            part for part in (record.identity.company, record.identity.form, record.name) if part
        )
        for record in desk.records
    }


def _computed(draft: Draft) -> tuple[str, ...]:
    """What code computed for the draft and its parts, each with its working."""
    plans = [each.plan for each in (draft, *draft.parts) if each.value is not None]
    lines = (p.explanation for p in plans if p is not None and p.operation == "formula")
    return tuple(dict.fromkeys(line for line in lines if line))


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
    if written.abstained:
        return replace(
            draft,
            text=written.text,
            citations=tuple(citations) or draft.citations,
            value=None,
            values=(),
            parts=(),
            plan=None,
            abstained=True,
        )
    return replace(
        draft,
        text=written.text,
        citations=tuple(citations),
        value=_said(draft.value, written.text),
        values=draft.values if all(_said(v, written.text) for v in draft.values) else (),
        abstained=False,
    )


def _said(value: Value | None, text: str) -> Value | None:
    """The computed or looked-up value, where the model's text says it within its rounding."""
    if value is None:
        return None
    amount = abs(value.amount)
    return value if any(q.low <= amount <= q.high for q in find_quantities(text)) else None
