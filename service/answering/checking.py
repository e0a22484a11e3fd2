"""The check on an answer: its numbers against the filings, its computed value computed again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from ingest.errors import RequestError
from ingest.stores import Stores
from service.answering.computing.formula import evaluate
from service.answering.computing.plans import operand_value
from service.answering.drafts import Draft
from service.answering.figures.lookup import WIDE
from service.answering.figures.told import reread
from service.answering.quoted import as_quoted
from service.grounding import check_numbers, find_quantities
from service.grounding.quantity import Quantity
from service.types import Citation, NumberCheck, Plan, Verdict


def check_draft(draft: Draft, stores: Stores, filing_ids: Sequence[str]) -> tuple[NumberCheck, ...]:
    """One check for every quantity of the draft, in order.

    The value of a plan is computed again from the cells that the plan names, whatever the text
    says about it; every other number is judged by its sentence alone. Over many filings only those
    that the draft cites are looked into: a figure of another company would confirm by chance.
    """
    if len(filing_ids) > WIDE and draft.citations:
        filing_ids = tuple(dict.fromkeys(citation.filing_id for citation in draft.citations))
    checks = _with_names(check_numbers(draft.text, stores, filing_ids), draft)
    checks = tuple(_as_cited(check, draft, stores) for check in checks)
    checks = as_quoted(checks, draft, stores)
    written = {quantity.start: quantity for quantity in find_quantities(draft.text)}
    for part in (draft, *draft.parts):
        checks = _with_computed(checks, part, written, stores)
    return checks


def _with_computed(
    checks: tuple[NumberCheck, ...],
    draft: Draft,
    written: Mapping[int, Quantity],
    stores: Stores,
) -> tuple[NumberCheck, ...]:
    """The value of the draft's plan, computed again, confirms what shows it."""
    plan, value = draft.plan, draft.value
    if plan is None or value is None or plan.operation != "formula" or not plan.explanation:
        return checks
    amount = _recomputed(plan, stores)
    if amount is None:
        return checks
    return tuple(
        _confirmed(check, draft, plan)
        if _shows(check, written, abs(amount)) or _is_constant(check, plan)
        else check
        for check in checks
    )


def _is_constant(check: NumberCheck, plan: Plan) -> bool:
    """A number of the formula itself, as it is written out: "a ÷ b × 1000000"."""
    return check.verdict is not Verdict.SUPPORTED and check.text in _CONSTANTS.findall(plan.formula)


_CONSTANTS = re.compile(r"(?<![\w.])\d{3,}(?:\.\d+)?(?![\w.])")


def _with_names(checks: Sequence[NumberCheck], draft: Draft) -> tuple[NumberCheck, ...]:
    """Numbers inside the name of a cited line ("2 to 3 years", "After two years") are that name.

    Word for word, in digits or spelled out. An answer leaves out what a name ends on where it
    only refers to somewhere else: "(Note 8)".
    """
    if all(check.verdict is Verdict.SUPPORTED for check in checks):
        return tuple(checks)
    named: list[tuple[int, int, Citation]] = []
    for citation in draft.citations:
        name = citation.cell.row if citation.cell is not None else ""
        for called in {name.strip(), _IN_BRACKETS.sub("", name).strip()} - {""}:
            places = re.finditer(re.escape(called), draft.text)
            named.extend((match.start(), match.end(), citation) for match in places)
    return tuple(_named(check, named) for check in checks)


_IN_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")


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


_READ = ("exact", "rounded")  # off a cell, not computed
_MARK = re.compile(r"^[^\d\[;]*(?:\d{1,2}\s)?[^\[;]{0,24}\[(\d+)\]")


def _as_cited(check: NumberCheck, draft: Draft, stores: Stores) -> NumberCheck:
    """A number that the text ties to one cell: its mark follows, the line's name leads its clause.

    The cell is read from the store again; name and size must both be its own. This judges lines
    whose names hold no words to search by ("3 to 6 months"), and makes tick and citation show the
    same place.
    """
    match = _MARK.match(draft.text[check.end :])
    is_supported = check.verdict is Verdict.SUPPORTED
    if match is None or (is_supported and check.how not in _READ):
        return check
    cited = next((c for c in draft.citations if c.id == int(match[1])), None)
    if cited is None or cited.cell is None or not cited.cell.row:
        return check
    if is_supported and cited.cell in [shown.cell for shown in check.evidence]:
        return check
    clause = draft.text[: check.start].rpartition(";")[2]
    place = (cited.cell.row_index, cited.cell.column_index)
    facts = stores.library.facts([cited.filing_id], table_id=cited.cell.table_id)
    fact = next((fact for fact in facts if (fact.row, fact.column) == place), None)
    if fact is None or cited.cell.row not in clause:
        return check
    if not any(q.low <= abs(fact.value) <= q.high for q in find_quantities(check.text)):
        return check
    if is_supported:  # of several cells that show it, the one that the text cites
        return replace(check, evidence=(cited,))
    return replace(
        check,
        verdict=Verdict.SUPPORTED,
        how="exact",
        reason="As the cited cell of this line shows.",
        expected=None,
        evidence=(cited,),
    )


def _recomputed(plan: Plan, stores: Stores) -> Decimal | None:
    """The formula over the figures that the executed plan names, read from the store again."""
    values: dict[str, Decimal] = {}
    for operand in plan.operands:
        if operand.told_at is not None:
            told = reread(operand.told_at, stores)
            if told is None:
                return None
            values[operand.name] = told
            continue
        if operand.fact_id is None:
            continue
        table_id, row, _ = operand.fact_id.rsplit("-", 2)
        facts = stores.library.facts_of_rows([(table_id, int(row))])
        fact = next((fact for fact in facts if fact.fact_id == operand.fact_id), None)
        if fact is None:
            return None
        values[operand.name] = operand_value(plan, fact, operand.line_item, facts)
    try:
        return evaluate(plan.formula, values)
    except RequestError:
        return None


def _shows(check: NumberCheck, written: Mapping[int, Quantity], size: Decimal) -> bool:
    """The quantity as written, read where it stands, allows this size."""
    quantity = written.get(check.start)
    if check.verdict is Verdict.SUPPORTED or quantity is None:
        return False
    return quantity.low <= size <= quantity.high


def _confirmed(check: NumberCheck, draft: Draft, plan: Plan) -> NumberCheck:
    return replace(
        check,
        verdict=Verdict.SUPPORTED,
        how="derived",
        reason="Computed again from the cited figures.",
        expected=None,
        formula=plan.explanation,
        evidence=draft.citations,
    )
