"""What one question may cost: calls, time and text of the model, and whether anyone still waits.

The limits of a single reply (silence, length, retries) are the client's; these are of all the
replies together that go into one answer.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ingest.errors import ModelBadOutput, ModelUnavailable
from service.models.types import Model, ModelConfig

SECONDS = 180.0  # of one question, unless the endpoint may take longer for a single reply


@dataclass(frozen=True, slots=True)
class Budget:
    """The limits of one question."""

    calls: int = 6  # on its own, in parts, a plan, the answer, and two repairs
    seconds: float = SECONDS  # from the question's first call to the last piece of the last one
    reply_chars: int = 20_000  # a model that repeats itself may never stop
    evidence_chars: int = 12_000  # about 6,000 tokens of tables: fits a context of 8,192

    @classmethod
    def of(cls, config: ModelConfig) -> Budget:
        """The limits that fit an endpoint: its context, and time for a slow reply and a repair."""
        seconds = max(SECONDS, 1.5 * config.deadline_seconds)
        return cls(seconds=seconds, evidence_chars=config.evidence_chars)


class Budgeted:
    """A `Model` for one question alone; used in one thread.

    Whatever is asked for, the reply is streamed, so that the limits and `still_wanted` count
    while it is written. Once the model was unavailable it is not asked again for this question:
    the reader has waited for it once.
    """

    def __init__(
        self,
        model: Model,
        budget: Budget,
        *,
        still_wanted: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`still_wanted` is called before each call and at each piece; what it raises ends it."""
        self._model = model
        self._budget = budget
        self._still_wanted = still_wanted
        self._clock = clock
        self._began: float | None = None
        self._refusal: ModelUnavailable | None = None
        self.calls = 0

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name

    def complete(self, prompt: str) -> str:
        """The whole reply; see `stream`."""
        return "".join(self.stream(prompt))

    def stream(self, prompt: str) -> Iterator[str]:
        """The reply in pieces.

        Raises:
            ModelUnavailable: As `Model.stream`; or the question's calls or time are used up.
            ModelBadOutput: As `Model.stream`; or the reply does not come to an end.
        """
        self._admit()
        pieces = self._model.stream(prompt)
        size = 0
        is_over = False
        try:
            for piece in pieces:
                self._still_wanted()
                self._require_time()
                size += len(piece)
                if size > self._budget.reply_chars:
                    raise ModelBadOutput(
                        f"The model was still writing after {self._budget.reply_chars} characters."
                    )
                yield piece
            is_over = True
        except ModelUnavailable as error:
            self._refusal = error
            is_over = size == 0  # refused before it began: there is nothing to be closed
            raise
        finally:
            if not is_over:
                _close(pieces)

    def _admit(self) -> None:
        self._still_wanted()
        if self._refusal is not None:
            raise ModelUnavailable(self._refusal.detail)
        if self._began is None:
            self._began = self._clock()
        if self.calls >= self._budget.calls:
            raise ModelUnavailable(
                f"The model was asked {self.calls} times, the most for one question."
            )
        self._require_time()
        self.calls += 1

    def _require_time(self) -> None:
        if self._began is not None and self._clock() - self._began > self._budget.seconds:
            raise ModelUnavailable(
                f"The model took longer than the {self._budget.seconds:g} s for one question."
            )


def _close(pieces: Iterator[str]) -> None:
    """Ends a reply that is given up, and with it the connection, so that the model stops."""
    close = getattr(pieces, "close", None)
    if close is not None:
        close()
    # openai's stream and its generator hold each other: until they are collected the connection
    # stays open, and the endpoint writes on for nobody.
    gc.collect()
