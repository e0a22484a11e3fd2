"""What a model proposes before it writes: the question on its own, its parts, a plan.

Every proposal is judged by code and carried out by the embedded engine; the model adds neither
facts nor arithmetic. Where the embedded engine has a value already, it stands. A proposal that
does not pass leaves what was there before, with a note.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ingest.errors import ModelBadOutput, ModelUnavailable
from service.answering.computing.compose import say_nothing
from service.answering.drafts import Desk, Draft
from service.answering.embedded import answer_embedded
from service.answering.understanding.following import is_follow_up
from service.answering.understanding.question import understand
from service.answering.with_model.faithful import added_by, is_question
from service.answering.with_model.parts import together
from service.answering.with_model.proposed_plans import Refused, carried_out
from service.answering.with_model.writing import describe_filings, evidence_of
from service.models import Model, propose_plan, split_question, standalone_question
from service.types import Question

# A second question in the same sentence, or a second sentence that asks.
_CLAUSES = re.compile(
    r"(?:\b(?:and|but|then)\b|[,;])\s+(?:also\s+)?(?:why|how|what|which|when|where|who|whether|by"
    r"\s+(?:how|what)|did|does|do|is|are|was|were|has|have)\b"
    r"|[?？].*\S.*[?？]|[,，；;以并並](?:为什么|為什麼|为何|為何|原因|如何|怎样|怎樣|是多少)",
    re.IGNORECASE | re.DOTALL,
)
_LEADING = re.compile(r"^\W*(?:(?:and|but|so|then|also)\b\W*)+", re.IGNORECASE)
_LINKED = re.compile(r"\band\b|,(?!\d)|[;，；、]|以及|和|及", re.IGNORECASE)
# A look-up that found nothing is a line that is not there, unless it is called like a relation.
_RELATION = re.compile(
    r"\b(?:ratio|rate|margin|cycle|days?|per|turnover|growth|yield|burden|shares?|average|mean"
    r"|percent(?:age)?|proportion|times|multiple|coverage|leverage|intensity|return|cost\s+of)\b"
    r"|率|比|占|佔|天数|天數|平均",
    re.IGNORECASE,
)
_NUMERIC = ("change", "computed")


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is written from: the question as it is now understood, and the draft."""

    question: Question
    desk: Desk
    draft: Draft
    notes: tuple[str, ...] = ()
    is_split: bool = False


def improved(
    question: Question, desk: Desk, draft: Draft, model: Model, *, evidence_chars: int
) -> Proposed:
    """The desk and the draft after what the model proposed and the code accepted.

    A model that is not available is not an error here: writing meets it next, and says so.
    """
    now = Proposed(question, desk, draft)
    try:
        for step in (_on_its_own, _in_parts):
            now = step(now, model)
        return _by_plan(now, model, evidence_chars)
    except ModelUnavailable:
        return now


def _noted(now: Proposed, note: str) -> Proposed:
    return replace(now, notes=(*now.notes, note))


def _on_its_own(now: Proposed, model: Model) -> Proposed:
    """A follow-up that our own rules do not answer with a value, in the model's wording."""
    question, draft = now.question, now.draft
    if not question.history or draft.value is not None or draft.values:
        return now
    if not is_follow_up(question.text) and not draft.abstained:
        return now
    try:
        text = standalone_question(question, model)
    except ModelBadOutput as error:
        return _noted(now, f"{error.detail} The follow-up was completed by rules.")
    if " ".join(text.split()) == question.text:
        return now
    if not is_question(text):
        return _noted(now, _unused("wording of the follow-up", "it is not a question"))
    if (added := added_by(text, question, now.desk.records)) is not None:
        return _noted(now, _unused("wording of the follow-up", f"it adds {added}"))
    understood = understand(replace(question, text=text, history=()), now.desk.records)
    desk = replace(now.desk, understood=understood)
    answered = answer_embedded(desk)
    if answered.abstained and not draft.abstained:
        return now
    return replace(now, question=replace(question, text=text), desk=desk, draft=answered)


def has_parts(text: str, draft: Draft) -> bool:
    """Whether a question may ask for several things that its draft does not give."""
    text = _LEADING.sub("", text)
    if _CLAUSES.search(text):
        return True
    return draft.abstained and _LINKED.search(text) is not None


def _in_parts(now: Proposed, model: Model) -> Proposed:
    """Each part answered by the embedded engine, and all of them together."""
    if not has_parts(now.question.text, now.draft):
        return now
    try:
        parts = split_question(now.question, model)
    except ModelBadOutput as error:
        return _noted(now, f"{error.detail} The question was not taken apart.")
    if len(parts) < 2:
        return now
    for part in parts:
        if not is_question(part):
            return _noted(now, _unused("splitting of the question", "a part is no question"))
        added = added_by(part, now.question, now.desk.records, words=True)
        if added is not None:
            return _noted(now, _unused("splitting of the question", f"it adds {added}"))
    drafts = []
    for part in parts:
        asked = replace(now.question, text=part, history=())
        understood = understand(asked, now.desk.records)
        drafts.append(answer_embedded(replace(now.desk, understood=understood)))
    language = now.desk.understood.language
    return replace(now, draft=together(now.draft, parts, drafts, language), is_split=True)


def _by_plan(now: Proposed, model: Model, evidence_chars: int) -> Proposed:
    """A number that the embedded engine cannot give, computed as the model says it is defined."""
    understood = now.desk.understood
    is_numeric = understood.operation in _NUMERIC or (
        understood.operation == "lookup" and _RELATION.search(understood.text) is not None
    )
    if now.is_split or not now.draft.abstained or not is_numeric or _has_reason(now):
        return now
    names = describe_filings(now.desk)
    scope = set(understood.filing_ids)
    companies = {r.identity.company for r in now.desk.records if r.id in scope}
    try:
        plan = propose_plan(
            Question(understood.text),
            evidence_of(now.desk, now.draft),
            model,
            filing_names=names,
            companies=sorted(company for company in companies if company),
            periods=understood.period_words,
            max_evidence_chars=evidence_chars,
        )
    except ModelBadOutput as error:
        return _noted(now, f"{error.detail} Nothing was computed.")
    if plan is None:
        return now
    try:
        draft = carried_out(now.desk, plan)
    except Refused as reason:
        return _noted(now, _unused("plan", str(reason)))
    note = (
        f"How this is computed was proposed by {model.name}; the figures are those of the filings,"
        " the arithmetic is done by code. The plan is shown and can be changed."
    )
    return _noted(replace(now, draft=draft), note)


def _has_reason(now: Proposed) -> bool:
    """An abstention that says why (no such company, several companies) lacks no plan."""
    plain = say_nothing(now.desk.understood.language, now.draft.citations)
    return now.draft.text != plain


def _unused(what: str, why: str) -> str:
    return f"The model's {what} was not used: {why}."
