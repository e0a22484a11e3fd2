"""Whether an answer shows what it means: beside the outcome, which the value decides. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from evals.types import Checked, NumberTarget, Score

LAST_BITS = Decimal("1e-9")  # as a share: what binary floating point may take off an amount
_NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")


def digits_score(target: NumberTarget, amount: Decimal | None, display: str) -> list[Score]:
    """`digits`: whether a right number is shown as it is, to as many digits as were asked for.

    None where either side shows no number. Beside the outcome: the value itself is exact.
    """
    asked, shown = _significant(target.display), _significant(display)
    if amount is None or asked is None or shown is None:
        return []
    if not _is_shown(amount, display):
        return [Score("digits", 0.0, f"shows {display} for {plain(amount)}")]
    note = f"shows {shown} digits, {asked} asked for"
    return [Score("digits", float(shown >= asked), note)]


def _is_shown(amount: Decimal, display: str) -> bool:
    """Whether the first numeral is the amount at some power of ten, but for its own rounding."""
    match = _NUMERAL.search(display)
    if match is None or not amount:
        return True
    text = match.group().replace(",", "")
    numeral, decimals = Decimal(text), len(text.partition(".")[2])
    if not numeral:
        return False
    last = Decimal(1).scaleb(-decimals if decimals else len(text) - len(text.rstrip("0")))
    power = amount.adjusted() - numeral.adjusted()
    return any(  # what is rounded up to a power of ten has a digit more
        abs(numeral.scaleb(at) - abs(amount)) <= last.scaleb(at) / 2 + abs(amount) * LAST_BITS
        for at in (power, power + 1)
    )


def _significant(text: str) -> int | None:
    """Significant digits of the first numeral; zeros at the end of a whole number may be any."""
    match = _NUMERAL.search(text)
    if match is None:
        return None
    digits = match.group().replace(",", "")
    if "." not in digits:
        digits = digits.rstrip("0")
    return max(1, len(digits.replace(".", "").lstrip("0")))


def ticked_score(checks: Sequence[Checked]) -> list[Score]:
    """`ticked`: whether the answer's own check supports every number in it; none without any.

    Beside the outcome: what people read may differ from the value that is judged.
    """
    if not checks:
        return []
    off = [f"{check.text}: {check.verdict}" for check in checks if check.verdict != "supported"]
    note = "; ".join(off) or "every number is supported by the check"
    return [Score("ticked", float(not off), note)]


def plain(amount: Decimal) -> str:
    """An amount in digits, without zeros at the end of its decimals."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
