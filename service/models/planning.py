"""A model proposes how a number is computed, in the plan format. It computes nothing.

Only the form is read here: keys, types and sizes. Whether formula, periods and companies may
stand, and whether the operands are there, is for `service/answering/with_model/proposed_plans.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import prompts
from ingest.errors import ModelBadOutput
from service.models.evidence import evidence_block, fenced
from service.models.reasoning import without_reasoning
from service.models.replies import json_of
from service.models.types import Model
from service.types import Evidence, Operand, Plan, Question

MOST_OPERANDS = 8
_FORMULA_CHARS = 200
_TEXT_CHARS = 200  # of a line item, a company, a period, a unit
_NAME = re.compile(r"[a-z]\d?")
_PLAN_KEYS = frozenset({"operation", "operands", "formula", "unit"})
_OPERAND_KEYS = frozenset({"name", "line_item", "company", "period"})
_WHAT = "a plan"


def propose_plan(
    question: Question,
    evidence: Evidence,
    model: Model,
    *,
    filing_names: Mapping[str, str],
    companies: Sequence[str] = (),
    periods: Sequence[str] = (),
    max_evidence_chars: int | None = None,
) -> Plan | None:
    """The plan that the model proposes, not yet judged; None where it has none.

    Args:
        question: Its `text` is asked as it stands.
        evidence: What is nearest, to show how the filings call their lines.
        model: What proposes.
        filing_names: filing_id -> what to call the filing.
        companies: Those that an operand may be of.
        periods: Those asked for, in words.
        max_evidence_chars: See `evidence_block`.

    Raises:
        ModelUnavailable: Down, slow or refusing.
        ModelBadOutput: Not a plan of known keys, types and sizes.
    """
    block = evidence_block(evidence, filing_names, max_chars=max_evidence_chars)
    rendered = prompts.load("plan").render(
        question=fenced(question.text),
        evidence=block.text,
        companies=fenced("\n".join(companies)),
        periods=fenced("\n".join(periods)),
    )
    reply = "".join(without_reasoning(iter([model.complete(rendered)])))
    return plan_of_reply(reply)


def plan_of_reply(reply: str) -> Plan | None:
    """The plan that a reply holds; None for `null`.

    Raises:
        ModelBadOutput: Not a plan of known keys, types and sizes.
    """
    value = json_of(reply, _WHAT)
    if value is None:
        return None
    fields = _object(value, _PLAN_KEYS)
    operation = _text(fields, "operation")
    listed = fields.get("operands")
    if operation not in ("formula", "lookup") or not isinstance(listed, list):
        raise ModelBadOutput(f"The model did not reply with {_WHAT}.")
    if not 1 <= len(listed) <= MOST_OPERANDS:
        raise ModelBadOutput(f"The model's plan has not 1 to {MOST_OPERANDS} operands.")
    operands = tuple(_operand(each) for each in listed)
    if len({operand.name for operand in operands}) < len(operands):
        raise ModelBadOutput("The model's plan has two operands of one name.")
    formula = _text(fields, "formula", most=_FORMULA_CHARS)
    return Plan(operation, operands, formula, _optional(fields, "unit"))


def _operand(value: object) -> Operand:
    fields = _object(value, _OPERAND_KEYS)
    name = _text(fields, "name")
    if not _NAME.fullmatch(name):
        raise ModelBadOutput("The model's plan has an operand that is not named a, b, c.")
    return Operand(
        name,
        _text(fields, "line_item"),
        company=_optional(fields, "company"),
        period=_optional(fields, "period"),
    )


def _object(value: object, keys: frozenset[str]) -> Mapping[str, object]:
    """A JSON object without keys of its own making: no cell may be named, no value given."""
    if not isinstance(value, dict) or not keys >= value.keys():
        raise ModelBadOutput(f"The model did not reply with {_WHAT}.")
    return value


def _text(fields: Mapping[str, object], key: str, *, most: int = _TEXT_CHARS) -> str:
    value = fields.get(key)
    if not isinstance(value, str) or not value.strip() or len(value) > most:
        raise ModelBadOutput(f"The model's plan has no {key} that can be used.")
    return " ".join(value.split())


def _optional(fields: Mapping[str, object], key: str) -> str | None:
    return None if fields.get(key) in (None, "") else _text(fields, key)
