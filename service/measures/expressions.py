"""Arithmetic written in words and signs over line items, read into a tree. Pure.

"365 * (average accounts payable between FY2016 and FY2017) / (FY2017 cost of sales)",
"cash from operations less capital expenditure". What is no arithmetic gives None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from ingest.facts import parse_periods
from ingest.facts.calendar import CALENDAR_YEAR, YearEnd
from ingest.types import Period
from service.measures.tree import (
    Apply,
    Item,
    Node,
    Number,
    binary,
    items_of,
    mapped,
    opening_of,
    total,
)

MAX_CHARACTERS = 1500
_TOKEN = re.compile(
    r"(?P<open>\()|(?P<close>\))"
    r"|(?P<divide>÷|(?<=[\s)])/(?=[\s(\w])|(?<=\w)/(?=\s))"
    r"|(?P<over>\bdivided\s+by\b|\bover\b(?!\s+(?:the\s+)?(?:"
    r"next|last|past|period|year|time|\d|one|two|three|five)))"
    r"|(?P<times>[×*]|(?<=[\d)])\s*[xX]\s*(?=[(\w])|\bmultiplied\s+by\b|\btimes\b)"
    r"|(?P<plus>\+|\bplus\b)"
    r"|(?P<minus>(?<=[\s)])[-–−](?=[\s(])|−|\bminus\b|\bless\b(?!\s+than)|\bnet\s+of\b)"
    r"|(?P<number>(?<![\w.,])(?!(?:19|20)\d\d\b)\d+(?:,\d{3})*(?:\.\d+)?(?![\w,.]*[\w%])(?=\s*(?:[×*xX/÷(+−–-]|$|\)"
    r"|(?:plus|minus|less|times)\b)))"
    r"|(?P<word>[^\s()÷×*+−/][^\s()÷×*+−]*)|(?P<stray>\S)",
    re.IGNORECASE,
)
_SIGNS = {"divide": "/", "over": "/", "times": "*", "plus": "+", "minus": "-"}
_ASIDE = re.compile(r"^(?:from|as|in|see|i\.?e|e\.?g|per|the|also|on|using|shown|which)\b", re.I)
_AVERAGE = re.compile(r"^(?:the\s+)?(?:simple\s+)?(?:average|mean)\s+(?:of\s+)?(?:the\s+)?", re.I)
_CHANGE = re.compile(
    r"^(?:the\s+)?(?:net\s+)?(?:change|increase|movement|difference)\s+(?:in|of)\s+(?:the\s+)?",
    re.I,
)
_SUM = re.compile(r"^(?:the\s+)?(?:sum|total)\s+of\s+(?:the\s+)?", re.I)
_TWICE = re.compile(
    r"^(?P<lead>.*?\b)(?P<preposition>on|in|from|for"
    r"|to)\s+(?P<one>[^,]+?)\s+and\s+(?P=preposition)\s+"
    r"(?P<other>[^,]+)$",
    re.I,
)
_ENDS = re.compile(r"\b(?:opening|beginning|closing|ending|year[- ]?end)\b", re.I)
_BETWEEN = re.compile(
    r"\s*\b(?:between|from|over|in|at|for|of|and|to|during|vs\.?|as\s+at)\b[\s,]*$", re.I
)
_LEAD = re.compile(r"^(?:the|its|their|a|an|any|fiscal|company['’]s|year[- ]end)\s+", re.I)


_AS_SHARE = re.compile(
    r"^(?P<part>[^()]+?),?\s+(?:expressed\s+)?as\s+(?:an?\s+|the\s+)?(?:%|percent(?:age)?|share|proportion"
    r"|fraction)\s+of\s+(?P<whole>[^(),]+)$",
    re.IGNORECASE,
)


class _NoArithmetic(Exception):
    """The text is not an expression."""


def read_expression(text: str, year_end: YearEnd = CALENDAR_YEAR) -> Node | None:
    """The tree of an expression in words; a line item alone is one too.

    Args:
        text: "(a + b) / c" with line items, periods and numbers for a, b and c.
        year_end: What a bare year means.

    Returns:
        None where brackets or operators do not fit together, or it is too long to be one.
    """
    if len(text) > MAX_CHARACTERS:
        return None
    if (share := _AS_SHARE.match(text)) is not None:
        part = read_expression(share["part"], year_end)
        whole = read_expression(share["whole"], year_end)
        return None if part is None or whole is None else binary("/", part, whole)
    tokens = _Tokens(list(_tokens(text)), year_end)
    try:
        node = tokens.sum()
        return node if tokens.is_at_end else None
    except (_NoArithmetic, RecursionError):
        return None


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    words: list[str] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "word"
        if kind == "word":
            words.append(match.group())
            continue
        if words:
            yield "words", " ".join(words)
            words = []
        yield kind, match.group()
    if words:
        yield "words", " ".join(words)


class _Tokens:
    """A recursive-descent reader: sums of products of atoms."""

    def __init__(self, tokens: list[tuple[str, str]], year_end: YearEnd) -> None:
        self._tokens = tokens
        self._at = 0
        self._year_end = year_end

    @property
    def is_at_end(self) -> bool:
        return self._at >= len(self._tokens)

    def sum(self) -> Node:
        if not self._is_over_sum():
            return self._chain(("plus", "minus"), self._product)
        above = self._chain(("plus", "minus"), self._factors)
        self._take()
        return binary("/", above, self._product())

    def _product(self) -> Node:
        return self._chain(("times", "divide", "over"), self._atom)

    def _factors(self) -> Node:
        return self._chain(("times", "divide"), self._atom)

    def _is_over_sum(self) -> bool:
        """In words a whole sum stands over what follows: "cash plus receivables over liabilities".

        A number among its members is no amount: "1 minus dividends over net income" is 1 less it.
        """
        depth = 0
        kinds = []
        for kind, _ in self._tokens[self._at :]:
            depth += (kind == "open") - (kind == "close")
            if depth < 0:
                break
            if depth == 0:
                kinds.append(kind)
        if kinds.count("over") != 1:
            return False
        above, below = kinds[: kinds.index("over")], kinds[kinds.index("over") :]
        signs = {"plus", "minus"}
        return bool(signs & set(above)) and not signs & set(below) and "number" not in above

    def _chain(self, kinds: tuple[str, ...], read: Callable[[], Node]) -> Node:
        node = read()
        while self._peek() in kinds:
            node = binary(_SIGNS[self._take()[0]], node, read())
        return node

    def _atom(self) -> Node:
        if self.is_at_end:
            raise _NoArithmetic
        kind, text = self._take()
        if kind == "minus":
            return binary("-", Number(Decimal(0)), self._atom())
        if kind == "number":
            return Number(Decimal(text.replace(",", "")))
        if kind == "open":
            node = self.sum()
            if self._peek() != "close":
                raise _NoArithmetic
            self._take()
            return node
        if kind != "words":
            raise _NoArithmetic
        if (applied := self._applied(text)) is not None:
            return applied
        return read_item(self._with_aside(text), self._year_end)

    def _applied(self, text: str) -> Node | None:
        """An average before brackets: "average (a + b)"."""
        if self._peek() != "open" or not (match := _AVERAGE.match(text + " ")):
            return None
        if match.end() < len(text):
            return None
        self._take()
        node = self.sum()
        if self._peek() != "close":
            raise _NoArithmetic
        self._take()
        parts = _added(node)
        if len(parts) > 1 and all(
            item.period or _ENDS.search(item.phrase) for item in items_of(node)
        ):
            return Apply("avg", parts)  # of the parts, which are of several dates
        return Apply("avg", (at_opening(node), node))

    def _with_aside(self, text: str) -> str:
        """Brackets after words belong to the name, or are an aside that is left out."""
        while self._peek() == "open":
            end = self._at + 2
            if [kind for kind, _ in self._tokens[self._at + 1 : end + 1]] != ["words", "close"]:
                break
            inner = self._tokens[self._at + 1][1]
            self._at = end + 1
            text = text if _ASIDE.match(inner) else f"{text} ({inner})"
            if self._peek() == "words":
                text = f"{text} {self._take()[1]}"
        return text

    def _peek(self) -> str:
        return "" if self.is_at_end else self._tokens[self._at][0]

    def _take(self) -> tuple[str, str]:
        self._at += 1
        return self._tokens[self._at - 1]


def at_opening(node: Node) -> Node:
    """The same as it stood when the question's own period began."""
    return mapped(node, lambda item: replace(item, is_opening=item.period is None))


def _added(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Apply) and node.operator == "+":
        return tuple(part for one in node.parts for part in _added(one))
    return (node,)


def read_item(text: str, year_end: YearEnd = CALENDAR_YEAR) -> Node:
    """A line item with its period; an average or a change of one over its periods."""
    phrase, periods = without_periods(text, year_end)
    if match := _AVERAGE.match(phrase):
        return _average(phrase[match.end() :], periods)
    if match := _CHANGE.match(phrase):
        return _change(phrase[match.end() :], periods)
    if match := _SUM.match(phrase):
        parts = split_list(phrase[match.end() :])
        if len(parts) > 1:
            return total(tuple(Item(part, periods[0] if periods else None) for part in parts))
    period = periods[-1] if periods else None
    if match := _TWICE.match(phrase):  # "spent on equipment and on intangibles"
        lead, preposition = match["lead"].strip(), match["preposition"]
        return total(
            tuple(
                Item(_plain(f"{lead} {preposition} {match[name]}"), period)
                for name in ("one", "other")
            )
        )
    return Item(_plain(phrase), period)


def _average(phrase: str, periods: tuple[Period, ...]) -> Node:
    name = _plain(
        _ENDS.sub(" ", re.sub(r"\b(?:opening|beginning)\s+and\s+(?:closing|ending)\b", " ", phrase))
    )
    if len(periods) > 1:
        return Apply("avg", tuple(Item(name, period) for period in periods))
    if periods:
        return Apply("avg", (Item(name, opening_of(periods[0])), Item(name, periods[0])))
    return Apply("avg", (Item(name, is_opening=True), Item(name)))


def _change(phrase: str, periods: tuple[Period, ...]) -> Node:
    name = _plain(phrase)
    ordered = sorted(periods, key=lambda period: period.end)
    if len(ordered) > 1:
        return binary("-", Item(name, ordered[-1]), Item(name, ordered[0]))
    if ordered:
        return binary("-", Item(name, ordered[0]), Item(name, opening_of(ordered[0])))
    return binary("-", Item(name), Item(name, is_opening=True))


def without_periods(text: str, year_end: YearEnd) -> tuple[str, tuple[Period, ...]]:
    """The words beside the periods, and the periods in order of appearance."""
    found = parse_periods(text, year_end)
    rest = text
    for span, _ in reversed(found):
        before = rest[: span.start]
        while match := _BETWEEN.search(before):
            before = before[: match.start()]
        rest = f"{before} {rest[span.end :]}"
    return " ".join(rest.split()), tuple(dict.fromkeys(period for _, period in found))


def split_list(text: str) -> tuple[str, ...]:
    """The members of "a, b and c"; a head noun that only the last has is given to all.

    "selling, administrative and R&D expenses" are selling expenses, administrative expenses and
    R&D expenses; "current and non-current borrowings" are current borrowings and the others.
    """
    *first, last = re.split(r",\s*(?:and\s+)?", text)  # "trade and notes payables, cost of sales"
    parts = [part.strip() for part in (*first, *re.split(r"\s+and\s+|\s+&\s+", last))]
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return (_plain(text),)
    words = parts[-1].split()
    for count in range(1, len(words)):
        head = " ".join(words[count:])
        if _HEADS.search(head) and all(_lacks_head(part) for part in parts[:-1]):
            return tuple(_plain(f"{part} {head}") for part in parts[:-1]) + (_plain(parts[-1]),)
    return tuple(_plain(part) for part in parts)


_HEADS = re.compile(
    r"^(?:\w+\s+){0,2}(?:expenses?|costs?|revenues?|income|sales|assets|liabilities"
    r"|borrowings|receivables"
    r"|payables|debt|deposits?|profits?|loss(?:es)?|cash|investments?|charges?|taxe?s?"
    r"|inventor(?:y|ies)"
    r"|equity|loans?|grants?|fees?|provisions?|employees|shares|emissions|consumption)\s*$",
    re.I,
)


def _lacks_head(part: str) -> bool:
    return _HEADS.search(part.split()[-1]) is None


def _plain(phrase: str) -> str:
    phrase = " ".join(phrase.split()).strip(" ,;:.'\"")
    while match := _LEAD.match(phrase):
        phrase = phrase[match.end() :]
    return phrase
