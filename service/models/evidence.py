"""Facts and passages as numbered text for a prompt, fenced so that they stay data. Pure.

What stands in a filing, in its name, in a question or in a draft was written by strangers.
Each of its lines starts with "| ", so it can begin neither an item nor a fence line; what a chat
template, a fence or our own marks would read as theirs is replaced by characters that look alike.
The filing itself and its citations are never touched.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from ingest.types import Fact, Passage, Period
from service.types import Evidence

_LINE = "| "
# <<<, </tag>, <|im_start|>, <start_of_turn>: fences and chat templates. "< 5%" stays.
_OPENING = re.compile(r"<(?=[<A-Za-z/|!?_\uff5c])")
_CLOSING = re.compile(r"(?<=[>|\uff5c])>")
# [3], [1, 2], [INST], 【3】: marks and chat templates. Round brackets would read as a negative.
_MARK_LIKE = re.compile(r"[\[【]\s*([\^/]?[\d,;\s–-]+|/?[A-Z_]+)\s*[\]】]")
_KEPT_CONTROLS = frozenset("\t\n")


class EvidenceBlock(NamedTuple):
    """The numbered items as text; `left_out` items at the end did not fit."""

    text: str
    items: int
    left_out: int


def fenced(data: str, *, keeps_marks: bool = False) -> str:
    """Data from outside as lines that start with "| " and can close no fence.

    `keeps_marks`: its [n] are marks of the same evidence (a draft), not a filing's own brackets.
    """
    text = _neutral(data)
    lines = (text if keeps_marks else _MARK_LIKE.sub(r"⟦\1⟧", text)).split("\n")
    return "\n".join((_LINE + line).rstrip() for line in lines)


def evidence_block(
    evidence: Evidence,
    filing_names: Mapping[str, str],
    captions: Mapping[str, str] | None = None,
    *,
    max_chars: int | None = None,
) -> EvidenceBlock:
    """The evidence as numbered items: facts first, then hits, from [1] on.

    Args:
        evidence: What the answer may be written from, best first.
        filing_names: filing_id -> what to call the filing: "3M, 10-K, 2018". An id that is not
            there is shown as it is.
        captions: table_id -> the table's caption and unit note.
        max_chars: Items from the first one on that would pass this are left out, and counted.
            The first item is always there.
    """
    captions = captions or {}
    items = [
        ("fact", _fact_lines(fact, filing_names, captions.get(fact.table_id, "")))
        for fact in evidence.facts
    ]
    items += [("passage", _passage_lines(hit.passage, filing_names)) for hit in evidence.hits]
    texts: list[str] = []
    size = 0
    for number, (kind, lines) in enumerate(items, start=1):
        text = f"[{number}] {kind}\n" + fenced("\n".join(lines))
        size += len(text) + 2
        if max_chars is not None and size > max_chars and texts:
            break
        texts.append(text)
    return EvidenceBlock("\n\n".join(texts), len(texts), len(items) - len(texts))


def _fact_lines(fact: Fact, filing_names: Mapping[str, str], caption: str) -> list[str]:
    lines = [
        f"Filing: {_one_line(filing_names.get(fact.filing_id, fact.filing_id))}, page {fact.page}"
    ]
    if fact.entity:
        lines.append(f"Company: {_one_line(fact.entity)}")
    if caption:
        lines.append(f"Table: {_one_line(caption)}")
    lines.append(f"Line item: {_one_line(' > '.join(fact.labels))}")
    if fact.column_labels:
        lines.append(f"Column: {_one_line(' > '.join(fact.column_labels))}")
    lines.append(f"Period: {_period(fact.period)}")
    lines.append(f"Cell: {_one_line(fact.text)}")
    lines.append(f"Value: {_value(fact)}")
    return lines


def _passage_lines(passage: Passage, filing_names: Mapping[str, str]) -> list[str]:
    name = _one_line(filing_names.get(passage.filing_id, passage.filing_id))
    lines = [f"Filing: {name}, page {passage.page}"]
    if passage.headings:
        lines.append(f"Section: {_one_line(' > '.join(passage.headings))}")
    if passage.context:
        lines.append(passage.context)
    lines.append(passage.text)
    return lines


def _period(period: Period | None) -> str:
    if period is None:
        return "not stated"
    if period.start is None:
        return f"as of {period.end.isoformat()}"
    return f"{period.start.isoformat()} to {period.end.isoformat()}"


def _value(fact: Fact) -> str:
    """In base units, with the printed scale beside it: a model shall not have to guess it."""
    amount = f"{fact.value.normalize():,f}"
    unit = fact.unit or "unit not stated"
    scale = (
        "" if fact.scale == Decimal(1) else f" (printed in units of {fact.scale.normalize():,f})"
    )
    return f"{amount} {unit}{scale}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _neutral(data: str) -> str:
    # Unicode's line and page breaks first: they would end a line in some readers and not in ours.
    text = "\n".join(data.replace("\r\n", "\n").splitlines())
    # Controls and format characters (zero width, direction, tags) hide text from a person only.
    text = "".join(
        char
        for char in text
        if char in _KEPT_CONTROLS or unicodedata.category(char) not in ("Cc", "Cf", "Cs")
    )
    text = _OPENING.sub("‹", text)
    return _CLOSING.sub("›", text)
