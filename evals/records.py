"""Runs as JSON files, and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evals.types import Outcome, Provenance, Run, SampleFailure, SampleResult, Score


class RecordError(ValueError):
    """A file that is not a run or a baseline; says which file and why."""


def save_run(run: Run, path: Path) -> None:
    """Writes a run as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(run), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def load_run(path: Path) -> Run:
    """Reads a run.

    Raises:
        RecordError: there is no such file, or it holds something else.
    """
    value = read_json(path)
    try:
        return Run(
            provenance=_provenance(value["provenance"]),
            results=tuple(_result(item) for item in value["results"]),
            failures=tuple(SampleFailure(**item) for item in value["failures"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise RecordError(f"{path} is not a run: {type(error).__name__}: {error}") from None


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file.

    Raises:
        RecordError: there is no such file, or it holds something else.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RecordError(f"{path} cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        raise RecordError(f"{path} is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise RecordError(f"{path} does not hold a JSON object")
    return value


def _provenance(value: dict[str, Any]) -> Provenance:
    return Provenance(**{**value, "sets": tuple(value["sets"])})


def _result(value: dict[str, Any]) -> SampleResult:
    scores = tuple(Score(**score) for score in value["scores"])
    return SampleResult(**{**value, "scores": scores, "outcome": Outcome(value["outcome"])})
