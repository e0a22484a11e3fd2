"""/v1/conversations: what was asked and answered, kept."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from ingest.stores import Conversation
from service.api.bodies import Body
from service.api.parts import PartsOf

router = APIRouter(tags=["Conversations"])


class TitleBody(Body):
    """A conversation's title; without one the first question becomes it."""

    title: str = Field(default="", max_length=300)


class MessageBody(Body):
    """A question, or an answer with all that was sent of it in `body`."""

    role: Literal["question", "answer"]
    text: str
    body: dict[str, Any]
    created_at: str


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
