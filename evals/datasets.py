"""Sets of cases from JSON Lines. Every fault is one line that names file and line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from evals.fields import (
    Fault,
    Json,
    choice,
    decimal_of,
    object_in,
    object_of,
    objects_of,
    only,
    shown,
    text_of,
    texts_of,
)
from evals.set_files import objects_in, set_text
from evals.types import (
    AbstainTarget,
    Case,
    Claim,
    ClaimNumber,
    Evidence,
    FactSought,
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
    "unknown": ("",),  # nobody judged it, and so nothing does
}


class SetError(ValueError):
    """A set that cannot be used; `faults` has a line for each fault."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class Placed(NamedTuple):
    """A case and where it stands: `file.jsonl:LINE`."""

    place: str
    case: Case


def load_set(paths: Iterable[Path], known_filings: Iterable[str] | None = None) -> tuple[Case, ...]:
    """Reads sets of questions and claims, in order.

    Args:
        paths: JSON Lines files; what a line is, its fields say (docs/eval-sets.md).
        known_filings: file names that a case may speak of; None: any.

    Raises:
        SetError: anything that cannot be used, all of it at once.
    """
    placed, faults = read_set(paths, known_filings)
    if faults:
        raise SetError(faults)
    return tuple(case for _, case in placed)


def read_set(
    paths: Iterable[Path], known_filings: Iterable[str] | None = None
) -> tuple[tuple[Placed, ...], tuple[str, ...]]:
    """What of some sets can be used, and a line for each fault: `file.jsonl:LINE: what`."""
    known = None if known_filings is None else frozenset(known_filings)
    cases: list[Placed] = []
    faults: list[str] = []
    seen: dict[str, str] = {}
    for path in paths:
        try:
            text = set_text(path)
        except Fault as fault:
            faults.append(str(fault))
            continue
        if not text.strip():
            faults.append(f"{path.name}: holds no case")
        for number, found in objects_in(text):
            place = f"{path.name}:{number}"
            try:
                if isinstance(found, Fault):
                    raise found
                case = case_of(found)
                check_filings(case, known)
                if case.sample_id in seen:
                    first = seen[case.sample_id]
                    raise Fault(f"the id {shown(case.sample_id)} is already at {first}")
            except Fault as fault:
                faults.append(f"{place}: {fault}")
                continue
            seen[case.sample_id] = place
            cases.append(Placed(place, case))
    return tuple(cases), tuple(faults)


def fault_of(value: Json) -> str | None:
    """What is wrong with a case that is not in a file yet; None: nothing."""
    try:
        case_of(object_in(json.dumps(value, default=_plain)))
    except Fault as fault:
        return str(fault)
    return None


def to_line(value: Json) -> str:
    """A case as a line of a set; amounts that are no whole numbers keep 15 digits."""
    return json.dumps(value, ensure_ascii=False, default=_plain) + "\n"


def _plain(item: object) -> int | float:
    if not isinstance(item, Decimal):
        raise TypeError(f"not JSON: {item!r}")
    return int(item) if item == item.to_integral_value() else float(item)


def case_of(value: Json) -> Case:
    """A case from the fields of its line, amounts as int or Decimal.

    Raises:
        Fault: what is wrong with it.
    """
    read: dict[str, Callable[[Json], Case]] = {
        "question": _sample,
        "text": _claim,
        "statement": _statement,
        "fact": _table_fact,
    }
    for name, reader in read.items():
        if name in value:
            return reader(value)
    raise Fault(
        "neither a question nor a claim: it has none of `question`, `text`, `statement`, `fact`"
    )


def _sample(value: Json) -> Sample:
    only(
        value,
        *("id", "filings", "question", "history", "kind", "lang", "answer", "evidence", "note"),
    )
    kind = choice(value, "kind", KINDS)
    target = _target(object_of(value, "answer"))
    if (kind == "unanswerable") != isinstance(target, AbstainTarget):
        raise Fault("an unanswerable question abstains, and no other does")
    return Sample(
        sample_id=text_of(value, "id"),
        kind=kind,
        language=text_of(value, "lang"),
        question=text_of(value, "question"),
        target=target,
        filings=texts_of(value, "filings"),
        history=tuple(
            Turn(text_of(turn, "question"), text_of(turn, "answer"))
            for turn in objects_of(value, "history")
        ),
        evidence=_evidence(value),
    )


def _claim(value: Json) -> Claim:
    only(value, "id", "filing", "text", "numbers", "evidence", "origin", "note")
    text = text_of(value, "text")
    numbers = tuple(_number(item) for item in objects_of(value, "numbers"))
    if not any(number.is_judged for number in numbers):
        raise Fault("a claim needs `numbers`, and a verdict on one at least")
    at = 0
    for number in numbers:
        found = text.find(number.span, at)
        if found < 0:
            raise Fault(f"{shown(number.span)} does not stand in the text, after those before it")
        at = found + len(number.span)
    return Claim(
        sample_id=text_of(value, "id"),
        origin=choice(value, "origin", ORIGINS),
        text=text,
        filing=text_of(value, "filing"),
        numbers=numbers,
        evidence=_evidence(value),
    )


def _statement(value: Json) -> Sample:
    """A sentence that is true or false as a whole; which of its numbers is false is not told."""
    only(value, "id", "filing", "statement", "entailed", "lang", "evidence", "note")
    if not isinstance(value.get("entailed"), bool):
        raise Fault("`entailed` is not true or false")
    word = "yes" if value["entailed"] else "no"
    return Sample(
        sample_id=text_of(value, "id"),
        kind="statement",
        language=text_of(value, "lang") if "lang" in value else "en",
        question=text_of(value, "statement"),
        target=TextTarget((word,), (word,)),
        filings=(text_of(value, "filing"),),
        evidence=_evidence(value),
        is_statement=True,
    )


def _table_fact(value: Json) -> Sample:
    only(value, "id", "filing", "fact", "evidence", "note")
    fact = object_of(value, "fact")
    only(fact, "label", "section", "column", "period", "unit", "value", "tolerance")
    sought = FactSought(
        label=text_of(fact, "label"),
        period=_period(text_of(fact, "period")),
        section=text_of(fact, "section") if "section" in fact else "",
        column=text_of(fact, "column") if "column" in fact else "",
    )
    words = [part for part in (sought.section, sought.label, sought.column) if part]
    return Sample(
        sample_id=text_of(value, "id"),
        kind="table fact",
        language="en",
        question=f"{' > '.join(words)}, {fact['period']}",
        target=_number_target({"tolerance": 0} | {k: fact[k] for k in _NUMBER if k in fact}),
        filings=(text_of(value, "filing"),),
        evidence=_evidence(value),
        fact=sought,
    )


_NUMBER = ("value", "unit", "tolerance")


def _period(text: str) -> tuple[date | None, date]:
    """`2024-12-31` (a balance) or `2024-01-01..2024-12-31` (a stretch of time)."""
    start, dots, end = text.partition("..")
    try:
        if not dots:
            return None, date.fromisoformat(start)
        days = date.fromisoformat(start), date.fromisoformat(end)
    except ValueError:
        raise Fault(
            f"`period` is a day or first..last day (2024-01-01), not {shown(text)}"
        ) from None
    if days[0] > days[1]:
        raise Fault(f"`period` ends before it starts: {shown(text)}")
    return days


def _number(value: Json) -> ClaimNumber:
    only(value, "span", "verdict", "how", "true")
    verdict = choice(value, "verdict", tuple(VERDICTS))
    truth = text_of(value, "true") if "true" in value else None
    if (verdict == "contradicted") != (truth is not None):
        raise Fault("a contradicted number says what is `true`, and no other does")
    if verdict == "unknown":
        if value.get("how") is not None:
            raise Fault("of an unknown number nothing says `how`")
        return ClaimNumber(text_of(value, "span"), verdict, "")
    return ClaimNumber(
        text_of(value, "span"), verdict, choice(value, "how", VERDICTS[verdict]), truth
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
        raise Fault(f"`answer` has one of {', '.join(read)}; it has {given or 'none'}")
    return read[given[0]](answer)


def _number_target(answer: Json) -> NumberTarget:
    only(answer, "value", "unit", "display", "tolerance", "sign_free")
    tolerance = decimal_of(answer, "tolerance")
    if not 0 <= tolerance < 1:
        raise Fault(f"`tolerance` is a share from 0 to 1, not {tolerance}")
    sign_free = answer.get("sign_free", False)
    if not isinstance(sign_free, bool):
        raise Fault("`sign_free` is not true or false")
    return NumberTarget(
        value=decimal_of(answer, "value"),
        unit=text_of(answer, "unit"),
        tolerance=tolerance,
        is_sign_free=sign_free,
        display=text_of(answer, "display") if "display" in answer else "",
    )


def _text_target(answer: Json) -> TextTarget:
    only(answer, "texts", "must_contain")
    texts = texts_of(answer, "texts")
    if not texts:
        raise Fault("`texts` is empty")
    return TextTarget(texts, texts_of(answer, "must_contain"))


def _items_target(answer: Json) -> ItemsTarget:
    only(answer, "items")
    items = answer["items"]
    if not isinstance(items, list) or not items:
        raise Fault("`items` is not a list with something in it")
    read = tuple(texts_of({"items": item}, "items") for item in items)
    if not all(read):
        raise Fault("an item of `items` has no spelling")
    return ItemsTarget(read)


def _abstain_target(answer: Json) -> AbstainTarget:
    only(answer, "abstain")
    if answer["abstain"] is not True:
        raise Fault("`abstain` is not true")
    return AbstainTarget()


def _evidence(value: Json) -> tuple[Evidence, ...]:
    return tuple(map(_piece, objects_of(value, "evidence")))


def _piece(item: Json) -> Evidence:
    only(item, "filing", "quote", "page")
    page = item.get("page")
    if page is not None and (isinstance(page, bool) or not isinstance(page, int) or page < 1):
        raise Fault("`page` of an evidence is a number from 1")
    return Evidence(text_of(item, "filing"), text_of(item, "quote"), page)


def check_filings(case: Case, known: frozenset[str] | None) -> None:
    """Holds that a case speaks of filings that are known alone; None: any.

    Raises:
        Fault: it names another.
    """
    if known is None:
        return
    named = [case.filing] if isinstance(case, Claim) else list(case.filings)
    named += [evidence.filing for evidence in case.evidence]
    for name in named:
        if name not in known:
            raise Fault(f"unknown filing {shown(name)}")
