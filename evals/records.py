"""Runs as JSON Lines, and back: what was asked, what came back, how it was judged.

A run file has a header, then a line for each case, appended and flushed to disk as it is answered:

    {"type": "header", "format": 1, "fingerprint": "…", "provenance": {…},
     "cases": [[id, key], …]}                  in the order of the sets; key: case_fingerprint
    {"type": "case", "id", "key", "kind", "set": file name, "filings": [file names],
     "asked", "expected",
     "outcome": right | wrong | abstained | error, "reason": one line, "seconds",
     "scores": [{"name", "value": 0..1 or null, "note"}],
     "numbers": [outcome of each number of a claim],
     "reply": {"text", "is_abstained", "amount": "decimal" or null, "unit", "display", "engine",
               "figures": [{"amount", "unit", "display"}],
               "citations": [{"filing", "quote", "cell", "page"}],
               "checks": [{"text", "start", "end", "verdict", "reason"}],
               "usage": {"calls", "prompt_chars", …} or null, "timings_ms": {stage: ms}},
     "error": told where outcome is error; `reply` and `scores` are then absent}

The last header counts, and of a case its last line; a line that a kill tore off at the end is
passed over. A file may therefore be read at any moment, and be written on after any of them.
`load_run` gives all of it as `evals.types.Run`: the reply's fields are in `SampleResult.reply`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from evals.keeping import RecordError, whole_lines
from evals.types import (
    Answered,
    Checked,
    Cited,
    Figure,
    Outcome,
    Price,
    Provenance,
    Record,
    Run,
    SampleFailure,
    SampleResult,
    Score,
    Usage,
)

FORMAT = 1
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RunFile:
    """A run file as it stands: the last header, and the last record of each case with its key."""

    provenance: Provenance
    keys: Mapping[str, str]  # of the cases in the order of the sets: id -> key
    records: Mapping[str, tuple[str, Record]]  # id -> key it was asked under, record
    whole: int  # bytes up to the end of the last whole line


def save_run(run: Run, path: Path, keys: Mapping[str, str] | None = None) -> None:
    """Writes a run that is done; `keys` by case id, "" where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    done: tuple[Record, ...] = (*run.results, *run.failures)
    records = {one.sample_id: one for one in done}
    order = {name: (keys or {}).get(name, "") for name in (*records, *run.unasked)}
    lines = [header_line(run.provenance, order)]
    lines += [record_line(one, order[name]) for name, one in records.items()]
    path.write_text("".join(lines), encoding="utf-8")


def load_run(path: Path) -> Run:
    """Reads a run, finished or not: what was not asked yet is in `unasked`.

    Raises:
        RecordError: there is no such file, or it holds something else.
    """
    held = read_run_file(path)
    records = [held.records[name][1] for name in held.keys if name in held.records]
    return Run(
        provenance=held.provenance,
        results=tuple(one for one in records if isinstance(one, SampleResult)),
        failures=tuple(one for one in records if isinstance(one, SampleFailure)),
        unasked=tuple(name for name in held.keys if name not in held.records),
    )


def read_run_file(path: Path) -> RunFile:
    """Reads a run file with what is needed to go on with it.

    Raises:
        RecordError: there is no such file, or it holds something else.
    """
    lines, whole = whole_lines(path)
    header: Json | None = None
    records: dict[str, tuple[str, Record]] = {}
    try:
        for line in lines:
            value = json.loads(line)
            if value["type"] == "header":
                header = value
            else:
                records[value["id"]] = (value["key"], _record(value))
        if header is None:
            raise RecordError(f"{path} is not a run: it has no header")
        if header["format"] != FORMAT:
            raise RecordError(f"{path} is of format {header['format']}, not {FORMAT}")
        source = {**header["provenance"], "fingerprint": header["fingerprint"]}
        price = _price(source.get("price"))  # a run of before there were prices has none
        provenance = Provenance(**{**source, "sets": tuple(source["sets"]), "price": price})
        return RunFile(provenance, dict(header["cases"]), records, whole)
    except RecordError:
        raise
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise RecordError(f"{path} is not a run: {type(error).__name__}: {error}") from None


def read_json(path: Path) -> Json:
    """A JSON object from a file.

    Raises:
        RecordError: there is no such file, or it holds something else.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RecordError(f"{path} cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        raise RecordError(f"{path} is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise RecordError(f"{path} does not hold a JSON object")
    return value


def header_line(provenance: Provenance, keys: Mapping[str, str]) -> str:
    """A header with its newline; `keys` by case id, in the order of the sets."""
    source = asdict(provenance)
    fingerprint = source.pop("fingerprint")
    return _line(
        {
            "type": "header",
            "format": FORMAT,
            "fingerprint": fingerprint,
            "provenance": source,
            "cases": list(keys.items()),
        }
    )


def record_line(record: Record, key: str) -> str:
    """A case with its newline."""
    head = {
        "type": "case",
        "id": record.sample_id,
        "key": key,
        "kind": record.kind,
        "set": record.set_name,
        "filings": record.filings,
        "asked": record.asked,
        "expected": record.expected,
    }
    if isinstance(record, SampleFailure):
        told = {"outcome": "error", "reason": record.error, "error": record.error}
        return _line({**head, **told, "seconds": record.seconds})
    return _line(
        {
            **head,
            "outcome": record.outcome,
            "reason": record.reason,
            "seconds": record.seconds,
            "scores": [asdict(score) for score in record.scores],
            "numbers": record.numbers,
            "answered": record.answered,
            "reply": None if record.reply is None else asdict(record.reply),
        }
    )


def _line(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, default=_decimal_text) + "\n"


def _decimal_text(value: object) -> str:
    if isinstance(value, Decimal):
        return str(value)  # never through a float
    raise TypeError(f"not JSON: {type(value).__name__}")


def _record(value: Json) -> Record:
    common = {
        "sample_id": value["id"],
        "kind": value["kind"],
        "asked": value["asked"],
        "seconds": value["seconds"],
        "expected": value["expected"],
        "filings": tuple(value["filings"]),
        "set_name": value.get("set", ""),  # a run of before sets were told apart has none
    }
    if value["outcome"] == "error":
        return SampleFailure(**common, error=value["error"])
    return SampleResult(
        **common,
        answered=value["answered"],
        outcome=Outcome(value["outcome"]),
        scores=tuple(Score(**score) for score in value["scores"]),
        numbers=tuple(map(Outcome, value["numbers"])),
        reply=None if value["reply"] is None else _reply(value["reply"]),
    )


def _reply(value: Json) -> Answered:
    usage = value["usage"]
    return Answered(
        **{
            **value,
            "amount": _decimal(value["amount"]),
            "figures": tuple(
                Figure(Decimal(one["amount"]), one["unit"], one["display"])
                for one in value["figures"]
            ),
            "citations": tuple(Cited(**one) for one in value["citations"]),
            "checks": tuple(Checked(**one) for one in value["checks"]),
            "usage": None if usage is None else Usage(**{**usage, "cost": _decimal(usage["cost"])}),
        }
    )


def _price(value: Json | None) -> Price | None:
    if value is None:
        return None
    return Price(Decimal(value["input"]), Decimal(value["output"]), value["currency"])


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
