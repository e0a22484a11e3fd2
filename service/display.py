"""Numbers as people read them: amounts with unit and scale, in the filing's own digits. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from ingest.facts import is_money
from ingest.types import Fact

_MARKS = {"CNY": "RMB", "HKD": "HK$", "USD": "US$", "EUR": "€", "GBP": "£", "JPY": "¥"}
_SCALES = (
    (Decimal(10) ** 9, "billion"),
    (Decimal(10) ** 6, "million"),
    (Decimal(1000), "thousand"),
)
_PERCENTS = ("percent", "percentage_point")


def show_fact(fact: Fact, value: Decimal | None = None) -> str:
    """A fact's value as the filing scales it: RMB571,704 thousand, 33.8%, 1,260 persons.

    `value` replaces the fact's own (its size, where a loss was asked for).
    """
    amount = fact.value if value is None else value
    if fact.unit in _PERCENTS:
        return show(amount, fact.unit, places=_places(fact.quantum * 100))
    word, scale = _scale_of(fact)
    scaled, places = amount / scale, _places(fact.quantum / scale)
    return _with_unit(group(scaled, places) + word, fact.unit)


def show(amount: Decimal, unit: str | None, *, places: int = 1) -> str:
    """A computed amount: percents with so many places, money in millions where it is large."""
    if unit == "percent":
        return f"{group(amount * 100, places)}%"
    if unit == "percentage_point":
        return f"{group(amount * 100, places)} percentage points"
    if unit == "ratio":
        return f"{group(amount, max(places, 2))} times"
    if is_money(unit) and not (unit or "").endswith("/share"):
        for size, name in _SCALES[1:]:
            if abs(amount) >= size:
                return _with_unit(f"{group(amount / size, places)} {name}", unit)
    return _with_unit(group(amount, places), unit)


def show_result(amount: Decimal, unit: str | None, facts: Sequence[Fact]) -> str:
    """What was computed of `facts`: as they are scaled where it is of their kind.

    A sum or difference shows the digits that its operands do, an average up to two more.
    """
    if unit in _PERCENTS:
        finest = min((f.quantum * 100 for f in facts if f.unit in _PERCENTS), default=Decimal(1))
        return show(amount, unit, places=max(1, min(2, _places(finest))))
    if not facts or unit == "ratio" or any((fact.unit or "count") != unit for fact in facts):
        return show(amount, unit, places=2)
    coarsest = max(facts, key=lambda fact: fact.scale)
    word, scale = _scale_of(coarsest)
    places = max(_places(fact.quantum / scale) for fact in facts)
    for more in range(3):
        if amount == (amount / scale).quantize(Decimal(1).scaleb(-places - more)) * scale:
            places += more
            break
    else:
        places += 2
    shown = group(amount / scale, places) + word
    return shown if coarsest.unit is None else _with_unit(shown, unit)


def _scale_of(fact: Fact) -> tuple[str, Decimal]:
    """A fact's scale in a word; one that has none here (cents, tens of thousands) is 1."""
    word = next((f" {name}" for size, name in _SCALES if fact.scale == size), "")
    return word, fact.scale if word else Decimal(1)


def _with_unit(text: str, unit: str | None) -> str:
    if unit is None:
        return text
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    if unit.endswith("/share"):
        currency = unit.removesuffix("/share")
        return f"{sign}{_MARKS.get(currency, currency + ' ')}{digits} per share"
    if is_money(unit):
        return f"{sign}{_MARKS.get(unit, unit + ' ')}{digits}"
    return f"{text} {'times' if unit == 'ratio' else unit}"


def group(number: Decimal, places: int) -> str:
    """Digits in threes with so many places, a hyphen for minus; halves away from zero."""
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{rounded or abs(rounded):,f}"  # what rounds to nothing has no sign


def _places(quantum: Decimal) -> int:
    """Decimal places of a last shown digit: 0.01 has two, 1000 none."""
    exponent = quantum.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
