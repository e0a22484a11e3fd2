"""What a language model was sent and wrote for one question, counted in characters.

The service's models give text alone, so tokens are not known here; a server may report them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from evals.types import Usage

if TYPE_CHECKING:
    from service.models import Model


class Meter:
    """A `Model` for one question, that counts what passes through it."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._calls = 0
        self._sent = 0
        self._written = 0

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name

    @property
    def usage(self) -> Usage | None:
        """What was counted so far; None: the model was not asked."""
        if not self._calls:
            return None
        return Usage(self._calls, self._sent, self._written)

    def complete(self, prompt: str) -> str:
        """The whole reply; see `Model.complete`."""
        return "".join(self._counted(prompt, iter((self._model.complete(prompt),))))

    def stream(self, prompt: str) -> Iterator[str]:
        """The reply in pieces; see `Model.stream`."""
        return self._counted(prompt, self._model.stream(prompt))

    def _counted(self, prompt: str, pieces: Iterator[str]) -> Iterator[str]:
        self._calls += 1
        self._sent += len(prompt)
        for piece in pieces:
            self._written += len(piece)
            yield piece
