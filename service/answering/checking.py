"""The check on an answer: its numbers against the filings, its computed value computed again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ingest.errors import RequestError
from ingest.stores import Stores
from service.answering.drafts import Draft
from service.answering.formula import evaluate
from service.answering.plans import operand_value
from service.grounding import check_numbers, find_quantities
from service.types import NumberCheck, Plan, Verdict


def check_draft(draft: Draft, stores: Stores, filing_ids: Sequence[str]) -> tuple[NumberCheck, ...]:
    """One check for every quantity of the draft, in order.

    The value of a plan is computed again from the cells that the plan names, whatever the text
    says about it; every other number is judged by its sentence alone.
    """
    checks = check_numbers(draft.text, stores, filing_ids)
    plan, value = draft.plan, draft.value
    if plan is None or value is None or plan.operation != "formula" or not plan.explanation:
        return checks
    amount = _recomputed(plan, stores)
    if amount is None:
        return checks
    return tuple(
        _confirmed(check, draft, plan) if _shows(check, abs(amount)) else check for check in checks
    )


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
