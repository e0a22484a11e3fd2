"""What a question asks about, apart from whom and when. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.facts import parse_periods
from ingest.facts.calendar import CALENDAR_YEAR, YearEnd
from ingest.stores.records import FilingRecord
from service.answering.understanding.shorthand import without_asking
from service.answering.understanding.when import without_moves
from service.chinese import simplified, without
from service.retrieval.brands import brand_of, called_zh
from service.retrieval.routing import names_begun, names_of
from service.retrieval.wording import asked_part

_IS_CHINESE = re.compile(r"[\u3400-\u9fff]")


def measure_of(
    text: str, records: Sequence[FilingRecord], year_end: YearEnd = CALENDAR_YEAR
) -> str:
    """The question without the periods and companies it names, and without instructions."""
    rest = text = without_asking(without_moves(asked_part(text)))
    for span, _ in reversed(parse_periods(text, year_end)):
        rest = rest[: span.start] + " " + rest[span.end :]
    begun = {name for record in records for name in names_begun(record)}
    names = {name for record in records for name in names_of(record) if not name.isdigit()}
    for name in sorted(names | begun, key=len, reverse=True):
        if _IS_CHINESE.search(name):
            rest = without(rest, name)
            if (short := called_zh(name)) and (match := short.search(simplified(rest))):
                rest = f"{rest[: match.start()]} {rest[match.end() :]}"
        elif name not in names:
            rest = re.sub(_written_as(name, text), " ", rest)
        else:
            named = rf"(?<!\w){re.escape(name)}(?:['’]s?)?(?!\w)"
            rest = re.sub(named, " ", rest, flags=re.IGNORECASE)
    for brand in {brand_of(record.identity.company or "") for record in records} - {""}:
        rest = re.sub(_written_as(brand, text), " ", rest)
    rest = _without_owner(rest)
    for word in {word for record in records if (word := _first_word(record)) is not None}:
        rest = re.sub(rf"^\W*{word}['’]s\b", " ", rest)
        # As who holds, spends or earns it; "General and administrative" is no company.
        rest = re.sub(rf"(?<!^)\b{word}\b(?:['’]s)?(?!\s+(?:and|&)\s+[a-z])", " ", rest)
    return " ".join(rest.split())


# "The owner of the Lark cafes", "the XR-7 developer": somebody whom the filings are of.
_BRAND = r"[A-Z][\w&'’-]*(?:\s+[A-Z][\w&'’-]*)*"
_OWNER = re.compile(
    r"\b(?:[Tt]he\s+)?(?:(?:owner|operator|developer|maker|producer)\s+(?:of|behind)"
    rf"|(?:company|group|firm)\s+behind)\s+(?:the\s+)?{_BRAND}(?:\s+(?:brand|chain))?"
    rf"|\b[Tt]he\s+{_BRAND}\s+(?:owner|operator|developer|maker|producer)\b(?:['’]s)?"
)
_ASKS_WHO = re.compile(r"\b(?:who|which|whose)\b|^\W*(?:name|list)\b", re.IGNORECASE)


def _without_owner(text: str) -> str:
    """The text without a company that is only named by what it owns, makes or runs."""
    return text if _ASKS_WHO.search(text) else _OWNER.sub(" ", text)


def _written_as(name: str, text: str) -> str:
    """A pattern of a name as a text writes it: with capitals, or none where the text has none."""
    words = r"\s+".join(re.escape(part) for part in name.split())
    if text == text.lower():
        return rf"(?i:(?<!\w){words}(?:['’]s)?(?!\w))"
    written = r"\s+".join(rf"(?=[A-Z])(?i:{re.escape(part)})" for part in name.split())
    return rf"(?<!\w){written}(?:['’]s?)?(?![\w-])"


def _first_word(record: FilingRecord) -> str | None:
    """The word that people call a company by: "Adobe" of Adobe Inc."""
    match = re.match(r"(?:the\s+)?([A-Z][\w-]{3,})\b", record.identity.company or "", re.IGNORECASE)
    return None if match is None else match[1] if not match[1].isupper() else match[1].capitalize()
