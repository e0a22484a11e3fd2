"""A conversation as Markdown: questions, answers, what the number check says, sources. Pure.

Everything comes from outside (questions, filings, models), so every character that Markdown or
HTML would read as markup is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")
_STARTS = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$)", re.MULTILINE)
_TICKS = {"supported": "✓", "contradicted": "✗", "unsupported": "?"}


@dataclass(frozen=True, slots=True)
class TranscriptNumber:
    """A number of an answer and what the filings say of it."""

    written: str
    verdict: str
    reason: str
    expected: str = ""


@dataclass(frozen=True, slots=True)
class TranscriptSource:
    """A place that an answer cites."""

    id: int
    filing: str
    place: str  # "p. 12, Note 4"
    quote: str


@dataclass(frozen=True, slots=True)
class TranscriptTurn:
    """A question with its answer."""

    question: str
    answer: str
    engine: str
    explanation: str  # of the plan; "" where nothing was computed
    numbers: tuple[TranscriptNumber, ...] = ()
    sources: tuple[TranscriptSource, ...] = ()
    notes: tuple[str, ...] = ()


def transcript(title: str, when: str, turns: Sequence[TranscriptTurn]) -> str:
    """The Markdown of a conversation; `when` is the day it was last changed."""
    parts = [f"# {_line(title)}", f"Last changed {_line(when)}."]
    for turn in turns:
        parts.extend(_turn(turn))
    return "\n\n".join(parts) + "\n"


def _turn(turn: TranscriptTurn) -> Iterator[str]:
    yield f"## {_line(turn.question)}"
    yield _text(turn.answer)
    if turn.explanation:
        yield f"Computed: {_line(turn.explanation)}"
    if turn.numbers:
        rows = [_row(number) for number in turn.numbers]
        yield "\n".join(("| Number | Check | Why |", "| --- | --- | --- |", *rows))
    if turn.sources:
        yield "\n".join(_source(source) for source in turn.sources)
    for note in turn.notes:
        yield f"Note: {_line(note)}"
    yield f"Answered by {_line(turn.engine)}."


def _row(number: TranscriptNumber) -> str:
    expected = f" The filing says {number.expected}." if number.expected else ""
    mark = f"{_TICKS.get(number.verdict, '?')} {number.verdict}"
    return f"| {_line(number.written)} | {mark} | {_line(number.reason + expected)} |"


def _source(source: TranscriptSource) -> str:
    place = f", {_line(source.place)}" if source.place else ""
    return f"- \\[{source.id}\\] {_line(source.filing)}{place}: “{_line(source.quote)}”"


def _line(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def _text(text: str) -> str:
    """Paragraphs and lines kept, nothing in them read as a list or a heading."""
    return _STARTS.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", text.strip()))
