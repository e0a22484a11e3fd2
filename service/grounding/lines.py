"""A text as sentences and lines: where one ends, and which heading a list stands under. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.types import Span

_SENTENCE_END = re.compile(
    r"(?<!\bNo)(?<!\bInc)(?<!\bLtd)(?<!\bCo)(?<!\bCorp)(?<!\bapprox)(?<!\bvs)(?<!\b[A-Z])[.!?]"
    r"[\"'”’)]?(?:\[\d{1,3}\])*(?=\s+[\"'“‘(]?[A-Z0-9\u4e00-\u9fff$€£]|\s*$)|[。！？；]|\n\s*\n|\n(?=[-*•])"
)
_LINE_END = re.compile(  # "Operating income: $5 million", a list without full stops
    r"(?<=:)[ \t]*\n|(?:(?<=[\d%)])|(?<=million)|(?<=billion)|(?<=thousand))[ \t]*\n"
    r"(?=[^\n]{0,80}[:=≈])"
)
_LISTED = re.compile(
    r"\s*(?:\W{0,3}(?:RMB|HK\$|US\$|[$€£¥])?\d|[-*•]|\d{1,2}[.)]\s|FY|(?:19|20)\d\d\b)|[^.;\n]{0,80}?[:=≈]"
)
_MAX_SENTENCE = 2000  # characters; a longer run without a full stop is cut
MOST_LISTED = 12  # lines under one heading


def split_sentences(text: str) -> list[Span]:
    """Sentences with their offsets, covering all but the white space between them."""
    spans: list[Span] = []
    start = 0
    ends = {match.end() for match in _SENTENCE_END.finditer(text)}
    of_lines = {match.end() for match in _LINE_END.finditer(text)} - ends
    for end in sorted(ends | of_lines):
        if end in of_lines and text.count("(", start, end) > text.count(")", start, end):
            continue  # "(31 December 2022:" goes on below
        _add(spans, text, start, end)
        start = end
    _add(spans, text, start, len(text))
    return spans


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    spans.extend(Span(at, min(at + _MAX_SENTENCE, end)) for at in range(start, end, _MAX_SENTENCE))


def read_headings(text: str, sentences: Sequence[Span]) -> list[Span | None]:
    """For each sentence the line ending in a colon that it is listed under, if it is.

    Args:
        text: The whole text.
        sentences: Its sentences, in order.
    """
    found: list[Span | None] = []
    heading: Span | None = None
    listed = 0
    for sentence in sentences:
        is_heading = text[sentence.start : sentence.end].rstrip(" *_").endswith(":")
        is_listed = not is_heading and _LISTED.match(text, sentence.start, sentence.end) is not None
        listed += 1
        if heading is not None and (not is_listed or listed > MOST_LISTED):
            heading = None
        found.append(heading)
        if is_heading:
            heading, listed = sentence, 0
    return found
