"""Sentences of a passage, as spans of its text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.types import Span

# "1,250 sq.m. (2023: 1,100 sq.m.)" goes on; "1,250 sq.m. The Group ..." does not.
_UNITS = ("sq.m", "sq. m", "sq.ft", "sq. ft", "p.a")
_OF_MEASURE = "".join(rf"(?!(?<=\b{unit})\.\s+[(（])" for unit in _UNITS)
_NAMES = "sq No Inc Ltd Co Corp Pte Sdn Pty Mr Ms Dr Mrs Prof vs [A-Z]".split()
_OF_A_NAME = "".join(rf"(?<!\b{name})" for name in _NAMES)
_END = re.compile(
    _OF_MEASURE + _OF_A_NAME + r"[.!?][\"'”’)]*(?=\s+[\"'“‘(•\-]?[A-Z0-9\u3400-\u9fff$€£•]|\s*$)"
    r"|(?<=[a-z]{3})\.(?=[A-Z][a-z]{2,}\s)|[。！？；][”’）]*|\n\s*\n|\n(?=\s*(?:[-*•▪●]|\(?[a-z0-9ivx]{1,4}[.)]\s))",
    re.MULTILINE,
)
MAX_SENTENCE = 900  # characters; a longer run without a stop is cut at a line end


def sentences(text: str, *, lines_end: bool) -> Iterator[Span]:
    """Spans of the sentences, white space at their ends left out.

    `lines_end`: every line is a paragraph (text and HTML filings); else lines wrap (PDF).
    """
    start = 0
    for match in re.finditer(r"\n", text) if lines_end else ():
        yield from _within(text, start, match.start())
        start = match.end()
    yield from _within(text, start, len(text))


def _within(text: str, start: int, end: int) -> Iterator[Span]:
    begin = start
    for match in _END.finditer(text, start, end):
        yield from _trimmed(text, begin, match.end())
        begin = match.end()
    yield from _trimmed(text, begin, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while end - start > MAX_SENTENCE:
        cut = text.rfind("\n", start + 1, start + MAX_SENTENCE)
        cut = cut if cut > start else start + MAX_SENTENCE
        yield from _trimmed(text, start, cut)
        start = cut
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    if piece.strip():
        yield Span(start + left, start + left + len(piece.strip()))
