"""The composition root: settings to parts to a running server. All that is real is made here."""

from __future__ import annotations

import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable
from functools import partial

import uvicorn

from ingest import pipeline
from ingest.errors import SettingsError
from ingest.stores import StoreConfig, Stores, open_stores
from ingest.worker import WorkerLimits
from service.answering.pipeline import answer_question
from service.app import create_app
from service.config import Settings
from service.grounding.pipeline import check_numbers
from service.models import Budget, ModelConfig, open_model
from service.parts import Parts
from service.retrieval import search

_log = logging.getLogger("tickmark")


def store_config(settings: Settings, server_url: str | None = None) -> StoreConfig:
    """Where things are kept, from the settings; `server_url` where a server opens them."""
    secret = settings.database_url
    return StoreConfig(
        data_dir=settings.data_dir,
        database_url=None if secret is None else secret.get_secret_value(),
        chroma_url=settings.chroma_url,
        embedding_model=settings.embedding_model,
        server_url=server_url,
        limits=WorkerLimits(settings.parse_memory_bytes, settings.parse_timeout_seconds),
    )


def model_config(settings: Settings) -> ModelConfig:
    """The language model's endpoint, from the settings; not configured where there is none."""
    secret = settings.llm_api_key
    return ModelConfig(
        base_url=settings.llm_base_url or "",
        model=settings.llm_model or "",
        api_key="" if secret is None else secret.get_secret_value(),
        provider=settings.llm_provider,
        headers=settings.llm_header_pairs,
        timeout_seconds=settings.llm_timeout_seconds,
        deadline_seconds=settings.llm_deadline_seconds,
        retries=settings.llm_retries,
        max_tokens=settings.llm_max_tokens,
        context_tokens=settings.llm_context_tokens,
    )


def build_parts(settings: Settings, server_url: str | None = None) -> Parts:
    """Opens the stores and the model.

    Raises:
        StoreInUse: Another process owns the data directory.
    """
    model = model_config(settings)
    return Parts(
        stores=open_stores(store_config(settings, server_url)),
        settings=settings,
        answer=partial(answer_question, budget=Budget.of(model)),
        check=check_numbers,
        search=search,
        model=open_model(model),
    )


def serve(settings: Settings) -> None:
    """Serves until stopped. The address is taken before the stores, so that both can be told.

    Raises:
        SettingsError: The address cannot be listened on.
        StoreInUse: Another process owns the data directory.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    _log.setLevel(settings.log_level.upper())  # ours; libraries speak up when something is wrong
    listener = _listen(settings)
    settings = settings.model_copy(update={"port": listener.getsockname()[1]})
    parts = build_parts(settings, settings.url)
    try:
        # The embedding model takes seconds to load: behind the first requests, not before them.
        threading.Thread(target=_preload, args=(parts.stores,), name="preload", daemon=True).start()
        config = uvicorn.Config(
            create_app(parts), log_level="warning", server_header=False, access_log=False
        )
        _log.info("Tickmark is at %s, its data in %s", settings.url, settings.data_dir)
        # uvicorn hands the signal on once it has stopped; by default that ends us on the spot.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        parts.stores.close()


def _preload(stores: Stores) -> None:
    """Loads the embedding model; what fails fails again, and is told, where the model is needed."""
    try:
        stores.preload()
    except RuntimeError as error:  # so it ends where the server is stopped meanwhile
        _log.debug("the embedding model was not loaded ahead: %s", error)


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise SettingsError(
            f"{settings.host}:{settings.port} cannot be listened on: {error.strerror}. "
            "Give another --port, or stop what uses it."
        ) from error
    return listener


def reindex(settings: Settings, on_progress: Callable[[str, int, int], None]) -> int:
    """Makes passages, words and vectors anew; gives how many filings were done."""
    stores = open_stores(store_config(settings), reindexing=True)
    try:
        return pipeline.reindex(stores, on_progress=on_progress)
    finally:
        stores.close()
