"""What the readers of published sets share: lines of JSON, plain names, numbers as people write.

A published file is somebody else's: what it says of itself is never a path, and a fault in it is
one line that says where.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from evals.datasets import SetError, fault_of
from evals.fields import MOST, Fault
from evals.set_files import set_text

Json = dict[str, Any]
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
_MOST_TOLERANCE = Decimal("0.5")
_PLACES = Decimal("0.000000000001")  # of a tolerance
_NAME = re.compile(r"[\w&(),.+ '-]{1,200}")
_NUMBER = re.compile(r"(?:[$€£]\s*(?=\())?(?P<open>\()?\s*(?P<minus>[-\u2212])?\s*[$€£]?\s*"
                     r"(?P<minus2>[-\u2212])?(?P<digits>\d[\d,]*(?:\.\d+)?|\.\d+)\s*"
                     r"(?P<percent>%)?\s*\)?")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Adapted:
    """A published set as cases of our own, with the small filings that it brings."""

    cases: tuple[Json, ...]
    pages: Mapping[str, bytes] = field(default_factory=dict)  # file name -> HTML
    left_out: Mapping[str, int] = field(default_factory=dict)  # why -> how many
    places: tuple[str, ...] = ()  # of the cases: `file.jsonl:LINE`, or which item of an array


class LeftOut(ValueError):
    """An item that no case of ours can stand for; `str` says why."""


def read_items(path: Path) -> list[tuple[str, Json]]:
    """The items of a JSON array or of JSON Lines, each with its place.

    Raises:
        SetError: a line for each that is no JSON object; or the file cannot be read.
    """
    try:
        text = set_text(path)
    except Fault as fault:
        raise SetError([str(fault)]) from None
    if text.lstrip().startswith("["):
        items = _loaded(text, path.name)
        found = [(f"{path.name}: item {n}", item) for n, item in enumerate(items, start=1)]
    else:
        lines = [(n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]
        found = [(f"{path.name}:{n}", _loaded(line, f"{path.name}:{n}")) for n, line in lines]
    faults = [f"{place}: not a JSON object" for place, item in found if not isinstance(item, dict)]
    if faults:
        raise SetError(faults)
    return found


def _loaded(text: str, place: str) -> Any:
    try:
        return json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise SetError([f"{place}: not JSON: {error.msg} at {where}"]) from None
    except (ValueError, RecursionError):
        raise SetError([f"{place}: not JSON that anybody means"]) from None


def adapt_each(items: Sequence[tuple[str, Json]], to_case: Callable[[Json], Json]) -> Adapted:
    """The cases of items in their order, and how many were left out, by reason; no small filings.

    Raises:
        SetError: a line for each item that is not of the published shape.
    """
    cases: list[Json] = []
    faults: list[str] = []
    left_out: dict[str, int] = {}
    seen: dict[str, str] = {}
    for place, item in items:
        try:
            case = to_case(item)
            fault = fault_of(case)
        except LeftOut as why:
            left_out[str(why)] = left_out.get(str(why), 0) + 1
            continue
        except (KeyError, TypeError, AttributeError, IndexError) as error:
            fault = f"not of the published shape: {type(error).__name__}: {error}"
        except ValueError as error:
            fault = str(error)
        else:
            if fault is None and case["id"] in seen:
                fault = f"the id {case['id']!r} is already at {seen[case['id']]}"
        if fault is not None:
            faults.append(f"{place}: {fault}")
            continue
        seen[case["id"]] = place
        cases.append(case)
    if faults:
        raise SetError(faults)
    return Adapted(tuple(cases), left_out=left_out, places=tuple(seen.values()))


def page_name(prefix: str, content: bytes) -> str:
    """A name for a small filing by what it holds, so that no two of several sets share one.

    Letters alone: digits in a file name may be read as the year that it reports on.
    """
    return f"{prefix}_{hashlib.sha256(content).hexdigest()[:12].translate(_LETTERS)}.html"


def plain_name(value: object, what: str) -> str:
    """A name that is no path: no separator, no leading dot.

    Raises:
        ValueError: it is something else.
    """
    if not isinstance(value, str) or not _NAME.fullmatch(value) or value.startswith("."):
        raise ValueError(f"`{what}` is no plain name: {str(value)[:80]!r}")
    return value


def words(value: object, what: str) -> str:
    """A text with something in it.

    Raises:
        ValueError: it is something else.
    """
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"`{what}` is not a text with something in it")
    return value


@dataclass(frozen=True, slots=True)
class Written:
    """A number as it is written: "$1,577.00", "24.26%", "(0.4)"."""

    value: Decimal  # as printed: 24.26 of "24.26%"
    decimals: int
    is_percent: bool
    is_money: bool


def written(text: str) -> Written | None:
    """The number that a text is; None where it is anything else."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    digits = found["digits"].replace(",", "")
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return None
    if value > MOST:
        return None
    is_negative = any(found[name] for name in ("open", "minus", "minus2"))
    return Written(
        -value if is_negative else value,
        len(digits.partition(".")[2]),
        found["percent"] is not None,
        any(sign in text for sign in "$€£"),
    )


def half_a_digit(number: Written, decimals: int | None = None) -> Decimal:
    """Half a unit of a number's last digit as a share of it, at most one half; of 0, 0.

    `decimals` stands for those printed, where it is given.
    """
    if not number.value:
        return Decimal(0)
    half = Decimal(5).scaleb(-(number.decimals if decimals is None else decimals) - 1)
    return min((half / abs(number.value)).quantize(_PLACES), _MOST_TOLERANCE)


def figures_in(text: str) -> Iterator[str]:
    """The figures that a prose answer stands on: not years, not small whole numbers."""
    for found in re.finditer(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?![\w])", text):
        figure = found[0].rstrip(",")
        plain = figure.replace(",", "")
        if re.fullmatch(r"(?:19|20)\d\d", plain) or ("." not in plain and len(plain) < 3):
            continue
        yield figure
