"""What both faces, HTTP and command line, do with a request: names to filings, then the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ingest.errors import FilingNotReady, RequestError, UnknownItem
from ingest.stores import FilingRecord, Message
from service.api.bodies import (
    AnswerBody,
    GroundBody,
    GroundedBody,
    NumberCheckBody,
    QuestionBody,
    dump,
)
from service.api.search_bodies import HitBody, SearchBody, SearchedBody
from service.parts import Parts
from service.types import Question, Turn


def scope(
    parts: Parts, names: Sequence[str] | None, collection: str | None
) -> tuple[FilingRecord, ...]:
    """The filings that a request speaks of; empty means all there are.

    Raises:
        UnknownFiling: A name that is not known.
        AmbiguousFiling: A name that stands for several.
        FilingNotReady: A named filing is still being read, or could not be read.
        UnknownItem: A collection without a filing.
    """
    library = parts.stores.library
    if names:
        records = library.resolve(names, collection)
        for record in records:
            if not record.is_answerable:
                raise FilingNotReady(_why_not(record))
        return records
    if collection is None:
        return ()
    records = library.filings(collection=collection)
    if not records:
        raise UnknownItem(f"There is no filing in a collection named {collection!r}.")
    return tuple(record for record in records if record.is_answerable)


def _why_not(record: FilingRecord) -> str:
    if record.state == "failed":
        return f"{record.name} could not be read: {record.error}"
    return f"{record.name} is still being read ({record.state}); ask again in a moment."


def ask(
    parts: Parts, body: QuestionBody, on_text: Callable[[str], None] | None = None
) -> AnswerBody:
    """Answers, and keeps question and answer where a conversation is named."""
    records = scope(parts, body.filings, body.collection)
    kept = _kept(parts, body)
    # An empty history is one: what is asked is then a first question, whatever is kept.
    history = _turns(kept) if body.history is None else tuple(t.to_turn() for t in body.history)
    question = Question(
        text=body.question,
        filing_ids=tuple(record.id for record in records),
        collection=body.collection,
        history=history,
        plan=None if body.plan is None else body.plan.to_plan(),
        given=None if body.given is None else body.given.to_given(),
    )
    answer = parts.answer(question, parts.stores, parts.model, on_text=on_text)
    wire = AnswerBody.of(answer, body.conversation_id)
    if body.conversation_id is not None:
        asked = body.model_dump(mode="json", exclude={"question", "history", "stream", "replaces"})
        parts.stores.library.append_exchange(
            body.conversation_id,
            (body.question, asked),
            (wire.answer, dump(wire)),
            body.replaces,
        )
    return wire


def check_scope(parts: Parts, body: QuestionBody) -> None:
    """Raises what `ask` would raise of filings, collection and conversation, before any work."""
    scope(parts, body.filings, body.collection)
    _kept(parts, body)


def _kept(parts: Parts, body: QuestionBody) -> Sequence[Message]:
    """The messages of the request's conversation, up to the exchange that is replaced.

    Raises:
        UnknownItem: There is no such conversation, or no such answer in it.
        RequestError: An answer is to be replaced, but no conversation is named.
    """
    if body.conversation_id is None:
        if body.replaces is not None:
            raise RequestError("`replaces` names an answer of a conversation: say which it is.")
        return ()
    messages = parts.stores.library.conversation(body.conversation_id).messages
    if body.replaces is None:
        return messages
    for at, message in enumerate(messages):
        if message.role == "answer" and message.body.get("id") == body.replaces:
            return messages[: max(0, at - 1)]
    raise UnknownItem(f"There is no answer '{body.replaces}' in '{body.conversation_id}'.")


def _turns(messages: Sequence[Message]) -> tuple[Turn, ...]:
    """Each question with the answer that follows it, as it was understood where it was changed."""
    pairs = zip(messages, messages[1:], strict=False)
    return tuple(
        Turn(_as_asked(asked, said), said.text)
        for asked, said in pairs
        if (asked.role, said.role) == ("question", "answer")
    )


def _as_asked(asked: Message, said: Message) -> str:
    """A question's words; where companies or periods were given by hand, with these in them."""
    understood = (said.body.get("understood") or {}).get("text") if asked.body.get("given") else ""
    return understood or asked.text


def ground(parts: Parts, body: GroundBody) -> GroundedBody:
    """Checks every number of a text against the filings named, or those that it speaks of."""
    ids = [record.id for record in scope(parts, body.filings, body.collection)]
    checks = parts.check(body.text, parts.stores, ids)
    return GroundedBody(numbers=[NumberCheckBody.of(check) for check in checks])


def search(parts: Parts, body: SearchBody) -> SearchedBody:
    """The passages that fit a query best, best first."""
    records = scope(parts, body.filings, body.collection)
    ids = [record.id for record in records]
    hits = parts.search(body.query, parts.stores, filing_ids=ids, limit=body.limit)
    filings = {record.id: record for record in records}
    for filing_id in {hit.passage.filing_id for hit in hits} - filings.keys():
        filings[filing_id] = parts.stores.library.filing(filing_id)
    results = []
    for hit in hits:
        record = filings[hit.passage.filing_id]
        results.append(HitBody.of(hit, record.name, is_paged=record.is_paged))
    return SearchedBody(results=results)
