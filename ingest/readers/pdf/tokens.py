"""Which words of a table are numbers, and which signs belong to the number beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.pdf.lines import Line
from ingest.readers.pdf.words import Word

PHRASE_GAP = 0.55  # of the font's height: words closer than that read as one phrase
_MARK_GAP = 0.3  # of the font's height: a footnote mark as large as its number
_RANGE_GAP = 1.0  # of the font's height, between a range's dash and its numbers
DASHES = frozenset("-–—−")
_SIGN_REACH = 14.0  # of the font's height: how far a currency sign may stand before its number
_CLOSE_REACH = 3.0  # the same for a percent sign or a bracket after it

_CURRENCY = r"(?:US|HK|A|C|NT|S|NZ)?[$€£¥₩₹]|RMB|HKD|USD|EUR|GBP|CNY|JPY|R\$"
_DIGITS = r"(?:\d{1,3}(?:[,’'\u2009]\d{3})+|\d+)(?:[.,]\d+)?|\.\d+"
_FOOTNOTE = r"(?:\(?[a-z0-9*†‡]{1,2}\)|\[\d{1,2}\]|[*†‡§]{1,3})?"
_NUMBER = re.compile(
    rf"[(\[]?[-–—−+]?(?:{_CURRENCY})?[(\[]?[-–—−+]?(?:{_CURRENCY})?(?:{_DIGITS})"
    rf"(?:%|x|bps|pp|pts?|¢)?[)\]]?%?{_FOOTNOTE}",
    re.IGNORECASE,
)
_DASH = re.compile(rf"(?:{_CURRENCY})?[(]?[-–—−‐‑―]{{1,3}}[)]?%?{_FOOTNOTE}")
_ABSENT = frozenset({"n/a", "na", "n.a.", "nm", "n.m.", "n/m", "nmf", "nil", "*", "**"})
_OPEN = re.compile(rf"(?:{_CURRENCY})|[(\[]|(?:{_CURRENCY})[(\[]|[(\[](?:{_CURRENCY})")
_CLOSE = re.compile(r"[)\]]%?|%[)\]]?|pts?\.?|bps|pp")
_LEADER = re.compile(r"[.…·_]{2,}|\.|…")
_YEAR = re.compile(r"(?:FY)?(?:19|20)\d\d[AE]?(?:\(\w\)|\*)?", re.IGNORECASE)
_PERIOD = re.compile(
    r"\b(?:year|month|quarter|week|period|half|ended|ending|as of|as at|fiscal|january|february"
    r"|march|april|may|june|july|august|september|october|november|december|(?:19|20)\d\d)s?\b"
    r"|年|月|季",
    re.IGNORECASE,
)
_WHOLE_PERIOD = re.compile(
    r"(?:(?:for|the|as|of|at|on|in|and|years?|fiscal|months?|weeks?|quarters?|periods?|half|three|six"
    r"|nine|twelve|\d\d?|ended|ending|january|february|march|april|may|june|july|august|september"
    r"|october|november|december)[ ,]+)*(?:19|20)\d\d:?",
    re.IGNORECASE,
)
_MARK = re.compile(r"(?:\(\w{1,2}\))+|\[\w{1,2}\]|[*†‡]{1,3}")


@dataclass(frozen=True, slots=True)
class Unit:
    """A number with its signs, or a phrase: what can be one cell."""

    words: tuple[Word, ...]
    is_number: bool

    @property
    def x0(self) -> float:
        """Left edge, points."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Right edge, points."""
        return self.words[-1].x1

    @property
    def text(self) -> str:
        """The words, joined by single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def is_year(self) -> bool:
        """A year standing alone, as headers have them; a footnote mark may follow."""
        marks = all(_MARK.fullmatch(word.text) for word in self.words[1:])
        return self.is_number and marks and is_year(self.words[0].text)


def is_year(text: str) -> bool:
    """Whether the text is a year as table headers print them."""
    return bool(_YEAR.fullmatch(text))


def is_period(text: str) -> bool:
    """Whether the text speaks of a stretch or a point of time."""
    return bool(_PERIOD.search(text))


def is_whole_period(text: str) -> bool:
    """Whether the text names a period and nothing else: "Year ended December 31, 2021"."""
    return bool(_WHOLE_PERIOD.fullmatch(text))


def is_numeral(text: str) -> bool:
    """Whether the word is a number, a dash for nothing, or n/a."""
    return bool(_NUMBER.fullmatch(text) or _DASH.fullmatch(text)) or text.lower() in _ABSENT


def line_units(line: Line) -> list[Unit]:
    """The line's numbers and phrases, left to right; dot leaders belong to none."""
    phrases: list[list[Word]] = []
    last: Word | None = None
    for word in line.words:
        if _LEADER.fullmatch(word.text):
            last = None
            continue
        if last is not None and word.x0 - last.x1 <= PHRASE_GAP * max(word.height, last.height):
            phrases[-1].append(word)
        else:
            phrases.append([word])
        last = word
    if not phrases:
        return [Unit(line.words, is_number=False)]
    return _glue(phrases)


def _glue(phrases: Sequence[list[Word]]) -> list[Unit]:
    units: list[Unit] = []
    pending: list[Word] = []  # a currency sign or a bracket that waits for its number
    for phrase in phrases:
        if not all(_is_numeric_part(w.text) for w in phrase):
            pending = _text_unit(units, pending, phrase)
            continue
        for word in phrase:
            if _OPEN.fullmatch(word.text):
                if any(w.text[-1] not in "([" for w in pending) and word.text not in "([":
                    units.append(Unit(tuple(pending), is_number=False))  # its number is elsewhere
                    pending = []
                pending.append(word)
            elif _closes(units, pending, word):
                last = units.pop()
                units.append(Unit((*last.words, word), last.is_number))
            elif _CLOSE.fullmatch(word.text):
                units.append(Unit((*pending, word), is_number=False))
                pending = []
            else:
                if pending and word.x0 - pending[-1].x1 > _SIGN_REACH * word.height:
                    units.append(Unit(tuple(pending), is_number=False))
                    pending = []
                units.append(Unit((*pending, word), is_number=True))
                pending = []
    if pending:
        units.append(Unit(tuple(pending), is_number=False))
    return _ranges(units)


def _ranges(units: list[Unit]) -> list[Unit]:
    """A dash close between two numbers makes one entry of them: 0.5% - 2.0%."""
    joined: list[Unit] = []
    for unit in units:
        if len(joined) >= 2 and joined[-2].is_number and unit.is_number:
            low, dash = joined[-2:]
            room = _RANGE_GAP * unit.words[0].height
            if dash.text in DASHES and dash.x0 - low.x1 <= room and unit.x0 - dash.x1 <= room:
                joined[-2:] = [Unit((*low.words, *dash.words, *unit.words), is_number=True)]
                continue
        joined.append(unit)
    return joined


def _text_unit(units: list[Unit], pending: list[Word], phrase: list[Word]) -> list[Word]:
    """Add a phrase of text; a currency sign that ends it waits for the number to its right."""
    if pending:
        units.append(Unit(tuple(pending), is_number=False))
    if len(phrase) > 1 and _OPEN.fullmatch(phrase[-1].text):
        units.append(Unit(tuple(phrase[:-1]), is_number=False))
        return [phrase[-1]]
    units.append(Unit(tuple(phrase), is_number=False))
    return []


def _is_numeric_part(text: str) -> bool:
    return bool(
        is_numeral(text) or _OPEN.fullmatch(text) or _CLOSE.fullmatch(text) or _MARK.fullmatch(text)
    )


def _closes(units: Sequence[Unit], pending: Sequence[Word], word: Word) -> bool:
    """Whether the word ends the number before it: `)`, `%`, a raised footnote mark."""
    if not units or pending or not units[-1].is_number:
        return False
    last = units[-1].words[-1]
    gap = word.x0 - last.x1
    if _CLOSE.fullmatch(word.text):
        return gap <= _CLOSE_REACH * word.height
    if not _MARK.fullmatch(word.text):
        return False
    small = word.height < 0.85 * last.height or not any(c.isdigit() for c in word.text)
    # No two columns stand a word space apart: "(1)" there is a mark, not minus one.
    return gap <= (PHRASE_GAP if small else _MARK_GAP) * last.height
