"""The filings through the running server that owns them."""

from __future__ import annotations

import codecs
import json
import time
from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import quote

import httpx

from ingest.errors import TickmarkError
from service.cli.session import Json, OnProgress, OnText, TableText

_TIMEOUT = httpx.Timeout(600.0, connect=5.0)
_POLL_SECONDS = 0.25


class ServerError(TickmarkError):
    """What the server said, or that it does not answer."""

    def __init__(self, detail: str, status: int = 503, title: str = "The server failed") -> None:
        super().__init__(detail)
        self.status = status
        self.title = title


class Remote:
    """A `Session` over HTTP."""

    def __init__(self, url: str, client: httpx.Client | None = None) -> None:
        """Talks to the server at `url`; proxies of the environment are for other machines."""
        self._url = url
        self._http = client or httpx.Client(base_url=url, timeout=_TIMEOUT, trust_env=False)

    def ingest(
        self,
        name: str,
        data: bytes,
        collection: str,
        password: str | None,
        on_progress: OnProgress,
    ) -> Json:
        """Uploads, and waits until the filing is ready or has failed."""
        form = {"collection": collection} | ({"password": password} if password else {})
        sent = self._send("POST", "/v1/filings", files={"file": (name, data)}, data=form)
        filing: Json = sent.json()["filings"][0]
        while filing["state"] not in ("ready", "failed"):
            time.sleep(_POLL_SECONDS)
            filing = self.filing(filing["id"])
            if progress := filing.get("progress"):
                on_progress(progress["stage"], progress["done"], progress["total"])
        return filing

    def filings(self, collection: str | None) -> list[Json]:
        """All filings, by name."""
        found: list[Json] = []
        params: dict[str, Any] = {"limit": 1000} | (
            {"collection": collection} if collection else {}
        )
        while True:
            body = self._send("GET", "/v1/filings", params=params).json()
            found += body["filings"]
            if body["next"] is None:
                return found
            params["cursor"] = body["next"]

    def filing(self, name: str) -> Json:
        """One filing, by name or id."""
        return self._json("GET", f"/v1/filings/{quote(name, '')}")

    def correct(self, name: str, changes: Json) -> Json:
        """Lays a person's word over what was read from the cover."""
        return self._json("PATCH", f"/v1/filings/{quote(name, '')}", json=changes)

    def delete(self, name: str) -> Json:
        """Removes a filing; gives what it was."""
        filing = self.filing(name)
        self._send("DELETE", f"/v1/filings/{filing['id']}")
        return filing

    def ask(self, body: Json, on_text: OnText | None = None) -> Json:
        """Answers; streamed where the text is wanted as it comes."""
        if on_text is None:
            return self._json("POST", "/v1/questions", json=body)
        answer: Json = {}
        for name, data in self._events("/v1/questions", {**body, "stream": True}):
            if name == "text":
                on_text(data["text"])
            elif name == "problem":
                raise ServerError(data["detail"], data["status"], data["title"])
            elif name == "answer":
                answer = data
        if not answer:
            raise ServerError(f"The server at {self._url} ended its answer too early.")
        return answer

    def check(self, body: Json) -> Json:
        """Checks every number of a text."""
        return self._json("POST", "/v1/ground", json=body)

    def self_check(self, name: str) -> Json:
        """A filing's narrative against its own tables."""
        return self._json("GET", f"/v1/filings/{quote(name, '')}/self-check")

    def search(self, body: Json) -> Json:
        """Searches."""
        return self._json("POST", "/v1/search", json=body)

    def tables(self, name: str, query: Json) -> Json:
        """A stretch of the tables of a filing, by name or id."""
        return self._json("GET", f"/v1/filings/{quote(name, '')}/tables", params=query)

    def ties(self, name: str, holds: bool | None = None) -> list[Json]:
        """How a filing's figures tie to each other."""
        filing = self.filing(name)
        params = {} if holds is None else {"holds": holds}
        sent = self._send("GET", f"/v1/filings/{filing['id']}/ties", params=params)
        found: list[Json] = sent.json()["ties"]
        return found

    def table(self, table_id: str) -> Json:
        """One table with its facts and ties."""
        return self._json("GET", f"/v1/tables/{quote(table_id, '')}")

    def table_as(self, table_id: str, form: TableText) -> str:
        """One table as CSV or HTML."""
        path = f"/v1/tables/{quote(table_id, '')}"
        return self._send("GET", path, params={"format": form}).text

    def facts(self, query: Json) -> Json:
        """A stretch of the facts."""
        return self._json("GET", "/v1/facts", params=query)

    def facts_as_csv(self, query: Json) -> Iterator[str]:
        """All facts that a query picks, as CSV."""
        decoder = codecs.getincrementaldecoder("utf-8")()  # a part may end within a character
        for data in self._download("/v1/facts", {**query, "format": "csv"}):
            yield decoder.decode(data)

    def export(self, query: Json, out: IO[bytes]) -> None:
        """Writes filings to a file."""
        given = {name: value for name, value in query.items() if value is not None}
        for data in self._download("/v1/export", given):
            out.write(data)

    def close(self) -> None:
        """Ends the connection."""
        self._http.close()

    def _json(self, method: str, path: str, **more: Any) -> Json:
        found: Json = self._send(method, path, **more).json()
        return found

    def _send(self, method: str, path: str, **more: Any) -> httpx.Response:
        try:
            response = self._http.request(method, path, **more)
        except httpx.HTTPError as error:
            raise self._unreachable(error) from error
        if response.is_error:
            raise _error_of(response)
        return response

    def _download(self, path: str, query: Json) -> Iterator[bytes]:
        try:
            with self._http.stream("GET", path, params=query) as response:
                if response.is_error:
                    response.read()
                    raise _error_of(response)
                yield from response.iter_bytes()
        except httpx.HTTPError as error:
            raise self._unreachable(error) from error

    def _events(self, path: str, body: Json) -> Iterator[tuple[str, Json]]:
        name = ""
        try:
            with self._http.stream("POST", path, json=body) as response:
                if response.is_error:
                    response.read()
                    raise _error_of(response)
                for line in response.iter_lines():
                    if line.startswith("event: "):
                        name = line[7:]
                    elif line.startswith("data: "):
                        yield name, json.loads(line[6:])
        except httpx.HTTPError as error:
            raise self._unreachable(error) from error

    def _unreachable(self, error: httpx.HTTPError) -> ServerError:
        told = str(error) or type(error).__name__
        return ServerError(f"The server at {self._url} does not answer: {told}.")


def _error_of(response: httpx.Response) -> ServerError:
    try:
        problem = response.json()
        return ServerError(problem["detail"], response.status_code, problem["title"])
    except (ValueError, KeyError, TypeError):
        return ServerError(f"The server answered {response.status_code}.", response.status_code)
