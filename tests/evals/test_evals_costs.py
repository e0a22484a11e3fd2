"""What a run took: tokens told or estimated, money billed or at a price, wherever it is shown."""

from __future__ import annotations

import json
import re
import socket
from argparse import ArgumentTypeError
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import llama_index.core
import pytest
import tiktoken.registry
from lxml import html

from evals.__main__ import main
from evals.answerers import open_library
from evals.costs import cost_of, costs, model_costs, money_of, price_option, tokens_of
from evals.metering import Meter, TokenCounter, open_counter
from evals.records import load_run, save_run
from evals.report import to_markdown
from evals.report_html import report_html
from evals.report_markdown import report_markdown
from evals.runs import run_on_disk
from evals.types import (
    Answered,
    NumberTarget,
    Outcome,
    Price,
    Provenance,
    Run,
    Sample,
    SampleResult,
    Usage,
)
from fake_openai import FakeOpenAI, Reply
from fakes import text_filing

PRICE = Price(Decimal(3), Decimal(15), "USD")
TOLD = Usage(1, 100, 20, 30, 7)
BILLED = Usage(1, 100, 20, 30, 7, Decimal("0.25"))
COUNTED = Usage(2, 100, 20, 3000, 80, counted_by="cl100k_base")


def run(*used: Usage | None, price: Price | None = None, engine: str = "m") -> Run:
    results = tuple(
        SampleResult(
            f"q-{n}", "lookup", "Q?", "said right", Outcome.RIGHT, seconds=1.5,
            reply=Answered("said right", engine=engine, usage=one),
        )
        for n, one in enumerate(used)
    )  # fmt: skip
    return Run(Provenance(price=price), results)


# --- in lines --------------------------------------------------------------------------------


def test_what_a_server_tells_is_told_and_not_estimated() -> None:
    assert costs(run(BILLED, Usage(1))) == [
        "a case took 1.50 s (95 %: 1.50 s), an answer 10 characters",
        "model: 2 calls, 100 characters sent, 20 written",
        "tokens: 30 in, 7 out, of 1 answer",
        "cost: 0.25, of 1 answer",
    ]


def test_what_is_counted_here_is_about_so_much() -> None:
    assert model_costs(run(COUNTED, COUNTED, price=PRICE))[1:] == [
        "tokens: about 6,000 in, 160 out, counted by cl100k_base, of 2 answers",
        "cost: about 0.0204 USD, of 2 answers, at 3 in, 15 out per million tokens",
    ]
    assert model_costs(run(COUNTED))[1:] == [
        "tokens: about 3,000 in, 80 out, counted by cl100k_base, of 1 answer"
    ]


def test_told_tokens_at_a_price_are_no_estimate_and_a_bill_goes_before() -> None:
    assert [one.told for one in money_of(run(TOLD, price=PRICE))] == [
        "0.000195 USD, of 1 answer, at 3 in, 15 out per million tokens"
    ]
    mixed = run(TOLD, BILLED, COUNTED, price=replace(PRICE, currency=""))
    assert [str(one) for one in money_of(mixed)] == ["0.25", "about 0.0104"]
    assert [str(one) for one in tokens_of(mixed)] == ["60 in, 14 out", "about 3,000 in, 80 out"]


def test_nothing_is_told_where_no_model_took_part() -> None:
    assert model_costs(run(None, None, engine="embedded")) == []
    assert model_costs(run(None, price=PRICE, engine="embedded")) == []
    assert costs(run()) == []


def test_a_price_without_tokens_is_told() -> None:
    expected = ["cost: not known, nobody told how many tokens the answers took"]
    assert model_costs(run(None, price=PRICE)) == expected


def test_several_engines_are_told() -> None:
    mixed = run(TOLD, None)
    stood_in = replace(mixed.results[1], reply=Answered(engine="embedded"))
    lines = costs(replace(mixed, results=(mixed.results[0], stood_in)))
    assert lines[-1] == "several engines answered: m 1, embedded 1"


def test_statements_and_facts_are_no_engines() -> None:
    replies = [Answered("a", engine=engine) for engine in ("embedded", "check", "facts")]
    results = tuple(
        SampleResult(str(at), "lookup", "?", "a", Outcome.RIGHT, reply=reply)
        for at, reply in enumerate(replies)
    )
    assert "several engines" not in "\n".join(costs(Run(Provenance(price=PRICE), results)))
    assert model_costs(Run(Provenance(price=PRICE), results)) == []


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("0", "0"), ("0.00001234567", "0.0000123"), ("0.0100", "0.01"), ("0.9996", "1"),
     ("1.005", "1.00"), ("12345.678", "12345.68")],
)  # fmt: skip
def test_money_for_people(amount: str, shown: str) -> None:
    used = replace(TOLD, input_tokens=1_000_000, output_tokens=0)
    assert str(cost_of(used, Price(Decimal(amount), Decimal(0)))) == shown


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("3,15", Price(Decimal(3), Decimal(15))),
        ("0.25, 1.25, EUR", Price(Decimal("0.25"), Decimal("1.25"), "EUR")),
        ("0,0,$", Price(Decimal(0), Decimal(0), "$")),
    ],
)
def test_prices(text: str, price: Price) -> None:
    assert price_option(text) == price


@pytest.mark.parametrize(
    "text",
    ["", "3", "3,x", "3,15,", "-1,2", "3,NaN", "3,Infinity", "3,15,US D", "3,15,|", "1,2,a,b"],
)
def test_what_is_no_price_is_told(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="is not a price; write money per million tokens"):
        price_option(text)


# --- in reports, on disk ---------------------------------------------------------------------


def test_reports_show_tokens_and_cost() -> None:
    measured = run(COUNTED, price=PRICE)
    page = html.fromstring(report_html(measured))
    told = [line.text_content() for line in page.xpath("//main/p[@class='soft']/bdi")]
    assert told == model_costs(measured)
    (meta,) = page.find_class("meta")
    assert "tokens: about 3,000 in, 80 out · cost: about 0.0102 USD" in meta.text_content()
    assert "- tokens: about 3,000 in, 80 out, counted by cl100k\\_base" in to_markdown(measured)
    lines = report_markdown(measured, run(None, engine="embedded")).splitlines()
    assert lines[2].endswith("| median time | tokens | cost |")
    assert lines[4].endswith("| about 3,000 in, 80 out | `about 0.0102 USD` |")
    assert lines[5].endswith("| – | – |")


def test_reports_of_the_embedded_engine_say_nothing_of_tokens() -> None:
    measured = run(None, engine="embedded", price=PRICE)
    for page in (report_html(measured), to_markdown(measured), report_markdown(measured)):
        assert not re.search("token|cost", re.sub("(?s)<style>.*?</style>", "", page))


def test_a_currency_from_a_file_stays_a_word() -> None:
    measured = run(COUNTED, price=replace(PRICE, currency="`|<img src=x>"))
    assert "<img" not in report_html(measured)
    assert "` <img" not in report_markdown(measured).replace("'", "")
    assert "\\<img" in to_markdown(measured)


def test_prices_and_counters_survive_their_file(tmp_path: Path) -> None:
    measured = run(COUNTED, BILLED, None, price=replace(PRICE, input=Decimal("0.10")))
    save_run(measured, tmp_path / "run.jsonl")
    assert load_run(tmp_path / "run.jsonl") == measured


def test_a_run_of_before_tokens_were_counted_is_read(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    save_run(run(TOLD), path)
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    del lines[0]["provenance"]["price"]
    del lines[1]["reply"]["usage"]["counted_by"]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert load_run(path) == run(TOLD)


def test_a_run_that_goes_on_keeps_its_price_and_takes_another(tmp_path: Path) -> None:
    cases = (Sample("q", "lookup", "en", "?", NumberTarget(Decimal(5), "RMB")),)
    path = tmp_path / "run.jsonl"

    def go(price: Price | None) -> Price | None:
        source = Provenance(fingerprint="f", engine="m", price=price)
        return run_on_disk(cases, lambda _: Answered("5"), source, path).provenance.price

    assert [go(None), go(PRICE), go(None)] == [None, PRICE, PRICE]
    size = path.stat().st_size
    assert go(PRICE) == PRICE
    assert path.stat().st_size == size  # nothing to tell


# --- counting --------------------------------------------------------------------------------


class Echo:
    name = "echo"

    def complete(self, prompt: str) -> str:
        return prompt

    def stream(self, prompt: str) -> Iterator[str]:
        return iter(prompt)


@pytest.mark.parametrize("is_streamed", [True, False])
def test_a_meter_counts_what_passes(is_streamed: bool) -> None:
    for counter in (None, TokenCounter("words", lambda text: len(text.split()))):
        meter = Meter(Echo(), counter)
        assert meter.usage is None
        said = "".join(meter.stream("ab c")) if is_streamed else meter.complete("ab c")
        assert said == "ab c"
        counted = Usage(1, 4, 4, 2, 2, counted_by="words") if counter else Usage(1, 4, 4)
        assert meter.usage == counted


def test_a_reply_that_is_given_up_counts_as_far_as_it_came() -> None:
    meter = Meter(Echo(), TokenCounter("letters", len))
    pieces = meter.stream("abcdef")
    assert next(pieces) + next(pieces) == "ab"
    assert meter.usage == Usage(1, 6, 2, 6, 2, counted_by="letters")


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing loaded yet, and nothing to be fetched."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError("no network in tests")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(tiktoken.registry, "ENCODINGS", {})
    monkeypatch.setattr(llama_index.core, "global_tokenizer", None)


@pytest.mark.usefixtures("no_network")
def test_the_tokenizer_is_in_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TIKTOKEN_CACHE_DIR", raising=False)
    counter = open_counter()
    assert counter.name == tiktoken.get_encoding(counter.name).name
    encoding = tiktoken.get_encoding(counter.name)
    for text in ("", "Revenue was RMB571,704 thousand.", "收入增长", "<|endoftext|>", "\ud800"):
        assert counter.count(text) == len(encoding.encode(text, allowed_special="all"))


@pytest.mark.usefixtures("no_network")
def test_a_tokenizer_that_is_not_there_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    with pytest.raises(ValueError, match="TIKTOKEN_CACHE_DIR does not hold the tokenizer"):
        open_counter()


# --- by the command --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A data directory with one filing, and a set of one question about it."""
    folder = tmp_path_factory.mktemp("costs")
    (folder / "a.txt").write_bytes(text_filing())
    with open_library(folder / "data", [folder / "a.txt"]):
        pass
    case = {
        "id": "q-1", "filings": ["a.txt"], "question": "Describe the revenue.", "kind": "text",
        "lang": "en", "answer": {"texts": ["571,704"]},
    }  # fmt: skip
    (folder / "set.jsonl").write_text(json.dumps(case), encoding="utf-8")
    return folder / "data", folder / "set.jsonl"


def test_a_run_with_a_model_counts_its_tokens(
    place: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data, cases = place
    out = tmp_path / "run.jsonl"
    said = "Revenue was RMB571,704 thousand [1]."
    arguments = ["run", str(cases), "--data-dir", str(data), "--out", str(out), "--with-model"]
    with FakeOpenAI(Reply(said)) as server:
        monkeypatch.setenv("TICKMARK_LLM_BASE_URL", server.base_url)
        monkeypatch.setenv("TICKMARK_LLM_MODEL", "scripted")
        assert main([*arguments, "--price", "3,15,USD"]) == 0
        prompts = [request.prompt for request in server.requests]
    (result,) = load_run(out).results
    assert result.reply is not None
    assert prompts
    encode = tiktoken.get_encoding("cl100k_base").encode
    into, written = sum(len(encode(one)) for one in prompts), len(prompts) * len(encode(said))
    chars = (sum(map(len, prompts)), len(prompts) * len(said))
    expected = Usage(len(prompts), *chars, into, written, counted_by="cl100k_base")
    assert result.reply.usage == expected
    printed = capsys.readouterr().out
    assert f"tokens: about {into:,} in, {written:,} out, counted by cl100k_base" in printed
    cost = cost_of(expected, PRICE)
    assert cost is not None
    assert cost.amount == (3 * into + 15 * written) / Decimal(1_000_000)
    assert f"cost: {cost}, of 1 answer, at 3 in, 15 out per million tokens" in printed

    base = str(tmp_path / "base.json")
    assert main(["bank", str(out), "--baseline", base]) == 0
    assert main(["gate", str(out), "--baseline", base, "--price", "0,1000000,EUR"]) == 0
    assert f"cost: about {written}.00 EUR" in capsys.readouterr().out


def test_the_embedded_engine_prints_no_tokens(
    place: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    data, cases = place
    assert main(["run", str(cases), "--data-dir", str(data), "--price", "3,15"]) == 0
    assert not re.search("token|cost|model", capsys.readouterr().out)


def test_a_price_that_is_none_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["run", "--price", "cheap"])
    assert caught.value.code == 2
    assert "'cheap' is not a price" in capsys.readouterr().err
