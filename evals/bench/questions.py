"""Questions with the pages that hold their evidence, and how many of these a search finds."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from evals.bench.types import FoundPage


class PageQuestion(NamedTuple):
    """A question to one file; pages count from 1."""

    text: str
    file: str
    pages: tuple[int, ...]


def read_questions(path: Path, files: Iterable[Path]) -> tuple[PageQuestion, ...]:
    """The questions of a JSON Lines file in FinanceBench's form that are about `files`.

    A line has `question`, `doc_name` (the file's name without its ending) and `evidence`, a list
    of {"doc_name", "evidence_page_num"}, pages counted from 0: they are converted here. Evidence
    in other files is left out, and a question without any in `files` too.
    """
    names = {file.stem: file.name for file in files}
    questions = []
    for line in path.read_text("utf-8").splitlines():
        item = json.loads(line)
        stem = item["doc_name"]
        pages = {
            int(piece["evidence_page_num"]) + 1
            for piece in item["evidence"]
            if piece.get("doc_name", stem) == stem
        }
        if stem in names and pages:
            questions.append(PageQuestion(item["question"], names[stem], tuple(sorted(pages))))
    return tuple(questions)


def page_recall(question: PageQuestion, found: Sequence[FoundPage], depth: int) -> float:
    """Share of the evidence pages among the first `depth` different pages found."""
    different = list(dict.fromkeys(found))[:depth]
    gold = {FoundPage(question.file, page) for page in question.pages}
    return len(gold & set(different)) / len(gold)
