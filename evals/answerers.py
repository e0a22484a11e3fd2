"""Who answers the cases: a server by its URL, or a library in this process.

With `libraries.py` the only file of this room that speaks to the service. Its heavy parts are
imported when a library is opened, so that sets, runs and gates can be read without them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from evals.fingerprint import JUDGE_PROMPT
from evals.libraries import LibraryView
from evals.metering import Meter, TokenCounter, open_counter
from evals.statements import answer_of_checks
from evals.table_facts import answer_of, facts_from_json, facts_path
from evals.taking_in import FilingFile, TakenIn, take_in
from evals.types import Answered, Case, Checked, Cited, Claim, Figure, Sample, Usage
from evals.wire import ContractError, fetch_object
from ingest.code_version import code_version

__all__ = [
    "ContractError",
    "HttpAnswerer",
    "LibraryAnswerer",
    "Opened",
    "answered_from_answer",
    "answered_from_json",
    "open_library",
    "server_settings",
]

if TYPE_CHECKING:
    from ingest.stores import Stores
    from service.config import Settings
    from service.models import Model
    from service.types import Answer, Citation, NumberCheck

Json = dict[str, Any]


# ---------------------------------------------------------------------------------------------
# Over HTTP
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HttpAnswerer:
    """Asks a running server.

    A call raises `OSError` when the server cannot be reached or refuses, `ContractError` when its
    response is not what the contract promises.
    """

    url: str  # http or https
    timeout_seconds: float = 120.0

    def __post_init__(self) -> None:
        if not self.url.startswith(("http://", "https://")):
            raise ValueError(f"not an http or https URL: {self.url}")

    def __call__(self, case: Case) -> Answered:
        """Asks a question, or has a claim's numbers checked."""
        if isinstance(case, Claim):
            return self._check(case.text, (case.filing,))
        if case.fact is not None:
            body = fetch_object(self.url, facts_path(case), None, self.timeout_seconds)
            return answer_of(case.fact, facts_from_json(body))
        if case.is_statement:
            return answer_of_checks(self._check(case.question, case.filings).checks)
        history = [{"question": turn.question, "answer": turn.answer} for turn in case.history]
        asked = {"question": case.question, "filings": list(case.filings), "history": history}
        return answered_from_json(self._post("/v1/questions", asked))

    def _check(self, text: str, filings: Sequence[str]) -> Answered:
        return Answered(
            checks=_checks(self._post("/v1/ground", {"text": text, "filings": list(filings)}))
        )

    def _post(self, path: str, payload: Json) -> Json:
        return fetch_object(self.url, path, payload, self.timeout_seconds)


def answered_from_json(body: Json) -> Answered:
    """An answer of the wire contract.

    Raises:
        ContractError: a field is missing or is not what it should be.
    """
    value = _field(body, "value", dict | None)
    return Answered(
        text=_field(body, "answer", str),
        is_abstained=_field(body, "abstained", bool),
        amount=None if value is None else _amount(value),
        unit="" if value is None else _field(value, "unit", str),
        display="" if value is None else _field(value, "display", str),
        figures=tuple(
            Figure(_amount(item), _field(item, "unit", str), _field(item, "display", str))
            for item in body.get("values", [])
        ),
        citations=tuple(
            Cited(
                _field(item, "filing", str),
                _field(item, "quote", str),
                _cell_text(_field(item, "cell", dict | None)),
                item.get("page"),
                str((item["cell"] or {}).get("text", "")),
            )
            for item in _field(body, "citations", list)
        ),
        checks=_checks(body),
        engine=str(body.get("engine", "")),
        usage=_usage(body.get("usage")),
        timings_ms={str(k): float(ms) for k, ms in (body.get("timings_ms") or {}).items()},
    )


def _usage(told: Any) -> Usage | None:
    """Tokens in the names of the OpenAI API, and the cost; a server need not tell any."""
    if not isinstance(told, dict):
        return None
    cost = told.get("cost")
    return Usage(
        calls=int(told.get("calls", 1)),
        input_tokens=told.get("prompt_tokens"),
        output_tokens=told.get("completion_tokens"),
        cost=None if cost is None else Decimal(str(cost)),
    )


def _checks(body: Json) -> tuple[Checked, ...]:
    return tuple(
        Checked(
            _field(item, "text", str),
            _field(item, "start", int),
            _field(item, "end", int),
            _field(item, "verdict", str),
            str(item.get("reason") or ""),
        )
        for item in _field(body, "numbers", list)
    )


def _cell_text(cell: Json | None) -> str:
    if cell is None:
        return ""
    return " ".join(_field(cell, name, str) for name in ("row", "column", "text"))


def _amount(value: Json) -> Decimal:
    amount = value.get("amount")
    if isinstance(amount, bool) or not isinstance(amount, int | Decimal):
        raise ContractError("value.amount is not a number")
    if not math.isfinite(amount):
        raise ContractError("value.amount is not finite")
    return Decimal(amount)


def _field(body: Any, name: str, kind: Any) -> Any:
    if not isinstance(body, dict) or name not in body or not isinstance(body[name], kind):
        raise ContractError(f"{name} is missing or is not what it should be")
    return body[name]


# ---------------------------------------------------------------------------------------------
# In this process
# ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LibraryAnswerer:
    """Asks a library that this process has open."""

    stores: Stores
    model: Model | None = None
    counter: TokenCounter | None = None  # of what passes to and from the model

    def __call__(self, case: Case) -> Answered:
        """Asks a question, or has a claim's numbers checked."""
        if isinstance(case, Claim):
            return self._check(case.text, (case.filing,))
        if case.fact is not None:
            return answer_of(case.fact, LibraryView(self.stores).facts(case.filings[0]))
        if case.is_statement:
            return answer_of_checks(self._check(case.question, case.filings).checks)
        return self._ask(case)

    def _ask(self, sample: Sample) -> Answered:
        from service.answering.pipeline import answer_question
        from service.types import Question, Turn

        question = Question(
            text=sample.question,
            filing_ids=self._ids(sample.filings),
            history=tuple(Turn(turn.question, turn.answer) for turn in sample.history),
        )
        if self.model is None:
            return answered_from_answer(answer_question(question, self.stores, None))
        meter = Meter(self.model, self.counter)
        answered = answered_from_answer(answer_question(question, self.stores, meter))
        return replace(answered, usage=meter.usage)

    def _check(self, text: str, filings: Sequence[str]) -> Answered:
        from service.grounding.pipeline import check_numbers

        checks = check_numbers(text, self.stores, self._ids(filings))
        return Answered(checks=tuple(map(_checked, checks)))

    def _ids(self, names: Sequence[str]) -> tuple[str, ...]:
        if not names:
            return ()
        return tuple(record.id for record in self.stores.library.resolve(names))


def answered_from_answer(answer: Answer) -> Answered:
    """An answer of the service, in the words of the evals."""
    return Answered(
        text=answer.text,
        is_abstained=answer.abstained,
        amount=None if answer.value is None else answer.value.amount,
        unit="" if answer.value is None else answer.value.unit,
        display="" if answer.value is None else answer.value.display,
        figures=tuple(Figure(value.amount, value.unit, value.display) for value in answer.values),
        citations=tuple(map(_cited, answer.citations)),
        checks=tuple(map(_checked, answer.numbers)),
        engine=answer.engine,
        timings_ms=dict(answer.timings_ms),
    )


def _cited(citation: Citation) -> Cited:
    cell = citation.cell
    words = "" if cell is None else f"{cell.row} {cell.column} {cell.text}"
    printed = "" if cell is None else cell.text
    return Cited(citation.filing, citation.quote, words, citation.page, printed)


def _checked(check: NumberCheck) -> Checked:
    return Checked(check.text, check.start, check.end, check.verdict.value, check.reason)


@dataclass(frozen=True, slots=True)
class Opened:
    """A library that is open, and what it was opened with."""

    answerer: LibraryAnswerer
    settings: dict[str, str]
    taken: TakenIn = TakenIn()


@contextmanager
def open_library(
    data_dir: Path,
    filings: Sequence[Path] = (),
    *,
    lacking: Sequence[FilingFile] = (),
    with_model: bool = False,
    model: str | None = None,
) -> Iterator[Opened]:
    """Opens a data directory, takes filings in that are not there, and closes it at the end.

    Args:
        data_dir: made where it is missing.
        filings: files to take in first.
        lacking: more of them; one that cannot be read is told in what was opened, and no error.
        with_model: whether the configured language model writes; otherwise the embedded engine
            answers, so that a run can be repeated.
        model: another model's name at the configured endpoint.

    Raises:
        TickmarkError: the directory is in use, or a filing cannot be read.
        ValueError: a filing ended up in a state in which it cannot be asked; no model is
            configured where one should write.
    """
    from ingest.pipeline import ingest_filing
    from ingest.stores import open_stores
    from service.config import load_settings
    from service.main import model_config, store_config
    from service.models import open_model

    settings = load_settings(data_dir=data_dir)
    if not with_model:
        settings = settings.model_copy(update={"llm_base_url": None, "llm_model": None})
    elif model is not None:
        settings = settings.model_copy(update={"llm_model": model})
    writer = open_model(model_config(settings))
    if with_model and writer is None:
        raise ValueError("no language model is configured: set TICKMARK_LLM_MODEL and its endpoint")
    counter = None if writer is None else open_counter()
    stores = open_stores(store_config(settings))
    try:
        for path in filings:
            record = ingest_filing(path.name, path.read_bytes(), stores)
            if not record.is_answerable:
                raise ValueError(f"{path.name} could not be taken in: {record.error}")
        taken = take_in(lacking, stores)
        answerer = LibraryAnswerer(stores, writer, counter)
        yield Opened(answerer, _told(settings, stores, writer), taken)
    finally:
        stores.close()


def _told(settings: Settings, stores: Stores, writer: Model | None) -> dict[str, str]:
    """All that makes an answer but the question: a run's fingerprint is made of it."""
    from prompts import load_all

    return {
        "Settings": settings.fingerprint,
        "Code": code_version(),
        "Prompts": ", ".join(
            f"{prompt.name} {prompt.version}"
            for prompt in load_all()
            if prompt.name != JUDGE_PROMPT
        ),
        "Model": "none" if writer is None else writer.name,
        "Index": stores.vectors.fingerprint,
        "Filings": ", ".join(f"{one.name} ({one.id})" for one in stores.library.filings()),
    }


def server_settings(url: str) -> dict[str, str]:
    """What a running server tells of what makes its answers.

    A server that tells no `code` is known by its release alone: after a change in place, start a
    run afresh. One that cannot be reached is told by its URL; the cases then say why they failed.
    """
    told = {"Server": url}
    try:
        ready = fetch_object(url, "/readyz")
        names = ("version", "code", "engine", "settings", "embedding_model")
        told |= {name.capitalize(): str(ready[name]) for name in names if name in ready}
        ids: list[str] = []
        after: str | None = ""
        while after is not None:
            page = fetch_object(url, "/v1/filings" + (f"?cursor={quote(after)}" if after else ""))
            ids += [str(one["id"]) for one in _field(page, "filings", list)]
            after = page.get("next")
        told["Filings"] = ", ".join(sorted(ids))
    except (OSError, ContractError, KeyError, TypeError):
        pass
    return told
