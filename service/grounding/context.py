"""What a sentence says of its quantities: line item, period, direction, relation. Pure.

Used alike for the text that is checked and for the filing's own narrative, so that one is
compared with the other on equal terms.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from ingest.facts.periods import parse_periods
from ingest.types import Period, Span
from service.grounding.quantities import find_quantities
from service.grounding.quantity import Quantity
from service.grounding.terms import Polarity, content, polarity, terms

Relation = Literal["level", "change", "percent_change", "point_change", "share", "ratio"]
Direction = Literal["increase", "decrease"]
CHANGES = frozenset({"change", "percent_change", "point_change"})
YearEnd = tuple[int, int]
_Bound = tuple[Period | None, bool | None]  # the period, and whether it is the one before

_SENTENCE_END = re.compile(
    r"(?<!\bNo)(?<!\bInc)(?<!\bLtd)(?<!\bCo)(?<!\bCorp)(?<!\bapprox)(?<!\bvs)(?<!\b[A-Z])[.!?]"
    r"[\"'”’)]?(?:\[\d{1,3}\])*(?=\s+[\"'“‘(]?[A-Z0-9\u4e00-\u9fff$€£]|\s*$)|[。！？；]|\n\s*\n|\n(?=[-*•])"
)
_BREAK = re.compile(
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
    r"\b(?:compared\s(?:to|with)|in\scomparison\s(?:to|with)|against|versus|vs\.?|from"
    r"|(?<!more\s)(?<!less\s)(?<!fewer\s)(?<!rather\s)than)\b"
    r"|相比|對比|对比",
    re.IGNORECASE,
)
_BASE = re.compile(r"\b(?:on|over)\s(?:the\s)?$", re.IGNORECASE)  # "up 48% on 2022"
_FROM = re.compile(r"\bfrom\s(?:[A-Za-z]+\s){0,4}$", re.IGNORECASE)
_UP = re.compile(
    r"\b(?:increas\w*|grew|grow(?:n|s|th|ing)?|r(?:o|i)se[ns]?|rising|up|higher|climb\w*|jump\w*"
    r"|surg\w*|soar\w*|gain(?:ed|s)?|expan\w*|swell\w*|swelled|more\sthan\sdoubl\w*|above|add\w*)\b"
    r"|增[长長加]|上升|同比增",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:decreas\w*|declin\w*|drop\w*|f[ae]ll(?:en|s|ing)?|shr[aiu]nk\w*|reduc\w*|down|lower\w*"
    r"|contract(?:ed|ion|s)|cut|less|narrow\w*|came\sdown|halv\w*|below|slid\w*|lost|improvement)\b"
    r"|减少|減少|下降|下跌",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\b(?:account(?:s|ed|ing)?\sfor|represent(?:s|ed|ing)?|made\sup|mak(?:es|ing)\sup|compris\w+"
    r"|constitut\w+|contribut\w+|share|proportion|equal\sto|or)\b",
    re.IGNORECASE,
)
_OF = re.compile(r"^\s?(?:of|in)\s(?!(?:19|20)\d\d\b)(?!the\s(?:first|second))", re.IGNORECASE)
_BY = re.compile(
    r"(?:\bby|\b(?:increase|decrease|decline|growth|rise|fall|drop|reduction|improvement)"
    r"(?:\sof)?(?:\s(?!to\b|from\b)\w+)?"
    r"|\b(?:increased|decreased|grew|rose|fell|declined|dropped|climbed|improved|up|down)"
    r"(?:\s(?:approximately|about|around|roughly|nearly|almost|another|an\sadditional))?)\s*$",
    re.IGNORECASE,
)
_MORE = re.compile(r"^\s?(?:more|less|higher|lower|above|below|increase|decrease)\b", re.IGNORECASE)
_LIST = re.compile(
    r"\s?(?:,|、|和|及)?\s?(?:and|or)?\s?(?:approximately\s|about\s)?", re.IGNORECASE
)
_MAX_SENTENCE = 2000  # characters; a longer run without a full stop is cut


@dataclass(frozen=True, slots=True)
class Claim:
    """A quantity with what its sentence says of it."""

    quantity: Quantity
    sentence: Span
    weights: Mapping[str, float]  # term -> how near it stands: 1 beside the quantity
    own: frozenset[str]  # the terms that stand beside this quantity alone
    period: Period | None  # the period the sentence gives it; None where it gives none
    is_prior: bool | None  # "a year earlier", "from X": of the period before; None: it may be
    relation: Relation
    direction: Direction | None
    polarity: Polarity | None  # profit or loss
    named_periods: tuple[Period, ...] = ()  # all that the sentence names
    whole: frozenset[str] = frozenset()  # share: the terms of what it is a share of


def split_sentences(text: str) -> list[Span]:
    """Sentences with their offsets, covering all but the white space between them."""
    spans: list[Span] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        _add(spans, text, start, match.end())
        start = match.end()
    _add(spans, text, start, len(text))
    return spans


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    spans.extend(Span(at, min(at + _MAX_SENTENCE, end)) for at in range(start, end, _MAX_SENTENCE))


def read_claims(text: str, year_end: YearEnd = (12, 31)) -> tuple[Claim, ...]:
    """Every quantity of a text, read in its sentence.

    Args:
        text: Any text.
        year_end: Month and day on which the fiscal year of the filing ends.

    Returns:
        One claim for each quantity, in order.
    """
    sentences = split_sentences(text)
    starts = [span.start for span in sentences]
    groups: dict[int, list[Quantity]] = {}
    for quantity in find_quantities(text):
        groups.setdefault(bisect_right(starts, quantity.start) - 1, []).append(quantity)
    claims: list[Claim] = []
    for at, quantities in groups.items():
        claims.extend(_read_sentence(text, sentences[at], quantities, year_end))
    return tuple(claims)


def _read_sentence(
    text: str, sentence: Span, quantities: Sequence[Quantity], year_end: YearEnd
) -> list[Claim]:
    periods = [
        (Span(span.start + sentence.start, span.end + sentence.start), period)
        for span, period in parse_periods(sentence.of(text), year_end)
    ]
    lefts, rights = _segments(text, sentence, quantities)
    named = [_without(text, span, periods) for span in lefts]
    left_terms = [content(terms(segment)) for segment in named]
    right_terms = [content(terms(_without(text, span, periods))) for span in rights]
    relations = _relations(text, sentence, quantities, lefts)
    bound = _bind_periods(text, sentence, quantities, periods, relations)
    claims: list[Claim] = []
    for at, quantity in enumerate(quantities):
        unit = content(terms(quantity.unit or "")) if quantity.kind == "count" else frozenset()
        own = left_terms[at] | right_terms[at] | unit
        weights = _weigh(at, left_terms, right_terms) | dict.fromkeys(unit, 1.0)
        near = lefts[at].of(text)[-90:] + " " + rights[at].of(text)
        period, is_prior = bound[at]
        claims.append(
            Claim(
                quantity=quantity,
                sentence=sentence,
                weights=weights,
                own=own,
                period=period,
                is_prior=is_prior,
                relation=relations[at],
                direction=_direction(near, quantity),
                polarity=polarity(near) or (polarity(sentence.of(text)) if not own else None),
                named_periods=tuple(period for _, period in periods),
                whole=right_terms[at] if relations[at] == "share" else frozenset(),
            )
        )
    return claims


def _segments(
    text: str, sentence: Span, quantities: Sequence[Quantity]
) -> tuple[list[Span], list[Span]]:
    """For each quantity the text before it, back to the one before, and its phrase after it."""
    lefts, rights = [], []
    for at, quantity in enumerate(quantities):
        before = quantities[at - 1].end if at else sentence.start
        after = quantities[at + 1].start if at + 1 < len(quantities) else sentence.end
        pause = _BREAK.search(text, quantity.end, after)
        end = pause.start() if pause else after
        if at and (first := _BREAK.search(text, before, quantity.start)) is not None:
            before = first.start()  # what follows the last quantity up to a pause is that one's
        lefts.append(Span(before, quantity.start))
        rights.append(Span(quantity.end, max(end, quantity.end)))
    return lefts, rights


def _without(text: str, span: Span, periods: Sequence[tuple[Span, Period]]) -> str:
    """A stretch of the text without the periods in it."""
    parts, at = [], span.start
    for period, _ in periods:
        if period.end <= at or period.start >= span.end:
            continue
        parts.append(text[at : max(period.start, at)])
        at = max(at, period.end)
    parts.append(text[at : span.end])
    return " ".join(parts)


def _weigh(
    at: int, lefts: Sequence[frozenset[str]], rights: Sequence[frozenset[str]]
) -> dict[str, float]:
    """Terms by nearness: 1 for the quantity's own, less for each one back, 0.3 for what follows."""
    weights: dict[str, float] = {}
    for later in range(at + 1, len(lefts)):
        for word in lefts[later] | rights[later]:
            weights[word] = 0.3
    factor = 1.0
    for back in range(at, -1, -1):
        for word in lefts[back]:
            weights[word] = max(weights.get(word, 0.0), factor)
        if back < at:
            for word in rights[back]:
                weights[word] = max(weights.get(word, 0.0), 0.5 * factor)
        factor *= 0.9 if not lefts[back] else 0.6
    for word in rights[at]:
        weights[word] = max(weights.get(word, 0.0), 1.0)
    return weights


def _bind_periods(
    text: str,
    sentence: Span,
    quantities: Sequence[Quantity],
    periods: Sequence[tuple[Span, Period]],
    relations: Sequence[Relation],
) -> list[_Bound]:
    """The period of each quantity, and whether it is of the period before instead."""
    listed = _respectively(text, sentence, quantities, periods)
    bound: list[_Bound] = []
    for at, quantity in enumerate(quantities):
        if quantity.start in listed:
            bound.append((listed[quantity.start], False))
            continue
        before = quantities[at - 1].end if at else sentence.start
        after = quantities[at + 1].start if at + 1 < len(quantities) else sentence.end
        left, right = text[before : quantity.start], text[quantity.end : after]
        behind = next((p for s, p in periods if quantity.end <= s.start < after), None)
        ahead = [(s, p) for s, p in periods if before <= s.start and s.end <= quantity.start]
        # "X in 2023 and Y in 2022": the period directly behind X is X's
        is_last = at > 0 and bool(ahead) and not _BREAK.search(text, before, ahead[-1][0].start)
        pause = max((m.end() for m in _COMPARED.finditer(left)), default=-1)
        if relations[at] in CHANGES:
            is_base = re.search(r"^[^.;]{0,40}?\b(?:on|from|over|than|with|to)\b", right)
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
        elif _PRIOR.search(_phrase(right)) or _PRIOR.search(left, max(pause, 0)):
            bound.append((None, True))
        elif _is_told(ahead, before + pause):
            bound.append((ahead[-1][1], False))
        elif _FROM.search(left):
            bound.append((None, True))
        elif pause >= 0 and (shared := _shared(text, sentence, quantity, periods)) is not None:
            bound.append((shared, False))
        elif pause >= 0:
            bound.append((None, None))
        else:
            bound.append(_inherited(text, sentence, quantity, periods, bound))
    return bound


def _is_told(ahead: Sequence[tuple[Span, Period]], pause: int) -> bool:
    """Whether a period stands before the quantity with no "compared with" between."""
    return bool(ahead) and ahead[-1][0].start >= pause


def _phrase(right: str) -> str:
    """The text behind a quantity up to where the next thing is spoken of."""
    pause = re.search(r"[;]|,\s(?:while|and|but|which|with)\b", right)
    return right[: pause.start()] if pause else right


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
    bound: Sequence[_Bound],
) -> _Bound:
    """The period last named before the quantity, else the only one that the sentence names."""
    earlier = [(s, p) for s, p in periods if s.end <= quantity.start]
    if earlier:
        span, period = earlier[-1]
        lead = text[max(sentence.start, span.start - 40) : span.start]
        return (None, False) if _COMPARED.search(lead) else (period, False)
    if bound and bound[-1][1]:
        return None, False  # "from X to Y": Y is of the period itself
    later = next(((s, p) for s, p in periods if s.start >= quantity.end), None)
    if later is not None:
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
    """Quantities and periods that a "respectively" pairs, by the quantity's start."""
    if not re.search(r"\brespectively\b|分别|分別", sentence.of(text)):
        return {}
    for size in range(min(len(periods), len(quantities)), 1, -1):
        for at in range(len(quantities) - size, -1, -1):
            group = quantities[at : at + size]
            if size == len(periods) and _is_list(text, group):
                pairs = zip(group, periods, strict=True)
                return {quantity.start: period for quantity, (_, period) in pairs}
    return {}


def _is_list(text: str, group: Sequence[Quantity]) -> bool:
    """Whether quantities of one kind stand side by side: "X, Y and Z"."""
    gaps = (text[one.end : other.start] for one, other in pairwise(group))
    return len({(q.kind, q.unit) for q in group}) == 1 and all(_LIST.fullmatch(gap) for gap in gaps)


def _relations(
    text: str, sentence: Span, quantities: Sequence[Quantity], lefts: Sequence[Span]
) -> list[Relation]:
    found: list[Relation] = []
    for quantity, span in zip(quantities, lefts, strict=True):
        left, right = span.of(text), text[quantity.end : min(quantity.end + 60, sentence.end)]
        relation = _relation(quantity, left, right)
        if found and re.fullmatch(r",?\s(?:or|that is|i\.e\.)\s(?:\w+\s){0,2}", left):
            relation = _restated(found[-1], quantity, relation)
        found.append(relation)
    return found


def _relation(quantity: Quantity, left: str, right: str) -> Relation:
    near = left[-70:]
    if quantity.kind == "percentage_point":
        return "point_change"
    if quantity.kind == "multiple":
        return "ratio"
    if quantity.kind in ("money", "per_share", "count"):
        return "change" if _BY.search(near) or _MORE.match(right) else "level"
    if _OF.match(right) or re.search(r"\bof\s(?:the\s)?total\b", right[:40]):
        return "share"
    if _BY.search(near) or _MORE.match(right):
        return "percent_change"
    if _UP.search(near) or _DOWN.search(near) or re.match(r"\s?year[\s-]on", right):
        return "percent_change"
    if re.search(r"同比|year[\s-]on[\s-]year|YoY", near, re.IGNORECASE):
        return "percent_change"
    return "share" if _SHARE.search(near) else "level"


def _restated(before: Relation, quantity: Quantity, own: Relation) -> Relation:
    """The change again in another unit: "fell by 19.1%, or RMB1.8 billion"."""
    if before not in ("change", "percent_change"):
        return own
    return "percent_change" if quantity.kind == "percent" else "change"


def _direction(near: str, quantity: Quantity) -> Direction | None:
    if quantity.value < 0 and quantity.kind in ("percent", "percentage_point"):
        return "decrease"
    is_up, is_down = _UP.search(near) is not None, _DOWN.search(near) is not None
    if is_up == is_down:
        return None
    return "increase" if is_up else "decrease"
