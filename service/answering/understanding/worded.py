"""Questions that only words answer: a cause, a definition, a day, a method. Pure."""

from __future__ import annotations

import re

_CAUSE = re.compile(  # what a change came from: told in words, whatever line it was of
    r"^\W*(?:(?:in|during|for|according\s+to|per|based\s+on|as)\s+[^,?]{2,80}?,?\s+)?(?:what\s+(?:\w+\s+)?"
    r"(?:drove|drives|caused|led\s+to|explain(?:s|ed)|(?:is|was)\s+behind)\b"
    r"|what\s+(?:is|was|are|were)\s+the\s+(?:\w+\s+)?(?:drivers?|causes?|reasons?)\b|why\b"
    r"|(?:the\s+)?(?:\w+\s+)?(?:reasons?|explanations?|rationale|grounds)\b(?!\s+of\b)"
    r"|(?:what|which)\s+(?:\w+\s+)?(?:explanations?|reasons?|rationale|justifications?)\b"
    r"|how\s+(?:does|do|did)\s+.{2,40}?\s(?:justify|explain)\b)",
    re.IGNORECASE,
)
_WORDED = re.compile(  # a definition, a day, a list with its count: nothing that a cell holds
    r"\bin\s+(?:\S+\s+){0,3}words\b|^\W*what\s+does\s+.{2,50}\bmean\b"
    r"|^\W*what\s+(?:is|are)\s+an?\s+[A-Z]|哪一?[天日]|什么时候|什麼時候"
    r"|^\W*(?i:what\s+(?:is|are|was|were)\s+(?:included|excluded|contained|reflected)\b)"
    r"|^\W*(?i:why|how\s+long|(?:over|for|until|till|since)\s+(?:what\b|which\b|when\b))"
    r"|^\W*(?i:(?:the\s+)?(?:formula|calculation\s+(?:method|basis))\b|what\s+formula\b)"
    r"|^\W*(?i:how\s+(?:is|are|was|does|do|did)\b.*\b(?:work(?:s|ed)?\s+out|arrived?\s+at|calculated?"
    r"|computed?|defined?|derived?)\b)"
    r"|^\W*(?i:(?:what|which)\s+(?:valuation\s+|accounting\s+|costing\s+|depreciation\s+)?(?:methods?"
    r"|techniques?|approach(?:es)?|methodolog(?:y|ies))\b)"
    r"|^\W*(?i:(?:between|from|over|during)\s+(?:which|what)\s+(?:dates?|days?)\b)"
    r"|^\W*(?i:what)\b.{2,60}\b(?:be|been|being|is|are|was|were)\s+used\s+for\b\W*$"
    r"|^\W*(?i:what\s+(?:\w+\s+)?(?:company|firm|bank|business|entity|person|customer|supplier|lender|agency"
    r"|authority|regulator|court|law|regulation|licen[cs]e|accident|incident|event|brand|product|risks?|uncertainty"
    r"|penalt(?:y|ies)|sanctions?|remed(?:y|ies)|condition|restriction|covenant|obligation|defect|dispute)\s+"
    r"(?:did|does|do|has|have|had|is|are|was|were|will|would|may|might|can|could|led|manages?d?|happen(?:ed|s)|occurr?(?:ed|s)|befell|runs?|owns?|audits?"
    r"|operates?)\b(?!.*\b(?:pay|paid|cost|amount(?:ed|s)?|worth|spen[dt]|equal|total(?:l?ed)?)\b))"
    r"|发生了什么|發生了什麼|发生什么|發生什麼"
    r"|为什么|為什麼|原因|哪家.*(?:事务所|事務所|银行|銀行)",
)


def asks_cause(text: str) -> bool:
    """Whether it is asked what something came from, whatever line it was of."""
    return _CAUSE.search(text) is not None


def is_worded(text: str) -> bool:
    """Whether nothing that a cell holds can be the answer."""
    return _WORDED.search(text) is not None
