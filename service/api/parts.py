"""How a route gets at the parts: from the application's state, put there by `create_app`."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import Depends, Request

from service.evaluating import EvalRuns
from service.ingestion import IngestQueue
from service.parts import Parts


def _parts(request: Request) -> Parts:
    return cast(Parts, request.app.state.parts)


def _queue(request: Request) -> IngestQueue:
    return cast(IngestQueue, request.app.state.queue)


def _evals(request: Request) -> EvalRuns:
    return cast(EvalRuns, request.app.state.evals)


PartsOf = Annotated[Parts, Depends(_parts)]
QueueOf = Annotated[IngestQueue, Depends(_queue)]
EvalsOf = Annotated[EvalRuns, Depends(_evals)]
