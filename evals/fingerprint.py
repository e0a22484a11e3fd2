"""What makes an answer, as hex digits: an answer is kept and used again only under the same ones.

Two parts. `run_fingerprint` is of all that is the same for every case of a run: the code, the
prompts, the model's settings, the index and the filings. `case_fingerprint` adds what is asked.
What is expected is left out on purpose: answers are judged afresh whenever they are used again, so
that a corrected target does not cost a model's time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from evals.types import Case, Claim

JUDGE_PROMPT = "judge"  # asks for an opinion on answers, and makes none
_DIGITS = 16


def run_fingerprint(settings: Mapping[str, str]) -> str:
    """Of what an answerer was opened with, by name and value."""
    return _hash(sorted(settings.items()))


def case_fingerprint(run: str, case: Case) -> str:
    """Of one question or claim asked under a run's fingerprint."""
    if isinstance(case, Claim):
        return _hash([run, "claim", case.text, case.filing])
    history = [[turn.question, turn.answer] for turn in case.history]
    asked: list[object] = [run, "question", case.question, list(case.filings), history]
    if case.fact is not None or case.is_statement:  # put otherwise than in words
        asked += [repr(case.fact), case.is_statement]
    return _hash(asked)


def _hash(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
