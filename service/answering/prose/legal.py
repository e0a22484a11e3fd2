"""Whether there are legal proceedings, and whether they matter, as a filing's own sentences say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.answering.drafts import Desk
from service.answering.prose.extract import Sentence, sentences_about

PASSAGES = 40
_ASKED = re.compile(
    r"\blegal\s+(?:\w+\s+){0,2}?(?:proceedings?|matters?|battles?|actions?|disputes?)\b|\blitigation\b|\blawsuits?\b",
    re.IGNORECASE,
)
_ADVERSE = re.compile(r"\badverse\b", re.IGNORECASE)
_NOT_MATERIAL = re.compile(
    r"\b(?:do(?:es)?\s+not\s+(?:\w+\s+)?(?:believe|expect|anticipate)|not\s+(?:\w+\s+)?expected\s+to|not\s+(?:\w+\s+)?"
    r"(?:a\s+)?(?:party|subject)\s+to|(?:is|are)\s+not\s+likely\s+to|will\s+not|no\s+(?:matters|legal|pending|material)"
    r"|none\s+of)\b.*\bmaterial",
    re.IGNORECASE | re.DOTALL,
)
_ONLY_SOME = re.compile(r"\b(?:except|other\s+than|certain\s+of|some\s+of)\b", re.IGNORECASE)
_PENDING = re.compile(
    r"\b(?:lawsuits?|suits?|class\s+actions?|legal\s+actions?|actions?|complaints?)\b[^.]*?\b(?:were|was|have\s+been"
    r"|has\s+been|are|is)\s+(?:\w+\s+){0,2}?(?:filed|pending|brought|commenced|named)\b[^.]*"
    r"|\b(?:is|are|was|were)\s+(?:\w+\s+){0,2}?(?:named\s+as\s+)?(?:a\s+)?defendants?\s+in\b[^.]*",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"\b(?:legal|litigation|proceedings?|claims?|lawsuits?|actions?|matters?)\b", re.IGNORECASE
)
_QUERY = "legal proceedings lawsuits litigation claims filed against material adverse effect"


def of_proceedings(desk: Desk) -> tuple[bool, Sentence] | None:
    """Yes or no, and the sentence that says so; None where none plainly does.

    That some are pending answers whether there are any; that none is expected to matter answers
    whether one is, and whether there are material ones where none is named.
    """
    question = desk.understood.text
    if not _ASKED.search(question) or desk.understood.operation != "yesno":
        return None
    if not desk.understood.filing_ids:
        return None
    told = list(_sentences(desk))
    calm = next((s for s in told if _says_calm(s.text)), None)
    pending = next((s for s in told if _PENDING.search(s.text)), None)
    if _ADVERSE.search(question) or pending is None:
        return None if calm is None else (False, calm)
    return True, pending


def _says_calm(text: str) -> bool:
    is_calm = _LEGAL.search(text) and _NOT_MATERIAL.search(text)
    return bool(is_calm and not _ONLY_SOME.search(text))


def _sentences(desk: Desk) -> Iterator[Sentence]:
    ids = desk.understood.filing_ids
    for told in sentences_about(_QUERY, ids, desk.records, desk.stores, limit=PASSAGES):
        if len(told.text.split()) > 6:
            yield told
