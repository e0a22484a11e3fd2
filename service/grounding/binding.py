"""The period of each quantity in a sentence: named, listed, inherited, or the one before. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from ingest.types import Period, Span
from service.grounding.quantity import Quantity
from service.grounding.relations import CHANGES, Relation

Bound = tuple[Period | None, bool | None]  # the period, and whether it is the one before

BREAK = re.compile(
    r"[,;:(—–]|\s(?:and|while|whereas|but|which|compared|against|versus|from|to|with|as|or|up|down"
    r"|among|within|out\sof"
    r"|representing|accounting|an?\s(?:increase|decrease|rise|fall))\s"
)
_PRIOR = re.compile(
    r"""\b(?:a\s|one\s|the\s)?(?:year|twelve\smonths|12\smonths)\s(?:earlier|before|ago)\b
    |\b(?:the\s)?(?:same|corresponding|comparable|comparative|previous|prior|preceding|last)
      [\s-](?:fiscal\s|financial\s|interim\s|full\s|six-month\s)?(?:period|year|half|quarter)\b
    |\byear-earlier\b|\bprior-year\b|\bthe\s(?:previous|last)\s(?:fiscal|financial)\syear\b
    |上年同期|去年同期|上一年|去年""",
    re.VERBOSE | re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?:compared\s(?:to|with)|in\scomparison\s(?:to|with)|against(?!\swhich)|versus|vs\.?|from"
    r"|(?<!more\s)(?<!less\s)(?<!fewer\s)(?<!rather\s)than)\b"
    r"|相比|對比|对比",
    re.IGNORECASE,
)
_BASE = re.compile(r"\b(?:on|over)\s(?:the\s)?$", re.IGNORECASE)  # "up 48% on 2022"
_FROM = re.compile(  # not "cash from operations was"
    r"\bfrom\s(?:(?!(?:was|were|is|are|of|reached|totall?ed)\b)[A-Za-z]+\s){0,4}$", re.IGNORECASE
)
_MOVED = re.compile(
    r"\b(?:increas|decreas|grew|grow|r[io]se|ris|up\b|down\b|higher|lower|climb|jump|surg|soar|expan"
    r"|declin|drop|f[ae]ll|shr[aiu]nk|reduc|narrow|widen|improv|worsen|chang|mov|went|double|halv"
    r"|compar|slid|cut\b|swell|swelled|contract)\w*",
    re.IGNORECASE,
)
_ATTACHED = re.compile(
    r"[\s,(]*(?:(?:as|of|at|in|for|during|on|ended|the|years?|periods?|end|fiscal|quarter|first|second"
    r"|third|fourth|half|three|six|nine|months?)[\s,]+)*",
    re.IGNORECASE,
)
_RESTATED = re.compile(r",?\s(?:or|that\sis|i\.e\.)\s(?:\w+\s){0,2}$", re.IGNORECASE)
_LIST = re.compile(
    r"\s?(?:,|、|和|及)?\s?(?:and|or)?\s?(?:approximately\s|about\s)?", re.IGNORECASE
)


def bind_periods(
    text: str,
    sentence: Span,
    quantities: Sequence[Quantity],
    periods: Sequence[tuple[Span, Period]],
    relations: Sequence[Relation],
    named: Collection[int] = (),
) -> list[Bound]:
    """The period of each quantity, and whether it is of the period before instead.

    The `named` ones, by their place, stand in a list with names: periods are not listed with them.
    """
    listed = _respectively(text, sentence, quantities, periods)
    listed = {
        start: period
        for start, period in listed.items()
        if not any(quantities[at].start == start for at in named)
    }
    # "X (2022: Y)": the year is that of Y alone
    free = [(s, p) for s, p in periods if text[s.end : s.end + 1] != ":"]
    bound: list[Bound] = []
    for at, quantity in enumerate(quantities):
        if quantity.start in listed:
            bound.append((listed[quantity.start], False))
            continue
        before = quantities[at - 1].end if at else sentence.start
        after = quantities[at + 1].start if at + 1 < len(quantities) else sentence.end
        left, right = text[before : quantity.start], text[quantity.end : after]
        behind = next((p for s, p in free if quantity.end <= s.start < after), None)
        ahead = [(s, p) for s, p in periods if before <= s.start and s.end <= quantity.start]
        # "X in 2023 and Y in 2022": the period directly behind X is X's
        is_last = at > 0 and bool(ahead) and _is_attached(text, before, ahead[-1][0].start)
        compared = [
            m.end()
            for m in _COMPARED.finditer(left)
            if m.group().lower() != "from" or _is_start(text, sentence, quantity)
        ]
        pause = max(compared, default=-1)
        if relations[at] in CHANGES or (relations[at] == "ratio" and not quantity.is_part):
            is_base = relations[at] == "ratio" or bool(
                re.search(r"^[^.;]{0,40}?\b(?:on|from|over|than|with|to)\b", right)
            )
            own = behind if not is_base and _is_own(right) else None
            earlier = [p for s, p in periods if s.end <= quantity.start]
            latest = max(earlier, key=lambda p: p.end, default=None)
            bound.append((own or latest, False))
        elif (
            behind is not None
            and _is_own(right)
            and (is_last or not _is_told(ahead, before + pause))
        ):
            bound.append((behind, False))
        elif _PRIOR.search(_phrase(right)) or (
            _PRIOR.search(left, max(pause, 0)) and not _RESTATED.search(left)
        ):
            bound.append((None, True))
        elif _is_told(ahead, before + pause):
            bound.append((ahead[-1][1], False))
        elif _FROM.search(left) and _is_start(text, sentence, quantity):
            bound.append((None, True))
        elif pause >= 0 and (shared := _shared(text, sentence, quantity, free)) is not None:
            bound.append((shared, False))
        elif pause >= 0:
            bound.append((None, None))
        else:
            bound.append(_inherited(text, sentence, quantity, periods, bound))
    for at in range(len(bound) - 2, -1, -1):  # "compared with X and Y in the year before"
        if bound[at + 1][1] and bound[at][0] is None and _is_list(text, quantities[at : at + 2]):
            bound[at] = bound[at + 1]
    return bound


def _is_start(text: str, sentence: Span, quantity: Quantity) -> bool:
    """Whether "from X" is where something rose or fell from, not what it was earned from."""
    return bool(
        _MOVED.search(text, sentence.start, quantity.start)
        or re.match(r"[^.;]{0,60}?\bto\b", text[quantity.end : sentence.end])
    )


def _is_told(ahead: Sequence[tuple[Span, Period]], pause: int) -> bool:
    """Whether a period stands before the quantity with no "compared with" between."""
    return bool(ahead) and ahead[-1][0].start >= pause


def _phrase(right: str) -> str:
    """The text behind a quantity up to where the next thing is spoken of."""
    pause = re.search(r"[;]|,\s(?:while|and|but|which|with)\b", right)
    return right[: pause.start()] if pause else right


def _is_attached(text: str, end: int, start: int) -> bool:
    """Whether a period follows a quantity that ends at `end` as its own: "X as of 2016"."""
    return _ATTACHED.fullmatch(text, end, start) is not None or not BREAK.search(text, end, start)


def _is_own(right: str) -> bool:
    """Whether a period behind a quantity is that quantity's: "X in 2023", not "X, against 2022"."""
    date_at = re.search(r"\d{4}|\b(?:FY|H[12]|mid|end)\b", right[:80])
    gap = right[: date_at.start()] if date_at else right[:80]
    return not re.search(r"[;]|,\s(?:and|while|but)\b|compared|against|versus|\bthan\b", gap)


def _shared(
    text: str, sentence: Span, quantity: Quantity, periods: Sequence[tuple[Span, Period]]
) -> Period | None:
    """The period behind a list: "compared with A and B as of 31 December" is of A as well."""
    behind = next(((s, p) for s, p in periods if s.start >= quantity.end), None)
    if behind is None or _COMPARED.search(text[quantity.end : behind[0].start]):
        return None
    return behind[1]


def _inherited(
    text: str,
    sentence: Span,
    quantity: Quantity,
    periods: Sequence[tuple[Span, Period]],
    bound: Sequence[Bound],
) -> Bound:
    """The period last named before the quantity, else the only one that the sentence names."""
    earlier = [(s, p) for s, p in periods if s.end <= quantity.start]
    if earlier:
        span, period = earlier[-1]
        lead = text[max(sentence.start, span.start - 40) : span.start]
        return (None, False) if _COMPARED.search(lead) else (period, False)
    if bound and bound[-1][1]:
        return None, False  # "from X to Y": Y is of the period itself
    later = next(((s, p) for s, p in periods if s.start >= quantity.end), None)
    if later is not None and text[later[0].end : later[0].end + 1] != ":":
        gap = text[quantity.end : later[0].start]
        if not (";" in gap or _COMPARED.search(gap) or _BASE.search(gap)):
            return later[1], False
    return None, False


def _respectively(
    text: str,
    sentence: Span,
    quantities: Sequence[Quantity],
    periods: Sequence[tuple[Span, Period]],
) -> dict[int, Period]:
    """Quantities and periods that stand in lists alike, by the quantity's start.

    A "respectively" pairs every such list of the sentence; without it there must be one of each.
    """
    size = len(periods)
    if size < 2:
        return {}
    groups: list[Sequence[Quantity]] = []
    for at in range(len(quantities) - size + 1):
        group = quantities[at : at + size]
        if (not groups or group[0].start > groups[-1][-1].start) and _is_list(text, group):
            groups.append(group)
    if not re.search(r"\brespectively\b|分别|分別", sentence.of(text)):
        gaps = (text[one.end : other.start] for (one, _), (other, _) in pairwise(periods))
        if len(groups) != 1 or not all(_LIST.fullmatch(gap) for gap in gaps):
            return {}
    elif not groups:
        return _respectively_in_parts(text, quantities, periods)
    return {
        quantity.start: period
        for group in groups
        for quantity, (_, period) in zip(group, periods, strict=True)
    }


def _respectively_in_parts(
    text: str, quantities: Sequence[Quantity], periods: Sequence[tuple[Span, Period]]
) -> dict[int, Period]:
    """Each list of quantities with the list of as many periods that follows it.

    "3.1% and 7.5% in the three and six months of 2023, respectively, and 13.7% and 13.4% in ..."
    """
    found: dict[int, Period] = {}
    at = 0
    while at < len(quantities):
        end = at + 1
        while end < len(quantities) and _is_list(text, quantities[at : end + 1]):
            end += 1
        until = quantities[end].start if end < len(quantities) else len(text)
        behind = [p for s, p in periods if quantities[end - 1].end <= s.start < until]
        if end - at > 1 and len(behind) == end - at:
            found |= {
                quantity.start: period
                for quantity, period in zip(quantities[at:end], behind, strict=True)
            }
        at = end
    return found


def _is_list(text: str, group: Sequence[Quantity]) -> bool:
    """Whether quantities of one kind stand side by side: "X, Y and Z"."""
    gaps = (text[one.end : other.start] for one, other in pairwise(group))
    return len({(q.kind, q.unit) for q in group}) == 1 and all(_LIST.fullmatch(gap) for gap in gaps)
