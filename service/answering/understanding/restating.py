"""A question asked again with what was understood of it changed: other periods, other companies.

The question itself is put in other words, so that it is understood, searched and checked like
any other, and a reader sees what was asked. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.stores.records import FilingRecord
from service.answering.understanding.following import complete, on_its_own
from service.answering.understanding.rewording import with_companies, with_periods
from service.types import Question


def restated(question: Question, records: Sequence[FilingRecord]) -> Question:
    """The question with its `given` companies and periods in place of those that it names.

    Returns:
        The same question where nothing was given; else one that stands by itself, without
        history. Each given period takes the place of one that is named; where their numbers
        differ, those named go and the given ones come at the end. An empty list takes all out.

    Raises:
        RequestError: A period that cannot be read, or a company that no filing in scope is of.
    """
    given = question.given
    if given is None or (given.companies is None and given.periods is None):
        return question
    text = complete(on_its_own(question, records), records)
    if given.companies is not None:
        text = with_companies(text, given.companies, records)
    if given.periods is not None:
        text = with_periods(text, given.periods)
    return replace(question, text=" ".join(text.split()), history=(), given=None)
