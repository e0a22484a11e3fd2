"""TAT-QA (Zhu et al., 2021) as cases of our own; its own metric is `evals/adapters/tatqa.py`'s.

Reads the file as published; each context becomes a small HTML filing. A number is put into base
units by its published scale, and is met within half a unit of the last digit that is published.
The set does not tell units: what is no share and bears no currency sign is judged by size and sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from evals.adapters.published import (
    Adapted,
    Json,
    LeftOut,
    adapt_each,
    half_a_digit,
    page_name,
    read_items,
    words,
    written,
)
from evals.adapters.tatqa import page_of
from evals.adapters.tatqa_metric import FACTORS
from evals.types import UNTOLD_UNIT

_SCALED = re.compile(r"(?P<number>.*?)\s*\b(?P<scale>thousand|million|billion)s?", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_ASKS_WHEN = re.compile(r"\byears?\b|\bwhen\b|\bperiods?\b", re.IGNORECASE)
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}
_ENDS = " .,;:"  # of a span that was cut from a sentence
NO_NUMBER = "a computed or counted answer that is no number"
EMPTY = "the answer is empty"


def read_tatqa_cases(path: Path) -> Adapted:
    """The cases of a published file, and a filing for each different context that has one.

    Raises:
        SetError: a line for each context or question that is not of the published shape.
    """
    pages: dict[str, bytes] = {}

    def to_case(item: Json) -> Json:
        context, asked = item["context"], item.get("asked")
        if not isinstance(asked, dict):
            raise ValueError("`questions` is not a list of questions")
        paragraphs = _paragraphs(context)
        content = page_of(_rows(context), list(paragraphs.values()))
        name = page_name("tatqa", content)
        case = _case(asked, name, paragraphs)
        pages.setdefault(name, content)
        return case

    adapted = adapt_each(list(_questions(read_items(path))), to_case)
    return replace(adapted, pages=pages)


def _questions(contexts: Sequence[tuple[str, Json]]) -> Iterator[tuple[str, Json]]:
    for place, context in contexts:
        questions = context.get("questions")
        if not isinstance(questions, list):
            yield place, {"context": context}
            continue
        for number, asked in enumerate(questions, 1):
            yield f"{place}, question {number}", {"context": context, "asked": asked}


def _rows(context: Json) -> list[list[str]]:
    rows = context["table"]["table"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ValueError("`table` is not a list of rows")
    return [[str(cell) for cell in row] for row in rows]


def _paragraphs(context: Json) -> dict[str, str]:
    """Text by the number that a question names it by, in reading order."""
    ordered = sorted(context["paragraphs"], key=lambda paragraph: int(paragraph["order"]))
    return {str(paragraph["order"]): str(paragraph["text"]) for paragraph in ordered}


def _case(asked: Json, name: str, paragraphs: Mapping[str, str]) -> Json:
    question = words(asked["question"], "question")
    kind, target = _target(asked, question)
    quotes = _quotes(asked, paragraphs)
    derivation = str(asked.get("derivation") or "").strip()
    return {
        "id": words(asked["uid"], "uid"),
        "filings": [name],
        "question": question,
        "kind": "compare" if kind == "text" and asked.get("req_comparison") is True else kind,
        "lang": "en",
        "answer": target,
        **({"evidence": [{"filing": name, "quote": quote} for quote in quotes]} if quotes else {}),
        **({"note": derivation} if derivation else {}),
    }


def _quotes(asked: Json, paragraphs: Mapping[str, str]) -> list[str]:
    """The paragraphs of an answer that stands in the text alone; cells are not told."""
    if asked.get("answer_from") != "text":
        return []
    named = map(str, asked.get("rel_paragraphs") or ())
    return [quote for at in named if (quote := paragraphs.get(at, "").strip())]


def _target(asked: Json, question: str) -> tuple[str, Json]:
    published, scale = asked["answer"], str(asked["scale"])
    if scale not in FACTORS:
        raise ValueError(f"`scale` is none of {', '.join(filter(None, FACTORS))}: {scale[:40]!r}")
    spans = published if isinstance(published, list) else [published]
    answers = [text for span in spans if (text := _text(span).strip(_ENDS))]
    if not answers:
        raise LeftOut(EMPTY)
    kind = asked["answer_type"]
    if kind == "multi-span":
        return "list", {"items": [_spellings(answer) for answer in answers]}
    if len(answers) > 1:
        told = f"`answer_type` {str(kind)[:40]!r}"
        raise ValueError(f"{told} means an answer of one part, not {len(answers)}")
    (answer,) = answers
    if kind == "span":
        is_year = _YEAR.fullmatch(answer) and (not scale or _ASKS_WHEN.search(question))
        number = None if is_year else _number(answer, scale)
        if number is None:
            return "text", {"texts": [answer]}
        # A cell as it is printed: whether brackets are a sign or the way costs are shown, it
        # does not say.
        return "lookup", number | ({"sign_free": True} if "(" in answer else {})
    if kind not in ("arithmetic", "count"):
        raise LeftOut(f"an answer of the kind {str(kind)[:40]!r}")
    number = _number(answer, scale)
    if number is None:
        raise LeftOut(NO_NUMBER)
    if kind == "count":
        number |= {"unit": "count", "tolerance": Decimal(0)}
    return "derived", number


def _text(span: Any) -> str:
    """A span, or a number with the digits that are published."""
    return f"{span:f}" if isinstance(span, Decimal) else str(span)


def _spellings(answer: str) -> list[str]:
    """As published; a figure also by its digits alone, whatever sign and brackets it is given."""
    number = written(answer)
    return [answer] if number is None else list(dict.fromkeys((answer, f"{abs(number.value):f}")))


def _number(answer: str, scale: str) -> Json | None:
    """The amount in base units; None where the answer is more or less than a number."""
    display = answer if not scale or scale in answer else f"{answer} {scale}"
    if said := _SCALED.fullmatch(answer):
        answer, scale = said["number"], said["scale"].lower()
    number = written(answer)
    if number is None:
        return None
    if number.is_percent:
        scale = "percent"
    unit = next((code for sign, code in _SIGNS.items() if sign in answer), UNTOLD_UNIT)
    return {
        "value": number.value * FACTORS[scale],
        "unit": "percent" if scale == "percent" else unit,
        "display": display,
        "tolerance": half_a_digit(number),
    }
