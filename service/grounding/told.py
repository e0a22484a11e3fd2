"""Changes of figures that a filing gives in its own sentences alone. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial

from service.display import show
from service.grounding.context import Claim
from service.grounding.derived import Derived, Sized, changed
from service.grounding.narrative import Echo, is_alike
from service.grounding.quantity import Quantity
from service.grounding.times import before, expected_periods, same_time

SAID = 0.8  # of the claim's words, before a sentence gives the figures that it compares
_CHANGES = frozenset({"percent_change", "change", "ratio"})


def told_changes(claim: Claim, echoes: Sequence[Echo]) -> Iterator[tuple[Derived, Echo]]:
    """The change between two figures that one sentence of the filing gives of two periods.

    Args:
        claim: A change.
        echoes: The filing's sentences, number by number.

    Yields:
        What is computed, and the sentence's later figure.
    """
    if claim.relation not in _CHANGES:
        return
    sentences: dict[tuple[str, int], list[Echo]] = defaultdict(list)
    for one in echoes:
        said = one.statement.claim
        if said.relation == "level" and one.whole >= SAID and said.quantity.kind != "percent":
            sentences[one.statement.passage.passage_id, said.sentence.start].append(one)
    for figures in sentences.values():
        for now in figures:
            home = now.statement.home
            asked = expected_periods(claim, home)[:1]
            told = expected_periods(now.statement.claim, home)[:1]
            if not asked or not told or not same_time(asked[0], told[0]):
                continue
            earlier = (*claim.named_periods, *before(told[0]), *before(asked[0]))
            for then in figures:
                of = expected_periods(then.statement.claim, then.statement.home)[:1]
                if (
                    then is not now
                    and of
                    and of[0].end < told[0].end
                    and any(same_time(one, of[0]) for one in earlier)
                    and is_alike(now.quantity, then.quantity)
                ):
                    write = partial(show, unit=now.quantity.unit)
                    made = changed(claim, _sized(now.quantity), _sized(then.quantity), write)
                    if made is not None:
                        yield made, now


def _sized(quantity: Quantity) -> Sized:
    half = quantity.quantum / 2
    return abs(quantity.value) - half, abs(quantity.value) + half, quantity.text
