"""Who is on the board: directors by the kind that an announcement closes with. Pure but for search.

"As at the date of this announcement, the Board comprises Mr. A as executive Director, Mr. B and
Ms. C as non-executive Directors" or "the executive Directors are Dr. D and Mr. E; ...".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import zip_longest

from service.answering.drafts import Desk, Draft
from service.answering.prose.extract import Sentence, sentences_about
from service.evidence import cite_sentence
from service.types import Evidence, Hit, Retriever, Value

PASSAGES = 12
_KIND = r"(?:independent\s+non-?\s?executive|non-?\s?executive|executive)"
_ASKED = re.compile(
    rf"\b(?P<kind>{_KIND})\s+directors?\b|(?P<zh>独立非执行|獨立非執行|非执行|非執行|执行|執行)董事",
    re.IGNORECASE,
)
_ASKS_NAMES = re.compile(
    r"^\W*(?:who|name|list|identify|which|what\s+are\s+the\s+names|(?:the\s+)?names\s+of|how\s+many)\b|谁|誰|哪|几[名位]|多少[名位]",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(r"\bhow\s+many\b|几[名位]|多少[名位]", re.IGNORECASE)
_ZH = {"独立非执行": "independent non-executive", "獨立非執行": "independent non-executive",
       "非执行": "non-executive", "非執行": "non-executive",
       "执行": "executive", "執行": "executive"}  # fmt: skip
_NAME = re.compile(
    r"\b(?:Mr|Ms|Mrs|Miss|Dr|Prof|Professor|Sir)\b\.?\s+[A-Z][\w’'-]*(?:\s+[A-Z][\w’'-]*)*"
)
_AS = re.compile(rf"\bas\s+(?:the\s+)?(?P<kind>{_KIND})\s+directors?\b", re.IGNORECASE)
_ARE = re.compile(
    rf"(?P<kind>{_KIND})\s+directors?(?:\s+of\s+the\s+company)?\s*(?:are|is|,?\s*namely|:|being|comprises?)\s",
    re.IGNORECASE,
)


def directors_named(desk: Desk) -> Draft | None:
    """The directors of the kind that is asked for, as the filing names its board."""
    text = desk.understood.measure
    asked = _ASKED.search(text)
    if asked is None or not _ASKS_NAMES.search(text):
        return None
    kind = _plain(asked["kind"] or _ZH[asked["zh"]])
    found = [
        (names, sentence)
        for sentence in _sentences(desk)
        if (names := members(sentence.text).get(kind))
    ]
    if not found or len({frozenset(names) for names, _ in found}) > 1:
        return None
    names, sentence = found[0]
    passage, span = sentence.passage, sentence.span
    citation = cite_sentence(passage, span.start, span.end, desk.stores.library, 1)
    evidence = Evidence(hits=(Hit(passage, 1.0, 0, Retriever.LEXICAL),))
    plural = "s" if len(names) > 1 else ""
    listed = f"{kind.capitalize()} director{plural}: {', '.join(names)} [1]."
    if _HOW_MANY.search(text) is None:
        return Draft(listed, (citation,), evidence=evidence)
    value = Value(Decimal(len(names)), "persons", str(len(names)))
    return Draft(listed, (citation,), value=value, evidence=evidence)


def members(text: str) -> dict[str, tuple[str, ...]]:
    """The directors of each kind that a sentence names."""
    names = [(match.start(), match.group()) for match in _NAME.finditer(text)]
    found: dict[str, tuple[str, ...]] = {}
    start = 0
    for match in _AS.finditer(text):  # the names before it, since the last one
        found[_plain(match["kind"])] = tuple(n for at, n in names if start <= at < match.start())
        start = match.end()
    if found:
        return found
    heads = list(_ARE.finditer(text))
    for match, after in zip_longest(heads, heads[1:]):
        end = len(text) if after is None else after.start()
        found[_plain(match["kind"])] = tuple(n for at, n in names if match.end() <= at < end)
    return found


def _plain(kind: str) -> str:
    return re.sub(r"non-?\s?executive", "non-executive", " ".join(kind.lower().split()))


def _sentences(desk: Desk) -> Iterator[Sentence]:
    query = (
        "board executive directors independent non-executive directors date of this announcement"
    )
    ids = desk.understood.filing_ids
    for told in sentences_about(query, ids, desk.records, desk.stores, limit=PASSAGES):
        if len(members(told.text)) > 1:
            yield told
