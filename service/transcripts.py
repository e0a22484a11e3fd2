"""What is made of kept conversations: a transcript, a working paper, cases for the evals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Any, NamedTuple

from ingest.stores import Conversation, Message
from service import papers
from service.api.bodies import AnswerBody, GroundedBody
from service.api.filing_bodies import FilingBody
from service.exporting import Paper
from service.exporting.transcript import (
    TranscriptNumber,
    TranscriptSource,
    TranscriptTurn,
    transcript,
)
from service.parts import Parts

_MARK = re.compile(r"\s*\[\d+\]")
TOLERANCE = 0.005  # of a case's value: half of the last of two shown digits


class Exchange(NamedTuple):
    """A question with its answer, as they were kept."""

    asked: Message
    said: Message
    answer: AnswerBody


def exchanges(conversation: Conversation) -> Iterator[Exchange]:
    """The questions of a conversation that have an answer, in order."""
    messages = conversation.messages
    for asked, said in zip(messages, messages[1:], strict=False):
        if (asked.role, said.role) == ("question", "answer"):
            yield Exchange(asked, said, AnswerBody.model_validate(said.body))


def markdown(conversation: Conversation) -> str:
    """The conversation as Markdown, with the number checks and the sources of each answer."""
    when = conversation.updated_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    turns = [_turn(asked.text, answer) for asked, _, answer in exchanges(conversation)]
    return transcript(conversation.title or "Conversation", when, turns)


def _turn(question: str, answer: AnswerBody) -> TranscriptTurn:
    return TranscriptTurn(
        question=question,
        answer=answer.answer,
        engine=answer.engine,
        explanation="" if answer.plan is None else answer.plan.explanation,
        numbers=tuple(
            TranscriptNumber(n.text, n.verdict, n.reason, n.expected or "") for n in answer.numbers
        ),
        sources=tuple(
            TranscriptSource(
                c.id,
                c.filing,
                ", ".join(filter(None, (f"p. {c.page}" if c.page else "", c.section or ""))),
                c.quote,
            )
            for c in answer.citations
        ),
        notes=tuple(answer.notes),
    )


def paper(parts: Parts, conversation: Conversation) -> Paper:
    """The conversation's answers as a working paper: one row a number."""
    texts: list[str] = []
    numbers = []
    at = 0
    for _, _, answer in exchanges(conversation):
        moved = [n.model_copy(update={"start": n.start + at, "end": n.end + at})
                 for n in answer.numbers]  # fmt: skip
        numbers.extend(moved)
        texts.append(answer.answer)
        at += len(answer.answer) + 2  # the blank line between two answers
    known = [FilingBody.of(record) for record in parts.stores.library.filings()]
    name = conversation.title or "conversation"
    grounded = GroundedBody(numbers=numbers)
    return papers.paper_of_text(name, "\n\n".join(texts), grounded, (), known)


def case_of(exchange: Exchange, history: Sequence[Exchange] = ()) -> dict[str, Any]:
    """A question and what a reader thought of its answer as a line of an eval set.

    A good answer becomes what is expected. Of a bad one nothing is expected yet: `answer` is
    left out, and a person fills it in; the set's loader says so of the line.
    """
    asked, said, answer = exchange
    feedback = said.feedback
    note = feedback.comment if feedback is not None else ""
    scope = asked.body.get("filings") or sorted({c.filing for c in answer.citations})
    case: dict[str, Any] = {
        "id": answer.id,
        "filings": list(scope),
        "question": asked.text,
        "kind": _kind(answer),
        "lang": "en" if answer.understood is None else answer.understood.language,
    }
    if history:
        case["history"] = [{"question": a.text, "answer": s.text} for a, s, _ in history]
    if feedback is not None and feedback.is_good:
        case["answer"] = _expected(answer)
        evidence = [{"filing": c.filing, "quote": c.quote} for c in answer.citations if c.quote]
        if evidence and not answer.abstained:
            case["evidence"] = evidence
    if note.strip():
        case["note"] = note
    return case


def _kind(answer: AnswerBody) -> str:
    if answer.abstained:
        return "unanswerable"
    if answer.value is None:
        return "text"
    return "lookup" if answer.plan is None or answer.plan.operation == "lookup" else "derived"


def _expected(answer: AnswerBody) -> dict[str, Any]:
    if answer.abstained:
        return {"abstain": True}
    if answer.value is None:
        return {"texts": [_MARK.sub("", answer.answer).strip()]}
    return {
        "value": answer.value.amount,
        "unit": answer.value.unit,
        "display": answer.value.display,
        "tolerance": TOLERANCE,
    }
