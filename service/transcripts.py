"""What is made of kept conversations: a transcript, a working paper, cases for the evals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Any, NamedTuple

from ingest.stores import Conversation, Message
from service import papers
from service.api.bodies import AnswerBody
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
    turns = [_turn(asked, answer) for asked, _, answer in exchanges(conversation)]
    return transcript(conversation.title or "Conversation", when, turns)


def by_hand(asked: Message) -> str:
    """What a reader changed beside the question, in a sentence; "" where it was asked as it stands.

    Its answer is then one to more than the question's words.
    """
    if asked.body.get("plan"):
        return "A plan given by hand was run; it may compute something else than the question asks."
    given = asked.body.get("given") or {}
    changed = [
        f"{name} {', '.join(values) or 'left out'}"
        for name in ("companies", "periods")
        if (values := given.get(name)) is not None
    ]
    return f"Asked with {'; '.join(changed)} given by hand." if changed else ""


def _turn(asked: Message, answer: AnswerBody) -> TranscriptTurn:
    return TranscriptTurn(
        question=asked.text,
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
        notes=tuple(filter(None, (by_hand(asked), *answer.notes))),
    )


def paper(parts: Parts, conversation: Conversation) -> Paper:
    """The conversation's answers as a working paper: one row a number, placed by its question."""
    said = []
    for n, (asked, _, answer) in enumerate(exchanges(conversation), 1):
        place = " ".join(filter(None, (f"{n}. {asked.text}", by_hand(asked))))
        said.append(papers.Said(answer.answer, answer.numbers, place))
    known = [FilingBody.of(record) for record in parts.stores.library.filings()]
    return papers.paper_of_answers(conversation.title or "conversation", said, known)


def case_of(exchange: Exchange, history: Sequence[Exchange] = ()) -> dict[str, Any]:
    """A question and what a reader thought of its answer as a line of an eval set.

    A good answer becomes what is expected. Of a bad one nothing is expected yet, nor of one to
    more than the question's words (a plan, a period given by hand): `answer` is left out, and a
    person fills it in; the set's loader says so of the line.
    """
    asked, said, answer = exchange
    feedback = said.feedback
    changed = by_hand(asked)
    comment = feedback.comment.strip() if feedback is not None else ""
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
    if feedback is not None and feedback.is_good and not changed:
        case["answer"] = _expected(answer)
        evidence = [{"filing": c.filing, "quote": c.quote} for c in answer.citations if c.quote]
        if evidence and not answer.abstained:
            case["evidence"] = evidence
    if comment or changed:
        case["note"] = " ".join(filter(None, (comment, changed)))
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
