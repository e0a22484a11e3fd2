"""Inline XBRL: what an `ix:nonFraction` tag says of the number it wraps (Inline XBRL 1.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from lxml import etree

from ingest.types import Period, XbrlFact

_MOST_SCALE = 30  # powers of ten; beyond is no filing
# Document and entity information that identifies a filing: taken into the reading's metadata.
_IDENTIFYING = frozenset(
    f"dei:{name}"
    for name in [
        "EntityRegistrantName",
        "DocumentType",
        "DocumentPeriodEndDate",
        "DocumentFiscalYearFocus",
        "DocumentFiscalPeriodFocus",
        "CurrentFiscalYearEndDate",
        "EntityCentralIndexKey",
        "TradingSymbol",
        "AmendmentFlag",
    ]
)


class Context(NamedTuple):
    """What a context says: when, and of which members of which dimensions."""

    period: Period | None
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class XbrlReader:
    """The units of one document, and its facts read with them."""

    units: dict[str, str]  # unit id -> CNY, USD/shares, shares, pure
    contexts: dict[str, Context]
    metadata: dict[str, str]  # dei:... -> what the cover page is tagged with

    @classmethod
    def of(cls, root: etree._Element) -> XbrlReader:
        """Collect the units and the identifying facts of a document; empty where it has none."""
        units: dict[str, str] = {}
        contexts: dict[str, Context] = {}
        metadata: dict[str, str] = {}
        for element in root.iter():
            tag = element.tag
            if not isinstance(tag, str):
                continue
            name = tag.lower()
            if name.endswith(("}unit", "xbrli:unit")):
                units[element.get("id") or ""] = _unit(element)
            elif name.endswith(("}context", "xbrli:context")):
                contexts[element.get("id") or ""] = _context(element)
            elif name.endswith(("}nonnumeric", "ix:nonnumeric")):
                concept = element.get("name") or ""
                if concept in _IDENTIFYING and concept not in metadata:
                    metadata[concept] = " ".join("".join(element.itertext()).split())
        return cls(units, contexts, metadata)

    def fact(self, element: etree._Element) -> XbrlFact | None:
        """The fact of an `ix:nonFraction` element; None where it names no concept."""
        concept = element.get("name")
        if not concept:
            return None
        unit = _attribute(element, "unitRef")
        context = _attribute(element, "contextRef")
        said = self.contexts.get(context or "", Context(None, ()))
        return XbrlFact(
            concept=concept,
            value=_value(element),
            unit=self.units.get(unit, unit) if unit else None,
            context=context,
            period=said.period,
            members=said.members,
        )


def _attribute(element: etree._Element, name: str) -> str | None:
    """An attribute by name; the HTML parser makes names lower-case."""
    return element.get(name) or element.get(name.lower())


def _context(element: etree._Element) -> Context:
    """The period and the explicit or typed members of an `xbrli:context`."""
    dates: dict[str, date] = {}
    members: list[str] = []
    for child in element.iter():
        if not isinstance(child.tag, str):
            continue
        name = re.split(r"[}:]", child.tag)[-1].lower()
        text = " ".join("".join(child.itertext()).split())
        if name in ("instant", "startdate", "enddate"):
            if (day := _day(text)) is not None:
                dates[name] = day
        elif name in ("explicitmember", "typedmember"):
            members.append(f"{child.get('dimension') or ''}={text}")
    end = dates.get("instant") or dates.get("enddate")
    if end is None or ("startdate" in dates and dates["startdate"] > end):
        return Context(None, tuple(members))
    start = None if "instant" in dates else dates.get("startdate")
    is_whole = "instant" in dates or start is not None
    return Context(Period(start, end) if is_whole else None, tuple(members))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _unit(element: etree._Element) -> str:
    """`iso4217:USD` is USD; a divide is `USD/shares`."""
    measures = [
        ("".join(child.itertext()).strip().rpartition(":")[2], _is_denominator(child))
        for child in element.iter()
        if isinstance(child.tag, str) and child.tag.lower().endswith(("}measure", "xbrli:measure"))
    ]
    above = "*".join(measure for measure, below in measures if not below)
    below = "*".join(measure for measure, below in measures if below)
    return f"{above}/{below}" if below else above


def _is_denominator(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and str(parent.tag).lower().endswith("unitdenominator")


def _value(element: etree._Element) -> Decimal | None:
    """The number in base units: its text by its format, times ten to its scale, with its sign."""
    if (
        element.get("{http://www.w3.org/2001/XMLSchema-instance}nil") or element.get("xsi:nil")
    ) in (
        "true",
        "1",
    ):
        return None
    text = "".join(element.itertext()).strip()
    form = (element.get("format") or "").rpartition(":")[2].lower().replace("-", "")
    if form in ("fixedzero", "zerodash", "numdash"):
        number: Decimal | None = Decimal(0)
    elif form in ("numcommadecimal", "numdotcomma"):
        number = _decimal(re.sub(r"[.\s]", "", text).replace(",", "."))
    else:
        number = _decimal(re.sub(r"[,\s]", "", text))
    scale = element.get("scale") or "0"
    if number is None or not re.fullmatch(r"[-+]?\d{1,2}", scale) or abs(int(scale)) > _MOST_SCALE:
        return None
    number = number.scaleb(int(scale))
    return -number if element.get("sign") == "-" else number


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and len(text) <= 60 else None
