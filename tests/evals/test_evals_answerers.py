"""Asking a server over HTTP, and reading what the service answers."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from evals.answerers import (
    ContractError,
    HttpAnswerer,
    answered_from_answer,
    answered_from_json,
    server_settings,
)
from evals.fingerprint import run_fingerprint
from evals.types import Checked, Cited, Claim, ClaimNumber, NumberTarget, Sample, Turn
from service.types import Answer, CellPlace, Citation, NumberCheck, Value, Verdict

QUESTION = Sample(
    "q", "lookup", "en", "And?", NumberTarget(Decimal(5), "RMB"), ("a.pdf",), (Turn("A?", "B"),)
)
CLAIM = Claim("c", "filing", "Up 7%.", "a.pdf", (ClaimNumber("7%", "supported", "text"),))
CHECK = {"text": "7%", "start": 3, "end": 5, "verdict": "supported", "reason": "said so"}
BODY: dict[str, Any] = {
    "answer": "RMB0.1 [1]",
    "abstained": False,
    "value": {"amount": 0.1, "unit": "CNY", "display": "RMB0.1"},
    "citations": [
        {
            "filing": "a.pdf",
            "quote": "Revenue 0.1",
            "page": 3,
            "cell": {"row": "Revenue", "column": "2024", "text": "0.1"},
        }
    ],
    "numbers": [CHECK],
    "engine": "embedded",
    "timings_ms": {"total": 1.5},
}


class Scripted(ThreadingHTTPServer):
    """Answers each path with what it is told, and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies: dict[str, tuple[int, str]] = {}
        self.asked: list[tuple[str, Any]] = []


class _Handler(BaseHTTPRequestHandler):
    server: Scripted

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.asked.append((self.path, json.loads(self.rfile.read(length))))
        status, text = self.server.replies[self.path]
        self.send_response(status)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Scripted]:
    server = Scripted()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def asker(server: Scripted) -> HttpAnswerer:
    return HttpAnswerer(f"http://127.0.0.1:{server.server_port}/", timeout_seconds=5)


def test_a_question_over_http(server: Scripted) -> None:
    server.replies["/v1/questions"] = 200, json.dumps(BODY)
    answered = asker(server)(QUESTION)
    assert server.asked == [
        (
            "/v1/questions",
            {
                "question": "And?",
                "filings": ["a.pdf"],
                "history": [{"question": "A?", "answer": "B"}],
            },
        )
    ]
    assert answered.amount == Decimal("0.1")
    assert answered.citations == (Cited("a.pdf", "Revenue 0.1", "Revenue 2024 0.1", 3, "0.1"),)


def test_a_claim_over_http(server: Scripted) -> None:
    server.replies["/v1/ground"] = 200, json.dumps({"numbers": [CHECK]})
    assert asker(server)(CLAIM).checks == (Checked("7%", 3, 5, "supported", "said so"),)
    assert server.asked == [("/v1/ground", {"text": "Up 7%.", "filings": ["a.pdf"]})]


def test_a_problem_says_what_the_server_said(server: Scripted) -> None:
    problem = json.dumps({"detail": "There is no filing named 'a.pdf'."})
    server.replies["/v1/questions"] = 404, problem
    with pytest.raises(OSError, match=r"HTTP 404: There is no filing named 'a\.pdf'"):
        asker(server)(QUESTION)
    server.replies["/v1/questions"] = 500, "not json"
    with pytest.raises(OSError, match="HTTP 500: Internal Server Error"):
        asker(server)(QUESTION)


@pytest.mark.parametrize("text", ["<html>", "[]", "{}"])
def test_what_is_not_the_contract_is_told(server: Scripted, text: str) -> None:
    server.replies["/v1/questions"] = 200, text
    with pytest.raises(ContractError):
        asker(server)(QUESTION)


def test_no_server_is_an_oserror() -> None:
    with pytest.raises(OSError, match="refused"):
        HttpAnswerer("http://127.0.0.1:9")(QUESTION)


def test_only_http() -> None:
    with pytest.raises(ValueError, match="not an http or https URL"):
        HttpAnswerer("file:///etc/passwd")


@pytest.mark.parametrize(
    "change",
    [
        {"answer": None},
        {"abstained": "no"},
        {"value": {"amount": "5", "unit": "CNY"}},
        {"value": {"amount": float("nan"), "unit": "CNY"}},
        {"value": {"amount": True, "unit": "CNY"}},
        {"citations": [{"filing": "a.pdf"}]},
        {"numbers": [{**CHECK, "start": None}]},
    ],
)
def test_broken_fields_are_told(change: dict[str, Any]) -> None:
    body = {**BODY, "value": None, **change}
    with pytest.raises(ContractError):
        answered_from_json(body)


def test_both_ways_read_the_same() -> None:
    cell = CellPlace("t1", "Revenue", "2024", "0.1")
    answer = Answer(
        id="a",
        question="And?",
        text="RMB0.1 [1]",
        abstained=False,
        engine="embedded",
        value=Value(Decimal("0.1"), "CNY", "RMB0.1"),
        citations=(Citation(1, "a.pdf", "f1", 3, None, "Revenue 0.1", cell),),
        numbers=(NumberCheck("7%", 3, 5, Verdict.SUPPORTED, "text", "said so"),),
        timings_ms={"total": 1.5},
    )
    wire = json.loads(json.dumps(BODY), parse_float=Decimal)
    assert answered_from_answer(answer) == answered_from_json(wire)


def test_an_abstention_has_no_value() -> None:
    body = {**BODY, "abstained": True, "value": None, "citations": []}
    answered = answered_from_json(body)
    assert answered.is_abstained
    assert answered.amount is None


def test_a_server_of_other_code_is_another_one(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"version": "1", "code": "c1", "settings": "s"}

    def fetch(url: str, path: str, *rest: Any) -> dict[str, Any]:
        return dict(told) if path == "/readyz" else {"filings": [], "next": None}

    monkeypatch.setattr("evals.answerers.fetch_object", fetch)
    before = run_fingerprint(server_settings("http://127.0.0.1:1"))
    assert run_fingerprint(server_settings("http://127.0.0.1:1")) == before
    told["code"] = "c2"  # another prompt under the same release
    assert run_fingerprint(server_settings("http://127.0.0.1:1")) != before
