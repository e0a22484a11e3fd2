"""Every route of the service, in the order in which the documentation lists them."""

from __future__ import annotations

from fastapi import FastAPI

from service.api import (
    chat_completions,
    conversations,
    evidence,
    filings,
    ground,
    health,
    questions,
    search,
    ties,
)
from service.api.pages import mount_pages


def add_routes(app: FastAPI) -> None:
    """Adds all routes and pages to the application."""
    for room in (filings, evidence, ties, questions, ground, search, chat_completions):
        app.include_router(room.router)
    app.include_router(conversations.router)
    app.include_router(health.router)
    mount_pages(app)
