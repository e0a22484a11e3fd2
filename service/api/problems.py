"""RFC 9457 problem details: one shape for every error that leaves the server."""

from __future__ import annotations

import logging
import uuid
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from ingest.errors import TickmarkError

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger("tickmark.api")


def problem(
    status: int, title: str, detail: str, instance: str | None = None, **more: Any
) -> dict[str, Any]:
    """A problem detail; `more` are extension members (RFC 9457, section 3.2)."""
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
    body["detail"] = detail
    if instance is not None:
        body["instance"] = instance
    return {**body, **more}


def problem_of(error: TickmarkError, instance: str | None = None) -> dict[str, Any]:
    """The problem detail of one of our errors; `code` is its class, for programs."""
    return problem(error.status, error.title, error.detail, instance, code=error.code())


def problem_response(body: dict[str, Any], headers: dict[str, str] | None = None) -> JSONResponse:
    """The response that carries a problem detail."""
    if str(body.get("instance", "")).startswith(("/v1/chat/", "/v1/models")):
        # OpenAI clients read their message from here.
        body = {**body, "error": {"message": body["detail"], "type": body["title"], "code": None}}
    return JSONResponse(body, body["status"], headers=headers, media_type=MEDIA_TYPE)


def unexpected(error: Exception, instance: str) -> dict[str, Any]:
    """Logs a fault of ours under an id, and gives the problem that names the id, no more."""
    fault_id = uuid.uuid4().hex[:12]
    _log.error("fault %s at %s", fault_id, instance, exc_info=error)
    detail = f"The server met a fault of its own. The log has it under {fault_id}."
    return problem(500, "Internal Server Error", detail, instance, fault_id=fault_id)


def install_problem_handlers(app: FastAPI) -> None:
    """Every error that a route lets through becomes a problem detail."""
    app.add_exception_handler(TickmarkError, _on_tickmark_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(Exception, _on_unexpected)


async def _on_tickmark_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, TickmarkError)
    headers = {"Retry-After": "2"} if error.status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return problem_response(problem_of(error, request.url.path), headers)


async def _on_invalid_request(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    faults = [(_place(fault["loc"]), str(fault["msg"])) for fault in error.errors()]
    detail = "; ".join(f"{place}: {message}" if place else message for place, message in faults)
    listed = [{"field": place, "message": message} for place, message in faults]
    body = problem(422, "The request is not as it should be", detail, request.url.path)
    return problem_response({**body, "errors": listed})


def _place(loc: tuple[int | str, ...]) -> str:
    """`("body", "history", 0, "answer")` as `history.0.answer`; JSON offsets are left out."""
    parts = [str(part) for part in loc[1:] if not (len(loc) == 2 and isinstance(part, int))]
    return ".".join(parts)


async def _on_http_exception(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    path = request.url.path
    title = HTTPStatus(error.status_code).phrase
    detail = str(error.detail)
    if error.status_code == HTTPStatus.NOT_FOUND:
        detail = f"There is nothing at {path}. The API is listed at /docs."
    elif error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        detail = f"{request.method} is not allowed at {path}."
    body = problem(error.status_code, title, detail, path)
    return problem_response(body, dict(error.headers) if error.headers else None)


async def _on_unexpected(request: Request, error: Exception) -> JSONResponse:
    return problem_response(unexpected(error, request.url.path))
