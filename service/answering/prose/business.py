"""What a company does, in the sentence in which it says so of itself.

"The Company is an investment holding company and its subsidiaries are principally engaged in ..."
"We design, develop and sell ..."
"""

from __future__ import annotations

import re

from service.answering.drafts import Desk, Draft
from service.answering.prose.extract import Sentence, sentences_about
from service.answering.prose.textual import quoting

PASSAGES = 40
FEWEST, MOST = 8, 90  # words of a sentence that tells it
_ASKED = re.compile(
    r"^\W*what\s+(?:do|does)\s+(?!.*\b(?:say|mean)\b).{0,60}?\bdo\b(?=\s*(?:[,?(（]|$|for\s+a\s+living\b|in\s+(?:one|a)\b"
    r"|as\s+a\s+business\b))"
    r"|^\W*what\s+(?:line\s+of\s+)?business\s+(?:is|are)\s+.{2,60}?\s+in\b"
    r"|^\W*what\s+(?:is|are)\s+(?:the\s+|its\s+)?(?:\S+\s+){0,5}?(?:principal|main|core)\s+"
    r"(?:activit(?:y|ies)|business(?:es)?)\W*$"
    r"|(?:主要业务|主要業務|主营业务|主營業務)(?:是|为|為)?(?:什么|什麼)|(?:是)?做(?:什么|什麼)的",
    re.IGNORECASE,
)
_WE = (
    r"^\W*(?:(?!Therefore|Thus|Accordingly)\w+,\s+)?(?:(?i:we|the\s+(?:company|group|corporation))"
    r"|(?P<who>[A-Z][\w&.’'-]*)(?:\s+[A-Z][\w&.,’'-]*){0,5})"
)
_MAKES = (
    r"(?:designs?|develops?|manufactures?|makes?|provides?|operates?|sells?|produces?|distributes?|markets?|owns?"
    r"|offers?|builds?|leases?|supply|supplies)"
)
_WAYS = (  # the plainest first
    re.compile(
        rf"{_WE}\b[^.;]{{0,160}}?\b(?:principally|primarily|mainly)\s+engages?d?\s+in\b|\b[Pp]rincipal\s+activit(?:y|ies)"
        r"\s+(?:of\s+the\s+(?:Company|Group)\s+)?(?:\w+\s+){0,3}?(?:is|are|was|were|comprise\w*|include\w*)\b",
    ),
    re.compile(rf"{_WE}\s+(?:\([^()]*\)\s+)?{_MAKES}(?:,|\s+and\b)"),
    re.compile(
        rf"{_WE}\s+(?:\([^()]*\)\s+)?(?:is|are)\s+an?\s+(?:[\w-]+,?\s+){{0,5}}?(?:compan(?:y|ies)|provider|manufacturer"
        r"|operator|developer|retailer|distributor|supplier|producer|designer|owner|bank|insurer|REIT)\b",
    ),
    re.compile(rf"{_WE}\s+(?:\([^()]*\)\s+)?{_MAKES}\s"),
)
_OF_OTHERS = re.compile(
    r"\b(?:associates?|joint\s+ventures?|customers?|competitors?|suppliers?|auditor|shareholders?|parent|acquired"
    r"|acquisition|vendor|purchaser|forward-looking|non-GAAP|emerging\s+growth|reporting\s+company|shell\s+company"
    r"|exemption|companies\s+(?:principally|primarily|mainly)|services?\s+to\s+us|will\s+continue)\b",
    re.I,
)
_QUERY = (
    "principally engaged in principal activities business overview nature of business we design"
    " develop manufacture provide operate company is a leading provider"
)


def what_it_does(desk: Desk) -> Draft | None:
    """The first sentence that says plainly what the company asked of does."""
    understood = desk.understood
    if _ASKED.search(understood.text) is None or len(understood.filing_ids) != 1:
        return None
    own = {name.split()[0].casefold() for name in understood.companies}
    told = sentences_about(_QUERY, understood.filing_ids, desk.records, desk.stores, limit=PASSAGES)
    found = [s for s in told if FEWEST <= len(s.text.split()) <= MOST]
    found = [s for s in found if not _OF_OTHERS.search(s.text)]
    found.sort(key=lambda s: (s.passage.page, s.passage.span.start, s.span.start))
    for way in _WAYS:
        for sentence in found:
            if _is_said(way, sentence, own):
                return quoting(desk, [sentence])
    return None


def _is_said(way: re.Pattern[str], sentence: Sentence, own: set[str]) -> bool:
    """Of itself: where a name opens the sentence, it is the company's own."""
    match = way.search(sentence.text)
    if match is None:
        return False
    who = match.groupdict().get("who")
    plain = {"we", "the"} | own
    return who is None or re.sub(r"['’]s$", "", who).casefold() in plain
