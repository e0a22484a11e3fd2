"""Definitions that a question gives: "DPO is defined as: 365 * average payables / COGS". Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ingest.facts.calendar import CALENDAR_YEAR, YearEnd
from service.answering.computing.relations import read_relation
from service.answering.understanding.cleaning import bare, clean
from service.measures.expressions import read_expression, without_periods
from service.measures.tree import Apply, Item, Node, binary, is_computed, items_of, mapped

_NAME = r"(?P<name>[A-Za-z0-9&%/()'’ -]{2,80}?)"
_BODY = (
    r"(?P<body>.+?)(?=(?:[.;?](?:\s+[A-Z\d(]|\s*$))"
    r"|(?:,\s+(?:what|how|which|please|round|give|find|calculate|compute)\b)"
    r"|(?:,?\s+(?:(?:where|and|with)\s+)?[A-Za-z][\w&%/'’-]*(?:\s+[\w&%/'’()-]+){0,5}?\s*"
    r"(?:=|\b(?:is|are)\s+(?:defined|calculated)\s+as\b|\bequals\b))|$)"
)
_STYLES = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        rf"(?:^|[.;?,:]\s+|\b(?:where|and|assume|if|given\s+that)\s+){_NAME}(?:\s+(?:here|in\s+this\s+\w+))?\s+"
        rf"(?:is|are|being|be|was)\s+(?:defined|calculated|computed|measured|taken|given|understood)\s+"
        rf"(?:as|by|to\s+be)\s*:?\s*{_BODY}",
        rf"\b(?:define|calculate|compute|take|treat|measure|understand|let)\s+{_NAME}\s+(?:as|be|by|=)\s*:?\s*{_BODY}",
        rf"(?:^|[.;?,:]\s+|\b(?:where|and|if|assume|with)\s+){_NAME}\s*(?:=|equals|means)\s*{_BODY}",
        rf"\b(?:if|where|assuming|given\s+that|suppose)\s+{_NAME}\s+(?:is|are|means)\s+{_BODY}",
        rf",\s+with\s+{_NAME}\s+(?:being|as)\s+{_BODY}",
        rf"(?<=[.?]\s)(?!(?:what|which|how|who|when|where|why|did|does|do|is|was|are|were)\b){_NAME}"
        rf"\s+(?:is|are)\s+{_BODY}",
    )
)
# In one sentence with what is asked: "What is the working capital, defined as A less B?"
_INLINE = re.compile(
    rf"(?P<name>[A-Za-z0-9&%/()'’. -]{{2,120}}?)(?:\s*,?\s+(?:(?:which|that)\s+is\s+)?"
    r"(?:(?:defined|calculated|computed|measured|taken)\s+as\s*:?|being|taking|counting|i\.e\.,?"
    r"|if\s+(?:one|you|we)\s+(?:takes?|uses?|counts?|sets?\s+it\s+as))"
    rf"|\s*:(?!\s+(?:what|how|which|did|do|is|was|are)\b))\s*{_BODY}",
    re.IGNORECASE | re.DOTALL,
)
# The statement that an operand is to be taken from says nothing of what it is.
_STATEMENT = (
    r"(?:(?:consolidated\s+)?(?:statements?\s+of\s+(?:cash\s+flows?|income|operations|earnings"
    r"|financial\s+position)|cash\s+flow\s+statement|income\s+statement|balance\s+sheet"
    r"|p&l(?:\s+statement)?))\b"
)
_TAKEN_FROM = re.compile(
    r",?\s*\(?\b(?:from|in|on|per|as\s+shown\s+in|shown\s+in)\s+(?:the\s+|its\s+)?"
    rf"{_STATEMENT}(?:\s+and\s+(?:the\s+|its\s+)?{_STATEMENT})?\)?",
    re.IGNORECASE,
)
# Nor does how the answer is to be set out: "(operating profit / net sales, percent, one decimal)".
_SET_OUT = re.compile(
    r"(?:,\s*(?:in\s+)?(?:%|percent(?:age)?|(?:to\s+)?(?:one|two|three|\d)\s+decimals?(?:\s+places?)?))+(?=\))",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"(?<=\bis\s)(?:simply|just|merely)\s+|\s*\(gross,[^()]*\)|,\s+(?:both\s+)?from$", re.IGNORECASE
)
_IS = re.compile(r"\b(?:is|are|be|being|was|were)\s*$", re.IGNORECASE)
_ABBREVIATED = re.compile(r"(?P<long>[A-Za-z&/' -]{4,80}?)\s*\((?P<short>[A-Z][A-Za-z&]{1,9})\)")
_BRACKETED = re.compile(r"(?P<name>[A-Za-z0-9&%/'’, -]{3,80}?)\s*\??\s*\((?P<body>[^()]{5,120})\)")


@dataclass(frozen=True, slots=True)
class Defined:
    """What a question defines: the measure that is asked for, and the question without it."""

    name: str
    node: Node
    rest: str  # the question with the definitions cut out


def read_definitions(text: str, year_end: YearEnd = CALENDAR_YEAR) -> Defined | None:
    """The measure that a question defines and asks for; None where it defines nothing.

    A definition may use the names of others; the one that no other uses is the one asked for.
    """
    text = _ONLY.sub("", _SET_OUT.sub("", _TAKEN_FROM.sub("", text)))
    found: dict[str, tuple[str, Node]] = {}
    rest = text
    for style in _STYLES:
        for match in style.finditer(text):
            name, body = match["name"], match["body"]
            node = read_expression(body, year_end)
            if node is None or (not is_computed(node) and style is not _STYLES[0]):
                continue
            found.setdefault(_key(name), (name.strip(), node))
            rest = rest.replace(match.group().lstrip(".;?,: "), " ")
    if not found:
        return _in_line(text, year_end) or _in_brackets(text, year_end)
    alike = _abbreviations(text)
    nodes = {key: node for key, (_, node) in found.items()}
    resolved = {key: _resolved(node, nodes, alike, (key,)) for key, node in nodes.items()}
    used = {
        _known(item.phrase, nodes, alike)
        for key, node in nodes.items()
        for item in items_of(node)
        if _known(item.phrase, nodes, alike) != key
    }
    asked = next((key for key in nodes if key not in used), next(iter(nodes)))
    return Defined(found[asked][0], _as_flow(resolved[asked]), " ".join(rest.split()))


def _in_line(text: str, year_end: YearEnd) -> Defined | None:
    """Arithmetic that follows what is asked: "free cash flow, defined as A minus B"."""
    for match in _INLINE.finditer(text):
        body = _WITHOUT.sub("", match["body"])
        node = read_expression(body, year_end)
        if node is None or not is_computed(node):
            node = _as_related(body)
        if node is None or _IS.search(match["name"]):
            continue
        if not all(_is_item(item) for item in items_of(node)):
            continue
        rest = text[: match.end("name")] + text[match.end("body") :]
        name, _ = without_periods(clean(match["name"]), year_end)
        return Defined(name, _as_flow(node), " ".join(rest.split()))
    return None


# What a definition leaves out, its own lines do not hold.
_WITHOUT = re.compile(
    r",\s+(?:leaving\s+out|excluding|without|ignoring|disregarding)\s+[^,]*$", re.IGNORECASE
)
_AS_SHARE = re.compile(r"\bas\s+(?:(?:an?|the)\s+)?(?:%|percent|share|proportion|fraction)", re.I)


def _as_related(text: str) -> Node | None:
    """A definition that says what is set against what: "A as a percentage of B"."""
    related = read_relation(text) if _AS_SHARE.search(text) else None
    return None if related is None else related.node


def _in_brackets(text: str, year_end: YearEnd) -> Defined | None:
    """Arithmetic in brackets after a name: "operating margin (operating loss over revenue)"."""
    for match in _BRACKETED.finditer(text):
        node = read_expression(match["body"], year_end)
        if node is None or not is_computed(node):
            node = _as_related(match["body"])
        if node is not None and all(_is_item(i) for i in items_of(node)):
            rest = text[: match.end("name")] + text[match.end() :]
            return Defined(match["name"].strip(), node, " ".join(rest.split()))
    return None


def asked_of(defined: Defined, measure: str) -> Node:
    """What `measure`, the question without periods and companies, asks of the thing defined.

    That itself, its margin, or arithmetic over it: "EBITDA less capex", where EBITDA is defined.
    """
    name = _key(defined.name)
    phrase = clean(bare(measure))
    if re.search(rf"\b{re.escape(name)}\s*[%-]?\s*margin\b", phrase, re.IGNORECASE):
        return binary("/", defined.node, Item("revenue"))
    node = read_expression(phrase)
    if node is None or all(_key(item.phrase) != name for item in items_of(node)):
        return defined.node
    return mapped(node, lambda item: defined.node if _key(item.phrase) == name else item)


_USED = re.compile(r"^net\s+cash\s+(?:flows?\s+)?used\s+(?:in|for)\b", re.IGNORECASE)


def _as_flow(node: Node) -> Node:
    """In a sum cash that was used has its sign: "net cash used in operations less capex"."""
    if isinstance(node, Apply) and node.operator in "+-":
        return Apply(node.operator, tuple(_as_flow(part) for part in node.parts))
    if isinstance(node, Item) and _USED.search(node.phrase):
        return replace(node, phrase=_USED.sub("net cash from", node.phrase))
    return node


def _is_item(item: Item) -> bool:
    return 1 <= len(item.phrase.split()) <= 8 and re.search(r"[A-Za-z]{3}", item.phrase) is not None


def _abbreviations(text: str) -> dict[str, str]:
    """Short to long names: "days payable outstanding (DPO)"."""
    return {_key(m["short"]): _key(m["long"]) for m in _ABBREVIATED.finditer(text)}


def _known(phrase: str, nodes: Mapping[str, Node], alike: Mapping[str, str]) -> str | None:
    key = _key(phrase)
    if key in nodes:
        return key
    long = alike.get(key)
    return next((k for k in nodes if long is not None and long.endswith(k)), None)


def _resolved(
    node: Node, nodes: Mapping[str, Node], alike: Mapping[str, str], above: tuple[str, ...]
) -> Node:
    def change(item: Item) -> Node:
        key = _known(item.phrase, nodes, alike)
        if key is None or key in above:  # a definition by itself is its plain words
            return item
        return _resolved(nodes[key], nodes, alike, (*above, key))

    return mapped(node, change)


def _key(name: str) -> str:
    words = re.sub(r"\([^)]*\)", " ", name) if re.search(r"\w\s*\(", name) else name
    words = re.sub(
        r"^(?:\W|the\b|here\b|also\b|that\b|where\b|and\b|with\b|if\b|assume\b)+",
        "",
        words.strip(),
        flags=re.IGNORECASE,
    )
    return " ".join(words.lower().split())
