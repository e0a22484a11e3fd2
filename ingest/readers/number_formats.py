"""Values as a spreadsheet shows them: number formats (ECMA-376 part 1, 18.8.31) applied. Pure.

A cell holds 0.1234 and shows `12.3%`; the person who signs the figure saw the latter. Left out
because no filing needs them: fractions, eras, and digits with literals between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

Value = str | int | float | bool | date | time | timedelta

_PART = re.compile(
    r'"(?P<quoted>[^"]*)"?'
    r"|\\(?P<escaped>.)"
    r"|_(?P<padded>.)"
    r"|\*(?P<filled>.)"
    r"|\[(?P<bracket>[^\]]*)\]"
    r"|(?P<general>General)"
    r"|(?P<noon>AM/PM|A/P)"
    r"|(?P<date>y+|m+|d+|h+|s+(?:\.0+)?|e+)"
    r"|(?P<digits>[0#?](?:[0#?,]*[0#?])?(?P<thousands>,*)|\.[0#?]*(?P<thousandths>,*))"
    r"|(?P<exponent>E[+-]0+)"
    r"|(?P<percent>%)"
    r"|(?P<text>@)"
    r"|(?P<literal>.)",
    re.IGNORECASE | re.DOTALL,
)
_SECTIONS = re.compile(r'((?:"[^"]*"?|\\.|\[[^\]]*\]|[^;"\\\[])*)(?:;|$)', re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
# Shown in the order of the reader's own locale; ISO 8601 is the order that nobody misreads.
_OF_LOCALE = {"mm-dd-yy": "yyyy-mm-dd", "m/d/yy h:mm": "yyyy-mm-dd h:mm"}
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_GENERAL_DIGITS = 10  # General shows eleven characters, the decimal point among them
_LONGEST_FORMAT = 255  # characters, the limit of the format itself


@dataclass(frozen=True, slots=True)
class _Part:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Section:
    """One of the up to four parts of a format."""

    parts: tuple[_Part, ...]
    condition: tuple[str, Decimal] | None

    def has(self, kind: str) -> bool:
        return any(part.kind == kind for part in self.parts)


def shown(value: Value, number_format: str) -> str:
    """The text that a cell with this value and format shows; blank where the format hides it."""
    sections = _sections(_OF_LOCALE.get(number_format, number_format)[:_LONGEST_FORMAT])
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return _text_shown(value, sections)
    if isinstance(value, datetime | date | time | timedelta):
        return _moment_shown(value, sections[0])
    number = Decimal(f"{value:.15g}")  # a spreadsheet computes with fifteen digits
    if not number.is_finite():
        return str(value)
    section, keeps_sign = _choose(number, sections)
    if section.has("general"):
        text = _general(number if keeps_sign else abs(number))
        return _joined(_Part("literal", text) if p.kind == "general" else p for p in section.parts)
    return _number_shown(number, section, keeps_sign)


@lru_cache(maxsize=1024)
def _sections(number_format: str) -> tuple[_Section, ...]:
    texts = [match[1] for match in _SECTIONS.finditer(number_format or "General")][:4]
    if len(texts) > 1 and texts[-1] == "" and not number_format.endswith(";"):
        texts.pop()  # the empty match at the end of the format
    return tuple(_section(text) for text in texts)


def _section(text: str) -> _Section:
    parts: list[_Part] = []
    condition = None
    for match in _PART.finditer(text):
        kind = match.lastgroup or "literal"
        if kind in ("thousands", "thousandths"):
            kind = "digits"
        found = match[kind] or ""
        if kind == "bracket":
            if compared := _CONDITION.fullmatch(found):
                condition = (compared[1], Decimal(compared[2]))
            elif found.startswith("$"):
                parts.append(_Part("literal", found[1:].partition("-")[0]))
            elif re.fullmatch(r"h+|m+|s+", found, re.IGNORECASE):
                parts.append(_Part("elapsed", found.lower()))
        elif kind in ("quoted", "escaped"):
            parts.append(_Part("literal", found))
        elif kind == "padded":
            parts.append(_Part("literal", " "))
        elif kind != "filled":
            parts.append(_Part(kind, found))
    return _Section(tuple(parts), condition)


def _choose(number: Decimal, sections: Sequence[_Section]) -> tuple[_Section, bool]:
    """The section for a number, and whether a minus sign is still owed before it."""
    numeric = sections[:3]
    if any(section.condition for section in numeric):
        for section in numeric:
            if section.condition is None or _meets(number, *section.condition):
                return section, not _negative_only(section)
        return numeric[-1], True
    if len(numeric) > 2 and number == 0:
        return numeric[2], False
    if len(numeric) > 1 and number < 0:
        return numeric[1], False
    return numeric[0], True


def _meets(number: Decimal, sign: str, bound: Decimal) -> bool:
    order = (number > bound) - (number < bound)
    return order in {
        "<": (-1,), "<=": (-1, 0), "=": (0,), ">=": (0, 1), ">": (1,), "<>": (-1, 1),
    }[sign]  # fmt: skip


def _negative_only(section: _Section) -> bool:
    if section.condition is None:
        return False
    sign, bound = section.condition
    return sign in ("<", "<=") and bound <= 0


def _text_shown(text: str, sections: Sequence[_Section]) -> str:
    section = sections[3] if len(sections) == 4 else sections[-1]
    if not section.has("text") and len(sections) < 4:
        return text
    return _joined(_Part("literal", text) if p.kind == "text" else p for p in section.parts)


def _joined(parts: Iterator[_Part]) -> str:
    return "".join(part.text for part in parts if part.kind == "literal").strip()


def _general(number: Decimal) -> str:
    """General format. Whole numbers are printed in full, where a narrow column has 1.2E+11."""
    if number == number.to_integral_value():
        return f"{number:.0f}"
    whole = len(f"{abs(number):.0f}")
    if abs(number) < Decimal("0.0001"):
        mantissa, _, exponent = f"{number:.5E}".partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
    rounded = _rounded(number, max(_GENERAL_DIGITS - whole, 0))
    return f"{rounded:f}".rstrip("0").rstrip(".")


def _rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _number_shown(number: Decimal, section: _Section, keeps_sign: bool) -> str:
    digits = [part.text for part in section.parts if part.kind == "digits"]
    if section.has("date") or section.has("exponent"):
        return _general(number)
    if section.has("text") and not digits:
        return _joined(
            _Part("literal", _general(number)) if p.kind == "text" else p for p in section.parts
        )
    whole = "".join(text for text in digits if not text.startswith("."))
    places = next((text for text in digits if text.startswith(".")), "")
    percents = sum(part.kind == "percent" for part in section.parts)
    thousands = len(whole) - len(whole.rstrip(",")) + places.count(",")
    size = abs(number).scaleb(2 * percents - 3 * thousands)
    printed = _digits(size, whole.rstrip(","), places.replace(",", ""))
    is_zero = not any(character in "123456789" for character in printed)
    sign = "-" if number < 0 and keeps_sign and not (is_zero and digits) else ""
    out = []
    for part in section.parts:
        if part.kind == "digits":
            out.append(printed)
            printed = ""
        elif part.kind in ("literal", "percent", "noon"):
            out.append(part.text)
    return (sign + "".join(out)).strip()


def _digits(size: Decimal, whole: str, places: str) -> str:
    """A number's digits under placeholders: `#,##0` and `.0#`."""
    if not whole and not places:
        return ""
    rounded = _rounded(size, max(len(places) - 1, 0))
    left, _, right = f"{rounded:f}".partition(".")
    left = left.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole and left:
        left = _grouped(left)
    keep = max((i for i, mark in enumerate(places) if mark == "0"), default=0)
    right = right[:keep] + right[keep:].rstrip("0")
    return f"{left}.{right}" if right else left  # no figure ends in a bare point


def _grouped(digits: str) -> str:
    first = len(digits) % 3 or 3
    return ",".join([digits[:first], *(digits[i : i + 3] for i in range(first, len(digits), 3))])


def _moment_shown(moment: date | time | timedelta, section: _Section) -> str:
    if isinstance(moment, timedelta):
        return _elapsed_shown(moment, section)
    if isinstance(moment, datetime):
        day: date | None = moment.date()
        clock = moment.time()
    elif isinstance(moment, time):
        day, clock = None, moment
    else:
        day, clock = moment, time()
    if not section.has("date"):
        return moment.isoformat()
    is_halved = section.has("noon")
    out: list[str] = []
    timed = [p for p in section.parts if p.kind in ("date", "elapsed")]
    for part in section.parts:
        code = part.text.lower()
        if part.kind == "noon":
            out.append("AM" if clock.hour < 12 else "PM")
        elif part.kind == "digits":
            out.append(part.text)  # "." between days and months
        elif part.kind != "date":
            out.append(part.text if part.kind == "literal" else "")
        elif code[0] == "m" and _is_minutes(part, timed):
            out.append(f"{clock.minute:0{min(len(code), 2)}d}")
        elif code[0] in "hs":
            out.append(_clock_part(code, clock, is_halved))
        elif day is not None:
            out.append(_day_part(code, day))
    return "".join(out).strip()


def _is_minutes(part: _Part, timed: Sequence[_Part]) -> bool:
    """`m` is minutes right after hours or right before seconds."""
    at = next(i for i, other in enumerate(timed) if other is part)
    before = timed[at - 1].text[:1].lower() if at else ""
    after = timed[at + 1].text[:1].lower() if at + 1 < len(timed) else ""
    return len(part.text) <= 2 and (before == "h" or after == "s")


def _clock_part(code: str, clock: time, is_halved: bool) -> str:
    number = clock.second
    if code[0] == "h":
        number = (clock.hour % 12 or 12) if is_halved else clock.hour
    return f"{number:0{2 if code[1:2] in ('h', 's') else 1}d}"


def _day_part(code: str, day: date) -> str:
    if code[0] in "ye":
        return f"{day.year % 100:02d}" if code in ("y", "yy") else f"{day.year:04d}"
    if code[0] == "m":
        name = _MONTHS[day.month - 1]
        named = {3: name[:3], 4: name, 5: name[0]}
        return named.get(len(code)) or f"{day.month:0{min(len(code), 2)}d}"
    name = _DAYS[day.weekday()]
    named = {3: name[:3], 4: name}
    return named.get(len(code)) or f"{day.day:0{min(len(code), 2)}d}"


def _elapsed_shown(span: timedelta, section: _Section) -> str:
    """Hours, minutes and seconds that have passed; what the format has no place for is left out."""
    seconds = abs(round(span.total_seconds()))
    hours, rest = divmod(seconds, 3600)
    parts = [str(hours), f"{rest // 60:02d}"]
    if any(part.text[:1].lower() == "s" for part in section.parts if part.kind == "date"):
        parts.append(f"{rest % 60:02d}")
    return ("-" if span < timedelta() else "") + ":".join(parts)
