"""A whole statement, true or false, told from the verdicts on its numbers. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from evals.types import Answered, Checked


def answer_of_checks(checks: Sequence[Checked]) -> Answered:
    """Yes where every number is supported, no where one is contradicted, else an abstention.

    A statement without a number is not judged: its words are nothing that a number check reads.
    """
    verdicts = {check.verdict for check in checks}
    told = "; ".join(f"{check.text}: {check.verdict}" for check in checks)
    if "contradicted" in verdicts:
        return Answered(text=f"No: {told}", checks=tuple(checks), engine="check")
    if not verdicts or verdicts != {"supported"}:
        why = told or "it has no number to check"
        return Answered(text=why, is_abstained=True, checks=tuple(checks), engine="check")
    return Answered(text=f"Yes: {told}", checks=tuple(checks), engine="check")
