"""A question to what it asks to be computed: a definition, a standard measure or a relation. Pure.

Several readings may be possible; they come in the order in which they are to be tried. A reading
whose operands the filings do not have falls through to the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import partial

from ingest.facts import parse_periods
from ingest.facts.calendar import CALENDAR_YEAR, YearEnd
from ingest.types import Period
from service.answering.computing.companies import between_companies
from service.answering.computing.definitions import asked_of, read_definitions
from service.answering.computing.frames import (
    Frame,
    Framed,
    apart,
    at_level,
    averaged,
    between,
    compounded,
    is_average,
    is_total,
    multiple,
    over_periods,
    per_amount,
    periods_meant,
    without_average,
    without_frame,
    years_averaged,
    years_compounded,
)
from service.answering.computing.given import (
    DAYS,
    as_given,
    declared,
    of_dividend,
    of_interim,
    of_owners,
    operands_given,
    without_owners,
)
from service.answering.computing.parts import beyond, is_set_against, of_part, part_asked
from service.answering.computing.per_unit import per_thing
from service.answering.computing.relations import read_relation
from service.answering.computing.supposing import is_supposed, supposed
from service.answering.understanding.cleaning import bare, clean, without_change, without_manner
from service.answering.understanding.wording import (
    asks_direction,
    is_change_of_size,
    is_in_percent,
    is_rate_of_change,
    is_sum,
    operation_of,
    wish_of,
    without_courtesy,
)
from service.measures.library import measure_named
from service.measures.tree import (
    Apply,
    Item,
    Node,
    Number,
    is_computed,
    items_of,
    mapped,
    total,
)
from service.retrieval.wording import asked_part
from service.terms import content_words
from service.types import Understanding


@dataclass(frozen=True, slots=True)
class Asked:
    """One reading: what to compute, and what it is called."""

    framed: Framed
    name: str
    source: str = ""  # of a standard measure's definition
    definition: str = ""
    is_share: bool = False  # what is divided must be a part of what it is divided by
    is_total: bool = False  # of several periods, if what is asked for can be added up
    is_of_balances: bool = False  # the mean of opening and closing: of a flow there is none
    may_be_printed: bool = False  # a filing may print the very figure: no definition, no change
    is_line: bool = False  # of a single line item
    frame: Frame = Frame.LEVEL
    falls: bool = False  # a fall was asked for, and its size is what is computed


@dataclass(frozen=True, slots=True)
class _Subject:
    node: Node
    unit: str | None
    name: str
    source: str = ""
    definition: str = ""
    is_share: bool = False
    is_total: bool = False
    is_of_balances: bool = False


def read_question(
    understood: Understanding,
    own: Sequence[Period] = (),
    year_end: YearEnd = CALENDAR_YEAR,
) -> tuple[Asked, ...]:
    """What a question asks to be computed, the likeliest reading first; none: a plain look-up.

    Args:
        understood: The question.
        own: The periods that the filings report on, the latest first, for a question without one.
        year_end: What a bare year means.
    """
    defined = read_definitions(understood.text, year_end)
    asked = asked_part(defined.rest) if defined is not None else understood.text
    named = understood.periods if defined is None else _periods_in(asked, year_end)
    frame = _frame(asked, len(named))
    periods = of_interim(asked, tuple(understood.periods), own) or tuple(own[:1])
    if defined is not None:
        node, part = asked_of(defined, understood.measure), part_asked(understood.measure)
        node = mapped(node, lambda item: of_part(item, part)) if part else node
        unit = _unit_wished(understood, node, defined.name)
        subjects = iter([_Subject(node, unit, defined.name)])
    else:
        subjects = _subjects(understood, frame)
    return tuple(
        Asked(
            framed,
            subject.name,
            subject.source,
            subject.definition,
            subject.is_share,
            subject.is_total,
            subject.is_of_balances or dates is not periods,
            defined is None and frame is Frame.LEVEL,
            isinstance(subject.node, Item),
            frame,
            _falls(understood),
        )
        for subject in map(partial(_with_antecedent, understood), subjects)
        for dates in (*_its_ends(frame, periods), periods)
        if (framed := _framed(understood, subject, frame, dates)) is not None
    )


def _its_ends(frame: Frame, periods: Sequence[Period]) -> tuple[tuple[Period, ...], ...]:
    """The close and the opening of a half or a quarter: a balance moves between these.

    A flow is set against the same part of the year before.
    """
    if frame not in (Frame.CHANGE, Frame.GROWTH) or len(periods) != 1:
        return ()
    (period,) = periods
    if period.start is None or period.months >= 11:
        return ()
    return ((Period(None, period.end), Period(None, period.start - timedelta(days=1))),)


def _periods_in(text: str, year_end: YearEnd) -> tuple[Period, ...]:
    """The periods that are asked of, without those of a definition's operands."""
    return tuple(dict.fromkeys(period for _, period in parse_periods(text, year_end)))


_PRONOUNS = frozenset("that it this those these they them".split())


def _with_antecedent(understood: Understanding, subject: _Subject) -> _Subject:
    """A pronoun of a follow-up stands for what the turn before asked for."""
    before = clean(understood.carried.removesuffix(understood.measure))
    if not before:
        return subject
    named = content_words(before)

    def change(item: Item) -> Item:
        return replace(item, phrase=named) if item.phrase.lower() in _PRONOUNS else item

    return replace(subject, node=mapped(subject.node, change))


def _frame(text: str, count: int) -> Frame:
    text = _THAN.sub(" ", text)
    if years_compounded(text) is not None:
        return Frame.CAGR
    if years_averaged(text) is not None:
        return Frame.AVERAGE
    wish = wish_of(text)
    if wish.points:
        return Frame.POINTS
    if operation_of(text) == "change":
        is_rate = is_in_percent(text) or is_rate_of_change(text)
        return Frame.GROWTH if is_rate else Frame.CHANGE
    return over_periods(text, count) or Frame.LEVEL


# "more than one year old" is no change
_THAN = re.compile(
    r"\b(?:more|less|fewer|greater|longer|higher|lower)\s+than\s+(?=\d|one\b|two\b|three\b"
    r"|four\b|five\b|six\b|a\b)",
    re.IGNORECASE,
)


def _subjects(understood: Understanding, frame: Frame) -> Iterator[_Subject]:
    text = without_manner(bare(without_courtesy(understood.measure)))
    if frame in (Frame.AVERAGE, Frame.CAGR):
        text = without_frame(without_average(text))
    elif frame in (Frame.DIFFERENCE, Frame.TIMES):
        text = without_frame(text)
    elif frame is not Frame.LEVEL:
        text = without_change(text)
    if understood.carried and (whole := _AS_PART.match(text)) is not None:
        text = f"that {whole['rest']}"
    if frame is not Frame.LEVEL:
        text = _BOTH_SIDES.sub(" ", text)
    related = read_relation(text)
    if frame is Frame.LEVEL and len(understood.periods) > 1 and is_total(understood.text):
        yield from _over_years(understood, text)
    if is_supposed(text):
        related = supposed(text)
        if related is not None:
            yield _Subject(related.node, related.unit, clean(text))
        return
    if related is None:
        yield from (_Subject(node, None, name) for node, name in per_thing(text))
    if related is not None and not is_sum(understood.text):
        yield from _measured(text)
    if related is not None:
        unit = None if related.unit == "per" else related.unit
        yield _Subject(related.node, unit, clean(text), is_share=related.is_share)
    else:
        yield from _measured(text)
        yield from _plain(understood, text, frame)


_BOTH_SIDES = re.compile(  # all of a line is both: what it stands under need not be said
    r"[,(]\s*(?:both\s+)?(?:current\s+(?:and|plus)\s+non-?current|non-?current\s+(?:and|plus)\s+current)"
    r"(?:\s+(?:portions?|parts?))?(?:\s+(?:together|combined|taken\s+together|added\s+up))?\s*\)?",
    re.IGNORECASE,
)


def _plain(understood: Understanding, text: str, frame: Frame) -> Iterator[_Subject]:
    """A line item: of several companies together, over time, or as the mean of its two ends."""
    item = content_words(clean(text))
    if (related := between_companies(understood, text)) is not None:
        yield _Subject(related.node, related.unit, related.name)
    elif is_combined(understood.text) and len(understood.companies) > 1:
        item = content_words(clean(_ADDED_UP.sub(" ", text)))
        parts = tuple(Item(item, company=company) for company in understood.companies)
        yield _Subject(total(parts), None, item)
    elif frame is not Frame.LEVEL and item:
        if frame is Frame.POINTS:  # of an amount and its share beside it, the share is meant
            yield _Subject(Item(f"{item} percentage"), None, item)
        yield _Subject(Item(item), None, item)
    elif frame is not Frame.LEVEL and understood.carried:
        yield _Subject(Item("it"), None, "it")
    elif len(understood.periods) == 1 and is_average(understood.text):
        item = content_words(clean(without_frame(text)))
        ends = (Item(item, is_opening=True), Item(item))
        if item:
            yield _Subject(Apply("avg", ends), None, item, is_of_balances=True)


_AS_PART = re.compile(  # "And as a percentage of revenue?": of what was asked before
    r"^\W*(?:(?:and|so|then|but|what\s+about)\s+)?(?:expressed\s+|stated\s+)?"
    r"(?P<rest>as\s+an?\s+(?:share|proportion|percentage|fraction|%)\s+of\b.+)$",
    re.IGNORECASE,
)


def _over_years(understood: Understanding, text: str) -> Iterator[_Subject]:
    """A line's amounts in several periods together."""
    item = content_words(clean(without_frame(text)))
    periods = periods_meant(understood.text, understood.periods)
    if item:
        every = tuple(Item(item, period=period) for period in periods)
        yield _Subject(total(every), None, item, is_total=True)


_ADDED_UP = re.compile(
    r"\b(?:(?:add|sum)\s+up|combined|together|in\s+total|sum|aggregate)\b|合计|合計|总和|總和",
    re.I,
)


def is_combined(text: str) -> bool:
    """Whether what several companies have is to be added up."""
    return _ADDED_UP.search(text) is not None


def _measured(text: str) -> Iterator[_Subject]:
    whole = measure_named(text)
    rest, given = operands_given(text)
    named = measure_named(rest)
    if whole is None:
        return
    if named == whole:
        text = rest
    else:
        given = ()  # "return on average equity": what is given is the measure's own name
    measure, alias = whole
    if not measure.unit and is_set_against(text, alias):
        return
    node = mapped(measure.node, lambda item: as_given(item, given))
    text, dividend = of_dividend(text)
    if dividend:
        node = mapped(node, lambda item: declared(item, dividend))
    text, is_owners = without_owners(text)
    is_owners = is_owners or bool(dividend)  # what is paid to them is of what is theirs
    if is_owners:
        node = mapped(node, of_owners)
    extra = beyond(text, measure, alias)
    if extra:  # of a segment, a product, a region: each operand is that one's
        node = mapped(node, lambda item: of_part(item, extra))
    yield _Subject(node, measure.unit or None, measure.name, measure.source, measure.definition)


def _unit_wished(understood: Understanding, node: Node, name: str) -> str | None:
    if wish_of(understood.text).percent:
        return "percent"
    if re.search(r"\bdays\b", name, re.IGNORECASE) or _has_year_of_days(node):
        return "days"
    if isinstance(node, Apply) and node.operator == "/":
        return "ratio"
    return None


def _has_year_of_days(node: Node) -> bool:
    if isinstance(node, Number):
        return node.value in (Decimal(360), Decimal(365), Decimal(366))
    return isinstance(node, Apply) and any(map(_has_year_of_days, node.parts))


def _framed(
    understood: Understanding, subject: _Subject, frame: Frame, periods: Sequence[Period]
) -> Framed | None:
    node, unit = subject.node, subject.unit
    framed: Framed | None = None
    if frame is Frame.LEVEL:
        if is_computed(node) or subject.source:
            node, unit = per_amount(understood.text, node, unit)
            framed = at_level(_at_ends(node, periods), periods[0] if periods else None, unit)
    elif not periods:
        return None
    elif frame is Frame.AVERAGE:
        years = periods_meant(understood.text, periods)
        framed = averaged(node, years, unit) if len(years) > 1 else None
    elif frame is Frame.TIMES:
        framed = multiple(node, periods) if len(periods) == 2 else None
    else:
        later, earlier = _pair(periods, years_compounded(understood.text) or 1)
        if frame is Frame.CAGR:
            framed = compounded(node, later, earlier)
        elif frame is Frame.DIFFERENCE:
            framed = apart(node, later, earlier, unit)
        else:
            framed = between(node, later, earlier, frame, unit, falls=_falls(understood))
    return None if framed is None else replace(framed, node=_with_days(framed.node, periods))


def _falls(understood: Understanding) -> bool:
    return is_change_of_size(understood.text) and not asks_direction(understood.text)


def _at_ends(node: Node, periods: Sequence[Period]) -> Node:
    """Opening and closing balances, where the question names both dates."""
    if len(periods) != 2 or not any(item.is_opening for item in items_of(node)):
        return node
    later, earlier = _pair(periods, 1)
    return mapped(
        node,
        lambda item: replace(item, period=earlier if item.is_opening else item.period or later),
    )


def _pair(periods: Sequence[Period], years: int) -> tuple[Period, Period]:
    """The later and the earlier period; one alone is compared with that some years before."""
    ordered = sorted(periods, key=lambda period: period.end)
    if len(ordered) > 1:
        return ordered[-1], ordered[0]
    return ordered[0], ordered[0].shifted(-max(1, years))


def _with_days(node: Node, periods: Sequence[Period]) -> Node:
    """The length of the period in the place of "days": 365 for a year."""
    length = next((period.days for period in periods if period.days), 365)
    days = Number(Decimal(365 if length > 350 else length))
    return mapped(node, lambda item: days if item.phrase == DAYS else item)
