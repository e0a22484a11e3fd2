"""How many times one line covers another, said with a verb: what covers is divided. Pure."""

from __future__ import annotations

import re

COVERS = re.compile(
    r"\bhow\s+many\s+times\s+(?:over\s+)?(?:does|do|did|could|would|is|are|was"
    r"|were)\s+(?:the\s+)?(?P<part>.+?)\s+(?:have\s+)?"
    r"(?:covers?|covered|exceeds?|meets?|met|pays?|paid|services?|serviced|cover\s+up)\s*"
    r"(?:for\s+)?(?:the\s+)?(?P<whole>(?!by\b).+)$",
    re.I,
)
COVERED_BY = re.compile(
    r"\bhow\s+many\s+times\s+(?:over\s+)?(?:is|are|was|were|(?:has|have|had)(?=.*\bbeen\b))\s+"
    r"(?:the\s+)?(?P<whole>.+?)\s+(?:been\s+)?(?:covered|exceeded|met|paid\s+for|serviced)\s+"
    r"by\s+(?:the\s+)?(?P<part>.+)$",
    re.I,
)
