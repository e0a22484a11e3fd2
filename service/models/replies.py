"""Replies in JSON, read strictly: what is not the form asked for is `ModelBadOutput`. Pure."""

from __future__ import annotations

import json
import re

from ingest.errors import ModelBadOutput

MOST_CHARS = 8_000  # of a list of questions or a plan; more is something else
_FENCE = re.compile(r"\A```(?:json)?[ \t]*\n(?P<inside>.*)\n```\Z", re.DOTALL)


def json_of(reply: str, what: str) -> object:
    """The JSON value that a reply is; one code fence around all of it is taken off.

    Raises:
        ModelBadOutput: Not JSON, or too long; says that it did not reply with `what`.
    """
    text = reply.strip()
    fence = _FENCE.match(text)
    text = fence["inside"] if fence else text
    if len(text) > MOST_CHARS:
        raise ModelBadOutput(f"The model did not reply with {what}.")
    try:
        value: object = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise ModelBadOutput(f"The model did not reply with {what}.") from error
    return value


def _refuse(constant: str) -> object:
    raise ValueError(constant)  # NaN and Infinity are not JSON
