"""What makes an answer, as hex digits: an answer is kept and used again only under the same ones.

Two parts. `run_fingerprint` is of all that is the same for every case of a run: the code, the
prompts, the model's settings, the index and the filings. `case_fingerprint` adds what is asked.
What is expected is left out on purpose: answers are judged afresh whenever they are used again, so
that a corrected target does not cost a model's time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from evals.types import Case, Claim

_ROOT = Path(__file__).resolve().parent.parent
_PACKAGES = ("ingest", "service", "prompts")
JUDGE_PROMPT = "judge"  # asks for an opinion on answers, and makes none
# What Python keeps, the chat page, and that prompt.
_MAKES_NO_ANSWER = ("__pycache__", "web", f"{JUDGE_PROMPT}.md")
_DIGITS = 16


def code_version(root: Path = _ROOT, packages: Iterable[str] = _PACKAGES) -> str:
    """Of the packages' files by name and content: a change counts, committed or not."""
    digest = hashlib.sha256()
    for package in packages:
        for path in sorted((root / package).rglob("*")):
            name = path.relative_to(root)
            if not path.is_file() or set(name.parts) & set(_MAKES_NO_ANSWER):
                continue
            digest.update(f"{name.as_posix()}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:_DIGITS]


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
