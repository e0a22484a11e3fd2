"""The concept list: what a line item can be, read once from the data files at first use.

A data file gives defaults for its entries (`statement`, `period`, `unit`, `balance`), then one
table a concept, named as in the IFRS taxonomy where that has a name:

    label     English standard label
    english   what labels call it; "(a|b|)" stands for a, b or nothing
    bare      wordings that mean it only in its own statement: "Accounts receivable" in a cash flow
              statement is a movement
    spoken    wordings of questions and sentences that no statement prints: "bottom line"
    chinese   the same in simplified characters, apart by blanks; traditional ones are read as these
    us_gaap, ifrs   element names of the taxonomies, apart by blanks
    also      further statements that show the line
    sum       how it adds up: ["+Revenue", "-CostOfSales"]
    split     "always": its current and non-current parts are concepts of their own; "both": only
              where a statement shows both parts, else the one part is the whole
    parts     their names, where the taxonomies have other ones than Current... and Noncurrent...
    period    instant, duration, any
    unit      money, per_share, shares, percent, rate, persons, count, hours, days, mass, energy,
              volume, any
    balance   debit, credit, none: the side on which it stands when printed as a positive amount;
              in a cash flow statement debit is an inflow
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from ingest.concepts.words import words_of
from ingest.types import Statement

PeriodKind = Literal["instant", "duration", "any"]
Balance = Literal["debit", "credit", "none"]
Term = Literal["current", "noncurrent"]
_DATA = ("income", "measures", "assets", "liabilities", "cash_flows", "sectors", "operations")
_CHOICE = re.compile(r"\(([^()]*)\)")
_TAKES_UNITS = frozenset(
    "money per_share shares percent rate persons count hours days mass energy volume any".split()
)


class Wording(IntEnum):
    """Where a wording means its concept; the lower, the wider."""

    LABEL = 0  # in any statement that shows the line
    SPOKEN = 1  # in questions and sentences only
    BARE = 2  # in the concept's own statement only


@dataclass(frozen=True, slots=True)
class Concept:
    """What a line item can be."""

    name: str  # CamelCase, as in the taxonomies
    label: str  # English standard label
    statement: Statement  # where it stands
    also: frozenset[Statement]  # further statements that show it
    period: PeriodKind
    unit: str  # kind of unit: money, per_share, shares, percent, ...
    balance: Balance
    sum: tuple[str, ...] = ()  # ("+Revenue", "-CostOfSales")
    split: str = ""  # "always", "both" or "": see above
    parts: tuple[str, ...] = ()  # names of its current and its non-current part; () where not split
    whole: str = ""  # for a current or non-current part: the concept that it is a part of
    elements: tuple[str, ...] = ()  # us-gaap:Revenues, ifrs-full:Revenue

    def shown_in(self, statement: Statement) -> bool:
        """Whether that statement shows the line."""
        return statement is self.statement or statement in self.also


class Reading(NamedTuple):
    """One concept that a wording can mean."""

    concept: Concept
    wording: Wording


Key = tuple[str, ...]  # comparable words


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All concepts, and their wordings by comparable words."""

    concepts: Mapping[str, Concept]
    labels: Mapping[Key, tuple[Reading, ...]]  # words in any order
    phrases: Mapping[Key, tuple[Reading, ...]]  # words in their order
    chinese: Mapping[str, tuple[Reading, ...]]  # simplified characters
    elements: Mapping[str, tuple[Concept, ...]]  # us-gaap:Revenues -> Revenue
    longest: int  # words of the longest phrase


def label_key(words: Sequence[str]) -> Key:
    """Words as labels are compared: in any order, "and" left out unless it joins just two."""
    kept = sorted(word for word in words if word != "and")
    deduplicated = [w for i, w in enumerate(kept) if w != "period" or i == 0 or kept[i - 1] != w]
    return (*deduplicated, "and") if len(kept) == 2 and "and" in words else tuple(deduplicated)


@cache
def catalogue() -> Catalogue:
    """The concept list, read from the package's data files once."""
    concepts: dict[str, Concept] = {}
    labels: dict[Key, dict[str, Reading]] = defaultdict(dict)
    phrases: dict[Key, dict[str, Reading]] = defaultdict(dict)
    chinese: dict[str, dict[str, Reading]] = defaultdict(dict)
    for concept, entry in _entries():
        concepts[concept.name] = concept
        for part in _parts_of(concept):
            concepts[part.name] = part
        for wording, words in _wordings(concept, entry):
            reading = Reading(concept, wording)
            if wording is not Wording.SPOKEN:
                labels[label_key(words)].setdefault(concept.name, reading)
            phrases[words].setdefault(concept.name, reading)
            if len(words) > 3 and "and" in words:
                loose = tuple(word for word in words if word != "and")
                phrases[loose].setdefault(concept.name, reading)
        for text in entry.get("chinese", "").split():
            chinese[text].setdefault(concept.name, Reading(concept, Wording.LABEL))
    labels.pop((), None)
    phrases.pop((), None)
    elements: dict[str, list[Concept]] = defaultdict(list)
    for concept in concepts.values():
        for element in concept.elements:
            elements[element].append(concept)
    return Catalogue(
        concepts=concepts,
        labels={key: tuple(found.values()) for key, found in labels.items()},
        phrases={key: _ranked(found.values()) for key, found in phrases.items()},
        chinese={key: _ranked(found.values()) for key, found in chinese.items()},
        elements={element: tuple(found) for element, found in elements.items()},
        longest=max(map(len, phrases)),
    )


def _ranked(readings: Any) -> tuple[Reading, ...]:
    return tuple(sorted(readings, key=lambda reading: reading.wording))


def _entries() -> Iterator[tuple[Concept, dict[str, Any]]]:
    folder = files("ingest.concepts").joinpath("data")
    for name in _DATA:
        data = tomllib.loads(folder.joinpath(f"{name}.toml").read_text(encoding="utf-8"))
        defaults = {key: value for key, value in data.items() if not isinstance(value, dict)}
        for concept, entry in data.items():
            if isinstance(entry, dict):
                full = {**defaults, **entry}
                yield _concept(concept, full), full


def _concept(name: str, entry: Mapping[str, Any]) -> Concept:
    parts = entry.get("parts", (f"Current{name}", f"Noncurrent{name}")) if "split" in entry else ()
    if entry["unit"] not in _TAKES_UNITS:
        raise ValueError(f"{name}: no such kind of unit: {entry['unit']}")
    return Concept(
        name=name,
        label=entry["label"],
        statement=Statement(entry["statement"]),
        also=frozenset(map(Statement, entry.get("also", ()))),
        period=entry["period"],
        unit=entry["unit"],
        balance=entry["balance"],
        sum=tuple(entry.get("sum", [f"+{part}" for part in parts])),
        split=entry.get("split", ""),
        parts=tuple(parts),
        elements=(
            *(f"us-gaap:{element}" for element in entry.get("us_gaap", "").split()),
            *(f"ifrs-full:{element}" for element in entry.get("ifrs", "").split()),
        ),
    )


def _parts_of(concept: Concept) -> Iterator[Concept]:
    """The current and non-current parts of a concept that is split."""
    for name, words in zip(concept.parts, ("current", "non-current"), strict=False):
        yield replace(
            concept,
            name=name,
            label=f"{concept.label}, {words}",
            split="",
            parts=(),
            whole=concept.name,
            sum=(),
            elements=(),
        )


def part_name(concept: Concept, term: Term) -> str:
    """The name of a concept's current or non-current part: CurrentLeaseLiabilities."""
    return concept.parts[0 if term == "current" else 1]


def _wordings(concept: Concept, entry: Mapping[str, Any]) -> Iterator[tuple[Wording, Key]]:
    for words in expand(concept.label):
        yield Wording.LABEL, words
    for key, wording in (
        ("english", Wording.LABEL),
        ("spoken", Wording.SPOKEN),
        ("bare", Wording.BARE),
    ):
        for template in entry.get(key, ()):
            for words in expand(template):
                yield wording, words


def expand(template: str) -> Iterator[Key]:
    """The comparable words of each wording of a template: "(net|) sales" is net sales and sales."""
    parts = _CHOICE.split(template)
    choices = [
        dict.fromkeys(map(_words, part.split("|"))) if i % 2 else [_words(part)]
        for i, part in enumerate(parts)
    ]
    seen = dict.fromkeys(tuple(itertools.chain(*chosen)) for chosen in itertools.product(*choices))
    yield from seen


@cache
def _words(text: str) -> Key:
    return tuple(word.text for word in words_of(text.strip()))
