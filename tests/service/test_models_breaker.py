from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.errors import ModelBadOutput, ModelError, ModelUnavailable
from service.models import Breaker


class _Scripted:
    """A model that raises or replies as told."""

    name = "scripted"

    def __init__(self) -> None:
        self.outcome: str | ModelError = ModelUnavailable("down")
        self.calls = 0

    def complete(self, prompt: str) -> str:
        self.calls += 1
        if isinstance(self.outcome, ModelError):
            raise self.outcome
        return self.outcome

    def stream(self, prompt: str) -> Iterator[str]:
        yield self.complete(prompt)


class _Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def _fail(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        with pytest.raises(ModelUnavailable):
            list(breaker.stream("p"))


def test_it_opens_after_failures_in_a_row_and_probes_after_the_wait() -> None:
    model, clock = _Scripted(), _Clock()
    breaker = Breaker(model, failures=3, cooldown_seconds=30, clock=clock)
    _fail(breaker, 3)
    with pytest.raises(ModelUnavailable, match=r"3 times in a row.*30 s.*down"):
        breaker.complete("p")
    assert model.calls == 3

    clock.now += 31
    _fail(breaker, 1)  # the probe
    assert model.calls == 4
    _fail(breaker, 1)  # refused again
    assert model.calls == 4

    clock.now += 31
    model.outcome = "fine"
    assert breaker.complete("p") == "fine"
    assert list(breaker.stream("p")) == ["fine"]
    model.outcome = ModelUnavailable("down")
    _fail(breaker, 2)
    assert model.calls == 8  # a success starts the count again


def test_a_bad_reply_shows_that_the_endpoint_is_there() -> None:
    model = _Scripted()
    breaker = Breaker(model, failures=1, cooldown_seconds=30, clock=_Clock())
    model.outcome = ModelBadOutput("odd")
    for _ in range(3):
        with pytest.raises(ModelBadOutput):
            breaker.complete("p")
    assert model.calls == 3
