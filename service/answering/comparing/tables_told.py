"""What a table is of: the years that it shows a line for, and what a line is made up of.

For which years is net revenue given?        the periods of the line, or of a table
What are the components of total revenue?    the lines under its heading, or those that add up to it
How many components are there under ...?     as many
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from ingest.facts import describe
from ingest.types import Fact, Period
from service.answering.comparing.ranking import Contender, say_which
from service.answering.drafts import Desk, Draft
from service.answering.figures.lookup import CLEAR, FAIR, find_facts, worth_reading
from service.answering.figures.scoring import SURE
from service.answering.understanding.cleaning import clean
from service.answering.understanding.phrases import spoken_terms
from service.answering.understanding.wanted import is_light, naming_terms
from service.types import Value

_PERIODS = r"(?:(?:fiscal|financial)\s+)?(?:years|periods)"
_TOLD = (
    r"(?:calculated|computed|recorded|presented|reported|shown|provided|given|included|covered"
    r"|disclosed|measured|determined|stated|recogni[sz]ed|available)"
)
_OF_YEARS = re.compile(
    rf"^\W*(?:(?:in|for|over)\s+)?(?:which|what)\s+{_PERIODS}\s+(?:"
    rf"(?:was|were|is|are)\s+(?P<line>.+?)\s+{_TOLD}\b(?:\s+(?:for|in|under|by))?"
    r"(?:\s+the\s+(?:following\s+)?table)?"
    r"|(?:does|do|did)\s+the\s+(?P<a>[\w' -]*?)(?:table|statement)\s+"
    r"(?:show|cover|include|present|provide)\w*(?:\s+(?:information|data|figures))?"
    r"(?:\s+(?:for|on|of))?(?P<told>.*?))\W*$"
    rf"|^\W*what\s+are\s+the\s+{_PERIODS}\s+(?:{_TOLD}\s+)?(?:in|under|by|of)\s+the\s+"
    r"(?P<of>[\w' -]*?)\s*table\W*$",
    re.IGNORECASE,
)
_KINDS = r"(?:components?|elements?|constituents?|parts?|categories|segments?|items?|lines?|types?)"
_MADE_OF = re.compile(
    rf"\bwhat\s+(?:are|were)\s+the\s+(?:\w+\s+)?{_KINDS}\s+"
    r"(?:of|under|in|within|that\s+make\s+up)\s+(?P<whole>.+?)\W*$"
    rf"|^\W*(?:name|list|identify|what\s+are|what)\s+(?:the\s+)?(?:\w+\s+)?(?:{_KINDS}|class(?:es)?|kinds?)\s+"
    r"(?:of|make\s+up|makes?\s+up|are\s+in|compris\w+|form)\s+(?P<listed>.+?)\W*$"
    rf"|\bhow\s+many\s+(?:\w+\s+)?{_KINDS}\s+are\s+there\s+"
    r"(?:of|under|in|within)\s+(?P<counted>.+?)\W*$",
    re.IGNORECASE,
)
_DEDUCTED = re.compile(r"^\W*less\b", re.IGNORECASE)
MOST = 12  # lines that something is made up of


def told_of_tables(desk: Desk) -> Draft | None:
    """The periods, or the lines, that are asked for; None: they are not, or cannot be told."""
    if len(desk.understood.companies) > 1:
        return None
    return _years(desk) or _members(desk)


def _years(desk: Desk) -> Draft | None:
    match = _OF_YEARS.match(desk.understood.text)
    if match is None or desk.understood.periods:
        return None
    said = next((part for part in match.groups() if part), "")
    facts = _line(desk, clean(said)) or _only_table(desk, said)
    dated: dict[Period, Fact] = {}
    for fact in facts:
        if fact.period is not None and fact.confidence >= SURE:
            dated.setdefault(fact.period, fact)
    if len(dated) < 2 or len({period.is_instant for period in dated}) > 1:
        return None
    shown = [Contender(describe(period), Decimal(0), (fact,)) for period, fact in dated.items()]
    return say_which(desk, f"{'; '.join(one.name for one in shown)}. ", shown)


def _line(desk: Desk, name: str) -> Sequence[Fact]:
    """The cells of the line that is called so, where one is."""
    asked = _heavy(name)
    if not asked:
        return ()
    found = find_facts(desk.understood, desk.stores, measure=name)
    if found.best is None or found.best.score < FAIR:
        return ()
    best = found.best
    near = {
        (match.fact.table_id, match.fact.row)
        for match in found.matches
        if match.score > (1 - CLEAR) * best.score
    }
    if len(near) > 1:
        return ()
    return desk.stores.library.facts_of_rows(sorted(near))


def _only_table(desk: Desk, said: str) -> Sequence[Fact]:
    """The first full line of the one table that there is, or whose caption holds what is said."""
    library = desk.stores.library
    if len(desk.understood.filing_ids) != 1:
        return ()
    (filing_id,) = desk.understood.filing_ids
    facts = library.facts([filing_id])
    tables = {fact.table_id for fact in facts}
    asked = _heavy(said)
    if len(tables) > 1 and asked:
        tables = {t for t in tables if asked <= _heavy(library.table(t).caption)}
    if len(tables) != 1:
        return ()
    own = [fact for fact in facts if fact.table_id in tables and fact.period is not None]
    rows: dict[int, list[Fact]] = {}
    for fact in own:
        rows.setdefault(fact.row, []).append(fact)
    most = max((len({f.period for f in row}) for row in rows.values()), default=0)
    full = [row for row in rows.values() if len({f.period for f in row}) == most]
    return max(full, key=lambda row: len(asked & _heavy(" ".join(row[0].labels))), default=())


def _members(desk: Desk) -> Draft | None:
    match = _MADE_OF.search(desk.understood.measure)
    if match is None:
        return None
    whole = clean(match["whole"] or match["listed"] or match["counted"])
    lines = _captioned(desk, whole) if match["listed"] else []
    lines = lines or _under(desk, whole) or _adding_up(desk, whole)
    if not 2 <= len(lines) <= MOST:
        return None
    shown = [Contender(fact.label, Decimal(0), (fact,)) for fact in lines]
    names = "; ".join(fact.label for fact in lines)
    if match["counted"] is None:
        return say_which(desk, f"{names}. ", shown)
    draft = say_which(desk, f"{len(lines)}: {names}. ", shown)
    return replace(draft, value=Value(Decimal(len(lines)), "count", str(len(lines))))


def _under(desk: Desk, whole: str) -> list[Fact]:
    """The lines that stand under the heading of that name, in the one table that has it."""
    asked = _heavy(whole)
    filing_ids = worth_reading(whole, desk.understood.filing_ids, desk.stores)
    under = [
        fact
        for fact in desk.stores.library.facts(filing_ids)
        if len(fact.labels) > 1 and asked and _heavy(fact.labels[-2]) == asked
    ]
    if len({fact.table_id for fact in under}) != 1:
        return []
    parts = [f for f in under if f.label and not f.is_total and not _DEDUCTED.match(f.label)]
    return _first_cells(parts)


def _captioned(desk: Desk, whole: str) -> list[Fact]:
    """The lines of the one table that says in its caption what it is of: "assets pledged as ...".

    A caption of one word or two, "11. Inventories", is all that; a longer one holds what is asked.
    """
    asked = frozenset(spoken_terms(whole))
    if not asked or len(desk.understood.filing_ids) != 1:
        return []
    by_table: dict[str, list[Fact]] = {}
    for fact in desk.stores.library.facts(desk.understood.filing_ids):
        by_table.setdefault(fact.table_id, []).append(fact)
    fitting = []
    for table_id, facts in by_table.items():
        caption = desk.stores.library.table(table_id).caption
        told = frozenset(word for word in spoken_terms(caption) if not word.isdigit())
        if asked == told or (len(asked) > 2 and asked <= told):
            fitting.append(facts)
    if len(fitting) != 1:
        return []
    named = [f for f in fitting[0] if f.label and not f.is_total and not _TOTAL.match(f.label)]
    return _first_cells(named)


_TOTAL = re.compile(r"^\W*(?:sub-?)?total\b", re.IGNORECASE)


def _adding_up(desk: Desk, whole: str) -> list[Fact]:
    """The lines above a total that add up to it."""
    found = find_facts(desk.understood, desk.stores, measure=whole)
    best = found.best.fact if found.best is not None and found.best.score >= FAIR else None
    if best is None or not _heavy(whole) <= _heavy(best.label):
        return []
    table = desk.stores.library.facts([best.filing_id], table_id=best.table_id)
    totals = [fact for fact in table if (fact.row, fact.unit) == (best.row, best.unit)]
    return max((_parts_of(total, table) for total in totals), key=len, default=[])


def _parts_of(total: Fact, table: Sequence[Fact]) -> list[Fact]:
    column = [f for f in table if f.column == total.column and f.row < total.row and f.label]
    taken: list[Fact] = []
    for fact in sorted(column, key=lambda fact: -fact.row)[:MOST]:
        if fact.unit != total.unit or fact.is_total:
            break
        taken.append(fact)
        slack = sum(one.quantum for one in (*taken, total)) / 2
        if len(taken) > 1 and abs(sum(one.value for one in taken) - total.value) <= slack:
            return taken[::-1]
    return []


def _first_cells(facts: Sequence[Fact]) -> list[Fact]:
    rows: dict[int, Fact] = {}
    for fact in facts:
        rows.setdefault(fact.row, fact)
    return list(rows.values())


def _heavy(text: str) -> frozenset[str]:
    return frozenset(word for word in naming_terms(text) if not is_light(word))
