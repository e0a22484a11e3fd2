"""Unit notes that hold for a whole part of a filing, until the next part begins. Pure.

"Notes to Consolidated Financial Statements (amounts in thousands, except per share data)" stands
over every table of the notes; "All dollar amounts are in millions" over the part that says so.
"""

from __future__ import annotations

import re

_PART = re.compile(
    r"(?:^|^.{0,60}?)(?P<notes>notes\s+to\s+(?:the\s+)?(?:[\w-]+\s+){0,3}financial\s+statements)"
    r"|^(?P<part>item\s+\d+[abc]?\b|part\s+[iv]+\b|report\s+of\s+independent|signatures\b"
    r"|schedule\s+[iv]+\b|exhibit\s+index|management['’]s\s+discussion\s+and\s+analysis)",
    re.IGNORECASE,
)
# Parts of the discussion that may have a note of their own; without one they end nothing
_WITHIN = re.compile(
    r"^(?:results\s+of\s+operations|liquidity\s+and\s+capital\s+resources)\b", re.IGNORECASE
)
_GOES_ON = re.compile(  # after a title; prose that begins with one goes on in words
    r"^\s*(?:$|[\W_]|\bcontinued\b|[A-Z])|^.{0,160}[(（]"
)
_BRACKET = re.compile(r"[(（][^()（）]{5,160}[)）]")
_SCALE = r"(?:thousands|millions|billions)"
_NOTE = re.compile(
    r"^\W*(?:(?:all|tabular|dollars?|and|shares?|amounts?|figures|stated|expressed|presented"
    rf"|unaudited|are|u\.?\s?s\.?|united\s+states|\$s?)[\s;,]+)*in\s+{_SCALE}\b"
    rf"|^\W*{_SCALE}(?:\s+of\s+(?:u\.s\.\s+)?dollars)?\s*(?:,\s*except\b|\W*$)",
    re.IGNORECASE,
)
_SAID = re.compile(  # in a sentence of its own
    r"\b(?:all|tabular)\s+(?:u\.?s\.?\s+)?(?:dollars?\s+|financial\s+|monetary\s+)?(?:amounts|figures)\b"
    rf"[^.;:()]{{0,80}}\bin\s+{_SCALE}\b[^.;()]{{0,120}}",
    re.IGNORECASE,
)
_OF_ONE_TABLE = re.compile(r"\b(?:below|above|following|this\s+table|the\s+table)\b", re.IGNORECASE)
TITLE = 240  # characters of a block that may be a title with its note
SHORT = 160  # characters; a longer block is no note
BLOCKS_BEFORE_NOTE = 3  # between a part's title and the line of its note: company, years


class StandingNote:
    """The unit note of the part of a filing that is being read."""

    def __init__(self) -> None:
        self.note = ""
        self._part = ""
        self._pending = 0

    def read(self, text: str) -> None:
        """A block of text, in reading order."""
        head = " ".join(text[: 2 * TITLE].split())[:TITLE]
        if (match := _PART.search(head)) and _GOES_ON.search(head[match.end() :]):
            self._begin("notes" if match["notes"] else match["part"].lower(), head[match.end() :])
        elif (match := _WITHIN.search(head)) and (note := _note_in(head[match.end() :])):
            self.note = note
        elif self._pending:
            self._pending -= 1
            if len(head) <= SHORT and _NOTE.search(head):
                self.note, self._pending = head, 0
            elif len(text) > TITLE:
                self._pending = 0
        if (said := _SAID.search(text)) and not _OF_ONE_TABLE.search(said.group()):
            self.note = " ".join(said.group().split())[:SHORT]

    def pass_table(self) -> None:
        """A table: a note below it is no longer that of the part."""
        self._pending = 0

    def _begin(self, part: str, rest: str) -> None:
        note = _note_in(rest)
        self.note = note or (self.note if part == self._part else "")
        self._part = part
        self._pending = 0 if self.note else BLOCKS_BEFORE_NOTE


def _note_in(rest: str) -> str:
    """The note in the first bracket after a title."""
    for match in _BRACKET.finditer(rest):
        if _NOTE.search(match.group()):
            return match.group()
    return ""
