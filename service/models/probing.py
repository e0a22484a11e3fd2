"""Whether a model does what it is asked here: answers, streams, cites, and says when it cannot.

Four requests over evidence of an invented company, with the prompt that questions use.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ingest.errors import ModelError, ModelUnavailable
from ingest.types import Fact, Period
from service.models.types import Model
from service.models.writing import ABSTENTION, Written, write_answer
from service.types import Evidence, Question

_REVENUE = Fact(
    fact_id="probe-1",
    filing_id="probe",
    table_id="probe-t1",
    row=1,
    column=1,
    page=11,
    labels=("Revenue",),
    column_labels=("2024",),
    text="1,387,295",
    value=Decimal(1_387_295_000),
    quantum=Decimal(1000),
    unit="CNY",
    scale=Decimal(1000),
    period=Period(date(2024, 1, 1), date(2024, 12, 31)),
    entity="Qiverra",
    confidence=0.95,
)
_INVENTORIES = replace(
    _REVENUE,
    fact_id="probe-2",
    row=2,
    labels=("Current assets", "Inventories"),
    text="231,904",
    value=Decimal(231_904_000),
    period=Period(None, date(2024, 12, 31)),
)
_EVIDENCE = Evidence((_REVENUE, _INVENTORIES), ())
_NAMES = {"probe": "Qiverra, annual report, 2024"}


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a model, as it went."""

    name: str  # answers, streams, cites, abstains
    passed: bool
    seconds: float
    detail: str  # what came back, in a sentence
    hint: str = ""  # what to do; empty where it passed


class _Failed(Exception):
    """A reply that is not what was asked for."""

    def __init__(self, detail: str, hint: str) -> None:
        super().__init__(detail)
        self.detail = detail
        self.hint = hint


def probe(model: Model) -> Iterator[Check]:
    """The checks in their order, each as soon as it is done; ends where the endpoint is away."""
    for name, ask in (
        ("answers", _answers),
        ("streams", _streams),
        ("cites", _cites),
        ("abstains", _abstains),
    ):
        start = time.monotonic()
        check, is_away = _carried_out(name, ask, model, start)
        yield check
        if is_away:  # the others would wait for the same
            return


def _carried_out(
    name: str, ask: Callable[[Model], str], model: Model, start: float
) -> tuple[Check, bool]:
    try:
        detail = ask(model)
    except ModelError as error:  # its own sentence says what to do
        failed = Check(name, False, time.monotonic() - start, error.detail, "")
        return failed, isinstance(error, ModelUnavailable)
    except _Failed as failure:
        seconds = time.monotonic() - start
        return Check(name, False, seconds, failure.detail, failure.hint), False
    return Check(name, True, time.monotonic() - start, detail), False


def _answers(model: Model) -> str:
    reply = model.complete("Reply with one word: ready")
    return f"It replied {_short(reply)}."


def _streams(model: Model) -> str:
    start = time.monotonic()
    first = None
    count = 0
    for _ in model.stream("Write the numbers from one to twenty as words, on one line."):
        first = first if first is not None else time.monotonic() - start
        count += 1
    if count < 2 or first is None:
        raise _Failed(
            "The reply came in one piece.",
            "Answers will appear all at once. A proxy before the endpoint may hold them back; "
            "switch its buffering off.",
        )
    return f"{count} pieces, the first after {first:.1f} s."


def _cites(model: Model) -> str:
    written = _written(model, "What was Qiverra's revenue in 2024?")
    if written.abstained:
        raise _Failed(
            "It said that the filings do not say, with the figure before it.",
            "The prompt may be cut off: raise TICKMARK_LLM_CONTEXT_TOKENS, or what the server "
            "itself allows; else choose a larger model.",
        )
    if _REVENUE.text not in written.text:
        raise _Failed(
            f"It did not keep {_REVENUE.text} as it is printed: {_short(written.text)}.",
            "Choose a larger or an instruction-tuned model; this one changes figures.",
        )
    if 1 not in written.marks:
        raise _Failed(
            f"It did not cite [1]: {_short(written.text)}.",
            "Choose a larger or an instruction-tuned model; answers without marks cite nothing.",
        )
    return f"It wrote {_short(written.text)}."


def _abstains(model: Model) -> str:
    written = _written(model, "How many employees did Qiverra have at the end of 2024?")
    if not written.abstained:
        raise _Failed(
            f"It did not write {ABSTENTION!r}, though the evidence holds no answer: "
            f"{_short(written.text)}.",
            "Choose a larger or an instruction-tuned model; this one answers where it cannot know.",
        )
    return f"It wrote {_short(written.text)}."


def _written(model: Model, question: str) -> Written:
    return write_answer(Question(question), _EVIDENCE, model, filing_names=_NAMES)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return repr(line if len(line) <= 120 else line[:119] + "…")
