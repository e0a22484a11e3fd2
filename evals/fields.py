"""The fields of a line of JSON: each is what it should be, or a `Fault` says what it is not."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any

Json = dict[str, Any]
MOST = Decimal(10) ** 30  # no amount of a filing is larger
_SHOWN = 60  # characters of a value in a fault


class Fault(ValueError):
    """What is wrong with one line."""


def shown(text: str) -> str:
    """A text in quotes for a fault: on one line, its beginning alone where it is long."""
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}...")


def object_in(line: str) -> Json:
    """The JSON object that a line is."""
    try:
        value = json.loads(line, parse_float=Decimal, object_pairs_hook=_object)
    except Fault:
        raise
    except json.JSONDecodeError as error:
        raise Fault(f"not JSON: {error.msg} at column {error.colno}") from None
    except (ValueError, RecursionError):  # an int of thousands of digits; brackets without end
        raise Fault("not JSON that anybody means") from None
    if not isinstance(value, dict):
        raise Fault("not a JSON object")
    return value


def _object(pairs: list[tuple[str, Any]]) -> Json:
    """JSON would let the last of two fields of one name stand, and nobody would see it."""
    value = dict(pairs)
    if len(value) != len(pairs):
        names = [name for name, _ in pairs]
        raise Fault(f"`{next(n for n in names if names.count(n) > 1)[:_SHOWN]}` is given twice")
    return value


def only(value: Json, *names: str) -> None:
    """There are no other fields than these."""
    for name in value:
        if name not in names:
            raise Fault(f"unknown field {shown(name)}")


def _given(value: Json, name: str) -> Any:
    if name not in value:
        raise Fault(f"`{name}` is missing")
    return value[name]


def text_of(value: Json, name: str) -> str:
    """A text with something in it."""
    text = _given(value, name)
    if not isinstance(text, str) or not text.strip():
        raise Fault(f"`{name}` is not a text with something in it")
    return text


def choice(value: Json, name: str, choices: tuple[str, ...]) -> str:
    """One of some words."""
    text = text_of(value, name)
    if text not in choices:
        raise Fault(f"`{name}` is one of {', '.join(choices)}, not {shown(text)}")
    return text


def texts_of(value: Json, name: str) -> tuple[str, ...]:
    """A list of texts; none where the field is absent."""
    items = value.get(name, [])
    if not isinstance(items, list) or not all(isinstance(i, str) and i.strip() for i in items):
        raise Fault(f"`{name}` is not a list of texts")
    return tuple(items)


def object_of(value: Json, name: str) -> Json:
    """An object."""
    item = _given(value, name)
    if not isinstance(item, dict):
        raise Fault(f"`{name}` is not an object")
    return item


def objects_of(value: Json, name: str) -> list[Json]:
    """A list of objects; none where the field is absent."""
    items = value.get(name, [])
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise Fault(f"`{name}` is not a list of objects")
    return items


def decimal_of(value: Json, name: str) -> Decimal:
    """A number, to the digit."""
    number = _given(value, name)
    if isinstance(number, bool) or not isinstance(number, int | Decimal):
        raise Fault(f"`{name}` is not a number")
    try:
        value_read = Decimal(number)
        is_in_range = value_read.is_finite() and abs(value_read) <= MOST
    except (InvalidOperation, ValueError):  # more digits than the context carries
        is_in_range = False
    if not is_in_range:
        raise Fault(f"`{name}` is out of range")
    return value_read
