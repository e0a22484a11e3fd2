"""The fields of a line of JSON: each is what it should be, or a `Fault` says what it is not."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any

Json = dict[str, Any]
MOST = Decimal(10) ** 30  # no amount of a filing is larger


class Fault(ValueError):
    """What is wrong with one line."""


def object_in(line: str) -> Json:
    """The JSON object that a line is."""
    try:
        value = json.loads(line, parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise Fault(f"not JSON: {error.msg} at column {error.colno}") from None
    except (ValueError, RecursionError):  # an int of thousands of digits; brackets without end
        raise Fault("not JSON that anybody means") from None
    if not isinstance(value, dict):
        raise Fault("not a JSON object")
    return value


def only(value: Json, *names: str) -> None:
    """There are no other fields than these."""
    for name in value:
        if name not in names:
            raise Fault(f"unknown field {name!r}")


def text_of(value: Json, name: str) -> str:
    """A text with something in it."""
    text = value.get(name)
    if not isinstance(text, str) or not text.strip():
        raise Fault(f"`{name}` is not a text with something in it")
    return text


def choice(value: Json, name: str, choices: tuple[str, ...]) -> str:
    """One of some words."""
    text = text_of(value, name)
    if text not in choices:
        raise Fault(f"`{name}` is one of {', '.join(choices)}, not {text!r}")
    return text


def texts_of(value: Json, name: str) -> tuple[str, ...]:
    """A list of texts; none where the field is absent."""
    items = value.get(name, [])
    if not isinstance(items, list) or not all(isinstance(i, str) and i.strip() for i in items):
        raise Fault(f"`{name}` is not a list of texts")
    return tuple(items)


def object_of(value: Json, name: str) -> Json:
    """An object."""
    item = value.get(name)
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
    number = value.get(name)
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
