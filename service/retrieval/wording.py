"""What of a question asks, and what only says how to answer. Pure."""

from __future__ import annotations

import re

from service.terms import terms

_SENTENCE = re.compile(
    r"(?<=[.?!？。])(?<!\bM[rs]\.)(?<!\bMrs\.)(?<!\bDr\.)(?<!\bInc\.)(?<!\bCo\.)(?<!\bNo\.)(?<!\s[A-Z]\.)\s+(?=[A-Z\u3400-\u9fff])"
)
_INSTRUCTION = re.compile(
    r"\W*(?:give|answer|assume|round|use|express|please|state|provide|respond|show)\b",
    re.IGNORECASE,
)


_EMPTY = re.compile(
    r"\b(?:which|what|the|two|three|both|figures?|numbers?|one|up|down|went|go|goes|higher|lower"
    r"|larger|smaller|bigger|more|less|is|are|was|were|of|it|they|them|rose|fell)\b",
    re.IGNORECASE,
)


_THAT_IS = re.compile(r"[,;(–—-]\s*(?:i\.e\.|that\s+is,|in\s+other\s+words)", re.IGNORECASE)


def asked_part(text: str) -> str:
    """The sentences that ask, without those that only say how to answer.

    "Assume you are an analyst. What was the net PP&E? Answer in USD billions." asks one thing.
    """
    pieces = [piece for piece in _SENTENCE.split(text) if piece.strip()]
    asking = [piece for piece in pieces if re.search(r"[?？]\s*$", piece)]
    if not asking or not terms(_EMPTY.sub(" ", " ".join(asking))):  # "Which of the two went up?"
        asking = [piece for piece in pieces if not _INSTRUCTION.match(piece)] or pieces
    joined = " ".join(asking)
    if (aside := _THAT_IS.search(joined)) and terms(_EMPTY.sub(" ", joined[: aside.start()])):
        joined = joined[: aside.start()]  # said again in other words
    if match := re.search(
        r":\s+(?=(?:what|how|which|who|when|where|why|did|does|is|was|are)\b)",
        joined,
        re.IGNORECASE,
    ):
        return joined[match.end() :]
    return joined
