"""A blocking call that hands over text piece by piece, as an asynchronous stream of pieces."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool

from ingest.errors import TickmarkError
from service.api.bodies import AnswerBody
from service.api.problems import problem_of, unexpected

OnText = Callable[[str], None]


class ReaderGone(Exception):
    """Raised inside the work at its next piece of text once nobody reads the stream any more."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that came out of the work; exactly one field is set."""

    text: str | None = None
    answer: AnswerBody | None = None
    problem: dict[str, Any] | None = None  # RFC 9457


async def pieces(work: Callable[[OnText], AnswerBody], instance: str) -> AsyncIterator[Piece]:
    """Runs `work` in a thread; yields its text as it comes, then its answer or its problem.

    When the stream is given up (the client went away), the work is stopped at its next piece of
    text, so that a language model does not go on writing for nobody. Work that has no text yet
    hands over an empty piece to ask.
    """
    loop = asyncio.get_running_loop()
    texts: asyncio.Queue[str | None] = asyncio.Queue()  # None: the work is over
    is_given_up = threading.Event()

    def on_text(text: str) -> None:
        if is_given_up.is_set():
            raise ReaderGone
        if text:
            loop.call_soon_threadsafe(texts.put_nowait, text)

    task = asyncio.ensure_future(run_in_threadpool(work, on_text))
    task.add_done_callback(lambda _: texts.put_nowait(None))
    try:
        while (text := await texts.get()) is not None:
            yield Piece(text=text)
        yield _end(task, instance)
    finally:
        is_given_up.set()
        if not task.done():
            task.add_done_callback(_forget)


def _end(task: asyncio.Future[AnswerBody], instance: str) -> Piece:
    error = task.exception()
    if error is None:
        return Piece(answer=task.result())
    if isinstance(error, TickmarkError):
        return Piece(problem=problem_of(error, instance))
    if isinstance(error, Exception):
        return Piece(problem=unexpected(error, instance))
    raise error


def _forget(task: asyncio.Future[AnswerBody]) -> None:
    """Takes the error of work that nobody waits for, so that asyncio does not complain of it."""
    if not task.cancelled():
        task.exception()
