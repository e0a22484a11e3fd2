"""TAT-QA (Zhu et al., 2021): questions over a table and the paragraphs beside it.

Reads the file as published, and makes a small HTML filing of each context. What an answer is worth
is told by `evals/adapters/tatqa_metric.py`.
"""

from __future__ import annotations

import html
import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any

from evals.adapters.tatqa_metric import FACTORS, Gold, Match, Prediction, match, number_in
from evals.adapters.tatqa_spans import spans_of
from evals.types import AbstainTarget, Answered, Answerer, Cited, Figure, Sample
from ingest.facts.units import is_unit_note

_INTRODUCES = re.compile(
    r":\s*$|\b(?:following|below)\s+table\b|\bas\s+follows\b|\((?:amounts\s+)?in\s+(?:thousands|millions|000['’]?s)\b",
    re.IGNORECASE,
)


class TatQaError(ValueError):
    """The file is not a part of TAT-QA; `str` says where."""


@dataclass(frozen=True, slots=True)
class TatQaQuestion:
    """A question over one context, with its published answer."""

    uid: str
    text: str
    gold: Gold


@dataclass(frozen=True, slots=True)
class TatQaContext:
    """A table and paragraphs as a filing, and what is asked of them."""

    name: str  # file name of the filing
    page: bytes  # UTF-8 HTML
    questions: tuple[TatQaQuestion, ...]


def read_tatqa(path: Path) -> tuple[TatQaContext, ...]:
    """The contexts of a published file, in its order.

    Raises:
        TatQaError: not JSON, or a context lacks what every one has.
    """
    try:
        contexts = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise TatQaError(f"{path.name}: not UTF-8 JSON: {error}") from None
    if not isinstance(contexts, list):
        raise TatQaError(f"{path.name}: not a list of contexts")
    found = []
    for number, context in enumerate(contexts, 1):
        try:
            found.append(_context(context, f"tatqa_{number:04}.html"))
        except (KeyError, TypeError, ValueError) as error:
            told = f"{type(error).__name__}: {error}"
            raise TatQaError(f"{path.name}: context {number}: {told}") from None
    return tuple(found)


def _context(context: Mapping[str, Any], name: str) -> TatQaContext:
    rows: Sequence[Sequence[str]] = context["table"]["table"]
    ordered = sorted(context["paragraphs"], key=lambda paragraph: int(paragraph["order"]))
    return TatQaContext(
        name=name,  # its place in the file: what a file says of itself is no path
        page=page_of(rows, [str(paragraph["text"]) for paragraph in ordered]),
        questions=tuple(
            TatQaQuestion(q["uid"], q["question"], _gold(q)) for q in context["questions"]
        ),
    )


def page_of(rows: Sequence[Sequence[str]], paragraphs: Sequence[str]) -> bytes:
    """A filing as UTF-8 HTML; the published file does not say where the table stands.

    It goes after the paragraph that introduces it, else after the first, often a heading.
    """
    leads = [n for n, text in enumerate(paragraphs) if _INTRODUCES.search(text)]
    leads = leads or [n for n, text in enumerate(paragraphs) if is_unit_note(text)]
    place = leads[0] + 1 if leads else 1
    lines = [f"<p>{html.escape(text)}</p>" for text in paragraphs]
    cells = ["".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in rows]
    table = "\n".join(["<table>", *(f"<tr>{row}</tr>" for row in cells), "</table>"])
    body = "\n".join([*lines[:place], table, *lines[place:]])
    return f"<!doctype html><html><body>\n{body}\n</body></html>\n".encode()


def _gold(question: Mapping[str, Any]) -> Gold:
    answer = question["answer"]
    answers = tuple(map(str, answer)) if isinstance(answer, list) else (str(answer),)
    return Gold(str(question["answer_type"]), answers, str(question["scale"]))


def prediction_of(question: str, answered: Answered) -> Prediction | None:
    """An answer in TAT-QA's words: numbers or a text, and their scale; None for none.

    A figure that was looked up is given as its cell prints it, and one that was read in a sentence
    as it stands there, since that is what annotators marked; what was computed, as it came out.
    """
    if answered.is_abstained:
        return None
    figures = answered.figures
    if answered.amount is not None:
        figures = (Figure(answered.amount, answered.unit, answered.display),)
    if not figures:
        return Prediction(spans_of(question, answered.text), "")
    scale = _scale(figures[0])
    if len(answered.citations) != len(figures):  # operands
        return Prediction(tuple(map(_computed, figures, repeat(scale))), scale)
    told = tuple(map(_as_told, figures, answered.citations, repeat(scale)))
    is_worded = all(one.printed == "" for one in answered.citations)
    return Prediction(told, "" if is_worded else scale)


def _computed(figure: Figure, scale: str) -> str:
    return f"{figure.amount / FACTORS[scale]:f}"


def _as_told(figure: Figure, cited: Cited, scale: str) -> str:
    """The figure in the words of what is cited for it; computed, where that is something else."""
    if not cited.printed:
        return figure.display
    printed = number_in(cited.printed)
    shown = figure.amount if "%" in cited.printed else figure.amount / FACTORS[scale]
    if printed is None or abs(printed) != abs(round(shown, 4)):
        return _computed(figure, scale)
    return cited.printed


def _scale(figure: Figure) -> str:
    """What a figure is shown in."""
    if figure.unit in ("percent", "percentage_point"):
        return "percent"
    return next((word for word in ("billion", "million", "thousand") if word in figure.display), "")


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with what was answered, and how well that meets the published answer."""

    question: TatQaQuestion
    answered: str
    is_declined: bool
    match: Match


def judge(
    contexts: Sequence[TatQaContext], answerer: Answerer, on_context: Callable[[int], None]
) -> tuple[Judged, ...]:
    """Asks every question of its own context alone."""
    found = []
    for done, context in enumerate(contexts, 1):
        for question in context.questions:
            sample = Sample(
                question.uid, "tatqa", "en", question.text, AbstainTarget(), (context.name,)
            )
            answered = answerer(sample)
            given = prediction_of(question.text, answered)
            found.append(
                Judged(question, answered.text, given is None, match(given, question.gold))
            )
        on_context(done)
    return tuple(found)


def by_kind(judged: Sequence[Judged]) -> tuple[tuple[str, int, float, float, float], ...]:
    """Kind, count, exact match, F1 and the share declined; "all" last."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[one.question.gold.kind].append(one)
    rows = [(kind, groups[kind]) for kind in sorted(groups)] + [("all", list(judged))]
    return tuple(
        (
            kind,
            len(group),
            sum(one.match.exact for one in group) / len(group),
            sum(one.match.f1 for one in group) / len(group),
            sum(one.is_declined for one in group) / len(group),
        )
        for kind, group in rows
        if group
    )


def to_line(judged: Judged) -> str:
    """A judged answer as a line of JSON."""
    gold = judged.question.gold
    return (
        json.dumps(
            {
                "uid": judged.question.uid,
                "question": judged.question.text,
                "answered": judged.answered,
                "declined": judged.is_declined,
                "gold": list(gold.answers),
                "kind": gold.kind,
                "scale": gold.scale,
                "exact": judged.match.exact,
                "f1": judged.match.f1,
            },
            ensure_ascii=False,
        )
        + "\n"
    )
