"""The answers to a question's parts, put together as one draft. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from service.answering.computing.compose import say_nothing
from service.answering.drafts import Draft, numbered_on
from service.types import Evidence, Value

_MOST_FOLLOW_UPS = 3


def together(
    whole: Draft, questions: Sequence[str], drafts: Sequence[Draft], language: str
) -> Draft:
    """The parts' texts one below the other, their marks counted on, their evidence as one.

    Args:
        whole: The answer to the question as it was asked: kept where it has a value that no part
            gives, and where no part is answered.
        questions: The parts, in order.
        drafts: The answer to each.
        language: In which a part without an answer is said to have none.
    """
    evidence = _evidence((*drafts, whole))
    given = [draft for draft in drafts if not draft.abstained]
    values = [value for draft in given for value in (draft.values or _one(draft))]
    is_lost = whole.value is not None and whole.value.amount not in {v.amount for v in values}
    if not given or is_lost or len(values) < len(whole.values):
        return replace(whole, evidence=evidence)
    lines: list[str] = []
    moved: list[Draft] = []
    for question, draft in zip(questions, drafts, strict=True):
        if draft.abstained:
            # What is nearest to one part is no evidence of the others: it is not cited.
            lines.append(f"{question} {say_nothing(language, ())}")
        else:
            moved.append(numbered_on(draft, sum(len(each.citations) for each in moved)))
            lines.append(moved[-1].text)
    planned = [draft.plan for draft in moved if draft.value is not None]
    return Draft(
        text="\n".join(lines),
        citations=tuple(citation for draft in moved for citation in draft.citations),
        value=values[0] if len(values) == 1 else None,
        values=tuple(values) if len(values) > 1 else (),
        parts=tuple(part for draft in moved for part in (draft, *draft.parts)),
        plan=planned[0] if len(values) == len(planned) == 1 else None,
        follow_ups=_distinct(each for draft in given for each in draft.follow_ups),
        evidence=evidence,
        notes=tuple(dict.fromkeys(note for draft in drafts for note in draft.notes)),
    )


def _one(draft: Draft) -> tuple[Value, ...]:
    return () if draft.value is None else (draft.value,)


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))[:_MOST_FOLLOW_UPS]


def _evidence(drafts: Sequence[Draft]) -> Evidence:
    """The facts and passages of all, each once, those of answers before those of abstentions."""
    ordered = sorted(drafts, key=lambda draft: draft.abstained)
    facts = {fact.fact_id: fact for draft in ordered for fact in draft.evidence.facts}
    hits = {hit.passage.passage_id: hit for draft in ordered for hit in draft.evidence.hits}
    return Evidence(tuple(facts.values()), tuple(hits.values()))
