"""Yes or no, decided by figures: whether one rose, whether one is more than another, or a profit.

did revenue rise in 2024?                              one line in two periods
were selling expenses higher than R&D expenses?        two lines
was the gross margin above 35%?                        a line and a figure
was the company profitable?                            the sign of the result
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.types import Period
from service.answering.comparing.companies import of_no_company
from service.answering.comparing.judging import joined
from service.answering.computing.asking import Asked
from service.answering.computing.frames import Frame, Framed, at_level, between
from service.answering.computing.numeric import carry_out, looked_up, own_periods
from service.answering.drafts import Desk, Draft
from service.answering.figures.line_items import find_line_item
from service.answering.understanding.burdens import is_burden
from service.answering.understanding.cleaning import clean, without_change
from service.grounding import find_quantities
from service.measures import Item, Node, binary, measure_named
from service.terms import content_words, terms

_ASKS = (
    r"^\W*(?:did|does|do|has|have|had|is|are|was|were)\s+(?:the\s+(?:group|company)(?:['’]s)?\s+)?"
)
_ROSE = r"rise|risen|rose|increased?|grow|grown|gr[eo]w|go(?:ne)?\s+up|climb(?:ed)?|expand(?:ed)?"
_BETTER = r"improv(?:e|ed|ing)"
_WORSE = r"worsen(?:ed)?|deteriorated?"
_FELL = (
    r"fall|fallen|fell|decreased?|declined?|drop(?:ped)?|shrink|shrunk|shrank|go(?:ne)?\s+down"
    r"|come\s+down|contract(?:ed)?"
)
_MOVED = re.compile(
    rf"{_ASKS}(?P<item>.+?)\s+(?:(?P<rose>{_ROSE}|{_BETTER})|(?P<fell>{_FELL}|{_WORSE}))\b(?P<rest>.*)$",
    re.IGNORECASE,
)
# "Does it have an improving operating margin profile?", "Is its gross margin declining?"
_MOVING = re.compile(
    rf"{_ASKS}(?:.*?\b(?:have|had|has|show|see)\s+)?(?:an?\s+|any\s+)?"
    r"(?P<how>(?:un)?improving|worsening|deteriorating|declining|falling|decreasing|rising"
    r"|increasing|growing|expanding|shrinking)\s+(?P<item>.+?)(?:\s+(?:profile|trend|position))?\W*$",
    re.IGNORECASE,
)
_GREW_ITS = re.compile(  # "Did it grow its PP&E?", "Was there any drop in cash?"
    rf"^\W*(?:(?:did|has|have|does)\s+(?:[\w.&'’-]+\s+){{0,3}}?(?:(?P<rose>{_ROSE}|raised?)|(?:{_FELL}|reduced?|cut"
    r"|lower(?:ed)?))\s+(?:its|their|the)\s+|(?:was|were|is)\s+there\s+(?:an?\s+|any\s+)?(?:(?P<up>increase|rise|growth)"
    r"|(?:drop|decline|decrease|fall|reduction))\s+(?:in|of)\s+(?:its\s+|the\s+)?)(?P<item>.+?)"
    r"(?:\s+(?:between|from|over|in|during|and|to|of)\b)*\W*$",
    re.IGNORECASE,
)
_IS_MOVING = re.compile(
    rf"{_ASKS}(?P<item>.+?)\s+(?P<how>improving|worsening|deteriorating|declining|falling|decreasing"
    r"|rising|increasing|growing|expanding|shrinking)\W*$",
    re.IGNORECASE,
)
_UPWARD = re.compile(r"improving|rising|increasing|growing|expanding", re.IGNORECASE)
_VALUED = re.compile(r"improv|worse|deteriorat", re.IGNORECASE)
_SIGNED = re.compile(
    rf"{_ASKS}(?:.*?\b(?:have|had|has|generate[sd]?|report(?:ed)?|record(?:ed)?)\s+)?(?:an?\s+)?"
    r"(?P<sign>positive|negative)\s+(?P<item>.+?)\W*$",
    re.IGNORECASE,
)
MORE = r"higher|larger|greater|bigger|more|above|over|exceed(?:ed)?|in\s+excess"
LESS = r"lower|smaller|less|fewer|below|under"
_AGAINST = re.compile(
    rf"{_ASKS}(?P<item>.+?)\s+(?:(?P<more>{MORE})|(?P<less>{LESS}))\s+(?:(?:than|of|that)\s+)*"
    r"(?P<other>.*)$",
    re.IGNORECASE,
)
_RESULT = re.compile(
    rf"{_ASKS}(?:.*\b)?(?:(?P<gain>profitable|(?:mak(?:e|ing)|made|report(?:ed)?|record(?:ed)?|earn(?:ed)?)\s+"
    r"(?:a\s+)?(?:net\s+)?profit|in\s+profit)|(?P<loss>loss[- ]making|unprofitable"
    r"|(?:mak(?:e|ing)|made|report(?:ed)?|record(?:ed)?|incur(?:red)?|suffer(?:ed)?)\s+(?:a\s+)?"
    r"(?:net\s+)?loss))\s*(?:in|for|at|during|over|as\s+at)?(?:\s+the(?:\s+(?:year|period))?)?\W*$",
    re.IGNORECASE,
)
_PERIOD_ONLY = re.compile(
    r"^(?:\W|\b(?:it|was|were|is|that|the|a|one|year|years|period|same|previous|prior|preceding"
    r"|earlier|before|ago|last|of|in|at|for|on|and|or|from|to|compared|with|against|versus|over"
    r"|than|during|end|by|they|had|been|as)\b)*$",
    re.IGNORECASE,
)
_NO_LINE = frozenset("there it they any he she this that these those".split())
RESULT = "profit for the period"
MOST_WORDS = 8  # of a line's name: more is a clause


@dataclass(frozen=True, slots=True)
class _Decision:
    """What is computed, and the sign of it that means yes."""

    node: Node
    unit: str | None
    is_yes_above: bool  # else yes is below zero
    limit: Decimal = Decimal(0)
    levels: tuple[Asked, ...] = ()  # of what moved: the measure in each period


def decided(desk: Desk) -> Draft | None:
    """Yes or no with the figures that tell; None where the question is no such one, or they do not.

    Equal figures say neither that one is more nor that it is less, so that both are answered no.
    """
    text = " ".join(desk.understood.measure.split()).rstrip("?？ ")
    asked = _read(desk, text) if desk.understood.operation == "yesno" else None
    if asked is None:
        return None
    if (unnamed := of_no_company(desk)) is not None:
        return unnamed
    draft = _drawn(desk, asked)
    if draft is None or draft.value is None:
        return None
    gap = draft.value.amount - asked.limit
    yes = gap > 0 if asked.is_yes_above else gap < 0
    levels = [level for one in asked.levels if (level := carry_out(desk, one)) is not None]
    if asked.levels and len(levels) == len(asked.levels):
        return joined("Yes. " if yes else "No. ", levels)
    return replace(draft, text=f"{'Yes' if yes else 'No'}. {draft.text}")


def _read(desk: Desk, text: str) -> _Decision | None:
    if (match := _RESULT.search(text)) is not None:
        node = Item(RESULT, period=_latest(desk))
        return _Decision(node, None, match["gain"] is not None)
    if (match := _AGAINST.search(text)) is not None:
        return _against(desk, match)
    plain = _dateless(text)
    if (match := _SIGNED.search(plain)) is not None and (subject := _line(match["item"])):
        framed = at_level(subject[0], _latest(desk), subject[1])
        return _Decision(framed.node, framed.unit, match["sign"].lower() == "positive")
    if (match := _GREW_ITS.search(plain)) is not None:
        rose = match["rose"] or match["up"]
        return _directed(desk, match["item"], "rising" if rose else "falling")
    if (match := _MOVING.search(plain) or _IS_MOVING.search(plain)) is not None:
        return _directed(desk, match["item"], match["how"])
    match = _MOVED.search(text)
    if match is None or not _PERIOD_ONLY.match(without_change(match["rest"])):
        return None
    return _directed(desk, match["item"], "rising" if match["rose"] else "falling", match.group())


def _directed(desk: Desk, item: str, how: str, said: str = "") -> _Decision | None:
    """Whether something moved as is said; what improves is less of a burden, more of the rest."""
    if (subject := _line(item)) is None:
        return None
    upward = _UPWARD.search(how) is not None
    if _VALUED.search(said or how) and is_burden(item):
        upward = not upward
    return _moved(desk, *subject, is_yes_above=upward)


def _dateless(text: str) -> str:
    """A question without the words that led to the periods, which are cut out of it already."""
    return re.sub(
        r"(?:\s+\b(?:as|of|at|in|for|on|based|during|the|end|data|year|fiscal)\b)+\W*$", "", text
    )


def _against(desk: Desk, match: re.Match[str]) -> _Decision | None:
    """One line against another, against a figure, or against itself in another period."""
    if re.search(r"(?:\d|%|per\s?cent)\s+or$", match["item"]):
        return None  # "10% or more of revenue" is a share that something has, not two lines
    one, is_more = _line(match["item"]), match["more"] is not None
    if one is None:
        return None
    if _PERIOD_ONLY.match(match["other"]):
        return _moved(desk, *one, is_yes_above=is_more)
    quantities = find_quantities(match["other"])
    period = _latest(desk)
    if len(quantities) == 1 and not terms(match["other"].replace(quantities[0].text, " ")):
        framed = at_level(one[0], period, one[1])
        return _Decision(framed.node, framed.unit, is_more, quantities[0].value)
    other = _line(match["other"])
    if quantities or other is None:
        return None
    framed = at_level(binary("-", one[0], other[0]), period, one[1])
    return _Decision(framed.node, framed.unit, is_more)


def _line(words: str) -> tuple[Node, str | None, str] | None:
    """What a name stands for: a standard measure, else a line item; its unit, and what it is."""
    name = content_words(clean(words))
    if not name or len(name.split()) > MOST_WORDS or name.lower() in _NO_LINE:
        return None
    named = measure_named(name)
    if named is not None and set(terms(named[1])) == set(terms(name)):
        return named[0].node, named[0].unit or None, named[0].name
    return Item(name), None, name


def _moved(
    desk: Desk, node: Node, unit: str | None, name: str, *, is_yes_above: bool
) -> _Decision | None:
    periods = sorted(_periods(desk), key=lambda period: period.end)
    if not periods:
        return None
    earlier = periods[0] if len(periods) > 1 else periods[0].shifted(-1)
    framed = between(node, periods[-1], earlier, Frame.CHANGE, unit, falls=False)
    if isinstance(node, Item):
        return _Decision(framed.node, framed.unit, is_yes_above)
    levels = tuple(
        Asked(at_level(node, period, unit), name, source=name) for period in (periods[-1], earlier)
    )
    return _Decision(framed.node, framed.unit, is_yes_above, levels=levels)


def _drawn(desk: Desk, asked: _Decision) -> Draft | None:
    if not isinstance(asked.node, Item):
        return carry_out(desk, Asked(Framed(asked.node, asked.unit), ""))
    # One cell as it is printed.
    name, period = asked.node.phrase, asked.node.period
    scope = replace(desk.understood, text=name, periods=() if period is None else (period,))
    found = find_line_item(name, scope, desk.stores)
    if name == RESULT and not found.is_by_concept:
        return None  # a profit is no line by chance
    return looked_up(replace(desk, understood=scope), found)


def _periods(desk: Desk) -> Sequence[Period]:
    return desk.understood.periods or own_periods(desk)[:1]


def _latest(desk: Desk) -> Period | None:
    return max(_periods(desk), key=lambda period: period.end, default=None)
