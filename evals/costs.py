"""What a run took: time, calls of a language model, its tokens, and money.

Tokens are told by a server or counted here with another tokenizer than the model's own, which makes
them an estimate; so is money made of them. What is estimated is told with "about", always.
"""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation
from statistics import median

from evals.gate import EMBEDDED
from evals.types import Price, Run, Usage

_PER = 1_000_000  # tokens that a price is of
_SIGNS = "$€£¥"
_NO_ENGINES = ("check", "facts")  # what numbers and tables are held against, beside the answers


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens read and written over some answers; `counted_by` is "" where a server told them."""

    into: int
    out: int
    answers: int
    counted_by: str = ""

    def __str__(self) -> str:
        about = "about " if self.counted_by else ""
        return f"{about}{self.into:,} in, {self.out:,} out"

    @property
    def told(self) -> str:
        """With how they are known, and of how many answers."""
        by = f", counted by {self.counted_by}" if self.counted_by else ""
        return f"{self}{by}, of {_answers(self.answers)}"


@dataclass(frozen=True, slots=True)
class Money:
    """What some answers cost; without `price` it is what a server billed, to the digit."""

    amount: Decimal
    answers: int = 1
    price: Price | None = None
    is_estimated: bool = False

    def __str__(self) -> str:
        if self.price is None:
            return f"{self.amount:f}"
        about = "about " if self.is_estimated else ""
        return f"{about}{_rounded(self.amount)} {self.price.currency}".rstrip()

    @property
    def told(self) -> str:
        """With what it is made of, and of how many answers."""
        at = "" if self.price is None else f", at {price_words(self.price)}"
        return f"{self}, of {_answers(self.answers)}{at}"


def price_option(text: str) -> Price:
    """IN,OUT or IN,OUT,CURRENCY: money per million tokens read and written.

    Raises:
        ArgumentTypeError: it is something else.
    """
    parts = [part.strip() for part in text.split(",")]
    currency = parts[2] if len(parts) == 3 else ""
    try:
        amounts = [Decimal(part) for part in parts[:2]]
    except InvalidOperation:
        amounts = []
    is_known = len(parts) == 2 or currency.isalpha() or (currency and currency in _SIGNS)
    if len(amounts) != 2 or len(parts) > 3 or not is_known or not all(map(_is_price, amounts)):
        raise ArgumentTypeError(
            f"{text!r} is not a price; write money per million tokens, input and output, as in "
            "3,15 or 0.25,1.25,EUR"
        )
    into, out = amounts
    return Price(into, out, currency)


def _is_price(amount: Decimal) -> bool:
    return amount.is_finite() and not amount.is_signed()


def price_words(price: Price) -> str:
    """3 in, 15 out per million tokens."""
    return f"{price.input:f} in, {price.output:f} out per million tokens"


def cost_of(used: Usage, price: Price | None) -> Money | None:
    """What an answer cost: as billed, else its tokens at the price; None where neither is known."""
    if used.cost is not None:
        return Money(used.cost)
    if price is None or used.input_tokens is None or used.output_tokens is None:
        return None
    amount = (used.input_tokens * price.input + used.output_tokens * price.output) / _PER
    return Money(amount, 1, price, bool(used.counted_by))


def usages(run: Run) -> list[Usage]:
    """Of the answers that a language model took part in."""
    return [one.reply.usage for one in run.results if one.reply and one.reply.usage]


def tokens_of(run: Run) -> list[Tokens]:
    """Those told by a server, and those counted here, by tokenizer."""
    known = [one for one in usages(run) if one.input_tokens is not None]
    found = []
    for name in sorted({one.counted_by for one in known}):
        group = [one for one in known if one.counted_by == name]
        into = sum(one.input_tokens or 0 for one in group)
        out = sum(one.output_tokens or 0 for one in group)
        found.append(Tokens(into, out, len(group), name))
    return found


def money_of(run: Run) -> list[Money]:
    """What was billed, and what comes of tokens at the run's price: apart, since none is both."""
    price = run.provenance.price
    each = [cost for one in usages(run) if (cost := cost_of(one, price)) is not None]
    groups = [
        [one for one in each if one.price is None],
        [one for one in each if one.price is not None],
    ]
    return [_sum(group) for group in groups if group]


def _sum(group: list[Money]) -> Money:
    amount = sum((one.amount for one in group), Decimal(0))
    return Money(amount, len(group), group[0].price, any(one.is_estimated for one in group))


def costs(run: Run) -> list[str]:
    """What a run took, in lines: time, then `model_costs`, then engines where there are several."""
    if not run.results:
        return []
    seconds = sorted(result.seconds for result in run.results)
    tail = seconds[min(len(seconds) - 1, int(0.95 * len(seconds)))]
    characters = median(len(result.answered) for result in run.results)
    lines = [
        f"a case took {median(seconds):.2f} s (95 %: {tail:.2f} s), "
        f"an answer {characters:.0f} characters",
        *model_costs(run),
    ]
    engines = list(_engines(run))
    if len(names := list(dict.fromkeys(engines))) > 1:
        # A model that is down is stood in for: such a run measures neither engine.
        told_by = ", ".join(f"{name} {engines.count(name)}" for name in names)
        lines.append(f"several engines answered: {told_by}")
    return lines


def model_costs(run: Run) -> list[str]:
    """Calls, tokens and money in lines; none where the embedded engine answered alone."""
    used, lines = usages(run), []
    if used:
        sent, written = sum(one.prompt_chars for one in used), sum(one.reply_chars for one in used)
        told = f", {sent} characters sent, {written} written" if sent or written else ""
        lines.append(f"model: {sum(one.calls for one in used)} calls{told}")
    lines += [f"tokens: {tokens.told}" for tokens in tokens_of(run)]
    money = money_of(run)
    lines += [f"cost: {one.told}" for one in money]
    if run.provenance.price is not None and not money and {*_engines(run)} - {EMBEDDED}:
        lines.append("cost: not known, nobody told how many tokens the answers took")
    return lines


def joined(parts: Iterable[object]) -> str:
    """For a cell of a table: the parts, or a dash where there are none."""
    return " + ".join(map(str, parts)) or "–"


def _engines(run: Run) -> Iterator[str]:
    """Of the answers; a statement that is checked and a fact that is looked up are none."""
    engines = (one.reply.engine for one in run.results if one.reply)
    return (engine for engine in engines if engine and engine not in _NO_ENGINES)


def _rounded(amount: Decimal) -> str:
    """To the hundredth; under 1 to three digits, since an answer costs a fraction of a cent."""
    if amount >= 1:
        return f"{amount:.2f}"
    return f"{Context(prec=3).plus(amount).normalize():f}"


def _answers(count: int) -> str:
    return "1 answer" if count == 1 else f"{count} answers"
