"""Filing first: which filings a question is about, by the companies and periods it names. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from ingest.facts import ends_together
from ingest.names import is_partial
from ingest.stores.records import FilingRecord
from ingest.types import Period
from service.chinese import simplified
from service.retrieval.brands import brand_of, called_zh


def filings_named(text: str, records: Sequence[FilingRecord]) -> tuple[FilingRecord, ...]:
    """The filings whose company the text names, by its full, short or Chinese name.

    Also by its first word, where that is no other company's and the text writes it as somebody's
    name: "Acme's revenue", "the revenue of Acme". Where it names none so, by the first two words:
    "Acme Foods" of Acme Foods International Inc.
    """
    by_word: dict[str, list[FilingRecord]] = defaultdict(list)
    for record in records:
        for word in filter(None, (_first_word(record), brand_of(record.identity.company or ""))):
            by_word[word.casefold()].append(record)
    called = {
        record.id
        for word, found in by_word.items()
        if _calls(word, text) and all(is_same_company(found[0], other) for other in found[1:])
        for record in found
    }
    named = tuple(
        record
        for record in records
        if record.id in called
        or any(_is_named(n, text, record.identity.company or "") for n in names_of(record))
    )
    return named or tuple(record for record in records if _calls(_first_two(record), text))


def names_written(text: str, record: FilingRecord) -> tuple[str, ...]:
    """The names that a text calls the company of a filing by which it names, as it writes them."""
    names = {name for name in names_of(record) if not name.isdigit()}
    brand = brand_of(record.identity.company or "")
    names.update(w for w in (_first_word(record), _first_two(record), brand) if _calls(w, text))
    at = {name: text.casefold().find(name.casefold()) for name in names}
    return tuple(text[start : start + len(name)] for name, start in at.items() if start >= 0)


_FIRST_WORD = re.compile(r"(?:the\s+)?([A-Z][a-z][\w-]{2,})\b", re.IGNORECASE)


def _first_word(record: FilingRecord) -> str:
    match = _FIRST_WORD.match(record.identity.company or "")
    return match[1] if match else ""


_FIRST_TWO = re.compile(r"(?:the\s+)?([A-Z][\w'’-]+\s+[A-Z][\w'’-]{2,})\b", re.IGNORECASE)
_FORM = re.compile(
    r"\s(?:inc|corp\w*|company|co|ltd|limited|plc|llc|group|holdings?|trust)$", re.IGNORECASE
)


def _first_two(record: FilingRecord) -> str:
    """The first two words of a company's name, where the second is no legal form."""
    match = _FIRST_TWO.match(record.identity.company or "")
    return "" if match is None or _FORM.search(match[1]) else match[1]


def names_begun(record: FilingRecord) -> tuple[str, ...]:
    """What a name of several words is cut to, longest first: two words of it, or more.

    "Acme Foods International" and "Acme Foods" of Acme Foods International, Inc.
    """
    words = re.sub(r"^the\s+", "", record.identity.company or "", flags=re.IGNORECASE).split()
    found = []
    for count in range(len(words), 1, -1):
        name = " ".join(words[:count]).strip(" ,.")
        if not _FORM.search(name) and all(re.match(r"[A-Za-z]", word) for word in words[:count]):
            found.append(name)
    return tuple(found)


def _calls(word: str, text: str) -> bool:
    """Whether a word stands in a text as the name of somebody who has or does something."""
    if not word or word.casefold() not in text.casefold():
        return False
    if " " in word:  # two words with capitals are a name wherever they stand
        capital = "" if text == text.lower() else "(?-i:(?=[A-Z]))"
        written = r"\s+".join(f"{capital}{re.escape(part)}" for part in word.split())
        return re.search(rf"\b{written}\b", text, re.IGNORECASE) is not None
    name = rf"(?-i:(?=[A-Z])){re.escape(word)}"
    owns = rf"\b{name}['’]s\b"
    does = (
        rf"\b(?:of|at|by|for|does|do|did|has|have|is|was|about)\s+{name}\b"
        r"(?!\s+(?-i:[A-Z])|\s+(?:and|&|or)\s)"  # a longer name; "of General and administrative"
    )
    return re.search(f"{owns}|{does}", text, re.IGNORECASE) is not None


def names_of(record: FilingRecord) -> tuple[str, ...]:
    """Every name by which a filing's company may be called."""
    identity = record.identity
    return tuple(name for name in (identity.company, *identity.aliases) if name)


def _is_named(name: str, text: str, company: str) -> bool:
    if re.search(r"[\u3400-\u9fff]", name):
        plain = simplified(text)
        short = called_zh(name)
        return (len(name) >= 2 and simplified(name) in plain) or (
            short is not None and short.search(plain) is not None
        )
    if name.isdigit():
        return re.search(rf"\bstock\s+code\s*:?\s*{name}\b", text, re.IGNORECASE) is not None
    if name.casefold() not in text.casefold():
        return False
    is_part = is_partial(name, company)
    # A ticker is written in capitals; a word out of a name has a capital where it is meant as one.
    is_ticker = name.isupper() and (len(name) <= 3 or (is_part and len(name) <= 6))
    found = re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
    if is_ticker:
        return any(match.group() == name for match in found)
    return any(match.group()[0].isupper() or not is_part for match in found)


def is_same_company(one: FilingRecord, other: FilingRecord) -> bool:
    """Two filings of one company: they share a name that is not a number, misread letters apart."""
    mine, theirs = one.identity, other.identity
    return _is_one(mine.company or "", mine.aliases, theirs.company or "", theirs.aliases)


@lru_cache(maxsize=16_384)
def _is_one(one: str, aliases: tuple[str, ...], other: str, others: tuple[str, ...]) -> bool:
    mine = {name.casefold() for name in (one, *aliases) if name and not name.isdigit()}
    if any(name.casefold() in mine for name in (other, *others)):
        return True
    return _is_misread(one, other)


def with_all_filings(
    named: Sequence[FilingRecord], records: Sequence[FilingRecord]
) -> tuple[FilingRecord, ...]:
    """All filings of the companies that `named` are of, whatever each calls its company."""
    ids = {record.id for record in named}
    return tuple(
        record
        for record in records
        if record.id in ids or any(is_same_company(record, other) for other in named)
    )


def companies_of(
    records: Sequence[FilingRecord],
) -> tuple[tuple[str, tuple[FilingRecord, ...]], ...]:
    """The companies of filings with the filings of each; those that name no company left out.

    A company that its filings spell differently goes by the first of its spellings.
    """
    found: list[list[FilingRecord]] = []
    for record in records:
        if not record.identity.company:
            continue
        for group in found:
            if any(is_same_company(record, other) for other in group):
                group.append(record)
                break
        else:
            found.append([record])
    return tuple((group[0].identity.company or "", tuple(group)) for group in found)


@lru_cache(maxsize=4096)
def _is_misread(one: str, other: str) -> bool:
    """Long names that differ in some letters of one long word, as machine-extracted text does.

    A short word, a number or a numeral that differs makes another company.
    """
    mine, theirs = _WORDS.findall(one.casefold()), _WORDS.findall(other.casefold())
    if len(mine) != len(theirs) or len(mine) < FEWEST_WORDS:
        return False
    apart = [(a, b) for a, b in zip(mine, theirs, strict=True) if a != b]
    return len(apart) == 1 and all(
        min(len(a), len(b)) >= LONG_WORD and SequenceMatcher(None, a, b).ratio() >= ALIKE
        for a, b in apart
    )


_WORDS = re.compile(r"[\w&]+")
FEWEST_WORDS = 3
LONG_WORD = 8  # letters
ALIKE = 0.8


def period_factor(record: FilingRecord, periods: Sequence[Period]) -> float:
    """How likely a filing speaks of the periods asked for: its own most, its comparative next."""
    own = record.identity.period
    if not periods or own is None:
        return 1.0
    if any(ends_together(own, period) for period in periods):
        return 1.3
    if any(own.end.year == period.end.year for period in periods):
        return 1.15
    if any(0 < own.end.year - period.end.year <= 2 for period in periods):
        return 1.0
    return 0.8
