"""The tagged reading of a cell (inline XBRL) beside the printed one. Pure.

The filer's own tag says what print may leave out: period, unit and scale. Where both speak and
disagree, the printed reading stands and is doubted.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from ingest.facts.calendar import ends_together, is_same_period
from ingest.facts.dating import SURE, Dated
from ingest.facts.lines import Measured
from ingest.facts.numbers import Printed
from ingest.types import XbrlFact

DISPUTED = Decimal("0.45")
_SHARE_UNITS = {"shares": "shares", "share": "shares"}


def date_by_tag(dated: Dated, tag: XbrlFact | None) -> Dated:
    """The printed period with what the tag's context adds to it, or says against it.

    A tag decides between a day and the stretch that ends on it.
    """
    if tag is None or tag.period is None:
        return dated
    if dated.period is None or dated.sure < SURE or is_same_period(dated.period, tag.period):
        return Dated(tag.period, SURE)
    if dated.period.is_instant != tag.period.is_instant and ends_together(dated.period, tag.period):
        return Dated(tag.period, SURE)
    return Dated(dated.period, dated.sure * DISPUTED)


def measure_by_tag(measured: Measured, number: Printed, tag: XbrlFact | None) -> Measured:
    """The printed unit and scale with what the tag adds to them, or says against them."""
    if tag is None:
        return measured
    unit = unit_of_tag(tag)
    ratio = _ratio(number, tag)
    if measured.sure < SURE:  # borrowed, or not told at all
        is_told = unit is not None and (ratio is not None or number.value == 0)
        scale = ratio if ratio is not None else measured.scale
        return Measured(unit, scale) if is_told else measured
    is_other_unit = unit is not None and measured.unit is not None and unit != measured.unit
    is_other_scale = ratio is not None and ratio != measured.scale
    return (
        replace(measured, sure=measured.sure * DISPUTED)
        if is_other_unit or is_other_scale
        else measured
    )


def unit_of_tag(tag: XbrlFact) -> str | None:
    """A tag's unit in the words of facts: USD, USD/share, shares; None where it says no more."""
    above, _, below = (tag.unit or "").partition("/")
    if below:
        return f"{above}/share" if below.lower() in _SHARE_UNITS and len(above) == 3 else None
    if len(above) == 3 and above.isupper():
        return above
    return _SHARE_UNITS.get(above.lower())


def _ratio(number: Printed, tag: XbrlFact) -> Decimal | None:
    """What one printed unit stands for by the tag, a power of ten; None where that makes none."""
    if tag.value is None or not tag.value or not number.value:
        return None
    ratio = abs(tag.value / number.value).normalize()
    return ratio if ratio.as_tuple().digits == (1,) else None
