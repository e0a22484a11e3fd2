"""Where a line does not speak against a number that its sentence names it for. Pure."""

from __future__ import annotations

import re

from ingest.types import Span
from service.grounding.quantity import Quantity

_WITHIN = re.compile(  # what follows is a part of what was said before
    r"\b(?:of\swhich|of\sthis|including|included|includes|inclusive\sof|consist(?:ing|ed|s)\sof|compris\w+)"
    r"[^.;]{0,160}$",
    re.IGNORECASE,
)
_LISTED = (
    r"(?:[^.;A-Za-z]*(?:million|billion|thousand|percent|M|B|and|or|respectively)\b){0,8}[\s,]*"
)
_RECORDED = re.compile(
    _LISTED + r"(?:recorded|included|classified|reported|reflected|presented|recognised|recognized)"
    r"\s(?:in|within|as|under)\b"
)
_DUE = re.compile(  # "increased by $3.0 billion due to a reclassification": not all of it
    r"[^.;,]{0,50}?(?<!primarily\s)(?<!mainly\s)(?<!largely\s)(?<!principally\s)(?<!mostly\s)"
    r"\b(?:due\sto|because\sof|resulting\sfrom|as\sa\sresult\sof|related\sto|relating\sto)\b"
)
_PARTY = re.compile(  # "dividends of $56.9 million to Sodiaal"
    r"[^.;,]{0,40}?\b(?:to|under|with|by)\s(?:the\s)?(?!January|February|March|April|May|June|July"
    r"|August|September|October|November|December|Fiscal|Year)[A-Z][a-z]"
)
_VERB = re.compile(
    r"\b(?:was|were|is|are|has|have|had|been|be|amount\w+|total(?:s|l?ed)|equal\w*|reach\w+|stood|came"
    r"|increas\w+|decreas\w+|grew|rose|fell|declin\w+|went|report\w+|record\w+|generat\w+|earn\w+"
    r"|incurr\w+|paid|pays?|spent|sold|bought|repurchas\w+|repaid|borrow\w+|issued|held|holds?|made"
    r"|recogni[sz]\w+|represent\w+|accounted|used|provided|received|consist\w+|contribut\w+)\b",
    re.IGNORECASE,
)
_PREDICATE = re.compile(
    _LISTED + r"(?:was|were|is|are|has|have|had|will|may|relat\w+|attribut\w+|held)\b"
)
_SUPPOSED = re.compile(r"\b(?:would|could|might|hypothetical(?:ly)?)\b", re.IGNORECASE)


def is_loose(text: str, sentence: Span, quantity: Quantity) -> bool:
    """Whether the line that a sentence names may well be another figure than the quantity.

    So it is with what would be, with parts ("of which", "recorded in"), and where the verb comes
    behind the quantity: "cash of $5 million was held abroad" is not all of the cash.
    """
    ahead = text[sentence.start : quantity.start]
    behind = text[quantity.end : min(quantity.end + 160, sentence.end)]
    if _SUPPOSED.search(ahead) or _WITHIN.search(ahead) or _RECORDED.match(behind):
        return True
    if _DUE.match(behind) or _PARTY.match(behind):
        return True
    return not _VERB.search(ahead) and _PREDICATE.match(behind) is not None
