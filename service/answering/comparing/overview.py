"""Several figures for one question: the headline figures of a period, a line by its parts.

summarise the results of 2024; how did the company do?     headline figures, with those before
revenue by segment in 2024; sales broken down by region    each line of the table
"""

from __future__ import annotations

import re

from ingest.concepts import concept_names
from ingest.facts.calendar import on
from ingest.types import Fact, Period
from service.answering.comparing.ranking import members_of, say_which
from service.answering.computing.compose import say_when
from service.answering.drafts import Desk, Draft
from service.answering.figures.by_concept import find_by_concept
from service.answering.figures.lookup import Match
from service.answering.understanding.superlatives import Superlative
from service.answering.understanding.when import year_end_of
from service.display import show_fact
from service.evidence import cite_fact
from service.measures.signs import signed
from service.retrieval.routing import companies_of
from service.terms import terms
from service.types import Citation, Evidence, Value

HEADLINES = (  # of the statements, in the order in which they are read
    "revenue",
    "gross profit",
    "operating profit",
    "profit for the year",
    "basic earnings per share",
    "net cash generated from operating activities",
    "cash and cash equivalents",
    "total assets",
    "total liabilities",
    "total equity",
)
FEWEST = 3  # headline figures that make an overview
MOST_PARTS = 20  # lines that are listed
_OVERVIEW = re.compile(
    r"\b(?:summar\w+|overview|highlights|key\s+(?:financial\s+)?(?:figures|numbers|data)"
    r"|headline\s+(?:figures|numbers)|main\s+figures)\b"
    r"|\bhow\s+(?:is|was|are|were|did|does|do|has|have)\b.*\b(?:doing|do|done|perform\w*|fare[ds]?|farin[g])\b"
    r"|总结|總結|概要|摘要|概览|概覽|(?:业绩|業績|表现|表現)(?:如何|怎么样|怎麼樣)|主要(?:数据|數據|财务数据)",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"\b(?:results?|performance|figures?|numbers?|data|position|statements?|financials?|highlights"
    r"|overview|summar\w+|key|headline|main|perform\w*|doing|done|fare[ds]?|business|compan(?:y|ies)|group"
    r"|firm|it|they|its|their|annual|interim|report|filing|latest|recent|last|period|year|half|quarter"
    r"|well|overall|financially|briefly|short|me|show|give|tell|please|write|provide)\b"
    r"|总结|總結|概要|摘要|概览|概覽|业绩|業績|表现|表現|如何|怎么样|怎麼樣|主要|财务|財務|数据|數據|公司|的",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^\W*(?:(?:what|how)\s+(?:is|was|are|were|did)\s+|(?:show|give|list)\s+(?:me\s+)?|break\s+down\s+)?"
    r"(?:the\s+)?(?:breakdown\s+of\s+|split\s+of\s+)?(?P<what>[\w&/ -]+?)\s+"
    r"(?:(?:is|was|are|were)\s+)?(?:(?:broken\s+down|break\s+down|split|divided|analysed|analyzed)\s+)?"
    r"(?:by|per|for\s+each|of\s+each|in\s+each)\s+(?:\w+\s+)?"
    r"(?P<parts>segments?|regions?|geograph\w+|areas?|countr(?:y|ies)|markets?|products?|categor(?:y|ies)"
    r"|lines?|business(?:es)?|industr(?:y|ies)|verticals?|types?|function|gender|age|channels?)\b"
    r"(?P<rest>[\w ]*)\W*$",
    re.IGNORECASE,
)


def overview(desk: Desk) -> Draft | None:
    """The headline figures of the period asked for, or of the latest; None where nothing less is.

    Anything more that the question names is not this: the policy, a segment, the risks.
    """
    understood = desk.understood
    if _OVERVIEW.search(understood.text) is None or terms(_GENERAL.sub(" ", understood.measure)):
        return None
    asked = set(understood.filing_ids)
    scope = [record for record in desk.records if record.id in asked]
    own = [record.identity.period for record in scope if record.identity.period]
    period = next(iter(understood.periods), None) or max(own, key=lambda p: p.end, default=None)
    if period is None or len(companies_of(scope)) != 1:
        return None
    close = on(period.end.year, *year_end_of(scope))
    if close >= period.end:
        close = on(period.end.year - 1, *year_end_of(scope))
    found = []
    for line in HEADLINES:
        now = _figure(desk, line, period)
        if now is None:
            continue
        then = _figure(desk, line, period.shifted(-1))
        if then is None:  # an interim balance stands beside that of the year end before
            then = _figure(desk, line, Period(None, close))
        found.append((now, then))
    return _told(desk, found) if len(found) >= FEWEST else None


def _figure(desk: Desk, line: str, period: Period) -> Match | None:
    return find_by_concept(line, (period,), desk.understood.filing_ids, desk.stores)


def _told(desk: Desk, found: list[tuple[Match, Match | None]]) -> Draft:
    """A line for each figure, with the one of the period before where there is one."""
    citations: list[Citation] = []
    lines: list[str] = []
    values: list[Value] = []
    for now, then in found:
        said = []
        for fact in (match.fact for match in (now, then) if match is not None):
            citations.append(cite_fact(fact, desk.stores.library, len(citations) + 1))
            name = fact.label if concept_names(fact.label) else " – ".join(fact.labels[-2:])
            said.append(f"{name}{say_when(fact)}: {_value(fact).display} [{len(citations)}]")
        lines.append("; ".join(said) + ".")
        values.append(_value(now.fact))
    facts = tuple(match.fact for pair in found for match in pair if match is not None)
    return Draft(
        "\n".join(lines), tuple(citations), values=tuple(values), evidence=Evidence(facts=facts)
    )


def _value(fact: Fact) -> Value:
    """A figure as its line names it: a loss by its size."""
    amount = signed(fact, fact.label)
    return Value(amount, fact.unit or "pure", show_fact(fact, amount))


def by_parts(desk: Desk) -> Draft | None:
    """Each line of the table that breaks a line down: "revenue by segment in 2024"."""
    match = _BY.match(desk.understood.measure)
    if match is None or terms(match["rest"]):
        return None
    subject = f"{match['what']} {match['parts']}"
    found = members_of(desk, Superlative(subject, dimension=match["parts"]))
    if not 2 <= len(found) <= MOST_PARTS:
        return None
    values = tuple(_value(contender.facts[0]) for contender in found)
    draft = say_which(desk, "", found)
    return Draft(draft.text, draft.citations, values=values, evidence=draft.evidence)
