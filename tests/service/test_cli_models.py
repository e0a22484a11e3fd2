from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from fake_openai import FakeOpenAI, Reply
from fake_providers import FakeAnthropic, FakeOllama
from service.cli import main

_CITED = "Qiverra's revenue in 2024 was RMB1,387,295 thousand [1]."
_GOOD = ("ready", "one two three four five", _CITED, "The filings do not say.")


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("TICKMARK_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run_main(*args: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["tickmark", *args])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capsys.readouterr()
        return Ran(int(ended.value.code or 0), told.out, told.err)

    return run_main


@pytest.fixture(params=[FakeOpenAI, FakeAnthropic, FakeOllama])
def fake(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeOpenAI]:
    with request.param() as server:
        _configure(server, monkeypatch)
        yield server


@pytest.fixture
def openai(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeOpenAI]:
    with FakeOpenAI() as server:
        _configure(server, monkeypatch)
        yield server


def _configure(server: FakeOpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TICKMARK_LLM_PROVIDER", server.provider)
    monkeypatch.setenv("TICKMARK_LLM_BASE_URL", server.base_url)
    monkeypatch.setenv("TICKMARK_LLM_MODEL", "scripted")
    monkeypatch.setenv("TICKMARK_LLM_API_KEY", "s3cret")
    monkeypatch.setenv("TICKMARK_LLM_HEADERS", "X-Team: s3cret-too")
    monkeypatch.setenv("TICKMARK_LLM_RETRIES", "0")


def test_a_model_that_does_everything_passes(fake: FakeOpenAI, run: Run) -> None:
    fake.enqueue(*_GOOD)
    ran = run("models", "test")
    assert ran.code == 0, ran
    lines = ran.out.splitlines()
    assert [line.split()[:2] for line in lines[:4]] == [
        ["✓", "answers"],
        ["✓", "streams"],
        ["✓", "cites"],
        ["✓", "abstains"],
    ]
    assert "6 pieces, the first after" in lines[1]
    assert "s3cret" not in ran.out
    assert fake.requests[0].headers["x-team"] == "s3cret-too"
    assert [bool(request.body.get("stream")) for request in fake.requests][:2] == [False, True]


def test_checks_as_json(openai: FakeOpenAI, run: Run) -> None:
    openai.enqueue(*_GOOD)
    ran = run("models", "test", "--json")
    assert ran.code == 0
    assert ran.json["passed"] is True
    assert (ran.json["provider"], ran.json["model"]) == ("openai", "scripted")
    assert [check["name"] for check in ran.json["checks"]] == [
        "answers",
        "streams",
        "cites",
        "abstains",
    ]
    assert all(check["passed"] and check["seconds"] >= 0 for check in ran.json["checks"])
    assert "s3cret" not in ran.out


@pytest.mark.parametrize(
    ("place", "reply", "name", "words"),
    [
        (0, Reply("  "), "answers", "empty"),
        (1, Reply("one two three", piece_chars=99), "streams", "in one piece"),
        (2, Reply("It was RMB1,387,295 thousand."), "cites", "did not cite"),
        (2, Reply("It was RMB1.4 billion [1]."), "cites", "1,387,295"),
        (2, Reply("The filings do not say."), "cites", "TICKMARK_LLM_CONTEXT_TOKENS"),
        (2, Reply(_CITED, finish_reason="length"), "cites", "TICKMARK_LLM_MAX_TOKENS"),
        (3, Reply("It had 1,200 employees [1]."), "abstains", "cannot know"),
    ],
)
def test_a_check_that_fails_says_why_and_the_others_go_on(
    openai: FakeOpenAI, run: Run, place: int, reply: Reply, name: str, words: str
) -> None:
    openai.enqueue(*_GOOD[:place], reply, *_GOOD[place + 1 :])
    ran = run("models", "test")
    assert ran.code == 1
    assert ran.out.count("✓") == 3
    assert f"✗ {name}" in ran.out
    assert words in ran.out


def test_an_endpoint_that_is_away_is_asked_once(openai: FakeOpenAI, run: Run) -> None:
    openai.default = Reply(status=401)
    ran = run("models", "test")
    assert ran.code == 1
    assert "✗ answers" in ran.out
    assert "TICKMARK_LLM_API_KEY" in ran.out
    assert len(openai.requests) == 1


def test_the_model_is_shown_without_its_key(openai: FakeOpenAI, run: Run) -> None:
    ran = run("models")
    assert ran.code == 0
    assert f"scripted at {openai.base_url} (openai)" in ran.out
    assert "a key is set; further headers: X-Team" in ran.out
    assert "s3cret" not in ran.out
    told = run("models", "--json").json
    assert (told["has_key"], told["headers"]) == (True, ["X-Team"])
    assert told["limits"]["context_tokens"] == 8192
    assert openai.requests == []


def test_without_a_model_it_is_said_how_to_set_one(run: Run) -> None:
    shown = run("models")
    assert shown.code == 0
    assert "TICKMARK_LLM_BASE_URL" in shown.out
    assert run("models", "--json").json["model"] is None
    tested = run("models", "test")
    assert tested.code == 2
    assert "TICKMARK_LLM_PROVIDER=anthropic" in tested.err
