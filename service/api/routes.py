"""Every route of the service, in the order in which the documentation lists them."""

from __future__ import annotations

from fastapi import FastAPI

from service.api import (
    chat_completions,
    conversations,
    evals,
    evidence,
    exports,
    filings,
    ground,
    health,
    questions,
    search,
    tables,
    ties,
)
from service.api.pages import mount_pages


def add_routes(app: FastAPI) -> None:
    """Adds all routes and pages to the application."""
    for room in (filings, tables, exports, evidence, ties, questions, ground, search):
        app.include_router(room.router)
    app.include_router(chat_completions.router)
    app.include_router(conversations.router)
    app.include_router(evals.router)
    app.include_router(health.router)
    mount_pages(app)
