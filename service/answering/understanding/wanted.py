"""What a question names: its line item, what it leaves out, where it says to look. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ingest.types import Statement
from service.answering.understanding.cleaning import without_manner
from service.answering.understanding.wording import Wish, wants_instant, wish_of
from service.chinese import unread
from service.grounding import find_quantities
from service.grounding.quantity import Quantity
from service.intervals import read_intervals
from service.terms import canonical, stem, terms
from service.types import Understanding

CARRIED = 0.35  # how much a word of an earlier turn counts beside one of this question
ASIDE = 0.35  # a word in brackets, or before a colon
LIGHT = 0.3  # a word that any figure may be called by

# Words that any figure may be called by, whose absence or presence tells little.
_LIGHT = frozenset(
    stem(word)
    for word in """
    balance sheet position total overall net charge charges charged expense expenses cost costs
    carry carrying item line result sum aggregate consolidated statement paid outstanding segment
    vertical division unit arm certain main after before use used available actual class category
    type kind interim annual note table section accrued
    """.split()
)
_GROSS_OF = frozenset(stem(word) for word in "profit margin income loss gain premium".split())
_SAYS_KIND = frozenset(stem(word) for word in "paid cost expense charge".split())
# Words that only say how it is asked for.
_EMPTY = frozenset(
    stem(word)
    for word in """
    tick add part portion component piece size level back aside away old aged actually exactly
    information conclusion drawing judgment basing relying primarily provided detail
    please whole upon following because money approximately respect regard
    approved stated quoted exact shown given listed disclosed presented displayed kept being
    having got gotten term terms know many incurred registered thing number count
    against member members denominated must should deliver achieve charged among amongst due carried
    valued decimal look
    """.split()
)

# Verbs of reporting and having, and whose it is: a line may be called by them, most are not.
_ASKING = frozenset(
    stem(word)
    for word in """
    recognise declare record generate collect attribute earmark leave left show take went go put
    board decimal produce carry see receive stake derive achieve reach post log clock
    """.split()
)

_LEFT_OUT = re.compile(
    r"\b(?:excluding|excl\.?|leaving\s+out|ignoring|disregarding|not\s+counting|not\s+including"
    r"|other\s+than|apart\s+from|aside\s+from|setting\s+aside|before\s+(?:any|deducting)|without"
    r"|but\s+not|rather\s+than|as\s+opposed\s+to|outside(?:\s+of)?|not)\s+(?P<out>[^,;:?.()]+?)(?=\s+(?:and|but|at|as|in|for|on)\b|[,;:?.()]|$)"
    r"|\bleaving\s+(?P<aside>[^,;:?.()]+?)\s+aside\b",
    re.IGNORECASE,
)
_PLACE = (
    r"balance\s+sheet|financial\s+position|income\s+statement|profit\s+(?:or|and)\s+loss(?:\s+account)?"
    r"|statements?\s+of\s+(?:[a-z]+\s+){0,3}(?:income|operations|earnings|cash\s+flows?|equity)"
    r"|cash\s+flow\s+statement|summary|highlights|note|notes|table|reconciliation|bridge|breakdown"
    r"|analysis|schedule|section|review|discussion|overview|statement|disclosures?"
)
_SOURCE = re.compile(
    r"\b(?:going\s+by|according\s+to|per|as\s+per|based\s+(?:up)?on|judging\s+by|using|relying\s+on"
    r"|from|in|on|under|within|by)\s+(?:the\s+|its\s+|their\s+)?"
    rf"(?P<what>(?:(?!(?:in|on|from|for|at|to|under|within|by)\b)[\w’'&/-]+\s+){{0,6}}?(?:{_PLACE}))\b"
    r"(?P<span>\s+from\s+[^,;?]+?\s+to\s+[^,;?]+)?(?!\s+(?:date|total|item|line)\b)",
    re.IGNORECASE,
)
_KINDS: tuple[tuple[Statement, str], ...] = (
    (Statement.BALANCE_SHEET, r"balance\s+sheet|financial\s+position"),
    (Statement.CASH_FLOWS, r"cash\s+flows?"),
    (
        Statement.INCOME,
        r"income\s+statement|operations|earnings|profit\s+\w+\s+loss|of\s+income",
    ),
    (Statement.EQUITY, r"equity"),
    (Statement.SUMMARY, r"summary|highlights"),
)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_CLAUSE = re.compile(
    r"^\W*(?:after|before|following|since|under|upon|despite|given|as\s+a\s+result\s+of)\b[^,?]*,",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^\W*((?:[\w'’-]+\s+){0,3}[\w'’-]+)\s*[:：]\s+(?=\S+\s+\S+)")


# "How much of it was current?": what "it" was is as much asked for as what is said of it now.
_OF_IT = re.compile(
    r"\b(?:of|among|amongst|in|for)\s+(?:it|that|this|these|those|them|which|there)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, word by word."""

    words: Mapping[str, float]  # term -> how much it counts, to 1
    own: frozenset[str]  # terms of this question, not of the turns before
    left_out: frozenset[str]  # terms named only to be left out
    source: frozenset[str]  # terms that say where to look
    statement: Statement | None  # the statement that the question says to look in
    wish: Wish
    is_instant: bool  # a balance at a date is asked for
    told: tuple[Quantity, ...]  # what earlier answers gave, where something else is asked for now
    text: str


def read_wanted(understood: Understanding, measure: str | None = None) -> Wanted:
    """What `understood` asks for; `measure` overrides the line item."""
    wanted = without_manner(understood.measure) if measure is None else measure
    wanted = wanted if words_of(wanted) else understood.measure
    rest, left_out = _without(wanted)
    rest, source, statement = _source_of(rest)
    if words_of(plain := _VALUE_OF.sub(" ", rest)):
        rest = plain
    if measure is None and statement is None:
        statement = _source_of(understood.text)[2]  # "Use the balance sheet alone."
    words = _weighed(rest)
    own = frozenset(words)
    if measure is None:
        is_part = _OF_IT.search(wanted) is not None
        for word in words_of(understood.carried):
            if word not in _EMPTY:
                words.setdefault(word, 1.0 if is_part else CARRIED)
        own = frozenset(words) if is_part else own
    return Wanted(
        words,
        own,
        left_out - own,
        source,
        statement,
        wish_of(understood.text),
        wants_instant(understood.text),
        _told(understood) if measure is None and understood.carried else (),
        understood.text,
    )


# What an asset is carried at, most tables say once for all rows.
_VALUE_OF = re.compile(r"\bfair\s+values?\s+of\b|\bfair\s+value\W*$", re.IGNORECASE)


def _told(understood: Understanding) -> tuple[Quantity, ...]:
    return tuple(q for answer in understood.told for q in find_quantities(answer))


_SAME = {
    stem(word): stem("expense") for word in ("cost", "charge", "spend", "spending")
}  # of what is spent


def naming_terms(text: str) -> tuple[str, ...]:
    """The terms of a name, cost, charge and expense read as one."""
    return tuple(dict.fromkeys(_SAME.get(word, word) for word in terms(text)))


def words_of(text: str) -> tuple[str, ...]:
    """The terms asked for.

    Chinese that no synonym reads as English names nothing in a filing written in English: a word of
    it is one that no line has, and its characters count only where there is nothing else.
    """
    rest, intervals = read_intervals(text)
    words = naming_terms(rest)
    latin = tuple(word for word in words if word.isascii())
    latin = (*latin, *unread(canonical(rest))) if latin else ()
    if latin in _RESULT_ALONE:
        return terms("net profit")  # "the loss for the period" is the bottom line
    if "result" in latin and not _RESULTS_OF & set(latin):
        latin = tuple(dict.fromkeys(w for word in latin for w in _PLAIN_RESULT.get(word, (word,))))
    return (*(latin or words), *sorted(intervals)) if latin or not intervals else tuple(intervals)


_PLAIN_RESULT = {"result": terms("net profit")}  # "the result attributable to" somebody
_RESULTS_OF = frozenset(terms("operating segment financial gross comprehensive before"))
_RESULT_ALONE = tuple(terms(word) for word in ("loss", "profit", "result", "loss made"))


def without_left_out(text: str) -> str:
    """The text without what it says to leave out."""
    return _without(text)[0]


def _without(text: str) -> tuple[str, frozenset[str]]:
    """The text without what it leaves out, and the terms of that."""
    left: set[str] = set()

    def read(match: re.Match[str]) -> str:
        left.update(naming_terms(match["out"] or match["aside"]))
        return " "

    rest = _LEFT_OUT.sub(read, text)
    return (rest, frozenset(left)) if terms(rest) else (text, frozenset())


def _source_of(text: str) -> tuple[str, frozenset[str], Statement | None]:
    """The text without where it says to look, the terms of that, and the statement it is."""
    source: set[str] = set()
    kinds: list[Statement] = []

    def read(match: re.Match[str]) -> str:
        named = match["what"] + (match["span"] or "")
        source.update(naming_terms(named))
        kinds.extend(kind for kind, words in _KINDS if re.search(words, match["what"], re.I))
        return " "

    rest = _SOURCE.sub(read, text)
    if not terms(rest):
        return text, frozenset(), None
    return rest, frozenset(source), kinds[0] if len(set(kinds)) == 1 else None


def _weighed(text: str) -> dict[str, float]:
    """The terms of the text, each with how much it counts."""
    words: dict[str, float] = {}
    aside = " ".join(_BRACKETS.findall(text))
    main = _BRACKETS.sub(" ", text)
    if (clause := _CLAUSE.match(main)) and words_of(main[clause.end() :]):
        aside, main = f"{aside} {clause.group()}", main[clause.end() :]
    if (lead := _LEAD.match(main)) and words_of(main[lead.end() :]):
        aside, main = f"{aside} {lead[1]}", main[lead.end() :]
    if not words_of(main):
        aside, main = "", f"{main} {aside}"
    every = tuple(word for word in words_of(main) if word not in _EMPTY) or words_of(main)
    heavy = [word for word in every if word not in _LIGHT or word in _SAYS_KIND]
    if "gross" in heavy and not _GROSS_OF & set(every) and len(heavy) > 1:
        heavy.remove("gross")  # of a balance: many tables show only one, and do not call it so
    for word in every:
        words[word] = 1.0 if word in heavy or not heavy else LIGHT
    for word in words_of(aside) if aside.strip() else ():
        if word not in _EMPTY:
            words.setdefault(word, ASIDE * (LIGHT if word in _LIGHT else 1.0))
    return words


def only_asks(word: str) -> bool:
    """A word that says how something came about or who told it: where no line has it, it asks."""
    return word in _ASKING


def is_light(word: str) -> bool:
    """A word that any figure may be called by: it tells little where it is one word more."""
    return word in _LIGHT
