"""A model takes a question apart that asks for several things. What it adds is judged elsewhere."""

from __future__ import annotations

import prompts
from ingest.errors import ModelBadOutput
from service.models.evidence import fenced
from service.models.reasoning import without_reasoning
from service.models.replies import json_of
from service.models.types import Model
from service.models.writing import history_of
from service.types import Question

MOST_PARTS = 5
_PART_CHARS = 500
_WHAT = "a list of questions"


def split_question(question: Question, model: Model) -> tuple[str, ...]:
    """The questions that `question` asks, 1 to 5, each a line.

    Raises:
        ModelUnavailable: Down, slow or refusing.
        ModelBadOutput: Not a JSON list of 1 to 5 different questions.
    """
    rendered = prompts.load("split").render(
        history=fenced(history_of(question)),
        question=fenced(question.text),
        most=str(MOST_PARTS),
    )
    reply = "".join(without_reasoning(iter([model.complete(rendered)])))
    parts = json_of(reply, _WHAT)
    if not isinstance(parts, list) or not 1 <= len(parts) <= MOST_PARTS:
        raise ModelBadOutput(f"The model did not reply with {_WHAT}, {MOST_PARTS} at most.")
    lines = []
    for part in parts:
        if not isinstance(part, str) or not part.strip() or len(part) > _PART_CHARS:
            raise ModelBadOutput(f"The model did not reply with {_WHAT}.")
        lines.append(" ".join(part.split()))
    if len({line.casefold() for line in lines}) < len(lines):
        raise ModelBadOutput("The model gave the same part of the question twice.")
    return tuple(lines)
