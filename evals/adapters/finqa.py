"""FinQA (Chen et al., 2021): questions over a table and the text around it, with their programs.

Reads the file as published. Each page becomes a small HTML filing, named by what it holds: what
a file says of itself is no path. The answer is what the program gives; it is put into base
units by the scale that the question, the table or the text before it says. Items whose program
does not give the published result are left out and counted.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from evals.adapters.finqa_program import (
    ProgramError,
    Step,
    Value,
    execute,
    plain_cell,
    steps_of,
)
from evals.adapters.published import (
    Adapted,
    Json,
    LeftOut,
    adapt_each,
    page_name,
    read_items,
    words,
)

_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_ASKED_SCALE = re.compile(
    r"\bin (?:us )?(?:dollars? |\$ ?)?(thousand|million|billion)s?\b", re.IGNORECASE
)
_NOTE = re.compile(
    r"\b(?:in|of|\$) ?(?:us )?(?:\$ ?|dollars? (?:in )?)?(thousand|million|billion)s\b"
    r"|\(\s*(thousand|million|billion)s\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\bshares?\b(?! price)|\bemployees\b|\bnumber of\b|\bhow many\b|\bsquare feet\b|\byears\b",
    re.IGNORECASE,
)
_LEADING = 3  # sentences before the table that may say its scale
_TOLERANCE = Decimal("0.005")
_CLOSE = Decimal("0.001")  # of the published result, which is rounded to five places
_PLACES = Decimal("0.000000000001")
UNDONE = "the program cannot be carried out"
APART = "the program does not give the published result"


def read_finqa(path: Path) -> Adapted:
    """The cases of a published file, and a filing for each different page.

    Raises:
        SetError: a line for each item that is not of the published shape.
    """
    pages: dict[str, bytes] = {}

    def to_case(item: Json) -> Json:
        content = page_of(_texts(item, "pre_text"), _table(item), _texts(item, "post_text"))
        name = page_name("finqa", content)
        case = _case(item, name)
        pages.setdefault(name, content)
        return case

    return replace(adapt_each(read_items(path), to_case), pages=pages)


def page_of(before: Sequence[str], rows: Sequence[Sequence[str]], after: Sequence[str]) -> bytes:
    """A table between two stretches of text, as UTF-8 HTML."""
    cells = ["".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in rows]
    lines = [
        "<!doctype html><html><body>",
        *(f"<p>{html.escape(text)}</p>" for text in before),
        "<table>",
        *(f"<tr>{row}</tr>" for row in cells),
        "</table>",
        *(f"<p>{html.escape(text)}</p>" for text in after),
        "</body></html>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _texts(item: Json, name: str) -> list[str]:
    texts = item[name]
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ValueError(f"`{name}` is not a list of texts")
    return texts


def _table(item: Json) -> list[list[str]]:
    rows = item["table"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise ValueError("`table` is not a list of rows")
    return [[plain_cell(str(cell)) for cell in row] for row in rows]


def _case(item: Json, name: str) -> Json:
    qa = item["qa"]
    question, program = words(qa["question"], "question"), words(qa["program"], "program")
    table = _table(item)
    try:
        result = execute(program, table)
        last = steps_of(program)[-1]
    except ProgramError:
        raise LeftOut(UNDONE) from None
    if not _agrees(result, qa.get("exe_ans")):
        raise LeftOut(APART)
    evidence = [{"filing": name, "quote": quote} for quote in _quotes(item, table)]
    if isinstance(result, bool):
        kind, answer = "yesno", {"texts": [_word(result)], "must_contain": [_word(result)]}
    else:
        kind, answer = "derived", _answer(item, result, last, program)
    return {
        "id": words(item["id"], "id"),
        "filings": [name],
        "question": question,
        "kind": kind,
        "lang": "en",
        "answer": answer,
        **({"evidence": evidence} if evidence else {}),
        "note": program,
    }


def _word(result: bool) -> str:
    return "yes" if result else "no"


def _agrees(result: Value, published: object) -> bool:
    if published is None:
        return True
    if isinstance(result, bool) or isinstance(published, str):
        return isinstance(result, bool) and published == _word(result)
    if isinstance(published, bool) or not isinstance(published, int | Decimal):
        return False
    return abs(result - Decimal(published)) <= _CLOSE * max(abs(result), Decimal("0.01"))


def _answer(item: Json, result: Decimal, last: Step, program: str) -> Json:
    qa = item["qa"]
    shown = str(qa.get("answer") or "").strip()
    factor, unit = Decimal(1), "ratio"
    if "%" in shown or _is_share(qa["question"], last):
        # A share is a fraction, unless the program made hundredths of it, or the table prints them.
        is_whole = last.arguments[-1] == "const_100" and last.name == "multiply"
        is_printed = last.name != "divide" and "%" not in program
        factor, unit = Decimal("0.01") if is_whole or is_printed else Decimal(1), "percent"
    elif not _is_ratio(last):
        factor, unit = _scale(item)
    value = (result * factor).quantize(_PLACES) if abs(result) < 10**12 else result * factor
    return {
        "value": value,
        "unit": unit,
        "tolerance": _TOLERANCE,
        **({"display": shown} if shown else {}),
    }


def _is_share(question: str, last: Step) -> bool:
    asks = re.search(r"\bpercent|\bpercentage|\bgrowth rate\b|%", question, re.IGNORECASE)
    return asks is not None and _is_ratio(last)


def _is_ratio(last: Step) -> bool:
    return last.name == "divide" and not last.arguments[-1].startswith("const_")


def _scale(item: Json) -> tuple[Decimal, str]:
    """What one printed unit stands for, and the unit: dollars where the table has any."""
    question, table = str(item["qa"]["question"]), _table(item)
    head = " ".join(cell for row in table[:2] for cell in row)
    lead = " ".join(_texts(item, "pre_text")[-_LEADING:])
    everything = " ".join(cell for row in table for cell in row)
    dollars = re.search(r"\$|\bdollars?\b", f"{everything} {lead} {item['qa'].get('answer', '')}")
    unit = "count" if _COUNTED.search(question) or dollars is None else "USD"
    for text, pattern in ((question, _ASKED_SCALE), (head, _NOTE), (lead, _NOTE)):
        if found := pattern.search(text):
            word = next(filter(None, found.groups()))
            return Decimal(_SCALES[word.lower()]), unit
    return Decimal(1), unit


def _quotes(item: Json, table: Sequence[Sequence[str]]) -> Iterator[str]:
    """The rows and sentences that the answer rests on; what is not there is left out."""
    texts = [*_texts(item, "pre_text"), *_texts(item, "post_text")]
    gold = item["qa"].get("gold_inds", {})
    for name in gold if isinstance(gold, dict | list) else ():
        kind, _, number = str(name).partition("_")
        at = int(number) if re.fullmatch(r"\d{1,6}", number) else -1
        if kind == "table" and 0 <= at < len(table):
            quote = "\t".join(cell for cell in table[at] if cell.strip())
        elif kind == "text" and 0 <= at < len(texts):
            quote = texts[at]
        else:
            continue
        if quote.strip():
            yield quote
