"""The JSON of a filing's self-check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pydantic import Field

from service.api.bodies import Body, NumberCheckBody
from service.api.ties import TieBody


class PassageNumberBody(NumberCheckBody):
    """One quantity of a filing's prose; `start` and `end` count the characters of its page."""

    page: int = Field(description="Of `/v1/filings/{id}/pages/{page}`, from 1.")
    sentence: str = Field(description="The sentence it stands in, verbatim.")
    sentence_start: int = Field(description="Where that begins on the page.")


class CountsBody(Body):
    """How many numbers have which verdict, and how many ties hold."""

    supported: int
    contradicted: int
    unsupported: int
    ties_held: int = 0
    ties_broken: int = 0

    @classmethod
    def of(cls, numbers: Iterable[NumberCheckBody], ties: Iterable[TieBody] = ()) -> CountsBody:
        """Counted."""
        verdicts = Counter(number.verdict for number in numbers)
        holds = Counter(tie.holds for tie in ties)
        return cls(
            supported=verdicts["supported"],
            contradicted=verdicts["contradicted"],
            unsupported=verdicts["unsupported"],
            ties_held=holds[True],
            ties_broken=holds[False],
        )


class SelfCheckBody(Body):
    """A filing's narrative held against its tables, and its tables against themselves."""

    filing: str
    filing_id: str
    sha256: str
    is_paged: bool = Field(description="Whether its format has pages; else `page` counts parts.")
    counts: CountsBody
    numbers: list[PassageNumberBody]
    ties: list[TieBody]
