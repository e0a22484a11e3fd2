"""The section path of a row: which headings above it still hold. Pure."""

from __future__ import annotations

import re

from ingest.facts.periods import parse_periods

INDENT_SLACK = 2.0  # points; less is not an indentation
MAX_DEPTH = 4
_TOTAL = re.compile(r"^(?:sub)?[- ]?total(?:\s+(?P<of>.+))?$|^[总總合小][计計额額]", re.IGNORECASE)
GRAND_TOTAL = "Grand total"
_BOTH_SIDES = re.compile(
    r"total\s+(?:equity|liabilities)\b.*\b(?:and|&)\s.*(?:liabilities|equity|deficit)"
)
_NET_CASH = re.compile(r"^net\s+cash\b", re.IGNORECASE)  # ends a part of the cash flows
_MARKUP = re.compile(
    r"</?[a-zA-Z][^>]{0,80}>|\*\*|\^\{?[\d,* ]*\}?|\\(?=\$)|[†‡⁰¹⁴⁵⁶⁷⁸⁹]+"
    r"|(?<!\bm)(?<!\bm )[²³]+| ?\(\d\)$"  # m² is no footnote
)
# A line of the balance sheet that has no amounts, and heads nothing (Regulation S-X 5-02.25)
_BLANK_LINE = re.compile(
    r"^(?:commitments|contingencies|contingent\s+liabilities)\b[\w ,]*\b(?:commit|contingen)", re.I
)
LONGEST_PERIOD = 60  # characters of a heading that is a period
SHORTEST_LEADER = 4  # dots; fewer end an abbreviation


def clean_label(text: str) -> str:
    """A label on one line, without stray markup, footnote marks and dot leaders."""
    plain = " ".join(_MARKUP.sub("", " ".join(text.split())).split())
    bare = plain.rstrip(" .…·_")
    return (bare if len(plain) - len(bare) >= SHORTEST_LEADER else plain).strip(" :：")


def _names_period(heading: str) -> bool:
    return len(heading) <= LONGEST_PERIOD and bool(parse_periods(heading))


def _ends(label: str, section: str) -> bool:
    """The last row of a section: "Other receivables, net", "Loss" of "Loss attributable to"."""
    rest = label.removeprefix(section)
    is_net = rest != label and re.fullmatch(r"\W+net", rest) is not None
    is_whole = len(label.split()) > 2 and section.startswith(label + " ")
    return is_net or is_whole


class Sections:
    """The headings that hold at a row, kept while the rows of a table go by.

    Headings in a row nest. After values, a heading closes those at its own indentation or deeper;
    where no indentation is known, capitals close everything and other headings replace the last.
    A total closes the section that it sums.
    """

    def __init__(self) -> None:
        self._open: list[tuple[str, float | None]] = []
        self._fresh = True  # no value since the last heading

    def open(self, label: str, left: float | None) -> None:
        """A heading row."""
        label = label.strip(" :：")
        if _BLANK_LINE.match(label) or label.endswith(("-", "–")):
            return  # "May 1, 2021 -" goes on in the row below
        if _names_period(label):  # one period comes after another, never within another
            periods = [i for i, (text, _) in enumerate(self._open) if _names_period(text)]
            self._open = self._open[: periods[0]] if periods else self._open
        if not self._fresh or left is not None:
            self._close_for(label, left)
        self._open = [*self._open, (label, left)][-MAX_DEPTH:]
        self._fresh = True

    def path_of(self, label: str, left: float | None) -> tuple[str, ...]:
        """The path of a row with values: its sections, then its own label."""
        self._fresh = False
        if left is not None:
            while self._open and (x := self._open[-1][1]) is not None and left < x - INDENT_SLACK:
                self._open.pop()
        self._close_under(label.lower())
        path = (*(text for text, _ in self._open), label)
        if not label:
            self._open = self._open[:-1]  # an unlabelled sum ends what it sums
        elif self._open and _ends(label.lower(), self._open[-1][0].lower()):
            self._open.pop()
        elif _NET_CASH.match(label):
            self._open.clear()
        elif match := _TOTAL.match(label):
            self._close_total(match["of"])
        return path

    def _close_under(self, label: str) -> None:
        """What a total is of more than the section it would stand in, it does not stand in."""
        if label == GRAND_TOTAL.lower() or _BOTH_SIDES.match(label):
            self._open.clear()
        elif (match := _TOTAL.match(label)) and match["of"]:
            for index, (text, _) in enumerate(self._open):
                if text.lower().endswith(" " + match["of"]):  # liabilities, under current ones
                    self._open = self._open[:index]
                    break

    def _close_for(self, label: str, left: float | None) -> None:
        if left is not None and any(x is not None for _, x in self._open):
            while self._open and (x := self._open[-1][1]) is not None and left <= x + INDENT_SLACK:
                self._open.pop()
        elif label.isupper():
            self._open.clear()
        elif self._open:
            self._open.pop()

    def _close_total(self, of: str | None) -> None:
        if of is None:
            self._open = self._open[:-1]
            return
        wanted = of.lower().strip()
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index][0].lower().strip() in (wanted, wanted.rstrip("s")):
                self._open = self._open[:index]
                return
