from __future__ import annotations

from collections.abc import Iterator

import pytest

from fake_openai import FakeOpenAI, Reply
from ingest.errors import ModelBadOutput, ModelUnavailable
from service.models import Budget, Budgeted, open_model


class Scripted:
    """A model that gives its replies in pieces of one character, for ever if there is none."""

    name = "scripted"

    def __init__(self, *replies: str | ModelUnavailable) -> None:
        self.replies = list(replies)
        self.asked = 0
        self.closed = 0

    def complete(self, prompt: str) -> str:
        raise AssertionError("a budgeted model streams")

    def stream(self, prompt: str) -> Iterator[str]:
        self.asked += 1
        reply = self.replies.pop(0)
        try:
            if isinstance(reply, ModelUnavailable):
                raise reply
            while reply == "for ever":
                yield "again "
            yield from reply
        finally:
            self.closed += 1


def test_a_reply_is_passed_on_and_counted() -> None:
    model = Scripted("One.", "Two.")
    writer = Budgeted(model, Budget())
    assert writer.name == "scripted"
    assert writer.complete("?") == "One."
    assert list(writer.stream("?")) == ["T", "w", "o", "."]
    assert (writer.calls, model.closed) == (2, 2)


def test_after_its_calls_the_model_is_not_asked_again() -> None:
    model = Scripted("One.", "Two.", "Three.")
    writer = Budgeted(model, Budget(calls=2))
    writer.complete("?")
    writer.complete("?")
    with pytest.raises(ModelUnavailable, match="asked 2 times, the most for one question"):
        writer.complete("?")
    assert model.asked == 2


def test_one_deadline_is_for_all_replies_together() -> None:
    times = iter([0.0, 0.0, 4.0, 9.0, 11.0])
    writer = Budgeted(Scripted("ab", "cd"), Budget(seconds=10.0), clock=lambda: next(times))
    assert writer.complete("?") == "ab"
    with pytest.raises(ModelUnavailable, match="longer than the 10 s for one question"):
        writer.complete("?")


def test_a_reply_is_stopped_at_the_deadline_while_it_is_written() -> None:
    times = iter([0.0, 0.0, 1.0, 11.0])
    model = Scripted("for ever")
    writer = Budgeted(model, Budget(seconds=10.0), clock=lambda: next(times))
    with pytest.raises(ModelUnavailable, match="longer than the 10 s"):
        writer.complete("?")
    assert model.closed == 1


def test_a_model_that_never_stops_is_stopped() -> None:
    model = Scripted("for ever")
    with pytest.raises(ModelBadOutput, match="still writing after 500 characters"):
        Budgeted(model, Budget(reply_chars=500)).complete("?")
    assert model.closed == 1


def test_a_model_that_was_away_is_asked_once_for_a_question() -> None:
    model = Scripted(ModelUnavailable("It is down."), "Up.")
    writer = Budgeted(model, Budget())
    for _ in range(2):
        with pytest.raises(ModelUnavailable, match="It is down"):
            writer.complete("?")
    assert model.asked == 1
    assert Budgeted(model, Budget()).complete("?") == "Up."  # the next question asks again


class Gone(Exception):
    """Nobody reads any more."""


def test_a_reader_who_is_gone_stops_the_reply_at_its_next_piece() -> None:
    model = Scripted("for ever")
    asked: list[None] = []

    def still_wanted() -> None:
        asked.append(None)
        if len(asked) > 3:
            raise Gone

    with pytest.raises(Gone):
        Budgeted(model, Budget(), still_wanted=still_wanted).complete("?")
    assert model.closed == 1


def test_a_reader_who_is_gone_before_a_call_is_not_asked_for() -> None:
    model = Scripted("One.")

    def gone() -> None:
        raise Gone

    with pytest.raises(Gone):
        Budgeted(model, Budget(), still_wanted=gone).complete("?")
    assert model.asked == 0


def test_the_connection_to_an_endpoint_is_closed_with_the_reply(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the endpoint writes next meets a closed connection: it need not write on."""
    with FakeOpenAI() as server:
        cut: list[object] = []
        monkeypatch.setattr(server._server, "handle_error", lambda *_: cut.append(_))
        server.enqueue(Reply("word " * 2000, piece_chars=5, piece_delay_seconds=0.005))
        model = open_model(server.config())
        assert model is not None
        with pytest.raises(ModelBadOutput, match="still writing"):
            Budgeted(model, Budget(reply_chars=100)).complete("?")
        for _ in range(200):
            if cut:
                break
            server._thread.join(0.02)
        assert cut
