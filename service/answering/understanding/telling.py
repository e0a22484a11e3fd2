"""The words of a question that tell what it is about, those that only ask left out. Pure.

A sentence answers "what explanation does management give for the jump in impairment losses?" with
none of the first six words, and "how does the owner of the Lark cafes work out its table turn?"
without the company, which its filing need not name.
"""

from __future__ import annotations

import re
from functools import lru_cache

from service.answering.understanding.phrases import spoken_terms
from service.answering.understanding.sought import Sought

_WHO = r"(?:the\s+)?(?:management|board|directors|company|group|it|they|[A-Z][\w&.'’-]*)?"
# Where to look, and how to say it.
_ASIDE = re.compile(
    r"\b(?:form\s+)?(?:10|20|8|6)-[KQF]s?(?:/A)?\b|\bin\s+(?:one|a|two|three)\s+sentences?\b"
    r"|\b(?:according\s+to|as\s+disclosed\s+in|per)\s+(?:the\s+|its\s+)?(?:\w+\s+){0,2}?(?:highlights?"
    r"|reports?|announcements?|filings?|notes?|10-K|10-Q)\b"
    r"|\b(?:does|do|did)\s+(?:(?:the|its)\s+)?(?:\w+\s+){0,3}?(?:say|state|describe|mention|disclose|warn|cite)\b"
    r"(?:\s+(?:about|of|on|that|as|it\b))*"
    r"|\bin\s+(?:the|its)\s+(?:annual|interim)\s+report\b",
    re.IGNORECASE,
)
# The company, called by what it owns or makes.
_OWNER = re.compile(
    r"\b(?:the\s+)?(?:owners?|operators?|parent|makers?|company|group|issuer|developer)\s+(?:of|behind)\s+"
    r"(?:the\s+)?(?:[A-Z][\w&'’-]*\s*){1,4}"
)
_ONLY_ASKS: dict[Sought, re.Pattern[str]] = {
    Sought.REASON: re.compile(
        rf"\b(?:what|which)\s+(?:\w+\s+)?(?:explanations?|reasons?|justifications?)\s+(?:does|do|did|is|are|was"
        rf"|were)\s+{_WHO}\s*(?:g[ia]ven?|offer(?:ed)?|cited?|state)?\s*(?:for|why|behind)?"
        r"|\bhow\s+(?:does|do|did)\s+(?:the\s+)?(?:\w+\s+){0,2}?(?:justif\w+|explain\w*|rationali[sz]e)\b"
        r"|\b(?:reasons?|explanations?|rationale|grounds|causes?|drivers?)\b(?:\s+(?:why|for|behind|of|given))*"
        r"|\b(?:main|key|primary|principal|chief)\s+(?=reasons?|drivers?|causes?|factors?)"
        r"|\b(?:why|management|explanation|explains?|explained)\b|\bwhat\s+(?:drove|caused|was\s+behind)\b",
        re.IGNORECASE,
    ),
    Sought.DEFINITION: re.compile(
        r"\b(?:formula|definition|calculation(?:\s+(?:method|basis))?)\b(?:\s+(?:behind|for|of|used))*"
        r"|\b(?:work(?:s|ed)?\s+out|arriv(?:e|es|ed)\s+at|calculated?|computed?|derived?|defined?s?|reported)\b"
        r"|^\W*in\s+what\s+way\b",
        re.IGNORECASE,
    ),
    Sought.METHOD: re.compile(
        r"^\W*(?:what|which)\s+(?:valuation\s+)?(?:methods?|techniques?|approach(?:es)?|models?|methodology)\b"
        r"(?:\s+(?:is|are|was|were)\s+used\s+(?:to|in|for))?|\bstill\b|\bvalues?\b",
        re.IGNORECASE,
    ),
    Sought.DAY: re.compile(
        r"\b(?:between|from|over)?\s*(?:which|what)\s+(?:dates?|days?)\b|\bdates?\b|\bwho\s+gets\b"
        r"|\bshareholders?\s+(?=meet\b)",
        re.IGNORECASE,
    ),
}  # fmt: skip
_NAMED = re.compile(
    r"^\W*(?:please\s+)?(?:name|list|identify|give|state|describe)\b", re.IGNORECASE
)


@lru_cache(maxsize=512)
def telling_terms(measure: str, sought: Sought, companies: tuple[str, ...]) -> tuple[str, ...]:
    """The terms that a sentence which answers should hold.

    Args:
        measure: What is asked, without companies and periods.
        sought: What kind of thing is sought.
        companies: Whose filings are asked: what is left of their names tells nothing; the first
            word of a name is left out in small letters, too.
    """
    plain = without_owner(_ASIDE.sub(" ", measure))
    plain = _NAMED.sub(" ", plain)
    if (only := _ONLY_ASKS.get(sought)) is not None:
        plain = only.sub(" ", plain)
    own = {word.casefold() for name in companies for word in re.findall(r"[A-Z][\w-]+", name)}
    first = {name.split()[0].casefold() for name in companies if len(name.split()[0]) > 3}

    def kept(match: re.Match[str]) -> str:
        word = match.group()
        is_own = word.casefold() in (own if word[0].isupper() else first)
        return " " if is_own else word

    words = re.sub(r"\b[A-Za-z][\w-]+\b", kept, plain)
    return spoken_terms(words) or spoken_terms(plain) or spoken_terms(measure)


def without_owner(text: str) -> str:
    """A question without the company where it is called by what it owns: "the owner of X"."""
    return _OWNER.sub(" ", text)
