"""The check on an answer: its numbers against the filings, its computed value computed again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ingest.errors import RequestError
from ingest.stores import Stores
from service.answering.drafts import Draft
from service.answering.formula import evaluate
from service.answering.plans import operand_value
from service.grounding import check_numbers, find_quantities
from service.types import Citation, NumberCheck, Plan, Verdict


def check_draft(draft: Draft, stores: Stores, filing_ids: Sequence[str]) -> tuple[NumberCheck, ...]:
    """One check for every quantity of the draft, in order.

    The value of a plan is computed again from the cells that the plan names, whatever the text
    says about it; every other number is judged by its sentence alone.
    """
    checks = _with_names(check_numbers(draft.text, stores, filing_ids), draft)
    plan, value = draft.plan, draft.value
    if plan is None or value is None or plan.operation != "formula" or not plan.explanation:
        return checks
    amount = _recomputed(plan, stores)
    if amount is None:
        return checks
    return tuple(
        _confirmed(check, draft, plan) if _shows(check, abs(amount)) else check for check in checks
    )


def _with_names(checks: Sequence[NumberCheck], draft: Draft) -> tuple[NumberCheck, ...]:
    """Digits inside the name of a cited line ("2 to 3 years") are that name, word for word."""
    named: list[tuple[int, int, Citation]] = []
    for citation in draft.citations:
        name = citation.cell.row if citation.cell is not None else ""
        if any(character.isdigit() for character in name):
            for match in re.finditer(re.escape(name), draft.text):
                named.append((match.start(), match.end(), citation))
    return tuple(_named(check, named) for check in checks)


def _named(check: NumberCheck, named: Sequence[tuple[int, int, Citation]]) -> NumberCheck:
    for start, end, citation in named:
        if start <= check.start and check.end <= end and check.verdict is not Verdict.SUPPORTED:
            return replace(
                check,
                verdict=Verdict.SUPPORTED,
                how="text",
                reason="Part of the name of the cited line.",
                expected=None,
                evidence=(citation,),
            )
    return check


def _recomputed(plan: Plan, stores: Stores) -> Decimal | None:
    """The formula over the facts that the executed plan names, read from the store again."""
    values: dict[str, Decimal] = {}
    for operand in plan.operands:
        if operand.fact_id is None:
            continue
        table_id, row, _ = operand.fact_id.rsplit("-", 2)
        facts = stores.library.facts_of_rows([(table_id, int(row))])
        fact = next((fact for fact in facts if fact.fact_id == operand.fact_id), None)
        if fact is None:
            return None
        values[operand.name] = operand_value(plan, fact, operand.line_item)
    try:
        return evaluate(plan.formula, values)
    except RequestError:
        return None


def _shows(check: NumberCheck, size: Decimal) -> bool:
    """The quantity as written allows this size."""
    if check.verdict is Verdict.SUPPORTED:
        return False
    return any(q.low <= size <= q.high for q in find_quantities(check.text))


def _confirmed(check: NumberCheck, draft: Draft, plan: Plan) -> NumberCheck:
    return replace(
        check,
        verdict=Verdict.SUPPORTED,
        how="derived",
        reason="Computed again from the cited cells.",
        expected=None,
        formula=plan.explanation,
        evidence=draft.citations,
    )
