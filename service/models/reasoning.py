"""Takes a reasoning model's thinking out of its reply.

Served without a reasoning parser (llama.cpp, Ollama, vLLM by default), DeepSeek-R1, Qwen3 and
their like write `<think>...</think>` into the reply itself, before the answer. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_OPEN = "<think>"
_CLOSE = "</think>"


def without_reasoning(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces without a leading `<think>` block; other text passes as it comes.

    A block that is never closed leaves nothing: an answer was not reached.
    """
    held = ""
    is_decided = False
    is_thinking = False
    for piece in pieces:
        if is_decided:
            yield piece
            continue
        held += piece
        if not is_thinking:
            start = held.lstrip()
            if start.startswith(_OPEN):
                is_thinking = True
            elif _OPEN.startswith(start):
                continue  # may still become the tag; blank so far included
            else:
                is_decided = True
                yield held
                continue
        if _CLOSE in held:
            is_decided = True
            yield held.split(_CLOSE, 1)[1]
    if not is_decided and not is_thinking:
        yield held
