"""FinanceBench (Islam et al., 2023): questions over US filings, with the pages that answer them.

Reads the JSON Lines as published. A filing is its `doc_name` with .pdf; pages are counted from 0
there and from 1 here. A number is an amount in the scale that its question asks for.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from evals.adapters.published import (
    Adapted,
    Json,
    LeftOut,
    Written,
    adapt_each,
    figures_in,
    half_a_digit,
    plain_name,
    read_items,
    words,
    written,
)

_SCALE = re.compile(r"\b(thousand|million|billion)s?\b", re.IGNORECASE)
_FACTORS = {"": 1, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_MONEY = re.compile(r"\bUSD\b|\bUS dollars?\b|\$", re.IGNORECASE)
_PER_SHARE = re.compile(r"\bper share\b|\bEPS\b", re.IGNORECASE)
_DAYS = re.compile(r"\bdays\b|\bDPO\b|\bDIO\b|\bDSO\b")
_DECIMALS = re.compile(
    r"round\w*[^.]*?\bto (?:the )?(one|two|three|four|\d) decimal", re.IGNORECASE
)
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4}
_YES_NO = re.compile(r"\W*(yes|no)\b", re.IGNORECASE)
PROSE = "the answer is prose without a figure: nothing judges it"


def read_financebench(path: Path, *, with_prose: bool = False) -> Adapted:
    """The cases of a published file.

    Args:
        path: JSON Lines (or an array) as published.
        with_prose: keep the items whose answer is prose without a figure; they are of use for
            `retrieval`, but `run` counts them right only where the answer has every word of it.

    Raises:
        SetError: a line for each item that is not of the published shape.
    """
    return adapt_each(read_items(path), lambda item: _case(item, with_prose=with_prose))


def _case(item: Json, *, with_prose: bool) -> Json:
    question, answer = words(item["question"], "question"), words(item["answer"], "answer").strip()
    filing = _filing(item["doc_name"])
    kind, target = _target(question, answer, item.get("question_type") == "metrics-generated")
    prose = target.get("texts") == [answer] and "must_contain" not in target
    if prose and not with_prose:
        raise LeftOut(PROSE)
    note = str(item.get("question_type", ""))
    return {
        "id": words(item["financebench_id"], "financebench_id"),
        "filings": [filing],
        "question": question,
        "kind": kind,
        "lang": "en",
        "answer": target,
        "evidence": [_evidence(piece, filing) for piece in item["evidence"]],
        **({"note": note} if note else {}),
    }


def _filing(name: object) -> str:
    return f"{plain_name(name, 'doc_name')}.pdf"


def _evidence(piece: Json, filing: str) -> Json:
    name = piece.get("doc_name", piece.get("evidence_doc_name"))
    page = piece["evidence_page_num"]
    if isinstance(page, bool) or not isinstance(page, int) or page < 0:
        raise ValueError(f"`evidence_page_num` is no page: {page!r}")
    return {
        "filing": filing if name is None else _filing(name),
        "quote": words(piece["evidence_text"], "evidence_text"),
        "page": page + 1,
    }


def _target(question: str, answer: str, is_metric: bool) -> tuple[str, Json]:
    number = written(answer)
    if number is not None:
        kind = "lookup" if is_metric and not _is_computed(question) else "derived"
        return kind, _number(question, answer, number)
    if opening := _YES_NO.match(answer):
        return "yesno", {"texts": [answer], "must_contain": [opening[1].lower()]}
    figures = list(dict.fromkeys(figures_in(answer)))
    if figures:
        return "text", {"texts": [answer], "must_contain": figures}
    return "text", {"texts": [answer]}


def _is_computed(question: str) -> bool:
    pattern = (
        r"\bratio\b|\bmargin\b|\baverage\b|\bturnover\b|\bgrowth\b|\bchange\b|%|\bdefined as\b"
    )
    return re.search(pattern, question, re.IGNORECASE) is not None


def _number(question: str, answer: str, number: Written) -> Json:
    """The amount in base units, within half a unit of its last digit.

    Dollar amounts are printed with two decimals whatever they show, so that zeros at their end
    say nothing; where the question says to how many decimals, that decides.
    """
    scale = _SCALE.search(question)
    decimals = number.decimals
    if number.is_money:
        digits = f"{number.value:f}"
        decimals = len(digits.partition(".")[2].rstrip("0"))
    if asked := _DECIMALS.search(question):
        decimals = max(decimals, int(_COUNTS.get(asked[1].lower(), asked[1])))
    factor, unit = Decimal(1), "ratio"
    if number.is_percent:
        factor, unit = Decimal("0.01"), "percent"
    elif _is_money(question, number):
        factor = Decimal(_FACTORS[scale[1].lower() if scale else ""])
        unit = "USD/share" if _PER_SHARE.search(question) else "USD"
    elif _DAYS.search(question):
        unit = "days"
    return {
        "value": number.value * factor,
        "unit": unit,
        "display": answer,
        "tolerance": half_a_digit(number, decimals),
    }


def _is_money(question: str, number: Written) -> bool:
    if number.is_money:
        return True
    return _MONEY.search(question) is not None and not _is_computed(question)
