"""Where a quote stands in a filing: verbatim, but for white space and currency signs. Pure.

A currency sign often stands in a cell of its own, which a quote of the row leaves out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import NamedTuple


class Spot(NamedTuple):
    """Characters `start` to `end` (exclusive) of page `page`, counted from 1."""

    page: int
    start: int
    end: int


_TO_DIGIT = re.compile(r"\d[.,]?\Z")
_FROM_DIGIT = re.compile(r"[.,]?\d")
_WORD = re.compile(r"[^\W\d_]{2,}|\d+(?:[.,]\d+)*")
_SIGNS = frozenset("$¥€£￥")


def _counts(letter: str) -> bool:
    return not letter.isspace() and letter not in _SIGNS


def _letters_of(text: str) -> str:
    return "".join(filter(_counts, text))


class FilingText:
    """The pages of a filing, made ready to be searched by what is printed alone."""

    def __init__(self, pages: Mapping[int, str]) -> None:
        """Takes the text of each page, by its number from 1."""
        self._letters: list[str] = []
        self._places: list[list[int]] = []
        self._pages = sorted(pages)
        self._starts: list[int] = []
        self._texts = dict(pages)
        at = 0
        for number in self._pages:
            places = [n for n, letter in enumerate(pages[number]) if _counts(letter)]
            self._letters.append(_letters_of(pages[number]))
            self._places.append(places)
            self._starts.append(at)
            at += len(places)
        self._text = "".join(self._letters)

    def find(self, quote: str) -> tuple[Spot, ...]:
        """Every place at which a quote stands; one that runs over a page's end has two spots."""
        wanted = _letters_of(quote)
        if not wanted:
            return ()
        found: list[Spot] = []
        at = self._text.find(wanted)
        while at >= 0:
            spots = list(self._spots(at, at + len(wanted)))
            if not self._cuts_a_number(spots[0], spots[-1]):
                found += spots
            at = self._text.find(wanted, at + len(wanted))
        return tuple(found)

    def share_on(self, quote: str, page: int) -> float:
        """The share of the words of a quote, each counted once, that stand on a page.

        Blanks between letters say nothing: other programs lose them ("costofsales").
        """
        wanted = set(_WORD.findall(quote.casefold()))
        text = self._texts.get(page, "").casefold()
        there, letters = set(_WORD.findall(text)), _letters_of(text)
        found = sum(w in there or (w.isalpha() and w in letters) for w in wanted)
        return found / len(wanted) if wanted else 0.0

    def _cuts_a_number(self, first: Spot, last: Spot) -> bool:
        """Whether digits go on before or after: "Revenue 5" is not said by "Revenue 571"."""
        before, after = self._texts[first.page], self._texts[last.page]
        if before[first.start].isdigit() and _TO_DIGIT.search(before[: first.start][-2:]):
            return True
        is_cut = _FROM_DIGIT.match(after[last.end : last.end + 2])
        return is_cut is not None and after[last.end - 1].isdigit()

    def _spots(self, start: int, end: int) -> Iterator[Spot]:
        number = bisect_right(self._starts, start) - 1
        while number < len(self._pages) and self._starts[number] < end:
            places, first = self._places[number], self._starts[number]
            inside = places[max(start - first, 0) : end - first]
            if inside:
                yield Spot(self._pages[number], inside[0], inside[-1] + 1)
            number += 1
