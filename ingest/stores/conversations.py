"""Conversations and their messages."""

from __future__ import annotations

import json
import uuid
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from ingest.errors import UnknownItem
from ingest.stores.codec import dumps
from ingest.stores.database import ConversationRow, MessageRow
from ingest.stores.faults import store_faults

Role = Literal["question", "answer"]


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a reader thought of an answer."""

    is_good: bool
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A question, or an answer with all that was sent of it."""

    position: int  # from 0
    role: Role
    text: str
    body: dict[str, Any]  # an answer: its wire form; a question: its scope
    created_at: datetime
    feedback: Feedback | None = None  # of an answer


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation; in a list of conversations `messages` is empty."""

    id: str
    title: str
    created_at: datetime
    updated_at: datetime
    messages: tuple[Message, ...] = ()


class Conversations:
    """Conversations in the database."""

    _engine: Engine

    def new_conversation(self, title: str = "") -> Conversation:
        """Starts one."""
        now = datetime.now(UTC)
        row = ConversationRow(
            id=f"c_{uuid.uuid4().hex[:16]}", title=title, created_at=now, updated_at=now
        )
        with store_faults(), Session(self._engine, expire_on_commit=False) as session:
            session.add(row)
            session.commit()
            return _conversation(row)

    def conversations(self, limit: int = 100) -> tuple[Conversation, ...]:
        """The newest ones, last changed first, without messages."""
        query = select(ConversationRow).order_by(
            ConversationRow.updated_at.desc(), ConversationRow.id
        )
        with Session(self._engine) as session:
            return tuple(_conversation(row) for row in session.scalars(query.limit(limit)))

    def conversation(self, conversation_id: str) -> Conversation:
        """One, with its messages, oldest first.

        Raises:
            UnknownItem: There is none of that id.
        """
        query = (
            select(MessageRow)
            .where(MessageRow.conversation_id == conversation_id)
            .order_by(MessageRow.position)
        )
        with Session(self._engine) as session:
            row = _row(session, conversation_id)
            return _conversation(row, tuple(_message(m) for m in session.scalars(query)))

    def append_exchange(
        self,
        conversation_id: str,
        asked: tuple[str, dict[str, Any]],
        said: tuple[str, dict[str, Any]],
        replaces: str | None = None,
    ) -> None:
        """Adds a question with its answer, both or neither; the first names what has no title.

        Args:
            conversation_id: Where to.
            asked: The question's text and its scope.
            said: The answer's text and its wire form.
            replaces: Id of an answer that was asked for anew: this exchange takes its place, and
                what was thought of it goes. Where it is gone meanwhile, this one is added.

        Raises:
            UnknownItem: There is no such conversation.
        """
        with store_faults(), Session(self._engine) as session:
            now = datetime.now(UTC)
            # First of all, so that whoever appends to the same one at this moment waits for us.
            session.execute(
                update(ConversationRow)
                .where(ConversationRow.id == conversation_id)
                .values(updated_at=now)
            )
            conversation = _row(session, conversation_id)
            old = None if replaces is None else _answer(session, conversation_id, replaces)
            first = _end(session, conversation_id) if old is None else old.position - 1
            drafts = (("question", *asked), ("answer", *said))
            for position, (role, text, body) in enumerate(drafts, first):
                row = MessageRow(
                    conversation_id=conversation_id,
                    position=position,
                    role=role,
                    text=text,
                    body=dumps(body),
                    created_at=now,
                    feedback=None,
                )
                session.merge(row)
            if not conversation.title:
                conversation.title = _title(asked[0])
            session.commit()

    def give_feedback(
        self, conversation_id: str, answer_id: str, feedback: Feedback | None
    ) -> Message:
        """Keeps what a reader thought of an answer, in place of what was kept; None takes it back.

        Raises:
            UnknownItem: There is no such conversation, or no such answer in it.
        """
        with store_faults(), Session(self._engine, expire_on_commit=False) as session:
            _row(session, conversation_id)
            row = _answer(session, conversation_id, answer_id)
            if row is None:
                raise UnknownItem(f"There is no answer '{answer_id}' in '{conversation_id}'.")
            row.feedback = None if feedback is None else dumps(asdict(feedback))
            session.commit()
            return _message(row)

    def judged(self) -> tuple[Conversation, ...]:
        """The conversations with an answer that a reader thought something of, whole."""
        query = (
            select(MessageRow.conversation_id)
            .where(MessageRow.feedback.is_not(None))
            .order_by(MessageRow.created_at)
        )
        with Session(self._engine) as session:
            ids = dict.fromkeys(session.scalars(query))
        return tuple(self.conversation(each) for each in ids)

    def rename_conversation(self, conversation_id: str, title: str) -> Conversation:
        """Gives it another title.

        Raises:
            UnknownItem: There is none of that id.
        """
        with store_faults(), Session(self._engine, expire_on_commit=False) as session:
            row = _row(session, conversation_id)
            row.title = title
            session.commit()
            return _conversation(row)

    def delete_conversation(self, conversation_id: str) -> None:
        """Removes it with its messages.

        Raises:
            UnknownItem: There is none of that id.
        """
        with store_faults(), Session(self._engine) as session:
            session.delete(_row(session, conversation_id))
            session.commit()


def _title(question: str, limit: int = 80) -> str:
    line = " ".join(question.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _row(session: Session, conversation_id: str) -> ConversationRow:
    row = session.get(ConversationRow, conversation_id)
    if row is None:
        raise UnknownItem(f"There is no conversation '{conversation_id}'.")
    return row


def _end(session: Session, conversation_id: str) -> int:
    """The position after the last message."""
    last = session.scalar(
        select(func.max(MessageRow.position)).where(MessageRow.conversation_id == conversation_id)
    )
    return 0 if last is None else last + 1


def _answer(session: Session, conversation_id: str, answer_id: str) -> MessageRow | None:
    query = select(MessageRow).where(
        MessageRow.conversation_id == conversation_id, MessageRow.role == "answer"
    )
    found = (row for row in session.scalars(query) if json.loads(row.body).get("id") == answer_id)
    return next(found, None)


def _conversation(row: ConversationRow, messages: tuple[Message, ...] = ()) -> Conversation:
    return Conversation(row.id, row.title, row.created_at, row.updated_at, messages)


def _message(row: MessageRow) -> Message:
    role: Role = "question" if row.role == "question" else "answer"
    feedback = None if row.feedback is None else Feedback(**json.loads(row.feedback))
    return Message(row.position, role, row.text, json.loads(row.body), row.created_at, feedback)
