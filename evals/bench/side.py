"""The child process of a measurement: one side, figures to a file as JSON."""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

from evals.bench.questions import page_recall, read_questions
from evals.bench.types import Side

_LIMIT = 10
_DEPTH = 5
_ROUNDS = 3
# Without questions of one's own: what anybody asks of any filing.
_QUERIES = (
    "What was the revenue?",
    "How did gross profit change from the year before?",
    "capital expenditure",
    "total assets",
    "What are the main risks?",
    "net cash from operating activities",
    "How many employees are there?",
    "trade receivables and inventories",
    "effective tax rate",
    "Who is the auditor?",
)


def _open(name: str, directory: Path) -> Side:
    # Each side imports its own libraries alone, so that its memory is its own.
    if name == "plain":
        from evals.bench.plain import PlainSide

        return PlainSide(directory / "store")
    from evals.bench.ours import OurSide

    return OurSide(directory / "store")


def main(argv: Sequence[str] | None = None) -> None:
    """Measures one side."""
    parser = argparse.ArgumentParser(prog="evals.bench.side")
    parser.add_argument("side", choices=["plain", "ours"])
    parser.add_argument("result", type=Path)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--questions", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    arguments = parser.parse_args(argv)

    start = time.perf_counter()
    side = _open(arguments.side, arguments.directory)
    side.preload()
    loaded = time.perf_counter() - start

    searchable: list[float] = []
    start = time.perf_counter()

    def on_searchable() -> None:
        if not side.search(_QUERIES[0], file=None, limit=_LIMIT):
            raise RuntimeError("nothing is found although everything can be searched")
        searchable.append(time.perf_counter() - start)

    pages = side.index(arguments.files, on_searchable)
    embedded = time.perf_counter() - start

    questions = read_questions(arguments.questions, arguments.files) if arguments.questions else ()
    recalls = [
        page_recall(question, side.search(question.text, file=question.file, limit=_LIMIT), _DEPTH)
        for question in questions
    ]
    seconds = sorted(_seconds(side, query) for query in _QUERIES * _ROUNDS)
    figures = {
        "pages": pages,
        "passages": side.passages(),
        "load_seconds": loaded,
        "first_answer_seconds": searchable[0],
        "embedded_seconds": max(embedded, searchable[0]),
        "search_median_seconds": statistics.median(seconds),
        "search_p95_seconds": seconds[int(len(seconds) * 0.95)],
        "page_recall_5": statistics.fmean(recalls) if recalls else None,
        "questions": len(questions),
    }
    side.close()
    arguments.result.write_text(json.dumps(figures), "utf-8")


def _seconds(side: Side, query: str) -> float:
    start = time.perf_counter()
    side.search(query, file=None, limit=_LIMIT)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
