"""The application, built from what it is given: `main` gives real parts, tests give fakes."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from service.api.gate import Gate
from service.api.health import package_version
from service.api.problems import install_problem_handlers
from service.api.routes import add_routes
from service.evaluating import EvalRuns
from service.ingestion import IngestQueue
from service.parts import Parts

__all__ = ["Parts", "create_app"]

_ABOUT = (
    "Questions and answers over company filings: every number is traced to a table cell, "
    "recomputed, or flagged. Errors are problem details (RFC 9457)."
)


def create_app(parts: Parts) -> FastAPI:
    """The HTTP application over `parts`. The ingest queue runs while the application does."""
    queue = IngestQueue(parts.stores, parts.steps)
    evals = EvalRuns(parts.settings.data_dir / "evals", parts.settings.url)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        queue.start()
        yield
        evals.stop()
        queue.stop()

    app = FastAPI(
        title="Tickmark",
        version=package_version(),
        description=_ABOUT,
        lifespan=lifespan,
        docs_url=None,  # FastAPI's pages load from other machines; ours is in api/pages.py
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    app.state.parts = parts
    app.state.queue = queue
    app.state.evals = evals
    app.state.drawing = threading.BoundedSemaphore(2)
    app.add_middleware(
        Gate,
        max_upload_bytes=parts.settings.max_upload_bytes,
        max_body_bytes=parts.settings.max_body_bytes,
    )
    install_problem_handlers(app)
    add_routes(app)
    return app
