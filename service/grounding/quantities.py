"""Quantities in text: pure grammar, linear in the length of the text.

A quantity is money, a percentage, percentage points, a multiple, an amount per share or a count,
in digits or in words. Dates, years, note numbers, standards, names and marks are none (masks.py).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from ingest.types import Span
from service.grounding import marks
from service.grounding.masks import blank, even, not_quantities
from service.grounding.number_words import WordNumber, find_number_words
from service.grounding.quantity import Approximation, Kind, Quantity

MAX_DIGITS = 24  # a longer run of digits is an identifier, not an amount
_TOKEN = re.compile(r"\d++(?:[.,]\d++)*+")
_GROUPED = re.compile(
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?|\d+(?:\.\d+)?"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_JOIN = re.compile(r"\s{0,2}(?:[-–—~]|to|and|or|,|、|, and|至|到|和|及|&)\s{0,2}", re.IGNORECASE)
_STOP = frozenset(
    """a an and are as at be been but by compared for from had has have in into is it its of on or
    per respectively since than then that the their them then this to under until versus was we were
    which while with within over during against up down more less""".split()
)
_MIDST = re.compile(r"[\w,]\s$")  # a word stands before, no full stop
_ONE = Decimal(1)
_CENT = Decimal("0.01")


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """All quantities of a text in order, none overlapping another."""
    plain = blank(even(text))
    masked = _Masked(not_quantities(plain))
    found = [q for q in _digits(plain) if q is not None and not masked.touches(q.number)]
    words = [q for q in _words(plain) if not masked.touches(q.number)]
    quantities: list[_Draft] = []
    for draft in sorted(found + words, key=lambda d: (d.number.start, -d.number.end)):
        if not quantities or draft.start >= quantities[-1].end:
            quantities.append(draft)
    found_all = [draft.quantity(text, plain) for draft in _share_units(quantities, plain)]
    for at in range(1, len(found_all)):  # "approximately X and Y" is approximate of both
        before, here = found_all[at - 1], found_all[at]
        is_list = _JOIN.fullmatch(plain[before.end : here.start])
        if before.approx == "about" and here.approx is None and is_list:
            found_all[at] = replace(here, approx="about")
    return tuple(found_all)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A quantity before units are shared along a list."""

    number: Span  # the digits or words alone
    start: int
    end: int
    size: Decimal  # as printed, without scale
    last_digit: Decimal  # as printed: 0.1 for 571.7; 0 for words
    negative: bool
    kind: Kind
    scale: Decimal = _ONE
    currency: str | None = None
    has_currency: bool = False
    is_plain: bool = False  # bare: neither currency nor scale nor any other unit
    unit: str | None = None

    def quantity(self, text: str, plain: str) -> Quantity:
        before = marks.APPROXIMATE.search(plain[max(0, self.start - 30) : self.start])
        approx: Approximation | None = None
        if before is not None:
            name = before.lastgroup
            approx = "over" if name == "over" else "under" if name == "under" else "about"
        elif plain[self.end : self.end + 1] == "+" or re.match(
            r"\s(?:or more|or above|and above)\b", plain[self.end : self.end + 12]
        ):
            approx = "over"
        value = self.size * self.scale
        return Quantity(
            text=text[self.start : self.end],
            start=self.start,
            end=self.end,
            value=-value if self.negative else value,
            quantum=self.last_digit * self.scale,
            kind=self.kind,
            unit=self.currency if self.has_currency else self.unit,
            approx=approx,
        )


class _Masked:
    """Stretches that hold no quantity, joined and sorted."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def touches(self, span: Span) -> bool:
        at = bisect_right(self._starts, span.end - 1) - 1
        return at >= 0 and self._ends[at] > span.start


def _digits(plain: str) -> Iterator[_Draft | None]:
    for token in _TOKEN.finditer(plain):
        if len(token.group()) > 2 * MAX_DIGITS:
            continue
        for span in _readings(plain, token):
            yield _draft(plain, span)


def _readings(plain: str, token: re.Match[str]) -> Iterator[Span]:
    """A token as one number, or, where its commas do not group thousands, as a list of them."""
    text = token.group()
    start = token.start()
    if _GROUPED.fullmatch(text):
        yield Span(start, token.end())
        return
    for part in text.split(","):
        if part.count(".") <= 1 and part:
            yield Span(start, start + len(part))
        start += len(part) + 1


def _draft(plain: str, number: Span) -> _Draft | None:
    digits = number.of(plain).replace(",", "")
    is_grouped = "," in number.of(plain)
    start = number.start
    if start and plain[start - 1] == "." and "." not in digits and not plain[start - 2].isalnum():
        digits, start = f"0.{digits}", start - 1
    if len(digits) > MAX_DIGITS or (len(digits) > 1 and digits[0] == "0" and digits[1] != "."):
        return None
    before = marks.BEFORE.search(plain[max(0, start - 24) : start])
    currency = before.group("currency") if before else None
    if currency and currency.lower() in ("hk", "us") and not marks.CENTS.match(plain, number.end):
        before = currency = None  # a place, and a currency only before "13.20 cents"
    if not currency and start and _glued(plain[start - 1]):
        return None
    size = Decimal(digits)
    last = Decimal(1).scaleb(int(size.as_tuple().exponent))
    draft = _Draft(number, start, number.end, size, last, False, "count", is_plain=True)
    if before is not None and (currency or before.group("sign") or before.group("inner")):
        draft = _with_marks_before(plain, draft, before, is_grouped or "." in digits)
    is_in_cents = currency is not None and "cent" in currency.lower()
    draft = _in_cents(plain, draft) if is_in_cents else _with_marks_after(plain, draft)
    if draft.is_plain and _YEAR.fullmatch(digits) and draft.unit not in marks.COUNTED:
        return None
    if draft.is_plain and _glued(plain[draft.end : draft.end + 1]):
        return _glued_word(plain, draft)
    return draft


def _glued(character: str) -> bool:
    return character.isascii() and (character.isalpha() or character == "_")


def _glued_word(plain: str, draft: _Draft) -> _Draft | None:
    """`397customers` is a count; `3C`, `5G` and `2nd` are names and ordinals."""
    word = re.match(r"[a-z]{4,30}", plain[draft.end : draft.end + 30])
    return replace(draft, unit=word.group()) if word else None


def _with_marks_before(plain: str, draft: _Draft, before: re.Match[str], is_long: bool) -> _Draft:
    """Currency, sign and brackets in front of the digits."""
    start, text = draft.start, before.group()
    mark, sign, inner = before.group("currency"), before.group("sign"), before.group("inner")
    offset = start - len(text)
    negative = False
    if inner == "(" or (inner and "(" in inner):
        closes = plain[draft.end : draft.end + 1] == ")"
        if closes and (mark or is_long):
            negative = True
            start = offset + before.start("inner") - before.start()
            draft = replace(draft, end=draft.end + 1)
        elif mark:
            mark = None
    elif inner:
        negative = _is_minus(plain, start - 1, attached=bool(mark))
        start = start - 1 if negative else start
    if sign and _is_sign(plain, offset + before.start("sign") - before.start(), sign):
        negative = negative or not sign.startswith("+")
        start = offset + before.start("sign") - before.start()
    elif mark:
        start = offset + before.start("currency") - before.start()
    if not mark:
        return replace(draft, start=start, negative=negative)
    return replace(
        draft, start=start, negative=negative, kind="money", currency=marks.currency_of(mark),
        has_currency=True, is_plain=False,
    )  # fmt: skip


def _is_minus(plain: str, at: int, *, attached: bool) -> bool:
    return attached or _is_sign(plain, at, plain[at])


def _is_sign(plain: str, at: int, sign: str) -> bool:
    """A minus that opens the number, not the dash of a range or a compound."""
    if sign[0].isalpha():
        return True
    if plain[at + 1 : at + 2].isspace():
        return False  # "$5 million - $2 million" is a difference
    before = plain[max(0, at - 2) : at]
    return not before or before[-1] in " (\t\n:,\"'" and not before[0].isdigit()


def _with_marks_after(plain: str, draft: _Draft) -> _Draft:
    """Scale, percent sign, unit behind the digits."""
    rest = plain[draft.end : draft.end + 40]
    after = marks.AFTER.match(rest)
    if draft.has_currency:
        after = marks.SPACED_SCALE.match(rest) or after
    if after is None:
        return _with_unit(plain, draft)
    if after.group() == "X" and draft.last_digit >= 1:
        return draft  # 777X is a name, 2.5X a multiple
    end = draft.end + after.end()
    name = {key: value for key, value in after.groupdict().items() if value}
    if "point" in name or "basis" in name:
        scale = Decimal("0.0001") if "basis" in name else Decimal("0.01")
        return replace(draft, end=end, kind="percentage_point", scale=scale, is_plain=False)
    if "percent" in name or "mille" in name:
        scale = Decimal("0.001") if "mille" in name else Decimal("0.01")
        return replace(draft, end=end, kind="percent", scale=scale, is_plain=False)
    if "cents" in name:
        return _in_cents(plain, _priced(draft, end, name["cents"]))
    if "multiple" in name:
        return replace(draft, end=end, kind="multiple", is_plain=False)
    if "tail" in name:
        return _with_per_share(plain, _priced(draft, end, name["tail"]))
    if "noted" in name:  # "$5,466,312 (in thousands)"
        noted = replace(
            draft, end=end, scale=marks.scale_of(name["noted"].strip(" ()").split()[-1])
        )
        return replace(noted, is_plain=False)
    word = name.get("scale") or after.group()
    if word.strip().lower() in ("mm", "b", "k", "m") and not draft.has_currency and " " in word:
        return _with_unit(plain, draft)
    draft = replace(draft, end=end, scale=marks.scale_of(word), is_plain=False)
    if "after" in name:
        return _with_per_share(plain, _priced(draft, end, name["after"].replace("of ", "")))
    return _with_unit(plain, draft)


def _in_cents(plain: str, draft: _Draft) -> _Draft:
    """Amounts in cents are those of a share, unless another "per" follows."""
    is_price = marks.PER_OTHER.match(plain[draft.end : draft.end + 40])
    kind: Kind = "money" if is_price else "per_share"
    return replace(draft, kind=kind, scale=_CENT, has_currency=draft.currency is not None)


def _priced(draft: _Draft, end: int, mark: str) -> _Draft:
    currency = marks.currency_of(mark) or draft.currency
    return replace(
        draft, end=end, kind="money", currency=currency, has_currency=True, is_plain=False
    )


def _with_unit(plain: str, draft: _Draft) -> _Draft:
    """The word behind a count, which belongs to it where it is a measure; or per share."""
    if draft.has_currency:
        return _with_per_share(plain, draft)
    word = marks.UNIT.match(plain[draft.end : draft.end + 34])
    if word is None:
        return draft
    unit = word.group(1).lower()
    if unit in marks.MEASURES:
        return replace(draft, end=draft.end + word.end(), unit=unit)
    is_word = len(unit) > 2 or not unit.isascii()
    return replace(draft, unit=unit) if is_word and unit not in _STOP else draft


def _with_per_share(plain: str, draft: _Draft) -> _Draft:
    per_share = marks.PER_SHARE_AFTER.match(plain[draft.end : draft.end + 40])
    if per_share is None and draft.scale == 1 and draft.size < 10_000:
        per_share = marks.PER_SHARE_BEFORE.search(plain[max(0, draft.start - 100) : draft.start])
    return replace(draft, kind="per_share") if per_share else draft


def _words(plain: str) -> Iterator[_Draft]:
    """Numbers in words; a bare `one` is a pronoun, and a bare number needs a noun behind it."""
    for word in find_number_words(plain):
        draft = _word_draft(plain, word)
        if draft is not None:
            yield draft


def _word_draft(plain: str, word: WordNumber) -> _Draft | None:
    span = Span(word.start, word.end)
    if plain[span.start].isupper() and _MIDST.search(plain[max(0, span.start - 3) : span.start]):
        return None  # a name: Pono Capital Two
    draft = _Draft(span, word.start, word.end, word.value, Decimal(0), False, "multiple")
    if word.form != "number":
        return draft
    draft = replace(draft, kind="count", last_digit=_ONE, is_plain=True)  # "five percent": +-0.5%
    draft = _with_marks_after(plain, draft)
    if not draft.is_plain:
        return draft
    is_measure = draft.end > span.end
    if plain[span.end : span.end + 1] == "-" and not is_measure:
        return None  # two-way, three-dimensional
    if word.value == 1 and not is_measure:
        return None
    is_quoted = re.match(r"\s[\"“]", plain[span.end : span.end + 2]) is not None
    return draft if draft.unit or is_quoted else None


def _share_units(drafts: list[_Draft], plain: str) -> list[_Draft]:
    """Units that a list or a range gives once: "1.2 and 3.4 million", "5-7%"."""
    shared = list(drafts)
    for at in range(len(shared) - 2, -1, -1):
        here, after = shared[at], shared[at + 1]
        if not _JOIN.fullmatch(plain[here.end : after.start]):
            continue
        if here.is_plain and here.unit is None and not after.is_plain:
            if not _is_twice(here, after):
                shared[at] = _like(here, after)
        elif here.has_currency and here.scale == 1 and after.scale != 1 and not _own_mark(after):
            shared[at] = replace(here, scale=after.scale)
        elif here.is_plain and after.is_plain and after.unit and not here.unit:
            shared[at] = replace(here, unit=after.unit)
    for at in range(1, len(shared)):
        before, here = shared[at - 1], shared[at]
        gap = _JOIN.fullmatch(plain[before.end : here.start])
        if (
            gap
            and before.has_currency
            and not here.has_currency
            and here.scale == before.scale != 1
        ):
            shared[at] = replace(
                here, kind=before.kind, currency=before.currency, has_currency=True, is_plain=False
            )
    return shared


def _is_twice(here: _Draft, after: _Draft) -> bool:
    """Whether a figure is said twice: "0.0062 or 0.62%"."""
    return after.kind == "percent" and abs(here.size * 100 - after.size) <= after.last_digit


def _own_mark(draft: _Draft) -> bool:
    return draft.has_currency and draft.start < draft.number.start


def _like(here: _Draft, after: _Draft) -> _Draft:
    if _own_mark(after):
        return here
    return replace(
        here, kind=after.kind, scale=after.scale, currency=after.currency,
        has_currency=after.has_currency, unit=after.unit, is_plain=False,
    )  # fmt: skip
