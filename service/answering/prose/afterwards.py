"""What happened after the balance sheet date: the section that a filing has for it.

The events stand as lettered items or as sentences that open with their day; a filing without any
says that there were none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.types import Passage, PassageKind
from service.answering.drafts import Desk, Draft
from service.answering.prose.certain import event_told
from service.answering.prose.extract import Sentence
from service.answering.prose.textual import is_in_month, quoting, record
from service.sentences import sentences

PASSAGES, MOST = 12, 8
_AFTER = r"(?:after|since|subsequent\s+to|following)"
_DATE = (
    r"(?:\w+\s+){0,5}?(?:period|year|balance\s+sheet|reporting|statement|year[- ]end"
    r"|30\s+June|31\s+\w+)"
)
_ASKED = re.compile(
    r"\b(?:subsequent|post[- ](?:balance[- ]sheet|reporting|year[- ]end|period(?:[- ]end)?))"
    r"\s+(?:\w+\s+)?events?\b"
    rf"|\bevents?\s+(?:\w+\s+)?{_AFTER}\s+{_DATE}"
    rf"|\b(?:happen(?:ed)?|occur(?:red)?|took\s+place)\b.*\b{_AFTER}\s+{_DATE}"
    r"|(?:报告期|報告期|期|年|结算日|結算日)[后後](?:事项|事項|事件)",
    re.IGNORECASE,
)
_HEADED = re.compile(
    rf"\bevents?\s+(?:\w+\s+)?{_AFTER}\b|\b(?:subsequent|post[- ]\w+(?:\s+\w+)?)\s+events?\b"
    r"|[后後](?:事项|事項)",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"^\W*(?:\(?[a-z0-9ivx]{1,4}[.)]\s+)?(?:(?:On|In|During|After|As\s+at)\s+(?:\w+\s+){0,3}?\w*\d"
    r"|Subsequent\s+to\b)"
)
_ITEM = re.compile(r"^\W*\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[.)]\s+", re.IGNORECASE)
_NONE = re.compile(
    r"\b(?:no|not\s+any|not\s+aware\s+of\s+any)\s+(?:\w+,?\s+){0,4}?"
    r"(?:events?|matters?|transactions?)\b",
    re.IGNORECASE,
)
_SAVE = re.compile(r"\b(?:save|except|other\s+than|apart\s+from)\b", re.IGNORECASE)


def events_afterwards(desk: Desk) -> Draft | None:
    """The events after the period, each as its filing tells it first; or that there were none."""
    understood = desk.understood
    if _ASKED.search(understood.text) is None or len(understood.companies) > 1:
        return None
    told = list(_told(desk))
    if len({sentence.passage.filing_id for sentence in told}) != 1:
        return None
    items = [s for s in told if _ITEM.match(s.text)]
    dated = [s for s in told if _OPENS.match(s.text)]
    events = items if len(items) > 1 else dated
    is_asked_whether = understood.operation == "yesno"
    if events:
        return quoting(desk, events[:MOST], lead="Yes. " if is_asked_whether else "")
    none = [s for s in told if _NONE.search(s.text) and not _SAVE.search(s.text)]
    if none:
        return quoting(desk, none[:1], lead="No. " if is_asked_whether else "")
    return None


def event_of_month(desk: Desk, found: Sequence[Sentence]) -> Draft | None:
    """What happened in a month that is asked of, in the one sentence that has a day of it."""
    if desk.understood.operation != "text":
        return None
    event = event_told(desk.understood, [s for s in found if is_in_month(s, desk)])
    return None if event is None else quoting(desk, [event])


def _told(desk: Desk) -> Iterator[Sentence]:
    """The sentences of the sections that are headed so, in the order they stand in."""
    query = "events after the reporting period subsequent events"
    hits = desk.stores.lexical.search(
        query, kind="passage", filing_ids=desk.understood.filing_ids, limit=PASSAGES
    )
    passages = [
        passage
        for passage in desk.stores.library.passages([passage_id for passage_id, _ in hits])
        if passage.kind is PassageKind.TEXT
    ]
    for passage in sorted(passages, key=_place):
        start, end = _section(passage)
        lines_end = not record(desk, passage.filing_id).is_paged
        for span in sentences(passage.text, lines_end=lines_end):
            if start <= span.start < end:
                yield Sentence(passage, span, span.of(passage.text), 1.0, 1.0)


_HEADING = re.compile(r"^[ \t]*(?P<text>[^\n.:;]{4,70})[ \t]*$", re.MULTILINE)


def _section(passage: Passage) -> tuple[int, int]:
    """Where in a passage the section stands: all of it, or from its heading to the next one."""
    if passage.headings and _HEADED.search(passage.headings[-1]):
        return 0, len(passage.text)
    lines = [match for match in _HEADING.finditer(passage.text) if len(match["text"].split()) < 9]
    for place, line in enumerate(lines):
        if _HEADED.search(line["text"]):
            after = next((m for m in lines[place + 1 :] if m["text"].isupper()), None)
            return line.end(), len(passage.text) if after is None else after.start()
    return 0, 0


def _place(passage: Passage) -> tuple[str, int, int]:
    return passage.filing_id, passage.page, passage.span.start
