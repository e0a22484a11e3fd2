"""The lines that lead a table: its caption, unit note and section path. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.facts.calendar import YearEnd
from ingest.facts.periods import parse_periods, parse_shape
from ingest.facts.units import LONGEST_NOTE, has_unit, is_unit_note
from ingest.types import Block, BlockKind, Page, Period

_BRACKETS = re.compile(r"[(（][^()（）]{0,80}[)）]")
_LAST_BRACKET = re.compile(rf"[(（][^()（）]{{2,{LONGEST_NOTE - 2}}}[)）]$")
LONGEST_ASIDE = 80  # characters of a bracket in which not every word is that of a note
_IN_SCALE = re.compile(
    r"[,–—-]\s*(?:[$€£]\s*)?in\s+(?:thousands|millions|billions)$", re.IGNORECASE
)
_COMPARED = re.compile(r"[(（][^()（）:：]{0,60}[:：]\s*[^()（）]{0,40}\d[^()（）]{0,40}[)）]")
_MARKS = re.compile(r"(?:\s*\((?:\d|[a-z])\))+$")  # of footnotes
_FIGURE = re.compile(r"[1-9]")
# "Thousands of U.S. Dollars" goes on
_SENTENCE_END = re.compile(r"(?<=[.;。；])(?<!\b[A-Z]\.)\s+(?=[A-Z\u3400-\u9fff(])")
LEADING_BLOCKS = 5  # a statement's heading, company name, period and unit lines
LONGEST_LEAD_TITLE = 90  # characters
_INTRODUCES = re.compile(
    r":\s*$|\b(?:following|below|tables?|schedule|as\s+follows|sets?\s+forth|summari[sz]\w+)\b"
    r"|下表|如下",
    re.IGNORECASE,
)
SHORT_LINE = 220  # characters; a longer paragraph leads a table by its last sentence only


@dataclass(frozen=True, slots=True)
class Lead:
    """What stands above a table."""

    caption: str
    unit_note: str
    lines: str  # all leading lines, for periods and statement names
    headings: tuple[str, ...]


def read_lead(page: Page, blocks: Sequence[Block], position: int) -> Lead:
    """The lead of the table block at `position` in the page's `blocks`."""
    lines: list[str] = []
    for block in reversed(blocks[max(0, position - LEADING_BLOCKS) : position]):
        if block.kind is BlockKind.TABLE:
            break
        if block.kind is BlockKind.FURNITURE:
            continue
        text, note = _note_below(block.span.of(page.text))
        if note:
            lines.append(note)
        if len(text) > SHORT_LINE:
            lines.append(_last_sentence(text))
            break
        lines.append(text)
    lines.reverse()
    caption = next((line for line in reversed(lines) if is_title(line)), "")
    note = next((line for line in reversed(lines) if is_unit_note(line)), "")
    if not note:
        note = next((found for line in reversed(lines[-2:]) if (found := unit_at_end(line))), "")
    return Lead(caption[:300], note, "\n".join(lines), _path(page, blocks[:position]))


def lead_periods(lines: str, year_end: YearEnd) -> tuple[Period, ...]:
    """The periods of the nearest leading line that names any and speaks of the table.

    A title speaks of it, and a sentence that says so; other prose only stands before it. A figure
    of another date in brackets ("1,250 persons (31 December 2023: 1,190)") is the sentence's own.
    """
    for line in reversed(lines.splitlines()):
        if len(line) > LONGEST_LEAD_TITLE and not _INTRODUCES.search(line):
            continue
        if found := parse_periods(_COMPARED.sub(" ", line), year_end):
            return tuple(dict.fromkeys(period for _, period in found))
    return ()


def _note_below(text: str) -> tuple[str, str]:
    """A block on one line, and the unit note that is its last line where it ends in one."""
    above, _, last = text.strip().rpartition("\n")
    is_whole = last.count("(") == last.count(")") and above.count("(") == above.count(")")
    if above.strip() and is_whole and is_unit_note(" ".join(last.split())):
        return " ".join(above.split()), " ".join(last.split())
    return " ".join(text.split()), ""


def _last_sentence(text: str) -> str:
    """The sentence that introduces the table, at the end of a long paragraph."""
    return _SENTENCE_END.split(text)[-1][-SHORT_LINE * 2 :]


def is_title(line: str) -> bool:
    """A line with words of its own: not a unit note, a period or a page number alone."""
    line = _BRACKETS.sub(" ", line)
    if not re.search(r"[A-Za-z\u3400-\u9fff]{3}", line) or is_unit_note(line):
        return False
    rest = line
    for span, _ in reversed(parse_periods(line)):
        rest = rest[: span.start] + rest[span.end :]
    if (
        parse_shape(line) is not None
        and len(line) < 60
        and not re.search(
            r"statement|sheet|income|cash|summary|analysis|revenue", line, re.IGNORECASE
        )
    ):
        return False
    return len(re.findall(r"[A-Za-z\u3400-\u9fff]+", rest)) > 0


def unit_at_end(line: str) -> str:
    """The unit that ends a caption: "Revenue by segment (RMB million)"; "" where none does.

    Nothing else of the caption counts: "at the statutory rate of 35% (in thousands)".
    """
    line = _MARKS.sub("", line.rstrip(" :."))
    match = _LAST_BRACKET.search(line) or _IN_SCALE.search(line)
    if match is None or _FIGURE.search(match.group()):  # "(2023: RMB233,934)" is no unit
        return ""
    if len(match.group()) > LONGEST_ASIDE and not is_unit_note(match.group()):
        return ""
    return match.group().strip(" ,") if has_unit(match.group()) else ""


def _path(page: Page, blocks: Sequence[Block]) -> tuple[str, ...]:
    """The headings that a block stands under, outermost first."""
    path: list[tuple[int, str]] = []
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            while path and path[-1][0] >= block.level:
                path.pop()
            path.append((block.level, " ".join(block.span.of(page.text).split())[:160]))
    return tuple(text for _, text in path)
