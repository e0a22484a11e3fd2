"""Units, currencies and scales as filings print them. Pure.

`read_unit` reads a unit note ("RMB'000", "(Dollars in millions, except per share amounts)",
"人民幣千元"), a column header ("%") or the bracket of a label ("(tons of CO2 equivalent)").
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

# Mark -> ISO 4217. A bare dollar sign is the filing's own dollar; "USD" stands in until the
# filing's currency is known.
_CURRENCIES: tuple[tuple[str, str], ...] = (
    (r"RMB|CNY|CN¥|人民[币幣]|renminbi", "CNY"),
    (r"HK\s*\\?\$|HKD|HK(?=\s+cents?)|港[元仙]|港[币幣]|Hong\s+Kong\s+dollars?", "HKD"),
    (
        r"US\s*\\?\$|USD|U\.S\.\s*\$|U\.?S\.?(?=\s+cents?)|美[元分]|(?:U\.?S\.?|United\s+States)\s+dollars?",
        "USD",
    ),
    (r"NT\s*\$|TWD|新[台臺][币幣]", "TWD"),
    (r"S\s*\$|SGD|Singapore\s+dollars?", "SGD"),
    (r"A\s*\$|AUD|Australian\s+dollars?", "AUD"),
    (r"C\s*\$|CAD|Canadian\s+dollars?", "CAD"),
    (r"€|EUR|euros?", "EUR"),
    (r"£|GBP|pounds?\s+sterling", "GBP"),
    (r"JPY|円|Japanese\s+yen|yen", "JPY"),
    (r"CHF|Swiss\s+francs?", "CHF"),
    (r"KRW|₩", "KRW"),
    (r"INR|₹", "INR"),
    (r"¥", "CNY"),
    (r"\$|dollars?", "USD"),
    (r"元", "CNY"),
)
CURRENCY_MARK = (
    r"(?:RMB|CNY|CN¥|HK\s?\\?\$|HKD|US\s?\\?\$|USD|NT\s?\$|S\$|A\$|C\$|EUR|GBP|JPY|CHF|AUD|CAD|SGD|KRW"
    r"|INR|人民[币幣]|港元|美元|[$€£¥₩₹])"
)
_NO_SCALE = r"(?!(?:k|m|mm|mn|bn)(?![a-z]))"  # "£m" is pounds, "£n" is nothing
_CURRENCY_PATTERNS = tuple(
    (re.compile(rf"(?<![A-Za-z])(?:{pattern})(?!{_NO_SCALE}[A-Za-z])", re.IGNORECASE), code)
    for pattern, code in _CURRENCIES
)
DOLLARS = frozenset({"USD", "HKD", "AUD", "CAD", "SGD", "TWD"})

_THOUSAND, _MILLION, _BILLION = Decimal(1000), Decimal(10) ** 6, Decimal(10) ** 9
_AFTER_MARK = r"(?:(?<=[$€£¥₩₹])|(?<=RMB)|(?<=USD)|(?<=EUR)|(?<=GBP)|(?<=HKD))\s?"
_SCALES: tuple[tuple[str, Decimal], ...] = (
    (r"0\s*['’‘`′]\s*000|(?<![a-z])ten\s+thousands?|[万萬]", Decimal(10_000)),
    (r"['’‘`′]?\s*000\s*['’‘`′]?\s*000|百[万萬]", _MILLION),
    (
        rf"['’‘`′]\s*0?00(?!\d)|(?<![a-z])thousands?|千|{_AFTER_MARK}k(?![a-z])"
        r"|(?<![a-z0-9])000['’]?s",
        _THOUSAND,
    ),
    (
        rf"(?<![a-z])millions?|(?<![a-z])(?:mn|mm|mil)(?![a-z])|{_AFTER_MARK}m[mn]?(?![a-z²³23])",
        _MILLION,
    ),
    (rf"(?<![a-z])(?:billions?|bn)(?![a-z])|{_AFTER_MARK}bn(?![a-z])|十[亿億]", _BILLION),
    (r"[亿億]", Decimal(10) ** 8),
    (r"(?<![a-z])trillions?", Decimal(10) ** 12),
)
_SCALE_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), scale) for pattern, scale in _SCALES)
_MILLION_ZH = re.compile("百[万萬]")
LONGEST_NOTE = 160  # characters
MOST_READ = 2000  # characters; a unit that comes later is of something else

_MEASURES: tuple[tuple[str, str], ...] = (
    (r"%|％|per\s?cent(?:age)?s?|pct|百分比", "percent"),
    (r"percentage\s+points?|ppts?|pp|p\.p\.|百分[点點]", "percentage_point"),
    (r"basis\s+points?|bps?", "basis_point"),
    (r"MWh", "MWh"), (r"kWh", "kWh"), (r"GWh", "GWh"), (r"GJ", "GJ"), (r"TJ", "TJ"),
    (r"kilograms?|kg", "kg"), (r"tonnes?|tons?|t\s?CO\s?[2₂]e?", "tons"),
    (r"cubic\s+met(?:re|er)s?|m\s?[³3]", "m3"),
    (r"square\s+met(?:re|er)s?|m\s?[²2]|sq\.?\s*m", "m2"),
    (r"square\s+f(?:ee|oo)t(?:age)?|sq\.?\s*ft\.?", "sqft"),
    (r"MMBbls?", "MMBbl"), (r"MBbls?", "MBbl"), (r"MMBOE", "MMBOE"), (r"MBOE", "MBOE"),
    (r"Bcf", "Bcf"), (r"MMcf", "MMcf"), (r"Mcf", "Mcf"), (r"barrels?", "barrels"),
    (r"lit(?:re|er)s?", "litres"), (r"TEUs?", "TEU"),
    (r"hours?|小[时時]", "hours"), (r"days?|天|日", "days"),
    (r"persons?|people|employees?|headcount|人", "persons"),
    (r"shares?|股", "shares"), (r"times|x|倍", "ratio"),
)  # fmt: skip
_MEASURE_PATTERNS = tuple(
    (re.compile(rf"(?<![A-Za-z&]){pattern}(?![A-Za-z]|&\w)", re.IGNORECASE)
     if pattern[0].isascii() else re.compile(pattern), unit)
    for pattern, unit in ((f"(?:{pattern})", unit) for pattern, unit in _MEASURES)
)  # fmt: skip
_PER_SHARE = re.compile(
    r"\bper\s+(?:[\w-]+\s+){0,3}(?:share|unit|ADS)s?\b|/\s*share\b|每股|\bEPS\b", re.IGNORECASE
)
_CENT = Decimal("0.01")
_CENTS = re.compile(r"(?<![A-Za-z])cents?(?![A-Za-z])|¢|(?<=[币幣港美])[分仙]", re.IGNORECASE)
_PURE = (None, "percent", "percentage_point", "basis_point", "shares", "ratio", "days", "hours")
PHYSICAL = frozenset(
    {"sqft", "m2", "m3", "MWh", "kWh", "GWh", "GJ", "TJ", "tons", "kg", "barrels", "TEU"}
)
_INTENSITY = re.compile(
    r"(?P<of>[A-Za-z³²₂][\w³²₂ ]{0,30}) ?(?:/|\bper\b) ?(?!share|annum|year|cent)[A-Za-z]",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r"\bshares?(?:\s+and|\s*,|\s+counts?|\s+data|\s+amounts?|\s+information|\s*\)?$)"
    r"|\bnumber\s+of\s+shares|股[份數数]",
    re.IGNORECASE,
)
_ONE_CLASS = re.compile(  # taken out alone: the note's scale stays that of other shares
    r"\b(?:preferred|preference|treasury|restricted)\s+shares?\b", re.IGNORECASE
)
_COUNTS_IN = re.compile(
    r"\bshares?\b,?[^,;]{0,40}\b(?:reflected|stated|expressed|shown|are|is)?\s*in\s+(?:thousand|million)s?",
    re.IGNORECASE,
)
_EXCEPT = re.compile(
    r"\bexcept(?:\s+for|ing)?\b|\bother\s+than\b|\bunless\b|除.{0,12}外", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Unit:
    """What one printed unit stands for. None: the text does not say."""

    unit: str | None = None  # ISO 4217, CNY/share, percent, percentage_point, tons, ...
    scale: Decimal | None = None
    # "except share and per share data": share counts stand unscaled, or in a scale of their own
    share_scale: Decimal | None = None

    @property
    def is_money(self) -> bool:
        """A currency amount, per share or not."""
        if self.unit is None or not self.unit[:3].isupper():
            return False
        return len(self.unit) == 3 or self.unit[3:] == "/share"


def is_money(unit: str | None) -> bool:
    """Whether a unit is a currency or a currency per share."""
    return Unit(unit).is_money


_AMOUNT_A_SHARE = re.compile(
    rf"{CURRENCY_MARK}\s?[\d.,]+\s*(?:cents?\s*)?(?:per\s+(?:[\w-]+\s+){{0,3}}|an?\s+|/\s*)(?:share|unit|ADS)s?\b"
    rf"|\bper\s+(?:[\w-]+\s+){{0,3}}(?:share|unit|ADS)s?\W{{0,3}}(?:(?:of|at)\W{{1,3}})?{CURRENCY_MARK}\s?[\d.,]+",
    re.IGNORECASE,
)


def is_per_share(text: str) -> bool:
    """Whether a label speaks of an amount for each share.

    One that gives the amount itself does not: "Dividends declared ($1.96 per share)" heads what
    was declared in all.
    """
    if (match := _EXCEPT.search(text)) is not None:  # "in millions, except per share"
        text = text[: match.start()]
    return _PER_SHARE.search(_AMOUNT_A_SHARE.sub(" ", text)) is not None


def currency_of(text: str) -> str | None:
    """The first currency that `text` names, ISO 4217."""
    best: tuple[int, int, str] | None = None
    for order, (pattern, code) in enumerate(_CURRENCY_PATTERNS):
        if (match := pattern.search(text)) and (best is None or (match.start(), order) < best[:2]):
            best = (match.start(), order, code)
    return best[2] if best else None


def scale_of(text: str) -> Decimal | None:
    """The scale that `text` names: thousands, millions, 千元."""
    if _MILLION_ZH.search(text):
        return _MILLION
    for pattern, scale in _SCALE_PATTERNS:
        if pattern.search(text):
            return scale
    return None


def measure_of(text: str) -> str | None:
    """The measure other than money that `text` names: percent, tons, persons."""
    best: tuple[int, str] | None = None
    for pattern, unit in _MEASURE_PATTERNS:
        if (match := pattern.search(text)) and (best is None or match.start() < best[0]):
            best = (match.start(), unit)
    return best[1] if best else None


def read_unit(text: str) -> Unit:
    """The unit and scale that a note, header or bracket gives.

    An intensity ("kg/RMB million", "tonnes per employee") is a unit of its own, as printed.
    """
    return _read_unit(" ".join(text[:MOST_READ].split()))


@lru_cache(maxsize=4096)
def _read_unit(text: str) -> Unit:
    main, exception = text, ""
    if match := _EXCEPT.search(text):
        main, exception = text[: match.start()], text[match.end() :]
    if (intensity := _INTENSITY.search(main)) and measure_of(intensity["of"]) not in _PURE:
        return Unit(" ".join(main.strip(" ()（）").split()), Decimal(1))
    unit, scale = currency_of(main), scale_of(main)
    if unit is not None:
        unit = f"{unit}/share" if is_per_share(main) else unit
        scale = _CENT if scale is None and _CENTS.search(main) else scale
    elif is_per_share(main):
        unit = None
    elif scale is None or exception:
        unit = measure_of(main)
    else:
        unit = measure_of(re.sub(r"\bin\b", " ", main))
    if unit in ("percent", "percentage_point"):
        scale = _CENT
    elif unit == "basis_point":
        unit, scale = "percentage_point", Decimal("0.0001")
    elif unit is None and scale is None and _CENTS.search(main):
        scale = _CENT
    shares = _share_scale(exception)
    if shares is None and (match := _COUNTS_IN.search(main)):  # "(shares in thousands, ...)"
        shares = scale_of(match.group())
    return Unit(unit, scale, shares)


def _share_scale(exception: str) -> Decimal | None:
    """The scale of share counts that an exception sets apart: "except share data"."""
    exception = _ONE_CLASS.sub(" ", _PER_SHARE.sub(" per", exception))
    if match := _COUNTS_IN.search(exception):
        return scale_of(match.group())
    return Decimal(1) if _COUNTS.search(exception) else None


def with_measure(given: Unit, text: str) -> Unit:
    """A scale alone, "(in thousands)", with the measure of the words it stands by."""
    measure = measure_of(text) if given.unit is None else None
    return replace(given, unit=measure) if measure in PHYSICAL else given


def has_unit(text: str) -> bool:
    """Whether `text` gives a unit or a scale at all."""
    found = read_unit(text)
    return found.unit is not None or found.scale is not None


_WORDS_OF_NOTES = """
    all amount amounts figure figures tabular dollar dollars expressed stated presented
    shown in are is of and the except for per share shares ads data unless otherwise noted
    indicated where as percent percentage percentages ratio ratios number par value values
    information thousand thousands million millions billion billions ten unaudited audited
    rmb cny hk hkd us usd u s nt sgd eur gbp jpy currency unit units hong kong renminbi yuan
    chinese united states canadian euro euros yen pound pounds sterling which option
    employee employees headcount person persons people ton tons tonne tonnes kg hour hours
    day days mwh kwh gwh gj cent cents times bps counts reflected mn bn m k x
"""
_NOTE_WORDS = frozenset(_WORDS_OF_NOTES.split())
_NOTE_TOKEN = re.compile(r"[A-Za-z]+|\d+|[\u3400-\u9fff]+")
_NOTE_CHINESE = frozenset(
    "人民币幣百千十万萬亿億元港美分仙單位单以列示計计為为除每股外另有說说明注，、"
)


_THOUSANDS_MARK = re.compile(r"(?<![\d.,])0?\s*[^\d.,]?000")


def is_unit_note(text: str) -> bool:
    """A line that only says in what units a table is: "(In millions, except per share data)"."""
    if len(text) > LONGEST_NOTE or not has_unit(text):
        return False
    plain = _PER_SHARE.sub(" ", text)
    if any(char.isdigit() for char in plain) and not _THOUSANDS_MARK.search(plain):
        return False
    if match := _EXCEPT.search(plain):  # of what the note is not, any words may be said
        plain = plain[: match.start()]
    return all(_is_note_token(token) for token in _NOTE_TOKEN.findall(plain))


_CODE_AND_SCALE = re.compile(r"(?:rmb|cny|hkd|usd|eur|gbp|jpy|chf|aud|cad|sgd)(?:k|m|mm|mn|bn)?")


def _is_note_token(token: str) -> bool:
    if token[0].isdigit():
        return set(token) == {"0"}  # RMB'000
    if token.isascii():
        return token.lower() in _NOTE_WORDS or _CODE_AND_SCALE.fullmatch(token.lower()) is not None
    return set(token) <= _NOTE_CHINESE


_UNIT_MARK = re.compile(
    r"[(（]?\s*(?:RMB|CNY|HK\s?\\?\$|US\s?\\?\$|\$|€|£|人民[币幣])?\s*(?:['’‘`]\s*0?00(?!\d)|(?<=[B$€£])\s*(?:thousand|million|billion)s?)"
    r"\s*[)）]?|[(（]\s*(?:RMB|HK\s?\\?\$|US\s?\\?\$)\s*[)）]",
    re.IGNORECASE,
)


def has_unit_mark(text: str) -> bool:
    """A line that is a unit note, or a header's remains that carry one (RMB'000)."""
    if is_unit_note(text):
        return True
    return "000" in text and _UNIT_MARK.search(" ".join(text.split())) is not None


def without_unit_marks(text: str) -> str:
    """A header's words without the unit printed among them: "Software RMB'000" is "Software"."""
    return " ".join(_UNIT_MARK.sub(" ", " ".join(text.split())).split())
