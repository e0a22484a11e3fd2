"""Whose figures a sentence speaks of, where the filings of several companies are asked. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from ingest.stores.records import FilingRecord
from service.retrieval.routing import filings_named, is_same_company

_COMPARED = re.compile(  # "six times that of Copper Kiln": the figures are another company's
    r"(?:\b(?:than|unlike|compared\s(?:to|with)|against|versus|vs|relative\sto|(?:that|those)\sof)\b"
    r"|高于|高於|低于|低於|相比|不同于|不同於)[^,;.，；。]{0,200}",
    re.IGNORECASE,
)


class Owners:
    """The companies that a text names, of those whose filings it is checked against."""

    def __init__(self, text: str, records: Sequence[FilingRecord]) -> None:
        """Only what the whole text names is looked for in its sentences: there may be many."""
        self._records = records
        is_one = all(is_same_company(records[0], other) for other in records[1:])
        self._named = () if is_one else filings_named(text, records)
        self._filings: dict[str, frozenset[str]] = {}

    def of(self, sentence: str, heading: str = "") -> frozenset[str] | None:
        """The filings of the one company that a sentence names; None where it is not just one.

        A sentence that names none is that of the company which its heading names; one that names
        a company only to compare with it may be of any.
        """
        if filings_named(sentence, self._named):
            heading, sentence = "", _COMPARED.sub(" ", sentence)
        named = filings_named(sentence, self._named) or filings_named(heading, self._named)
        if not named or not all(is_same_company(named[0], other) for other in named):
            return None
        company = named[0].id
        if company not in self._filings:
            self._filings[company] = frozenset(
                one.id
                for one in self._records
                if one.id == company or is_same_company(named[0], one)
            )
        found = self._filings[company]
        return found if len(found) < len(self._records) else None

    def tells_of(self, filing_ids: Collection[str], words: Iterable[str]) -> bool:
        """Whether words of another company's filing name the company of these filings."""
        own = [one for one in self._named if one.id in filing_ids]
        return any(filings_named(text, own) for text in words)
