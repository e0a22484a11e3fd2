"""Sets of cases from JSON Lines. Every fault is one line that names file and line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from evals.types import (
    AbstainTarget,
    Case,
    Claim,
    ClaimNumber,
    Evidence,
    ItemsTarget,
    NumberTarget,
    Sample,
    Target,
    TextTarget,
    Turn,
)

KINDS = (
    "lookup",
    "derived",
    "compare",
    "text",
    "list",
    "yesno",
    "cross",
    "unanswerable",
)
ORIGINS = ("filing", "paraphrase", "corruption", "absent")
VERDICTS = {
    "supported": ("exact", "rounded", "derived", "text"),
    "contradicted": (
        *("value", "period", "metric", "scale", "sign", "unit", "direction", "derived", "entity"),
    ),
    "unsupported": ("absent",),
}

Json = dict[str, Any]


class SetError(ValueError):
    """A set that cannot be used; `faults` has a line for each fault."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class _Fault(ValueError):
    """What is wrong with one line."""


def load_set(paths: Iterable[Path], known_filings: Iterable[str] | None = None) -> tuple[Case, ...]:
    """Reads sets of questions and claims, in order.

    Args:
        paths: JSON Lines files. A line with `question` is a question, one with `text` a claim.
        known_filings: file names that a case may speak of; None: any.

    Raises:
        SetError: anything that cannot be used, all of it at once.
    """
    known = None if known_filings is None else frozenset(known_filings)
    cases: list[Case] = []
    faults: list[str] = []
    seen: dict[str, str] = {}
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8-sig").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            faults.append(f"{path}: cannot be read: {error}")
            continue
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            place = f"{path.name}:{number}"
            try:
                case = _case(_object(line))
                _check_filings(case, known)
                if case.sample_id in seen:
                    first = seen[case.sample_id]
                    raise _Fault(f"the id {case.sample_id!r} is already at {first}")
            except _Fault as fault:
                faults.append(f"{place}: {fault}")
                continue
            seen[case.sample_id] = place
            cases.append(case)
    if faults:
        raise SetError(faults)
    return tuple(cases)


def _object(line: str) -> Json:
    try:
        value = json.loads(line, parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise _Fault(f"not JSON: {error.msg} at column {error.colno}") from None
    if not isinstance(value, dict):
        raise _Fault("not a JSON object")
    return value


def _case(value: Json) -> Case:
    if "question" in value:
        return _sample(value)
    if "text" in value:
        return _claim(value)
    raise _Fault("neither a question nor a claim: it has no `question` and no `text`")


def _sample(value: Json) -> Sample:
    _only(
        value,
        *("id", "filings", "question", "history", "kind", "lang", "answer", "evidence", "note"),
    )
    kind = _choice(value, "kind", KINDS)
    target = _target(_dict(value, "answer"))
    if (kind == "unanswerable") != isinstance(target, AbstainTarget):
        raise _Fault("an unanswerable question abstains, and no other does")
    return Sample(
        sample_id=_text(value, "id"),
        kind=kind,
        language=_text(value, "lang"),
        question=_text(value, "question"),
        target=target,
        filings=_texts(value, "filings"),
        history=tuple(
            Turn(_text(turn, "question"), _text(turn, "answer"))
            for turn in _dicts(value, "history")
        ),
        evidence=_evidence(value),
    )


def _claim(value: Json) -> Claim:
    _only(value, "id", "filing", "text", "numbers", "evidence", "origin", "note")
    text = _text(value, "text")
    numbers = tuple(_number(item) for item in _dicts(value, "numbers"))
    if not numbers:
        raise _Fault("a claim needs `numbers`")
    at = 0
    for number in numbers:
        found = text.find(number.span, at)
        if found < 0:
            raise _Fault(f"{number.span!r} does not stand in the text, after those before it")
        at = found + len(number.span)
    return Claim(
        sample_id=_text(value, "id"),
        origin=_choice(value, "origin", ORIGINS),
        text=text,
        filing=_text(value, "filing"),
        numbers=numbers,
        evidence=_evidence(value),
    )


def _number(value: Json) -> ClaimNumber:
    _only(value, "span", "verdict", "how", "true")
    verdict = _choice(value, "verdict", tuple(VERDICTS))
    truth = _text(value, "true") if "true" in value else None
    if (verdict == "contradicted") != (truth is not None):
        raise _Fault("a contradicted number says what is `true`, and no other does")
    return ClaimNumber(
        _text(value, "span"), verdict, _choice(value, "how", VERDICTS[verdict]), truth
    )


def _target(answer: Json) -> Target:
    read: dict[str, Callable[[Json], Target]] = {
        "value": _number_target,
        "texts": _text_target,
        "items": _items_target,
        "abstain": _abstain_target,
    }
    given = [name for name in read if name in answer]
    if len(given) != 1:
        raise _Fault(f"`answer` has one of {', '.join(read)}; it has {given or 'none'}")
    return read[given[0]](answer)


def _number_target(answer: Json) -> NumberTarget:
    _only(answer, "value", "unit", "display", "tolerance", "sign_free")
    tolerance = _decimal(answer, "tolerance")
    if not 0 <= tolerance < 1:
        raise _Fault(f"`tolerance` is a share from 0 to 1, not {tolerance}")
    sign_free = answer.get("sign_free", False)
    if not isinstance(sign_free, bool):
        raise _Fault("`sign_free` is not true or false")
    return NumberTarget(
        value=_decimal(answer, "value"),
        unit=_text(answer, "unit"),
        tolerance=tolerance,
        is_sign_free=sign_free,
        display=_text(answer, "display") if "display" in answer else "",
    )


def _text_target(answer: Json) -> TextTarget:
    _only(answer, "texts", "must_contain")
    texts = _texts(answer, "texts")
    if not texts:
        raise _Fault("`texts` is empty")
    return TextTarget(texts, _texts(answer, "must_contain"))


def _items_target(answer: Json) -> ItemsTarget:
    _only(answer, "items")
    items = answer["items"]
    if not isinstance(items, list) or not items:
        raise _Fault("`items` is not a list with something in it")
    read = tuple(_texts({"items": item}, "items") for item in items)
    if not all(read):
        raise _Fault("an item of `items` has no spelling")
    return ItemsTarget(read)


def _abstain_target(answer: Json) -> AbstainTarget:
    _only(answer, "abstain")
    if answer["abstain"] is not True:
        raise _Fault("`abstain` is not true")
    return AbstainTarget()


def _evidence(value: Json) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(_text(item, "filing"), _text(item, "quote")) for item in _dicts(value, "evidence")
    )


def _check_filings(case: Case, known: frozenset[str] | None) -> None:
    if known is None:
        return
    named = [case.filing] if isinstance(case, Claim) else list(case.filings)
    named += [evidence.filing for evidence in case.evidence]
    for name in named:
        if name not in known:
            raise _Fault(f"unknown filing {name!r}")


# ---------------------------------------------------------------------------------------------
# Fields
# ---------------------------------------------------------------------------------------------


def _only(value: Json, *names: str) -> None:
    for name in value:
        if name not in names:
            raise _Fault(f"unknown field {name!r}")


def _text(value: Json, name: str) -> str:
    text = value.get(name)
    if not isinstance(text, str) or not text.strip():
        raise _Fault(f"`{name}` is not a text with something in it")
    return text


def _choice(value: Json, name: str, choices: tuple[str, ...]) -> str:
    text = _text(value, name)
    if text not in choices:
        raise _Fault(f"`{name}` is one of {', '.join(choices)}, not {text!r}")
    return text


def _texts(value: Json, name: str) -> tuple[str, ...]:
    items = value.get(name, [])
    if not isinstance(items, list) or not all(isinstance(i, str) and i.strip() for i in items):
        raise _Fault(f"`{name}` is not a list of texts")
    return tuple(items)


def _dict(value: Json, name: str) -> Json:
    item = value.get(name)
    if not isinstance(item, dict):
        raise _Fault(f"`{name}` is not an object")
    return item


def _dicts(value: Json, name: str) -> list[Json]:
    items = value.get(name, [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise _Fault(f"`{name}` is not a list of objects")
    return items


def _decimal(value: Json, name: str) -> Decimal:
    number = value.get(name)
    if isinstance(number, bool) or not isinstance(number, int | Decimal):
        raise _Fault(f"`{name}` is not a number")
    try:
        return Decimal(number)
    except InvalidOperation:  # an int of more digits than the context carries
        raise _Fault(f"`{name}` is out of range") from None
