"""What a row is, by its label and by where it stands in its table. Pure.

One pass down a table keeps the side and term of a balance sheet and the part of a cash flow
statement, so that "Deferred income taxes" and "Operating lease liabilities" are told apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.concepts.catalogue import Concept, Reading, Term, Wording, catalogue, part_name
from ingest.concepts.labels import LabelReading, find, plain_label, read_label
from ingest.concepts.words import has_chinese, lowered, simplified, words_of
from ingest.types import Statement

PRIMARY = frozenset(
    {
        Statement.INCOME,
        Statement.COMPREHENSIVE_INCOME,
        Statement.BALANCE_SHEET,
        Statement.CASH_FLOWS,
        Statement.EQUITY,
    }
)
_RESULTS = frozenset({Statement.INCOME, Statement.COMPREHENSIVE_INCOME})
_GENERIC = frozenset(
    "total subtotal net basic diluted assuming dilution current noncurrent portion and share"
    " gross continuing discontinued operation".split()
)
_HOLDERS = frozenset(
    "owner company parent equity holder shareholder noncontrolling minority interest redeemable"
    " ordinary common member and".split()
)
_PER_SHARE = frozenset({"per", "share"})
_BOTTOM_LINES = frozenset(
    {
        "ProfitLoss",
        "ProfitLossAttributableToOwnersOfParent",
        "ProfitLossAvailableToCommonShareholders",
    }
)
_NOT_ITSELF = re.compile(  # the figures under these are not the statement's own
    r"percent|%|\baverages?\b|pro ?forma|parent company only|guarantor|impact of|as a %|per cent"
    r"|non-?ifrs|non-?gaap|adjusted|reclassif|占.*比"
)
_NONCASH = re.compile(
    r"non-?\s?cash (?:investing|financing|transactions|activities|items? and)|非现金交易"
)
_CASH_PAID = re.compile(r"\bcash (?:paid|payments?)\b.*|^cash (?:paid|payments?)\b")
_PAID = frozenset({"InterestPaid", "IncomeTaxesPaid"})
_MOVEMENTS = ("AdjustmentsFor", "IncreaseDecreaseIn")


@dataclass(frozen=True, slots=True)
class Placed:
    """The concepts that a row can be; more than one where its facts' units decide."""

    concepts: tuple[Concept, ...]
    term_of_label: bool = False  # current or non-current by its own words, not by its section
    weight: int = 0  # of rows that claim one concept the heaviest is it
    by_owners: bool = False  # its label names the shareholders
    says_net: bool = False


NOWHERE = Placed(())


class Place:
    """Where a pass down a table stands.

    Args:
        statement: What the table is.
        company: The filing's, for labels that name it.
    """

    def __init__(self, statement: Statement, company: str) -> None:
        self._statement = statement
        self._company = company
        self._side = "assets"
        self._term: Term | None = None
        self._part = "operating"
        self._closed: tuple[str, ...] | None = None  # the sections in which a total has been seen

    def read(self, path: Sequence[str]) -> Placed:
        """The concepts of the next row.

        Args:
            path: Its section path and its label, as `Fact.labels` has them.
        """
        sections, label = tuple(path[:-1]), path[-1]
        self._enter(sections, label)
        reading = self._reading(sections, label)
        foreign = any(_NOT_ITSELF.search(_low(section)) for section in sections)
        if self._statement is Statement.CASH_FLOWS and sections:
            foreign = foreign or _low(sections[-1]).startswith("discontinued operation")
        if reading.is_part or foreign:
            self._leave(sections, NOWHERE)
            return NOWHERE
        fitting = [r for r in reading.readings if self._may_be(r)]
        home = [r for r in fitting if r.concept.statement is self._statement]
        concepts, by_label = [], reading.term is not None
        for found in home or fitting:
            concept = found.concept
            term = reading.term or (None if "total" in reading.words else self._term)
            if concept.split and term and self._statement is Statement.BALANCE_SHEET:
                concept = catalogue().concepts[part_name(concept, term)]
            elif concept.split and reading.term:
                concept = catalogue().concepts[part_name(concept, reading.term)]
            concepts.append(concept)
        weight = 2 + ("total" in reading.words) - ("continuing" in reading.words)
        by_owners = "shareholder" in reading.words
        placed = Placed(tuple(concepts), by_label, weight, by_owners, "net" in reading.words)
        self._leave(sections, placed)
        return placed

    def _reading(self, sections: tuple[str, ...], label: str) -> LabelReading:
        reading = read_label(label, self._company)
        if not sections or has_chinese(label):
            return reading
        words = [word.text for word in words_of(plain_label(label, self._company))]
        section = plain_label(sections[-1], self._company)
        above = [word.text for word in words_of(section)]
        is_holder = "attributable" in above and bool(words) and _HOLDERS.issuperset(words)
        is_generic = bool(words) and _GENERIC.issuperset(words)
        if "operation" in words and "per" not in above:
            is_generic = False
        if _PER_SHARE.issubset(above) and _names(reading) & _BOTTOM_LINES:
            return find(tuple(above))  # "Earnings per share, basic" over "Net income attributable"
        if is_generic or is_holder:
            return find((*above, *(w for w in words if w not in above or w == "interest")))
        if _CASH_PAID.search(_low(sections[-1])):
            paid = find(("cash", "paid", *words))
            return paid if paid.readings else reading
        return reading

    def _may_be(self, reading: Reading) -> bool:
        concept, wording = reading
        if self._statement is Statement.BALANCE_SHEET and concept.statement is self._statement:
            if wording is Wording.BARE:
                return (concept.balance == "debit") == (self._side == "assets")
            return True
        if self._statement is Statement.CASH_FLOWS:
            if self._part == "noncash" and concept.name not in _PAID:
                return False
            if wording is Wording.BARE and concept.name.startswith(_MOVEMENTS):
                return self._part == "operating"  # elsewhere the bare name is a purchase or a sale
        if wording is Wording.BARE:
            return concept.statement is self._statement
        if self._statement in _RESULTS:
            return bool(_RESULTS & {concept.statement, *concept.also})
        if self._statement in PRIMARY:
            return concept.shown_in(self._statement)
        return True

    def _enter(self, sections: tuple[str, ...], label: str) -> None:
        """Side, term and part as the sections say."""
        if self._statement is Statement.BALANCE_SHEET:
            self._enter_balance(sections)
        elif self._statement is Statement.CASH_FLOWS:
            for section in reversed(
                (*sections, label) if _NONCASH.search(_low(label)) else sections
            ):
                low = _low(section)
                if _NONCASH.search(low):
                    self._part = "noncash"
                elif re.search(r"supplement|cash paid|补充", low):
                    self._part = "supplement"
                elif re.search(
                    r"changes? in .*(?:assets|liabilit|working capital)|adjustments", low
                ):
                    self._part = "operating"
                elif part := re.search(r"operating|investing|financing|经营|投资|融资|筹资", low):
                    self._part = {"经营": "operating", "投资": "investing", "融资": "financing",
                                  "筹资": "financing"}.get(part[0], part[0])  # fmt: skip
                else:
                    continue
                break

    def _enter_balance(self, sections: tuple[str, ...]) -> None:
        if not sections:
            return
        text = " | ".join(_low(section) for section in sections)
        last = _low(sections[-1])
        sides = re.findall(
            r"liabilit|equity|deficit|deficiency|assets?\b|资产|负债|权益", last
        ) or re.findall(r"liabilit|equity|assets?\b|资产|负债|权益", text)
        if sides:
            first = sides[0]
            self._side = "assets" if first.startswith("asset") or first == "资产" else "claims"
        if sections == self._closed:
            return  # a section that its total has closed says no more
        if re.search(r"non-?\s?current|noncurrent|long-?\s?term|非流动", text):
            self._term = "noncurrent"
        elif re.search(r"\bcurrent\b|流动", text):
            self._term = "current"

    def _leave(self, sections: tuple[str, ...], placed: Placed) -> None:
        """What a total that has just been read closes."""
        names = {concept.name for concept in placed.concepts}
        if names & {"CurrentAssets", "CurrentLiabilities"}:
            self._term = "noncurrent"
            self._closed = sections
        elif names & {"NoncurrentAssets", "NoncurrentLiabilities"}:
            self._term = None
            self._closed = sections
        if names & {"CurrentLiabilities", "Liabilities", "TradePayables", "EquityAndLiabilities"}:
            self._side = "claims"
        if names & {"Assets"}:
            self._side, self._term, self._closed = "claims", None, sections
        if names & {"CashFlowsFromOperatingActivities"}:
            self._part = "investing"
        elif names & {"CashFlowsFromInvestingActivities"}:
            self._part = "financing"


def _names(reading: LabelReading) -> frozenset[str]:
    return frozenset(found.concept.name for found in reading.readings)


def _low(text: str) -> str:
    return simplified(lowered(text))
