"""Yes or no: what a sentence says to a question. Pure.

The clause that speaks of what was asked decides: its negations, words of opposite sense ("breach"
where compliance was asked), and dates or rates that the question sets as a limit.
"""

from __future__ import annotations

import re
from datetime import date

from ingest.facts import parse_periods
from service.answering.prose.shares import share_passed
from service.answering.understanding.phrases import spoken_terms

_NO_NEGATION = re.compile(
    r"\bnot\s+only\b|\b(?:no|not)\s+(?:later|less|fewer|more|lower)\s+than\b|\bno\.\s*\d"
    r"|\bwhether\s+or\s+not\b|\bnot\s+limited\s+to\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:no|not|none|nil|never|neither|nor|nobody|nothing|without|cannot|unable|fail(?:s|ed)?\s+to"
    r"|zero[\s-]tolerance|absence\s+of|lack\s+of|free\s+of|ceased\s+to|in\s+lieu\s+of)\b|n['’]t\b|[未无無沒没不非]",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:may(?!\s+\d)|might|could|would|if|unless|no\s+assurance|cannot\s+assure|in\s+the\s+event)\b",
    re.IGNORECASE,
)
_MODAL = re.compile(r"^\W*(?:can|could|may|might|would|will|should)\b|可以|能否|可否", re.I)
_OPPOSITES: tuple[tuple[str, str], ...] = (
    (r"compl(?:y|ie[sd]|ying|iance|iant)|(?:stay|remain)\w*\s+within|adher\w+|satisf\w+|met",
     r"breach\w*|violat\w*|default\w*|non-?complian\w+"),
    (r"effective", r"ineffective|material\s+weakness\w*"),
    (r"secured|collaterali[sz]ed", r"unsecured"),
    (r"audited", r"unaudited"),
    (r"increas\w*|r[io]se\w*|gr[eo]w\w*|higher|improv\w*|strengthen\w*",
     r"decreas\w*|declin\w*|f[ae]ll\w*|lower|drop\w*|reduc\w*|deteriorat\w*|weaken\w*"),
    (r"approved?", r"reject\w*|declined\s+to\s+approve"),
    (r"continu\w+|renew\w*|extend\w*", r"discontinu\w+|terminat\w+|expire[sd]?|ceas\w+"),
    (r"own(?:s|ed)?", r"leas(?:e|es|ed)|rent(?:s|ed)?"),
    (r"separate\w*", r"same\s+(?:person|individual)|combined"),
    (r"fixed", r"variable|floating"),
    (r"profit\w*", r"loss(?:es)?|unprofitable"),
    (r"sufficient|adequate", r"insufficient|inadequate|substantial\s+doubt"),
    (r"win|won|awarded", r"lost|lose"),
)  # fmt: skip
_BOUND = re.compile(
    r"\b(?P<later>beyond|after|past|later\s+than|following)\s+(?:the\s+end\s+of\s+)?(?=\w)"
    r"|\b(?P<by>before|until|by\s+the\s+end\s+of)\s+(?=\w)",
    re.IGNORECASE,
)
# What is said before or after the clause that tells: its ground, or what it concedes.
_GROUND = re.compile(
    r"^\W*(?:as|since|because|given\s+that|although|though|while)\b[^,]*,\s+", re.I
)
# "No impairment of other units": of those that are asked about it says nothing.
_OF_OTHERS = re.compile(r"\bno\b[^,.;]*\b(?:of|in|for)\s+other\b|\bno\s+other\b", re.IGNORECASE)
_AS_DISCLOSED = re.compile(
    r"\b(?:save|except|other\s+than|apart\s+from)\b.*\bdisclosed\b", re.IGNORECASE
)
_WITHHELD = re.compile(
    r"\bcompl\w+\b.*\b(?:save\s+for|except(?:\s+for|\s+that|ing)?|with\s+the\s+exception|other\s+than"
    r"|apart\s+from|deviat\w+)\b",
    re.IGNORECASE | re.DOTALL,
)
_WHOLLY = re.compile(r"\b(?:all|any|fully|full|entirely|every|each|without)\b", re.IGNORECASE)
_LAST_DAY = re.compile(
    r"\b(?:to|until|till|through|by|before|expir\w+\s+(?:on|in)|matur\w+\s+(?:on|in)|ends?\s+on"
    r"|ending|due|terminat\w+\s+on|no\s+later\s+than)\s+(?:or\s+before\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)
_RATE = re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|percent|per\s+cent)")


def has_limit(question: str) -> bool:
    """Whether a question asks of a time beyond, or before, one that it names."""
    return _limit(question) is not None


def says_yes(question: str, sentence: str) -> bool | None:
    """Whether a sentence says yes to a question, or no; None where it decides neither."""
    plain = re.sub(r"[(（][^()（）]*[)）]", " ", sentence)
    limit = _limit(question)
    if limit is not None:
        return _beyond(limit, question, plain)
    if _OF_OTHERS.search(plain) and not _AS_DISCLOSED.search(plain) and "other" not in question:
        return None
    if _WITHHELD.search(plain):
        return False if _WHOLLY.search(question) and not _is_denied(question) else None
    if (shared := share_passed(question, plain)) is not None:
        return shared
    if _POINTS_ELSEWHERE.search(plain):
        return None
    if _ASKS_ANY.search(question) and (none := _NONE_OF.search(plain)) is not None:
        return False if set(spoken_terms(none["what"])) & set(spoken_terms(question)) else None
    clause = _clause(_GROUND.sub("", plain), question)
    if _MOVES.search(question) and not _MOVES.search(clause):
        return None  # two figures side by side do not say which way it went
    if any(_has(word, question) and not _has(word, plain) for word in _NARROWER):
        return None
    if _HEDGED.search(clause) and not _MODAL.search(question):
        return None
    if not _same_rates(question, clause):
        return None
    yes = _is_denied(clause) == _is_denied(question)
    return yes != _is_opposite(question, clause)


_POINTS_ELSEWHERE = re.compile(
    r"^\W*(?:see|refer\s+to|for\s+(?:further|more|additional|a\s+further)\s+(?:information|details?"
    r"|discussion)|information\s+(?:about|regarding|concerning|with\s+respect\s+to))\b",
    re.IGNORECASE,
)
_MOVES = re.compile(
    r"\b(?:increas\w*|r[io]se\w*|rising|gr[eo]w\w*|higher|improv\w*|decreas\w*|declin\w*|f[ae]ll\w*|lower"
    r"|drop\w*|reduc\w*|deteriorat\w*|worse\w*|strengthen\w*|weaken\w*|expand\w*|compared)\b",
    re.IGNORECASE,
)
_ASKS_ANY = re.compile(r"\b(?:have|has|had|are\s+there|is\s+there)\b.*\bany\b", re.IGNORECASE)
_NONE_OF = re.compile(r"\b(?:no|without(?:\s+any)?)\s+(?P<what>(?:[\w-]+\s*){1,3})", re.IGNORECASE)
_NARROWER = ("material(?:ly)?", "outstanding")  # what they leave out is not what is asked


def _is_denied(text: str) -> bool:
    """An odd number of negations; two that coordinate ("neither ... nor") are one."""
    plain = _NO_NEGATION.sub(" ", text)
    found = {match.group().lower() for match in _NEGATION.finditer(plain)}
    found -= {"nor"} if found - {"nor"} else set()
    return len(found) % 2 == 1


def _is_opposite(question: str, clause: str) -> bool:
    opposite = False
    for one, other in _OPPOSITES:
        asked = (_has(one, question), _has(other, question))
        said = (_has(one, clause), _has(other, clause))
        if any(asked) and any(said) and asked[0] != asked[1] and said[0] != said[1]:
            opposite ^= asked[0] != said[0]
    return opposite


def _has(words: str, text: str) -> bool:
    return re.search(rf"\b(?:{words})\b", text, re.IGNORECASE) is not None


_CLAUSES = (
    r";\s+|,?\s+\b(?:but|while|whereas|although|though|because)\b\s+|,\s+and\s+"
    r"|\s+and\s+(?=(?:we|it|they|there|the\s+(?:company|corporation|group))\s)"
)


def _clause(sentence: str, question: str) -> str:
    """The clause that holds most of what was asked; the whole sentence where two hold as much."""
    asked = set(spoken_terms(question))
    parts = re.split(_CLAUSES, sentence)
    held = [(len(asked & set(spoken_terms(part))), part) for part in parts]
    most = max(count for count, _ in held)
    best = [part for count, part in held if count == most]
    return best[0] if len(best) == 1 and most >= 0.6 * len(asked) else sentence


def _same_rates(question: str, clause: str) -> bool:
    """The rates that a question names stand in the clause."""
    asked = {match[1] for match in _RATE.finditer(_in_digits(question))}
    return asked <= {match[1] for match in _RATE.finditer(_in_digits(clause))}


def _in_digits(text: str) -> str:
    for words, digits in _SHARES:
        text = re.sub(words, digits, text, flags=re.IGNORECASE)
    return text


_SHARES = (
    (r"\b(?:a|one)[\s-]tenth\b|\bten\s+per\s?cent\b", "10%"),
    (r"\b(?:a|one)[\s-]fifth\b|\btwenty\s+per\s?cent\b", "20%"),
    (r"\b(?:a|one)[\s-]quarter\s+of\b", "25% of"),
    (r"\b(?:a|one)[\s-]third\b", "33%"),
    (
        r"\b(?<!first\s)(?<!second\s)(?<!first-)(?<!second-)half\s+of\b(?!\s+(?:fiscal\s+)?(?:20|FY))|\bfifty\s+per\s?cent\b",
        "50%",
    ),
)


_DONE = re.compile(r"^\W*(?:had|has|have|was|were|did)\b", re.IGNORECASE)


def _limit(question: str) -> tuple[bool, date] | None:
    """The day that a question sets as a limit, and whether it asks of the time after it."""
    for match in _BOUND.finditer(question):
        if match["by"] and match["by"].lower().startswith("by") and _DONE.search(question):
            continue  # "had it been paid by the end of June?" only says when
        found = parse_periods(question[match.end() :])
        if found and found[0][0].start <= 4:
            return match["later"] is not None, found[0][1].end
    return None


def _beyond(limit: tuple[bool, date], question: str, sentence: str) -> bool | None:
    """Whether the last day that a sentence gives lies beyond the limit."""
    is_later, day = limit
    clauses = re.split(r";\s+|,\s+(?:and|while|but)\s+", sentence)
    asked = set(re.findall(r"[a-z]+", question.lower()))
    ranked = sorted(
        clauses, key=lambda c: len(asked & set(re.findall(r"[a-z]+", c.lower()))), reverse=True
    )
    for clause in ranked[:1]:
        last = [
            period.end
            for span, period in parse_periods(clause)
            if _LAST_DAY.search(clause[: span.start])
        ]
        if last and not _is_denied(clause):
            return (max(last) > day) == is_later
    return None
