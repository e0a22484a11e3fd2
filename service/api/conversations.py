"""/v1/conversations: what was asked and answered, kept; what readers thought of it."""

from __future__ import annotations

import io
import json
from enum import StrEnum
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from ingest.stores import Conversation, Feedback
from service import papers, transcripts
from service.api.bodies import Body
from service.api.negotiation import attachment
from service.api.parts import PartsOf
from service.exporting import PAPER_POLICY
from service.papers import PaperFormat

router = APIRouter(tags=["Conversations"])


class ExportFormat(StrEnum):
    """A transcript, or a working paper with one row a number."""

    MARKDOWN = "md"
    HTML = "html"
    XLSX = "xlsx"


class TitleBody(Body):
    """A conversation's title; without one the first question becomes it."""

    title: str = Field(default="", max_length=300)


class FeedbackBody(Body):
    """What a reader thought of an answer."""

    is_good: bool
    comment: str = Field(default="", max_length=4_000)

    @classmethod
    def of(cls, feedback: Feedback | None) -> FeedbackBody | None:
        """From our dataclass."""
        if feedback is None:
            return None
        return cls(is_good=feedback.is_good, comment=feedback.comment)


class MessageBody(Body):
    """A question, or an answer with all that was sent of it in `body`."""

    role: Literal["question", "answer"]
    text: str
    body: dict[str, Any]
    created_at: str
    feedback: FeedbackBody | None = None


class ConversationBody(Body):
    """A conversation, oldest message first."""

    id: str
    title: str
    created_at: str
    updated_at: str
    messages: list[MessageBody] | None = None

    @classmethod
    def of(cls, conversation: Conversation, *, with_messages: bool) -> ConversationBody:
        """From our dataclass."""
        messages = [
            MessageBody(
                role=message.role,
                text=message.text,
                body=message.body,
                created_at=message.created_at.isoformat(),
                feedback=FeedbackBody.of(message.feedback),
            )
            for message in conversation.messages
        ]
        return cls(
            id=conversation.id,
            title=conversation.title,
            created_at=conversation.created_at.isoformat(),
            updated_at=conversation.updated_at.isoformat(),
            messages=messages if with_messages else None,
        )


class ConversationsBody(Body):
    """The latest first."""

    conversations: list[ConversationBody]


@router.post("/v1/conversations", status_code=201)
def begin(parts: PartsOf, body: TitleBody | None = None) -> ConversationBody:
    """Begin a conversation; questions that carry its id are kept in it."""
    title = "" if body is None else body.title
    return ConversationBody.of(parts.stores.library.new_conversation(title), with_messages=True)


@router.get("/v1/conversations")
def conversations(
    parts: PartsOf, limit: Annotated[int, Query(ge=1, le=1000)] = 100
) -> ConversationsBody:
    """The conversations, the one changed last first, without their messages."""
    found = parts.stores.library.conversations(limit)
    listed = [ConversationBody.of(conversation, with_messages=False) for conversation in found]
    return ConversationsBody(conversations=listed)


@router.get("/v1/conversations/{conversation_id}")
def conversation(conversation_id: str, parts: PartsOf) -> ConversationBody:
    """One conversation with its messages, the answers whole."""
    found = parts.stores.library.conversation(conversation_id)
    return ConversationBody.of(found, with_messages=True)


@router.patch("/v1/conversations/{conversation_id}")
def rename(conversation_id: str, body: TitleBody, parts: PartsOf) -> ConversationBody:
    """Give a conversation another title."""
    found = parts.stores.library.rename_conversation(conversation_id, body.title)
    return ConversationBody.of(found, with_messages=False)


@router.delete("/v1/conversations/{conversation_id}", status_code=204)
def delete(conversation_id: str, parts: PartsOf) -> None:
    """Delete a conversation with its messages."""
    parts.stores.library.delete_conversation(conversation_id)


@router.get("/v1/conversations/{conversation_id}/export", response_class=Response)
def export(
    conversation_id: str,
    parts: PartsOf,
    format: Annotated[ExportFormat, Query(description="The kind of file.")] = ExportFormat.MARKDOWN,
) -> Response:
    """A conversation as a file: a transcript (md), or its numbers as a working paper (html, xlsx).

    The transcript has each question and answer with its checks and sources. The working paper has
    one row a number: sentence, verdict, reason, what the filing prints and where.
    """
    found = parts.stores.library.conversation(conversation_id)
    name = f"{found.title or 'conversation'}.{format.value}"
    headers = {"Content-Disposition": attachment(name)}
    if format is ExportFormat.MARKDOWN:
        text = transcripts.markdown(found)
        return Response(text, media_type="text/markdown; charset=utf-8", headers=headers)
    form = PaperFormat(format.value)
    out = io.BytesIO()
    papers.write_paper(transcripts.paper(parts, found), form, out)
    headers["Content-Security-Policy"] = PAPER_POLICY
    return Response(out.getvalue(), media_type=papers.MEDIA_TYPES[form], headers=headers)


@router.put("/v1/conversations/{conversation_id}/answers/{answer_id}/feedback")
def give_feedback(
    conversation_id: str, answer_id: str, body: FeedbackBody, parts: PartsOf
) -> FeedbackBody:
    """Say what you think of an answer; given again, it takes the place of what was said before."""
    feedback = Feedback(body.is_good, body.comment)
    parts.stores.library.give_feedback(conversation_id, answer_id, feedback)
    return body


@router.delete("/v1/conversations/{conversation_id}/answers/{answer_id}/feedback", status_code=204)
def take_feedback_back(conversation_id: str, answer_id: str, parts: PartsOf) -> None:
    """Take back what was said of an answer."""
    parts.stores.library.give_feedback(conversation_id, answer_id, None)


@router.get("/v1/feedback/cases", response_class=Response)
def feedback_cases(parts: PartsOf) -> Response:
    """The answers that readers judged, as lines of an eval set (JSON Lines).

    A good answer is what the case expects. A bad one has no `answer` yet: a person writes what
    is right before the set is used; `note` has the reader's comment.
    """
    lines = []
    for conversation in parts.stores.library.judged():
        before: list[transcripts.Exchange] = []
        for exchange in transcripts.exchanges(conversation):
            if exchange.said.feedback is not None:
                case = transcripts.case_of(exchange, before)
                lines.append(json.dumps(case, ensure_ascii=False) + "\n")
            before.append(exchange)
    return Response("".join(lines), media_type="application/x-ndjson")
