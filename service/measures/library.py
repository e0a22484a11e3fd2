"""The library of standard measures: their names, and their definitions in words.

`measures.toml` says each as analysts write it ("gross profit / revenue"); it is read by the same
reader that reads the definitions of users.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ingest.concepts import concepts_of
from service.measures.expressions import read_expression
from service.measures.tree import Node


@dataclass(frozen=True, slots=True)
class Measure:
    """A standard measure."""

    name: str
    aliases: tuple[str, ...]
    definition: str  # in words: "days * average inventories / cost of sales"
    unit: str  # percent, ratio, days; "": that of the line items
    source: str
    node: Node
    is_own: bool = False  # companies define it each in its own way: what a filing says goes first


@cache
def measures() -> tuple[Measure, ...]:
    """The library, read once.

    Raises:
        ValueError: A definition is no arithmetic.
    """
    text = files("service.measures").joinpath("measures.toml").read_text("utf-8")
    return tuple(_measure(entry) for entry in tomllib.loads(text)["measure"])


def _measure(entry: dict[str, object]) -> Measure:
    name, definition = str(entry["name"]), str(entry["definition"])
    node = read_expression(definition)
    if node is None:
        raise ValueError(f"measures.toml: the definition of {name!r} is no arithmetic.")
    aliases = entry["aliases"]
    if not isinstance(aliases, list):
        raise ValueError(f"measures.toml: the aliases of {name!r} are no list.")
    return Measure(
        name,
        tuple(map(str, aliases)),
        definition,
        str(entry["unit"]),
        str(entry["source"]),
        node,
        bool(entry.get("is_own", False)),
    )


def measure_named(text: str) -> tuple[Measure, str] | None:
    """The measure that a text names, and the name it was called by; the longest name wins.

    Words that are a part of a line item's name name that line: "net cash" is no measure in "net
    cash from operating activities".
    """
    return _measure_in(_plain(text)) or _measure_in(in_short(_plain(text)))


def in_short(text: str) -> str:
    """A measure's name without what only says it in full: "return on average total equity"."""
    return _IN_FULL.sub("", text)


_IN_FULL = re.compile(r"\b(?:total|average)\s+")


def _measure_in(lowered: str) -> tuple[Measure, str] | None:
    lines = [(mention.start, mention.end) for mention in concepts_of(lowered)]
    found = [
        (len(alias), measure, alias)
        for measure in measures()
        for alias in (measure.name, *measure.aliases)
        if any(
            not any(
                start <= match.start() and match.end() <= end and end - start > len(match.group())
                for start, end in lines
            )
            for match in _pattern(alias).finditer(lowered)
        )
    ]
    if not found:
        return None
    _, measure, alias = max(found, key=lambda one: one[0])
    return measure, alias


@cache
def _pattern(alias: str) -> re.Pattern[str]:
    words = re.escape(_plain(alias))
    return re.compile(rf"(?<!\w){words}s?(?!\w)" if alias.isascii() else words)


def _plain(text: str) -> str:
    """Lower case, with the marks gone that people put in or leave out: "debt-to-equity"."""
    return " ".join(re.sub(r"[-–_%]", " ", text.lower().replace("’", "'")).split())


@cache
def lines() -> Mapping[str, Node]:
    """Lines that follow from others, by name: tried where a filing does not print the line."""
    text = files("service.measures").joinpath("measures.toml").read_text("utf-8")
    found: dict[str, Node] = {}
    for entry in tomllib.loads(text)["line"]:
        node = read_expression(entry["definition"])
        if node is None:
            raise ValueError(f"measures.toml: the line {entry['name']!r} has no arithmetic.")
        found[entry["name"]] = node
    return found
