"""A quantity as a text gives it, and the interval of values that it allows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal["money", "percent", "percentage_point", "multiple", "per_share", "count"]
Approximation = Literal["about", "over", "under"]

_ONE = Decimal(1)
TELLING = 100  # of the last shown digit: three digits


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity as a text gives it; `text == whole_text[start:end]`."""

    text: str
    start: int
    end: int
    value: Decimal  # base units, sign as written: 38.1% is 0.381, RMB571.7 million is 571700000
    quantum: Decimal  # base units of the last shown digit; 0 for "doubled", "a third"
    kind: Kind
    unit: str | None = None  # ISO 4217 for money; the word after a count: customers, hours
    approx: Approximation | None = None

    @property
    def in_words(self) -> bool:
        """Written without digits: doubled, a third, twelve."""
        return not any(character.isdecimal() for character in self.text)

    @property
    def is_part(self) -> bool:
        """A part of a whole in words: a third, nine out of ten."""
        return self.kind == "multiple" and self.in_words and abs(self.value) < 1

    @property
    def is_telling(self) -> bool:
        """Shown to so many digits that the same figure hardly stands anywhere by chance."""
        return bool(self.quantum) and abs(self.value) >= TELLING * self.quantum

    @property
    def is_very_telling(self) -> bool:
        """Shown to five digits and more."""
        return bool(self.quantum) and abs(self.value) >= 100 * TELLING * self.quantum

    @property
    def low(self) -> Decimal:
        """The least size (sign left out) that the text allows, rounding and wording considered."""
        size = abs(self.value)
        if self.approx == "over":
            return size
        if self.approx == "under":
            return max(size - max(self._leading, self.quantum), Decimal(0))
        return max(size - self._half_width, Decimal(0))

    @property
    def high(self) -> Decimal:
        """The greatest size that the text allows."""
        size = abs(self.value)
        if self.approx == "over":
            return size + max(self._leading, self.quantum)
        if self.approx == "under":
            return size
        if self.approx == "about" and self.rounded_to > self.quantum:
            return size + self.rounded_to  # "about 6,042,000" may be cut off rather than rounded
        return size + self._half_width

    @property
    def _half_width(self) -> Decimal:
        if self.in_words and self.kind == "multiple":
            # "doubled" is said of 1.94 and of 2.07; "roughly doubled" of 1.8 and 2.2
            return abs(self.value) * Decimal("0.1" if self.approx else "0.05")
        if self.approx:
            return max(self.quantum, self.rounded_to) / 2
        return self.quantum / 2

    @property
    def _leading(self) -> Decimal:
        """How far "more than" reaches: one of the leading digit, a quarter for words."""
        size = abs(self.value)
        if not size:
            return Decimal(0)
        if self.in_words and self.kind == "multiple":
            return _ONE if size >= 1 else size / 4
        return Decimal(1).scaleb(size.adjusted())

    @property
    def rounded_to(self) -> Decimal:
        """Base units of the last digit that is not 0, the second digit at most.

        "about 20,000" covers 19,500 to 20,500.
        """
        if not self.value or not self.quantum:
            return self.quantum
        digits = (self.value / self.quantum).normalize()
        exponent = digits.as_tuple().exponent
        rounded = self.quantum.scaleb(exponent if isinstance(exponent, int) and exponent > 0 else 0)
        return min(rounded, Decimal(1).scaleb(self.value.adjusted() - 1))
