"""Requests to a running server, and what a response must be. No dependencies."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from decimal import Decimal
from typing import Any

Json = dict[str, Any]
TIMEOUT_SECONDS = 120.0


class ContractError(ValueError):
    """A response that is not what the wire contract promises."""


def fetch(
    url: str, path: str, payload: Json | None = None, seconds: float = TIMEOUT_SECONDS
) -> str:
    """The body of a response: of a POST where there is a `payload`, else of a GET.

    Raises:
        ValueError: `url` is not http or https.
        OSError: the server cannot be reached or refuses; the error has its words.
    """
    if not url.startswith(("http://", "https://")):
        raise ValueError(f"not an http or https URL: {url}")
    request = urllib.request.Request(  # noqa: S310 (the scheme was checked)
        url.rstrip("/") + path,
        data=None if payload is None else json.dumps(payload).encode(),
        headers={"Content-Type": "application/json", "Accept": "application/json"},
    )
    # No proxies: the server is almost always on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=seconds) as response:
            return str(response.read().decode("utf-8"))
    except urllib.error.HTTPError as error:
        raise OSError(f"{path}: HTTP {error.code}: {_detail(error)}") from None


def fetch_object(
    url: str, path: str, payload: Json | None = None, seconds: float = TIMEOUT_SECONDS
) -> Json:
    """The JSON object of a response, its numbers to the digit.

    Raises:
        ContractError: the body is no JSON object.
        OSError: as `fetch`.
    """
    try:
        body = json.loads(fetch(url, path, payload, seconds), parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise ContractError(f"{path}: not JSON: {error}") from None
    if not isinstance(body, dict):
        raise ContractError(f"{path}: the body is not an object")
    return body


def _detail(error: urllib.error.HTTPError) -> str:
    with error:
        try:
            return str(json.loads(error.read())["detail"])[:300]
        except (OSError, ValueError, KeyError, TypeError):
            return str(error.reason)
