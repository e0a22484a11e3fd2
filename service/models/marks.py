"""Citation marks in what a model writes: known ones kept, invented ones taken out and counted.

Works on a stream: what was passed on is never taken back, so the text that a reader saw being
written is the text of the answer, however the model's pieces were cut. Pure.
"""

from __future__ import annotations

import re

# [1], [1, 3], [2-4], [^1], and the same in the brackets that some models and languages use.
# Four digits and more are a year or a value in brackets, not a mark. The length is limited so that
# what a stream holds back is decided in the end.
_INSIDE = r"[\s\d^,;、，–-]"
_BRACKETED = re.compile(rf"(?P<space>\s*)[\[【](?P<inside>{_INSIDE}{{1,60}})[\]】]")
_NUMBERS = re.compile(r"\s*\^?\d{1,3}(?:\s*[,;、，–-]\s*\^?\d{1,3})*\s*")
_NUMBER_OR_RANGE = re.compile(r"(\d+)(?:\s*[–-]\s*\^?(\d+))?")
# What might still become a mark, or the white space before one, once more text has come.
_UNDECIDED = re.compile(rf"\s*(?:[\[【]{_INSIDE}{{0,60}})?\Z")


class MarkFilter:
    """Takes a text in pieces, gives it back in pieces with its marks set right.

    `dropped` counts numbers in marks that stand for no evidence; `used` holds the others, each
    once, in the order of their first use.
    """

    def __init__(self, items: int) -> None:
        """`items`: evidence is numbered from 1 to this."""
        self._items = items
        self._pending = ""
        self._has_begun = False
        self.dropped = 0
        self.used: tuple[int, ...] = ()

    def feed(self, piece: str) -> str:
        """What can be passed on now."""
        self._pending += piece
        undecided = _UNDECIDED.search(self._pending)
        cut = undecided.start() if undecided else len(self._pending)
        ready, self._pending = self._pending[:cut], self._pending[cut:]
        return self._passed(ready)

    def finish(self) -> str:
        """What is left once the text has ended; white space at the end is not passed on."""
        ready, self._pending = self._pending.rstrip(), ""
        return self._passed(ready)

    def _passed(self, ready: str) -> str:
        text = _BRACKETED.sub(self._set_right, ready)
        if not self._has_begun:
            text = text.lstrip()
            self._has_begun = bool(text)
        return text

    def _set_right(self, match: re.Match[str]) -> str:
        if not _NUMBERS.fullmatch(match["inside"]):
            return match[0]
        known: list[int] = []
        for first, last in _ranges(match["inside"]):
            inside = range(max(first, 1), min(last, self._items) + 1)
            known.extend(inside)
            self.dropped += not (first >= 1 and last <= self._items)  # a range counts once
        self.used = tuple(dict.fromkeys((*self.used, *known)))
        if not known:
            return ""
        return match["space"] + "".join(f"[{number}]" for number in dict.fromkeys(known))


def _ranges(written: str) -> list[tuple[int, int]]:
    """The numbers of a mark as first and last: "1, 3-5" is (1, 1), (3, 5)."""
    found = [(int(a), int(b or a)) for a, b in _NUMBER_OR_RANGE.findall(written)]
    return [(min(pair), max(pair)) for pair in found]
