"""What a sentence calls the line of each quantity: words in order, and concepts. Pure.

"A 29 percent decrease in oil, gas, and NGL production revenue" names a line behind the quantity,
"production revenue was $2.4 billion" before it; a comma inside the name is no pause.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.concepts import Mention, concepts_of
from ingest.types import Period, Span
from service.grounding.quantity import Quantity
from service.grounding.terms import naming

_BEHIND = re.compile(
    r"\s?(?:(?:year[\s-]on[\s-]year\s)?(?:increase|decrease|growth|rise|fall|decline|reduction"
    r"|improvement|change)\s)?(?:in|(?P<of>of)|on|from|for)\s(?:(?:our|its|the|their|net|total)\s)*",
    re.IGNORECASE,
)
_BASIC, _DILUTED = "BasicEarningsLossPerShare", "DilutedEarningsLossPerShare"
_OTHER_PER_SHARE = re.compile(
    r"dividend|distribution|price|asset|proceeds|book|value|fee|cost|option|par\b", re.IGNORECASE
)
_REACH = 300  # characters before and after a quantity that are read for its name


@dataclass(frozen=True, slots=True)
class Named:
    """The words that name a quantity's line.

    Attributes:
        ahead: Terms before it in order, back to the quantity before, spaced: " trad receivabl ".
        behind: The same of what follows "in", "of", "from" directly behind it.
        concepts: What the nearest of these words mean in the concept list.
        terms: The terms that the concept was read from.
    """

    ahead: str = " "
    behind: str = " "
    concepts: tuple[str, ...] = ()
    terms: frozenset[str] = frozenset()


def read_named(
    text: str,
    sentence: Span,
    quantities: Sequence[Quantity],
    periods: Sequence[tuple[Span, Period]],
) -> list[Named]:
    """What names each quantity of a sentence; one that nothing stands before has the last name."""
    found: list[Named] = []
    for at, quantity in enumerate(quantities):
        before = quantities[at - 1].end if at else sentence.start
        after = quantities[at + 1].start if at + 1 < len(quantities) else sentence.end
        left = _blanked(text, Span(max(before, quantity.start - _REACH), quantity.start), periods)
        link = _BEHIND.match(text, quantity.end, after)
        right = (
            _blanked(text, Span(link.end(), min(after, link.end() + _REACH)), periods)
            if link
            else ""
        )
        if link and quantity.kind == "percent" and link["of"]:
            right = ""  # "8.8% of revenue": what follows is the whole
        ahead, behind = naming(left), naming(right)
        if not ahead and not behind and found and quantity.kind != "per_share":
            found.append(found[-1])
            continue
        mention, words = _mention(left, right)
        concepts: tuple[str, ...] = mention.concepts if mention else ()
        said = frozenset(naming(words))
        if quantity.kind == "per_share":
            beside = f"{left} {quantity.text} {text[quantity.end : min(quantity.end + 60, after)]}"
            other = _OTHER_PER_SHARE.search(beside)
            concepts = () if other else (_DILUTED if "diluted" in beside.lower() else _BASIC,)
            said = frozenset()
        found.append(Named(_spaced(ahead), _spaced(behind), concepts, said))
    return found


def read_heading(text: str, heading: Span, periods: Sequence[tuple[Span, Period]]) -> Named:
    """What a heading calls the lines below it."""
    words = _blanked(text, heading, periods)
    mention, named = _mention(words, "")
    concepts: tuple[str, ...] = mention.concepts if mention else ()
    return Named(_spaced(naming(words)), " ", concepts, frozenset(naming(named)))


def _mention(left: str, right: str) -> tuple[Mention | None, str]:
    """The concept that the words directly behind name, else the last one named before."""
    start = len(right) - len(right.lstrip())
    behind = next((m for m in concepts_of(right) if m.start <= start + 4), None) if right else None
    if behind is not None:
        return behind, right[behind.start : behind.end]
    ahead = concepts_of(left)
    return (ahead[-1], left[ahead[-1].start : ahead[-1].end]) if ahead else (None, "")


def _spaced(words: Sequence[str]) -> str:
    return f" {' '.join(words)} "


def _blanked(text: str, span: Span, periods: Sequence[tuple[Span, Period]]) -> str:
    """A stretch of the text without the periods in it."""
    parts, at = [], span.start
    for period, _ in periods:
        if period.end > at and period.start < span.end:
            parts.append(text[at : max(period.start, at)])
            at = max(at, period.end)
    parts.append(text[at : span.end])
    return " ".join(parts)
