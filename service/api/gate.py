"""What every request and response passes: size limits coming in, security headers going out."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingest.errors import FilingTooLarge, RequestError, TickmarkError
from service.api.problems import problem_of, problem_response

# Nothing from elsewhere, nothing inline: a filing's text that reaches the page stays text.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class BodyTooLarge(RequestError):
    """A request, not an upload, with more bytes than any question needs."""

    status = 413
    title = "The request is too large"


class Gate:
    """ASGI middleware. A declared length over the limit is refused before a byte is read."""

    def __init__(self, app: ASGIApp, *, max_upload_bytes: int, max_body_bytes: int) -> None:
        self.app = app
        self.max_upload_bytes = max_upload_bytes
        self.max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, counted, and the response on, with headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self._limit(scope)
        count = 0

        async def counted() -> Message:
            nonlocal count
            message = await receive()
            count += len(message.get("body", b""))
            if count > limit:  # the one error that FastAPI's body parser lets through
                raise HTTPException(413, self._too_large(scope, limit).detail)
            return message

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared) > limit:
            # The body is not read, so the connection cannot be used again.
            body = problem_of(self._too_large(scope, limit), scope["path"])
            response = problem_response(body, {"Connection": "close"})
            await response(scope, receive, secured)
            return
        await self.app(scope, counted, secured)

    def _limit(self, scope: Scope) -> int:
        is_upload = scope["method"] == "POST" and scope["path"] == "/v1/filings"
        return self.max_upload_bytes if is_upload else self.max_body_bytes

    def _too_large(self, scope: Scope, limit: int) -> TickmarkError:
        if self._limit(scope) == self.max_upload_bytes:
            return FilingTooLarge(
                f"An upload may have {limit:,} bytes in all. Send fewer files at once, or raise "
                "TICKMARK_MAX_UPLOAD_BYTES."
            )
        return BodyTooLarge(f"A request may have {limit:,} bytes (TICKMARK_MAX_BODY_BYTES).")
