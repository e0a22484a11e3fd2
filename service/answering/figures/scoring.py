"""How well the words that name a figure answer to the words of a question. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import lru_cache

from ingest.types import Fact, Statement
from service.answering.figures.kinds import is_other_result, is_said, kind_factor
from service.answering.figures.labels import Line, Rarity
from service.answering.understanding.about import names_the_same
from service.answering.understanding.wanted import Wanted, is_light, naming_terms, only_asks
from service.terms import stem

SURE = 0.5  # a fact less certain than this supports nothing on its own
LABEL, HEADER, SECTION, CONTEXT = 1.0, 0.95, 0.93, 0.7  # how well a word counts by where it stands
SLICED = 0.86  # in the caption, of a row that is all asked for: "1 to 2 years", "Female"
ASTRAY = 0.6  # how much a word of the label counts that was not asked for
OPPOSED = 0.2  # what remains of a line that names the other side of what is asked
SAID = 0.85  # a word of the label that belongs to a synonym: "interest" of "interest income"
ALL_ITS_OWN = 0.08  # what a line gains whose row, section and column name all that is asked for
BARE = 0.07  # what a line of a primary statement gains that is called just what is asked for
MISSED, UNKNOWN = 0.75, 0.82  # what remains for each word that the line does not have
UNMARKED = 0.6  # what remains of another measure of the same name: adjusted, comprehensive
UNCUT = 0.35  # and of a stretch, where the whole is asked for, or the other way round
UNNAMED = 0.5  # and of a row whose section alone is called what is asked for
LEAST = 0.1  # share of the question's weight under which no other factor makes a line worth keeping
ELSEWHERE = 0.6  # and of a line of another statement than the one to look in
CLASS = 0.7  # and of an asset, a liability or the like that was not asked for as one
TOLD = 0.5  # and of what was answered before, where something else is asked for now
PRIMARY = {
    Statement.INCOME: 0.05,
    Statement.BALANCE_SHEET: 0.05,
    Statement.CASH_FLOWS: 0.03,
    Statement.SUMMARY: 0.02,
}


def scorer(asked: Wanted, rarity: Rarity) -> Callable[[Line], tuple[float, float]]:
    """Scores a line by its words and its kind, and says what share of the question it holds."""
    asked = _without_asking(asked, rarity)
    weights = {word: factor * rarity(word) for word, factor in asked.words.items()}
    total = sum(weights.values())
    carried = frozenset(asked.words) - asked.own
    is_opposed = _opposed_to(asked.own)
    # "Total net revenue" is the line "Net revenue" where no line is called a total.
    meant = _heavy(asked.own)
    unheard = (
        sum(weights[w] for w in asked.own & _WHOLE if not rarity.is_known(w)) if meant else 0.0
    )

    def score(line: Line) -> tuple[float, float]:
        held = _held(weights, line)
        if not held or not names_the_same(asked.text, line.fact.label):
            return 0.0, 0.0
        coverage = held / (total - unheard if meant == _heavy(line.label) else total)
        if coverage < LEAST:
            return 0.0, coverage
        precision = _precision(asked, weights, carried, line, rarity)
        found = coverage**1.5 * precision**0.5 * kind_factor(line.fact, asked)
        found *= _confidence_factor(line.fact) * _missing_factor(asked, line, rarity)
        found *= _marked_factor(asked, line)
        if is_opposed(line.own) or _is_left_out(asked, line) or _is_other_end(asked, line):
            found *= OPPOSED
        if is_other_result(line.fact, asked.text):
            found *= 0.3
        if _is_without(asked, line.fact.label):
            found *= OPPOSED
        found *= _currency_factor(asked.text, line.fact.label)
        return found * _place_factor(asked, line), coverage

    return score


def _without_asking(asked: Wanted, rarity: Rarity) -> Wanted:
    """Without words that only ask, as far as no line or caption of the filings has them."""
    words = {w: x for w, x in asked.words.items() if not only_asks(w) or rarity.is_known(w)}
    if not words or len(words) == len(asked.words):
        return asked
    return replace(asked, words=words, own=frozenset(words.keys() & asked.own))


_RATES = frozenset(naming_terms("ratio rate percentage"))


def is_exact(asked: Wanted, line: Line, rarity: Rarity) -> bool:
    """The line has every word that is asked for, and its own name none that is not.

    How high it scores then tells only how surely its time and its place are read, not whether it
    is the thing: what says less, or more, does not compete with it.
    """
    asked = _without_asking(asked, rarity)
    wanted = _heavy(asked.own)
    named = _heavy(line.label | line.header)
    is_rate = line.fact.unit in ("percent", "ratio") and bool(named & _RATES)
    if is_rate:
        named -= _RATES  # "Gearing ratio" is what is asked for as "gearing"
    held = line.own | line.context | line.said
    if not wanted or not wanted <= held or not wanted & named or not line.label:
        return False
    if kind_factor(line.fact, asked) < 1 and not is_rate:
        return False
    return named <= asked.own | asked.source | line.said


def _held(weights: Mapping[str, float], line: Line) -> float:
    """The weight of the question's words that name this line.

    Statements leave out of a line's name that it is an expense: "Selling and marketing".
    """
    held = 0.0
    if _is_unsaid_expense(weights.keys(), line):
        held += weights[_EXPENSE] * CONTEXT
    named = _heavy(line.label)
    context = SLICED if named <= weights.keys() else CONTEXT
    for word, weight in weights.items():
        if word in line.label:
            held += weight * LABEL
        elif word in line.header:
            held += weight * HEADER
        elif word in line.section:
            held += weight * SECTION
        elif word in line.said:
            held += weight * SAID
        elif word in line.context:
            held += weight * context
    return held


_WHOLE = frozenset(naming_terms("total net overall consolidated"))
_EXPENSE = naming_terms("expense")[0]
_NO_EXPENSE = frozenset(
    naming_terms("revenue income profit gain asset liability payable receivable equity")
)


def _is_unsaid_expense(asked: AbstractSet[str], line: Line) -> bool:
    if _EXPENSE not in asked:
        return False
    if _EXPENSE in line.own or _EXPENSE in line.context or line.own & _NO_EXPENSE:
        return False
    named = _heavy(line.label)
    return len(named) > 1 and named == _heavy(frozenset(asked) - {_EXPENSE})


def _precision(
    asked: Wanted, weights: Mapping[str, float], carried: frozenset[str], line: Line, rarity: Rarity
) -> float:
    """How much of the line's own name was asked for."""
    known = asked.own | asked.source | MONTH_NAMES

    def heavy(words: frozenset[str]) -> float:
        return sum(rarity(w) * (0.3 if is_light(w) else 1.0) for w in words)

    met = line.own & asked.own
    astray = heavy(line.label - known - carried) + 0.8 * heavy(line.header - known - carried)
    astray += 0.15 * heavy(line.section - known - carried)
    astray += 0.35 * heavy(line.label & carried - asked.own)
    holds = sum(max(weights[word], 1.0) for word in met) + 0.5
    precision = holds / (holds + ASTRAY * astray)
    return precision if met or line.label & MONTH_NAMES else 0.1 * precision


def _confidence_factor(fact: Fact) -> float:
    """What is read with doubt gives way to what is not, and does not speak against it."""
    return 0.5 + 0.5 * fact.confidence if fact.confidence >= SURE else fact.confidence


def _missing_factor(asked: Wanted, line: Line, rarity: Rarity) -> float:
    """Less for each word of the question that the line does not have.

    One that other lines have tells this one from them; one that none has may be a way of asking.
    """
    named = line.own | line.context | line.said
    missed = [word for word in asked.own if asked.words[word] == 1.0 and word not in named]
    if _is_unsaid_expense(asked.own, line) and _EXPENSE in missed:
        missed.remove(_EXPENSE)
    factor = 1.0
    for word in missed:
        factor *= MISSED if rarity.is_known(word) else UNKNOWN
    return factor


_MARKS = frozenset(
    naming_terms(
        "comprehensive adjusted non-GAAP non-IFRS pro-forma discontinued restated held-for-sale"
        " attributable accumulated average intensity density budget estimated planned forecast"
        " subsidiary parent"
    )
)


_RIGHTS = frozenset(naming_terms("option warrant"))  # shares that may come to be, not shares
_SO_FAR = frozenset(naming_terms("accumulated"))  # of a balance: no charge of a stretch
_OWED = re.compile(r"\b(?:ow(?:ed|es?|ing)|accrued|outstanding\s+to|due\s+to)\b", re.IGNORECASE)
_OWING = frozenset(naming_terms("payable liability"))
_CLASSES = frozenset(naming_terms("asset liability payable receivable reserve provision equity"))


def _marked_factor(asked: Wanted, line: Line) -> float:
    """Less for another measure of the same name, and for a stretch where the whole is asked for."""
    is_whole = asked.own <= line.label  # a heading above takes nothing from what is called so
    marks = (line.label if is_whole else line.label | line.section) & _MARKS
    marks |= (line.label | line.section | line.header) & _RIGHTS
    marks |= line.header & _SO_FAR
    factor = UNMARKED if marks - asked.own - asked.source - _carried(asked) else 1.0
    classes = line.label & _CLASSES
    if classes and _OWED.search(asked.text):
        classes -= _OWING  # "owed to staff" asks for a payable in other words
    if classes and not (asked.own | _carried(asked) | asked.source) & _CLASSES:
        factor *= CLASS
    numbered = _numerals(asked.own)
    if numbered and _numerals(line.label) - numbered:
        factor *= UNMARKED  # "Scope 1 and 2" is more than Scope 2
    if any(told.low <= abs(line.fact.value) <= told.high for told in asked.told):
        factor *= TOLD
    if not asked.own & (line.label | line.header) and _heavy(line.label):
        factor *= UNNAMED
    if _FACILITY & asked.own and is_said(_HEADROOM, asked.text) and not _UNDRAWN & line.own:
        factor *= OPPOSED  # what is drawn is not what may still be drawn
    stretches, others = _intervals(asked.own), _intervals(line.own)
    if bool(stretches) != bool(others):
        factor *= UNCUT
    return factor


_HEADROOM = re.compile(
    r"\b(?:available|undrawn|unused|unutili[sz]ed|headroom|capacity|remaining)\b", re.IGNORECASE
)
_UNDRAWN = frozenset(
    naming_terms("available undrawn unused unutilised headroom capacity remaining")
)
_FACILITY = frozenset(naming_terms("facility facilities"))

_CURRENCIES = (
    re.compile(r"\bUSD\b|\bUS\s?\$|\bUS\s+dollars?\b|美元"),
    re.compile(r"\bHKD\b|\bHK\s?\$|\bHong\s+Kong\s+dollars?\b|港[元币幣]"),
    re.compile(r"\bEUR\b|\beuros?\b|€|欧元|歐元", re.IGNORECASE),
    re.compile(r"\bRMB\b|\bCNY\b|\bRenminbi\b|人民[币幣]"),
)


@lru_cache(maxsize=10_000)
def _currency_factor(question: str, label: str) -> float:
    """More for the row of the currency that amounts are asked to be held in, less for another's."""
    named = [words for words in _CURRENCIES if words.search(label)]
    if len(named) != 1:
        return 1.0
    asked = [words for words in _CURRENCIES if words.search(question)]
    if not asked:
        return 1.0
    first = min(asked, key=lambda words: words.search(question).start())  # type: ignore[union-attr]
    return 1.3 if named[0] is first else OPPOSED


def _numerals(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if word.isdigit())


@lru_cache(maxsize=65_536)
def _heavy(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if not is_light(word)) - MONTH_NAMES


def _carried(asked: Wanted) -> frozenset[str]:
    return frozenset(asked.words) - asked.own


MONTH_NAMES = frozenset(
    stem(month)
    for month in "january february march april may june july august september october november"
    " december".split()
)


def _place_factor(asked: Wanted, line: Line) -> float:
    """More where the question says to look, and in a primary statement."""
    factor = 1 + PRIMARY.get(line.statement, 0.0)
    heavy = frozenset(word for word in asked.own if not is_light(word))
    heavy -= {"gross"} - line.label
    if line.statement in _STATEMENTS and not line.header and heavy:
        named = frozenset(word for word in line.label if not is_light(word))
        factor += BARE * (named == heavy and ("gross" in asked.own) == ("gross" in line.label))
    if len(heavy) > 2 and heavy <= line.own:
        factor += ALL_ITS_OWN
    if asked.statement is not None:
        other = line.statement in _STATEMENTS and asked.statement in _STATEMENTS
        factor *= 1.1 if line.statement is asked.statement else ELSEWHERE if other else 0.95
    if asked.source:
        factor *= 1 + 0.25 * len(asked.source & (line.context | line.section)) / len(asked.source)
    return factor


_AXES = tuple(
    tuple(frozenset(naming_terms(side)) for side in axis)
    for axis in (
        ("current", "non-current"),
        ("current", "deferred"),
        ("gross", "net"),
        ("total", "net"),
        ("basic", "diluted"),
        ("male", "female"),
        ("listed", "unlisted"),
        ("increase", "decrease"),
        ("opening", "closing"),
        ("beginning", "end"),
        ("receivable", "payable"),
        ("asset", "liability"),
        ("income", "expense"),
        ("expense", "asset", "liability", "payable", "receivable"),
        ("revenue", "asset", "liability", "payable", "receivable"),
        ("income", "liability"),
        ("paid", "received"),
        ("purchase", "sale"),
        ("purchase", "disposal"),
        ("operating", "investing", "financing"),
        ("realised", "unrealised"),
        ("domestic", "foreign"),
        ("short-term", "long-term"),
        ("continuing", "discontinued"),
        ("authorised", "issued"),
        ("parent", "non-controlling"),
    )
)


_STATEMENTS = frozenset((Statement.INCOME, Statement.BALANCE_SHEET, Statement.CASH_FLOWS))


def _opposed_to(asked: frozenset[str]) -> Callable[[frozenset[str]], bool]:
    """Tells lines of another side than the question names, or of another stretch."""
    sides: list[tuple[frozenset[str], list[frozenset[str]]]] = []
    for axis in _AXES:
        wanted = [side for side in axis if side <= asked]
        if len(wanted) == 1:
            sides.append((wanted[0], [side for side in axis if side not in wanted]))
    stretches = _intervals(asked)

    def is_opposed(held: frozenset[str]) -> bool:
        for side, others in sides:
            if not side <= held and any(other <= held for other in others):
                return True
        held_ones = _intervals(held)
        if len(held_ones) > 1:
            return True  # two lines that ran together
        return bool(stretches and held_ones and not stretches & held_ones)

    return is_opposed


def _intervals(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in words if "-" in word and word[0].isdigit())


_OPENS = re.compile(r"\b(?:beginning|start)\s+of\b|\bopening\b", re.IGNORECASE)
_CLOSES = re.compile(r"\bend\s+of\b|\b(?:closing|ending)\b", re.IGNORECASE)


def _is_other_end(asked: Wanted, line: Line) -> bool:
    """An opening balance is asked for, and the line is a closing one; or the other way round."""
    label = line.fact.label
    if is_said(_OPENS, asked.text):
        return _CLOSES.search(label) is not None and _OPENS.search(label) is None
    return is_said(_CLOSES, asked.text) and _OPENS.search(label) is not None


def _is_left_out(asked: Wanted, line: Line) -> bool:
    """The line holds what the question leaves out, and does not itself say that it is left out."""
    return bool(asked.left_out & line.label) and not line.label & _LEAVES_OUT


@lru_cache(maxsize=100_000)
def _leaves_out(label: str) -> frozenset[str]:
    """What a label says is not in its figure: "Staff costs (excluding share-based payments)"."""
    match = _WITHOUT.search(label)
    return frozenset() if match is None else frozenset(naming_terms(match["what"]))


_WITHOUT = re.compile(
    r"\b(?:excluding|exclusive\s+of|excludes?|other\s+than|without)\s+(?P<what>[^()（）]+)",
    re.IGNORECASE,
)


def _is_without(asked: Wanted, label: str) -> bool:
    """The line leaves out what the question names, and does not itself leave out."""
    out = _leaves_out(label)
    heavy = frozenset(word for word in out if not is_light(word))
    if not heavy or not heavy <= asked.own:
        return False
    return not (asked.left_out or _WITHOUT.search(asked.text))


_LEAVES_OUT = frozenset(naming_terms("excluding before without other adjusted less"))
