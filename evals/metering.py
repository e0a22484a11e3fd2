"""What a language model was sent and wrote for one question: characters, and about how many tokens.

The service's models give text alone, so their own tokens are not known here; a server may report
them. Each model has its own tokenizer: what is counted with another one is an estimate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evals.types import Usage

if TYPE_CHECKING:
    from service.models import Model


@dataclass(frozen=True, slots=True)
class TokenCounter:
    """A tokenizer by its name; may be used by several threads at once."""

    name: str
    count: Callable[[str], int]


def open_counter() -> TokenCounter:
    """LlamaIndex's own tokenizer, which the package brings along: nothing is fetched.

    To be called before threads are started, because the library sets an environment variable while
    it loads. Where that variable, TIKTOKEN_CACHE_DIR, is set already, the file is looked for there.

    Raises:
        ValueError: it is not there.
    """
    from llama_index.core.utils import get_tokenizer

    try:
        tokenize = get_tokenizer()
    except OSError as error:
        raise ValueError(
            "tokens cannot be counted, because TIKTOKEN_CACHE_DIR does not hold the tokenizer: "
            f"unset it ({type(error).__name__})"
        ) from None
    return TokenCounter("cl100k_base", lambda text: len(tokenize(text)))


class Meter:
    """A `Model` for one question, that counts what passes through it."""

    def __init__(self, model: Model, counter: TokenCounter | None = None) -> None:
        """Without a `counter` characters alone are counted."""
        self._model = model
        self._counter = counter
        self._prompts: list[str] = []
        self._pieces: list[list[str]] = []  # of each reply, as far as it came

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name

    @property
    def usage(self) -> Usage | None:
        """What was counted so far; None: the model was not asked."""
        if not self._prompts:
            return None
        replies = ["".join(pieces) for pieces in self._pieces]
        used = Usage(len(self._prompts), sum(map(len, self._prompts)), sum(map(len, replies)))
        if self._counter is None:
            return used
        return replace(
            used,
            input_tokens=sum(map(self._counter.count, self._prompts)),
            output_tokens=sum(map(self._counter.count, replies)),
            counted_by=self._counter.name,
        )

    def complete(self, prompt: str) -> str:
        """The whole reply; see `Model.complete`."""
        return "".join(self._counted(prompt, iter((self._model.complete(prompt),))))

    def stream(self, prompt: str) -> Iterator[str]:
        """The reply in pieces; see `Model.stream`."""
        return self._counted(prompt, self._model.stream(prompt))

    def _counted(self, prompt: str, pieces: Iterator[str]) -> Iterator[str]:
        came: list[str] = []
        self._prompts.append(prompt)
        self._pieces.append(came)
        for piece in pieces:
            came.append(piece)
            yield piece
