"""What an answer must hold: a day, a person, a firm, a reason, a definition. Pure."""

from __future__ import annotations

import re
from enum import StrEnum

from service.answering.understanding.events import is_of_its_event
from service.answering.understanding.phrases import spoken_terms

WINDOW = 110  # characters around a day or a name in which what it belongs to stands


class Sought(StrEnum):
    """What kind of thing a question asks for."""

    DAY = "day"
    PERSON = "person"
    FIRM = "firm"
    REASON = "reason"
    DEFINITION = "definition"
    METHOD = "method"
    PURPOSE = "purpose"
    DEAL = "deal"
    PLACE = "place"
    ANY = "any"


# Whom a company deals with: firms as a rule, though a person may be one.
_PARTY = (
    r"(?:customers?|suppliers?|vendors?|purchasers?|buyers?|sellers?|lenders?|banks?|auditors?|valuers?"
    r"|registrars?|sponsors?|underwriters?|landlords?|lessors?|contractors?|licensees?|licensors?"
    r"|counterpart(?:y|ies)|manufacturers?|distributors?)"
)
_ASKED: tuple[tuple[Sought, re.Pattern[str]], ...] = (
    (Sought.FIRM, re.compile(  # whom it has agreed to buy is a firm, the deal not yet done
        r"^\W*(?:what|which)\s+(?:company|firm|business|target)\b.*\bagree[sd]?\s+to\s+(?:acquire|buy"
        r"|purchase|merge|invest)\b", re.I)),
    (Sought.DAY, re.compile(
        r"\b(?:when|on\s+(?:what|which)\s+(?:date|day)|(?:what|which)\s+(?:dates?|days?|year))\b"
        r"|^\W*(?:the\s+)?(?:payment|closing|record|maturity)?\s*dates?\s+(?:of|for|when|on\s+which)\b"
        r"|何时|何時|哪一?[天日]|什么时候|什麼時候", re.I)),
    (Sought.REASON, re.compile(
        r"\b(?:why|what\s+(?:drove|caused|explains?|explained|led\s+to|was\s+behind|is\s+behind)"
        r"|(?:what|which)\s+(?:\w+\s+)?(?:explanations?|reasons?|rationale|justifications?)"
        r"|(?:reasons?|explanations?|rationale|grounds)\s+(?:for|why|behind)|drivers?\s+of|main\s+driver"
        r"|how\s+(?:does|do|did)\s+.{2,40}?\s(?:justify|explain))\b"
        r"|\bwhat\s+(?:is|was|are|were)\s+the\s+(?:\w+\s+)?(?:reasons?|causes?)\b"
        r"|^\W*(?:the\s+)?(?:\w+\s+)?reasons?\b|为什么|為什麼|原因", re.I)),
    (Sought.DEAL, re.compile(
        r"^\W*(?:what|which)\b.*\b(?:acquisitions?|divestitures?|disposals?|acquired?|divested?)\b",
        re.I)),
    (Sought.PURPOSE, re.compile(
        r"\bused\s+for\b|\b(?:purpose|intended\s+use|use)\s+of\b|用途|目的", re.I)),
    (Sought.DEFINITION, re.compile(
        r"\b(?:defin(?:e|es|ed|ition)|mean(?:s|t)?\s+by|in\s+(?:\S+\s+){0,3}words"
        r"|what\s+does\s+.{2,50}\bmean)\b|^\W*what\s+(?:is|are)\s+an?\s"
        r"|^\W*how\s+(?:is|are|was|does|do|did)\b.*\b(?:calculate|compute|measure|define|derive)d?\b"
        r"|^\W*how\s+(?:is|are|was|does|do|did)\b.*\b(?:work(?:s|ed)?\s+out|arrived?\s+at)\b"
        r"|^\W*(?:the\s+)?(?:formula|calculation\s+(?:method|basis))\b|\bwhat\s+formula\b"
        r"|^\W*what\s+(?:is|are)\s+(?-i:[A-Z][a-z]+[A-Z]\w*)|定义|定義", re.I)),
    (Sought.METHOD, re.compile(
        r"\b(?:what|which)\s+(?:valuation\s+|accounting\s+|costing\s+|depreciation\s+)?"
        r"(?:methods?|techniques?|approach(?:es)?|methodolog(?:y|ies))\b", re.I)),
    (Sought.FIRM, re.compile(
        rf"^\W*(?:who|whom|which|what)\s+(?:is|was|are|were)\s+(?:the\s+|its\s+|their\s+)?(?:\w+\s+){{0,2}}?"
        rf"{_PARTY}\b|\b(?:which|what|name\s+of\s+the)\s+(?:\w+\s+){{0,2}}(?:banks?|brokers?|firms?|auditors?"
        r"|underwriters?|agents?|law\s+firm|exchange|stock\s+exchange|company)\b|哪[家间間]"
        r"|(?:核数师|核數師|审计师|審計師)是谁?", re.I)),
    (Sought.PERSON, re.compile(
        r"\b(?:who|whom|whose)\b|^\W*(?:the\s+)?members\s+of\b|\bnames?\s+of\s+(?:the\s+)?(?:\w+\s+){0,3}?"
        r"(?:directors?|members?|officers?|executives|trustees)\b|谁|誰|哪[位名]", re.I)),
    (Sought.PLACE, re.compile(r"^\W*where\b|地址|在哪", re.I)),
)  # fmt: skip
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY = re.compile(
    rf"\b(?:\d{{1,2}}\s+)?(?:{_MONTHS})\b(?:\s+\d{{1,2}},?)?(?:\s+\d{{4}})?|\b(?:in|since)\s+\d{{4}}\b"
    r"|\d{4}\s*年"
)
_PERSON = re.compile(
    r"\b(?:Mr|Ms|Mrs|Dr|Prof|Professor|Sir)\b\.?\s+[A-Z]|\b(?:[A-Z][a-z]+\s+){1,2}(?:[A-Z]\.\s+)?[A-Z][a-z]+"
    r"|\b(?:Chief\s+\w+\s+Officer|C[EFTO]O|President|[Cc]hair\w*|Secretary|Treasurer|Controller)\b"
    r"|\b(?:shareholders?|stockholders?|employees?|customers?|committee|board)\b"
)
FIRM = re.compile(
    r"\b(?:[A-Z][\w&.'’-]*,?\s+(?:\([A-Z][\w ]+\)\s+)?(?:and\s+|&\s+|of\s+|de\s+)?){1,6}?"
    r"(?:Limited|Ltd|Inc|LLC|LLP|PLC|plc|Corp(?:oration)?|Company|Co|Bank|Securities|Capital|Partners|N\.A|AG"
    r"|S\.A|K\.K|GmbH|N\.V|B\.V|S\.p\.A|Bhd|Exchange|NASDAQ|NYSE)\b"
    r"|\b(?:PricewaterhouseCoopers|KPMG|Deloitte|Ernst\s*&\s*Young|BDO|RSM|Nasdaq|NYSE"
    r"|New\s+York\s+Stock\s+Exchange)\b|[A-Z][\w&. ]+\bLLP\b"
)
_REASON = re.compile(
    r"\b(?:due\s+(?:\w+\s+)?to|driven\s+by|attribut\w+\s+to(?!\s+(?:the\s+)?(?:owners?"
    r"|shareholders?|stockholders?|equity|ordinary|common|non-?controlling|members))|because|owing\s+to|result(?:ed|ing)?\s+(?:of"
    r"|from|in|primarily)(?!\s+(?:the\s+)?(?:foregoing|above))|caused\s+by|reflect(?:s|ed|ing)|related\s+to|led\s+to|thanks\s+to"
    r"|contribut\w+\s+to|offset\s+by|as\s+(?:we|the\s+Company)|impacted\s+by|so\s+as\s+to|in\s+view\s+of"
    r"|given\s+that|on\s+account\s+of|on\s+the\s+back\s+of|in\s+the\s+wake\s+of|amid(?:st)?"
    r"|stemm(?:ed|ing)\s+from|ar(?:ose|ising)\s+from)\b|由于|由於|因|"
    # "As prices fell, ..." and "Since the mine closed, ..." give the reason first
    r"^\W*(?:as|since)\s+(?!at\b|of\b|well\b|a\b|an\b|compared\b|against\b|part\b|defined\b|set\b|disclosed\b"
    r"|described\b|required\b|follows?\b|shown\b|to\b|such\b|noted\b|mentioned\b|above\b|stated\b|discussed\b"
    r"|previously\b|its\s+(?:incorporation|inception|listing)\b|then\b|\d|in\b)[^,]{0,120}?\b(?:was|were|is|are|had|has|have"
    r"|did|came|fell|rose|grew|took|went|lost|\w{3,}ed)\b[^,]*,\s|"
    r",\s+following\s+(?:the|a|an|our|its)\s|"
    r"(?:,|%|\d|illion)\s+as\s+(?!at\b|of\b|well\b|a\b|an\b|compared\b|against\b|part\b|defined\b|set\b"
    r"|disclosed\b|described\b|required\b|follows?\b|shown\b|to\b|follows\b)(?:[\w'’-]+\s+){1,9}?"
    r"(?:was|were|is|are|had|has|have|did|came|fell|rose|closed|opened|started|began|increased|decreased"
    r"|declined|grew|took)\b",
    re.IGNORECASE,
)
_DEAL = re.compile(
    r"\b(?:acquired|purchased|bought|divested|sold|disposed\s+of)\s+(?:all|substantially|the|a|an|[A-Z])"
    r"|\b(?:complet\w+|clos\w+|announc\w+)\s+(?:\w+\s+){0,4}?"
    r"(?:acquisition|purchase|divestiture|sale|disposal|merger)s?\b"
    r"|\b(?:acquisition|purchase|divestiture|sale)\s+of\s+(?:\w+\s+){0,3}?[A-Z]"
)
_INTRODUCES = re.compile(
    r"\bthe\s+following\s+(?:tables?|charts?|discussion)\b|\b(?:shown|presented|set\s+forth)\s+below\b",
    re.I,
)
_HELD_TO_BE = re.compile(  # a view that is given as the ground for what is done
    r"\b(?:believe|consider|(?:is|are)\s+of\s+the\s+(?:view|opinion))s?\b|\bin\s+order\s+to\b", re.I
)
_JUSTIFIED = re.compile(r"\b(?:justif\w+|rationale|grounds)\b", re.I)
_METHOD = re.compile(
    r"\b(?:methods?|approach(?:es)?|techniques?|models?|basis|first-in|weighted[- ]average"
    r"|straight[- ]line)\b",
    re.I,
)
_SUPPOSES = re.compile(r"\b(?:may(?!\s+\d)|might|could|would|will)\b|\bif\s+we\b")
_LATER = re.compile(r"\b(?:may|might|could|would|will|future|potential|if)\b", re.IGNORECASE)
_PURPOSE = re.compile(
    r"\bintend\w*\s+to\s+(?:use|apply)\b|\b(?:be|been|are|is|was|were)\s+used\s+(?:for|to|as)\b"
    r"|\bfor\s+the\s+purposes?\s+of\b|\bpurposes?\b|用于|用於",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\baddress(?:es)?\b|\b(?:located|situated|based|headquartered)\s+(?:at|in)\b", re.I
)
_DEFINES = re.compile(
    r"\b(?:is|are)\s+(?:calculated|defined|computed|measured|determined|derived)\b|\bdefined?s?\s+as\b"
    r"|\bdefines?\b|\bmeans?\b|\brefers?\s+to\b|\bequals?\b|\bdivided\s+by\b|\bcalculated\s+as\b"
    r"|\brepresents?\b",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^[\s\-–—•▪●o*✤➢(]*(?:\(?\w{1,3}[.)]\s*)?[\"“]?")


def sought_by(text: str) -> Sought:
    """What `text` asks for."""
    return next((sought for sought, words in _ASKED if words.search(text)), Sought.ANY)


def reason_at(text: str) -> int:
    """Where in a sentence its reason begins; 0 where it gives none."""
    match = _REASON.search(text)
    return 0 if match is None else match.start()


def fit(sought: Sought, question: str, text: str) -> float:
    """How well a sentence holds what is sought, from 0 (not at all) to 1."""
    if sought is Sought.ANY:
        return 0.5
    if sought is Sought.REASON:
        if _JUSTIFIED.search(question) and _HELD_TO_BE.search(text):
            return 1.0
        if _SUPPOSES.search(text) and not _SUPPOSES.search(question):
            return 0.0  # what may come about is no reason for what did
        return 1.0 if _REASON.search(text) and not _INTRODUCES.search(text) else 0.0
    if sought is Sought.METHOD:
        return 1.0 if _METHOD.search(text) else 0.0
    if sought is Sought.DAY and not is_of_its_event(question, text):
        return 0.0
    if sought is Sought.DEAL:
        return 1.0 if _DEAL.search(text) and not _LATER.search(text) else 0.0
    if sought is Sought.PURPOSE:
        return 1.0 if _PURPOSE.search(text) else 0.0
    if sought is Sought.PLACE:
        return 1.0 if _PLACE.search(text) else 0.5
    if sought is Sought.DEFINITION:
        return _definition(question, text)
    pattern = {Sought.DAY: _DAY, Sought.PERSON: _PERSON, Sought.FIRM: FIRM}[sought]
    asked = set(spoken_terms(question))
    best = 0.0
    for match in pattern.finditer(text):
        around = text[max(0, match.start() - WINDOW) : match.end() + WINDOW // 2]
        best = max(best, 0.3 + 0.7 * len(asked & set(spoken_terms(around))) / max(len(asked), 1))
    return best


def named_subject(question: str) -> str:
    """What a question asks the meaning of: "What is X, in their words?"; empty if it is not so."""
    match = re.match(
        r"^\W*what\s+(?:is|are|does)\s+(?:an?\s+|the\s+)?(?P<what>[\w&/' -]+?)"
        r"(?:\s+mean\b|\s*,|\s+in\s+(?:\S+\s+){0,3}words|\?|$)",
        question,
        re.IGNORECASE,
    )
    return match["what"] if match else ""


def _definition(question: str, text: str) -> float:
    subject = named_subject(question)
    opening = text[_BULLET.match(text).end() :] if _BULLET.match(text) else text  # type: ignore[union-attr]
    if subject and re.match(
        re.escape(subject) + r"\W*(?:\s*[-–—:]|\s+(?:is|are|\w))", opening, re.I
    ):
        return 1.0
    return 0.8 if _DEFINES.search(text) else 0.0


def defines(text: str) -> bool:
    """Whether a sentence says what something is."""
    return _DEFINES.search(text) is not None


def holds_view(text: str) -> bool:
    """Whether a sentence gives the view that somebody takes."""
    return _HELD_TO_BE.search(text) is not None


def asks_justified(question: str) -> bool:
    """Whether the grounds are asked on which something is held to be right."""
    return _JUSTIFIED.search(question) is not None
