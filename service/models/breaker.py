"""A circuit breaker: an endpoint that keeps failing is left alone for a while.

Without it, every question asked while an endpoint is down would wait for the same timeouts
before the embedded engine answers.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

from ingest.errors import ModelUnavailable
from service.models.types import Model


class Breaker:
    """A `Model` that refuses at once after `failures` failures in a row.

    After `cooldown_seconds` one call is let through; if it fails too, the wait starts again.
    Only `ModelUnavailable` counts: a reply out of form shows that the endpoint is there.
    """

    def __init__(
        self,
        model: Model,
        *,
        failures: int,
        cooldown_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._model = model
        self._limit = failures
        self._cooldown_seconds = cooldown_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._closed_until = 0.0
        self._last_detail = ""

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name

    def complete(self, prompt: str) -> str:
        """The model's reply; see `Model.complete`."""
        self._admit()
        try:
            reply = self._model.complete(prompt)
        except ModelUnavailable as error:
            self._count_failure(error)
            raise
        self._count_success()
        return reply

    def stream(self, prompt: str) -> Iterator[str]:
        """The model's reply in pieces; see `Model.stream`."""
        self._admit()
        try:
            yield from self._model.stream(prompt)
        except ModelUnavailable as error:
            self._count_failure(error)
            raise
        self._count_success()

    def _admit(self) -> None:
        with self._lock:
            if self._failed < self._limit:
                return
            now = self._clock()
            if now >= self._closed_until:
                # This call is the probe; the others keep being refused until it has come back.
                self._closed_until = now + self._cooldown_seconds
                return
            raise ModelUnavailable(
                f"The model failed {self._failed} times in a row and is asked again in "
                f"{self._closed_until - now:.0f} s. The last failure: {self._last_detail}"
            )

    def _count_failure(self, error: ModelUnavailable) -> None:
        with self._lock:
            self._failed += 1
            self._last_detail = error.detail
            self._closed_until = self._clock() + self._cooldown_seconds

    def _count_success(self) -> None:
        with self._lock:
            self._failed = 0
