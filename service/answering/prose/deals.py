"""What a company bought and sold: the sentences that say so, one for each of the names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.concepts import concept_names
from ingest.facts import parse_periods
from ingest.types import Period
from service.answering.drafts import Desk
from service.answering.prose.extract import Sentence, sentences_about
from service.answering.understanding.sought import Sought, fit, sought_by
from service.answering.understanding.when import year_end_of

PASSAGES = 60
MOST = 4  # deals told
LONGEST = 70  # words
_MAIN = re.compile(  # the sentence that tells a deal, before those that mention it
    r"\bcompleted\b|\bOn\s+[A-Z][a-z]+\s+\d|\b(?:we|the\s+(?:Company|Corporation))\s+acquired\b"
)
_BOUGHT = re.compile(r"\bacqui|\bbought|\bpurchas|\bmerge", re.IGNORECASE)
_SOLD = re.compile(r"\bdivest|\bdispos|\bsold\b|\bsale\b|\bsell", re.IGNORECASE)
_OF_BUSINESS = (
    r"(?:acquired|bought|acquisition\s+of|merger\s+with|divested|divestiture\s+of|disposal\s+of|sold"
    r"|sale\s+of|purchase\s+of)"
)
_DEAL = re.compile(_OF_BUSINESS, re.IGNORECASE)
_NAME = re.compile(r"(?<![\w$])[A-Z][\w&.’'-]*(?:\s+(?:[A-Z][\w&.’'-]*|&)(?=\s|$|[,.;)]))*")
_NO_TARGET = re.compile(
    r"^(?:The\s+)?(?:Company|Corporation|Group|Notes?|Board|Item|Series|Class|Common|Senior|Treasury|U\.?S|Level"
    r"|Debt|Inventor|Property|Agreement|Plan|ASU|IRS|GAAP|Delaware|January|February|March|April|May|June|July"
    r"|August|September|October|November|December)\b"
)
AHEAD = 150  # characters after the word for a deal in which its object is named


def find_deals(desk: Desk) -> tuple[Sentence, ...]:
    """The sentences that tell which businesses were bought or sold in the periods asked for."""
    question = desk.understood.text
    if sought_by(question) is not Sought.DEAL or not desk.understood.filing_ids:
        return ()
    lines = concept_names(desk.understood.measure)
    sides = [side for side in (_BOUGHT, _SOLD) if side.search(question)]
    found: dict[str, Sentence] = {}
    told = sorted(_sentences(desk), key=lambda s: _MAIN.search(s.text) is None)
    for sentence in told:
        text = sentence.text
        if not any(side.search(text) for side in sides) or not fit(Sought.DEAL, question, text):
            continue
        if not _in_time(text, desk) or not lines <= concept_names(text):
            continue  # "which acquisitions gave rise to goodwill?" is told where goodwill is
        for name in _targets(text, desk):
            found.setdefault(name.split()[0].casefold(), sentence)
    chosen = dict.fromkeys(found.values())
    return tuple(chosen)[:MOST]


def _targets(text: str, desk: Desk) -> Iterator[str]:
    """What was bought or sold: the first name after each word for a deal, of another company."""
    own = {word.casefold() for name in desk.understood.companies for word in name.split()[:1]}
    for deal in _DEAL.finditer(text):
        after = text[deal.end() : deal.end() + AHEAD]
        for match in _NAME.finditer(re.split(r"[;.]\s", after)[0]):
            name = match.group().rstrip(".,’'")
            first = re.sub(r"['’]s$", "", name.split()[0])
            if len(name) > 2 and not _NO_TARGET.match(name) and first.casefold() not in own:
                yield name
                break


def _in_time(text: str, desk: Desk) -> bool:
    """A sentence that names its time names one within what was asked."""
    wanted = desk.understood.periods
    scope = [record for record in desk.records if record.id in set(desk.understood.filing_ids)]
    named = [period for _, period in parse_periods(text, year_end_of(scope))]
    if not wanted:
        return True
    return any(_within(period, want) for period in named for want in wanted)


def _within(period: Period, want: Period) -> bool:
    return (want.start or want.end) <= period.end <= want.end


def _sentences(desk: Desk) -> Iterator[Sentence]:
    query = (
        f"{desk.understood.measure} completed acquisition acquired divestiture sale purchase price"
    )
    ids = desk.understood.filing_ids
    for told in sentences_about(query, ids, desk.records, desk.stores, limit=PASSAGES):
        if 6 < len(told.text.split()) <= LONGEST:
            yield told
