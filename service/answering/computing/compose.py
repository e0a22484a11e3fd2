"""Answers in words: each number with its line item, period and unit in the same sentence. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.facts import describe
from ingest.types import Fact
from service.answering.computing.formula import names_in
from service.answering.computing.plans import Executed, readable
from service.answering.understanding.burdens import is_burden
from service.answering.understanding.directions import word_for
from service.answering.understanding.wording import asks_direction
from service.display import show_fact
from service.types import Understanding, Value

SAYS_NOTHING = {
    "en": "The filings do not say.",
    "zh": "文件中没有说明。The filings do not say.",
}
LONGEST_FORMULA = 160  # characters; a longer one is easier to follow in letters
NEAREST = {"en": " The nearest they come is cited.", "zh": " 最接近的内容见引用。"}


def say_fact(fact: Fact, shown: str, mark: int) -> str:
    """One looked-up value, as in "Revenue of X in H1 2024: RMB571,704 thousand [1]"."""
    subject = _subject(fact)
    owner = f" of {fact.entity}" if fact.entity else ""
    return f"{subject}{owner}{say_when(fact)}: {shown} [{mark}]."


def _subject(fact: Fact) -> str:
    sections = [part for part in fact.labels[-2:-1] if not _IS_PERIOD.match(spoken(part))]
    headers = [part for part in fact.column_labels if part.lower() not in _PLAIN_HEADERS]
    parts = [spoken(part) for part in (*sections, *fact.labels[-1:], *headers)]
    name = " – ".join(dict.fromkeys(part for part in parts if part)) or "The value"
    return name[0].upper() + name[1:]


_PLAIN_HEADERS = ("amount", "amounts", "total amount")
_IS_PERIOD = re.compile(
    r"(?:(?:three|six|nine|twelve)\s+months|(?:half-?\s?)?year|quarter|period|as\s+(?:at|of)|at)\s+"
    r"(?:ended\s+|ending\s+)?(?=.*\d{4}\W*$)",
    re.IGNORECASE,
)
_MARKS = re.compile(  # of notes, and of what is not audited
    r"\s*\((?:[ivx]{1,4}|[a-h]|\d{1,2}|(?:un)?audited|restated|note\s?\w{1,4})\)|[¹²³⁴⁵⁶⁷⁸⁹*†#^]+(?=\W*$)",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^(?:\W*(?:add|less|including|of\s+which)\s*:\s*|[\s\-–—•]+)", re.IGNORECASE)


def spoken(label: str) -> str:
    """A label as it is said: without note marks, dashes before it, and "Add:"."""
    plain = " ".join(_LEAD.sub("", _MARKS.sub("", label)).split())
    return plain or label


def say_when(fact: Fact) -> str:
    """As " in FY2024" of a flow, " at 31 December 2024" of a balance; empty where undated."""
    if fact.period is None:
        return ""
    return f" {'at' if fact.period.is_instant else 'in'} {describe(fact.period)}"


def say_computed(executed: Executed, mark: int, title: str = "") -> str:
    """A computed value with its working: the operands are cited from `mark` on.

    Args:
        executed: The plan as it was carried out.
        mark: The citation of the first operand.
        title: What was computed, as in "Growth of revenue".
    """
    value = executed.value
    if value is None:
        return say_nothing("en", (), missing=executed.missing)
    several = len({m.fact.entity for m in executed.matches if m.fact.entity}) > 1
    sources = "; ".join(
        f"{spoken(match.fact.label)}{_say_whose(match.fact, several)}{say_when(match.fact)}"
        f" {show_fact(match.fact, brought)} [{mark + index}]"
        for index, (match, brought) in enumerate(
            zip(executed.matches, executed.values, strict=True)
        )
    )
    lead = f"{title[0].upper()}{title[1:]}: " if title else ""
    return f"{lead}{value.display} = {_in_names(executed)}, from {sources}."


def _say_whose(fact: Fact, several: bool) -> str:
    return f" of {fact.entity}" if several and fact.entity else ""


def _in_names(executed: Executed) -> str:
    """The formula with its operands' names, their periods where two share one; letters if long."""
    formula = readable(executed.plan.formula)
    facts = [match.fact for match in executed.matches]
    used = names_in(executed.plan.formula)
    letters = [operand.name for operand in executed.plan.operands if operand.name in used]
    if len(letters) != len(facts):
        return formula
    labels = [spoken(fact.label) for fact in facts]
    names = [
        f"{label} {describe(fact.period)}"
        if labels.count(label) > 1 and fact.period is not None
        else label
        for label, fact in zip(labels, facts, strict=True)
    ]
    if len(set(names)) < len(names):  # one line of two companies
        names = [f"{spoken(fact.label)}{_say_whose(fact, several=True)}" for fact in facts]
    if len(set(names)) < len(names) or not all(names):
        return formula
    by_letter = dict(zip(letters, names, strict=True))
    named = _LETTER.sub(lambda match: by_letter.get(match.group(), match.group()), formula)
    return named if len(named) <= LONGEST_FORMULA else formula


_LETTER = re.compile(r"\b[a-z]\d?\b")


def direction_of(understood: Understanding, executed: Executed, rate: Value | None = None) -> str:
    """Whether it rose or fell, where that was asked; by what share of what it was, where known."""
    if executed.value is None or not asks_direction(understood.text):
        return ""
    amount = executed.value.amount
    words = _DIRECTIONS.get(understood.language, _DIRECTIONS["en"])
    said = words[0 if amount > 0 else 1 if amount < 0 else 2]
    if understood.language == "en" and amount and _VALUED.search(understood.text):
        better = (amount > 0) != is_burden(understood.measure)
        said = f"It {'improved' if better else 'worsened'}: it{said.removeprefix('It')}"
    elif amount and (word := word_for(understood.text, is_more=amount > 0)):
        said = f"{word[0].upper()}{word[1:]}. {said}"
    if rate is None or understood.language != "en":
        return said
    now, then = (match.fact for match in executed.matches)
    if now.period is None or then.period is None:
        return said
    how = f"{'up' if amount > 0 else 'down'} by {rate.display.removeprefix('-')}"
    return f"{now.label} went {how} from {describe(then.period)} to {describe(now.period)}. "


_VALUED = re.compile(r"\b(?:improv|worse|deteriorat)\w*", re.IGNORECASE)
_DIRECTIONS = {
    "en": ("It went up (increased). ", "It went down (decreased). ", "It did not change. "),
    "zh": ("增加（上升）。", "减少（下降）。", "没有变化。"),
}


def say_nothing(
    language: str, nearest: Sequence[object], *, missing: Sequence[str] = (), note: str = ""
) -> str:
    """That the filings do not say, with what was missing."""
    text = SAYS_NOTHING.get(language, SAYS_NOTHING["en"])
    if missing:
        text += f" Not found: {'; '.join(missing)}."
    if note:
        text += f" {note}"
    return text + (NEAREST.get(language, NEAREST["en"]) if nearest else "")


def follow_ups(
    understood: Understanding, facts: Sequence[Fact], others: Sequence[Fact]
) -> tuple[str, ...]:
    """Questions that the same row answers for its other periods."""
    if not facts:
        return ()
    fact = facts[0]
    owner = f"{fact.entity}'s " if fact.entity else ""
    found = [
        f"What was {owner}{fact.label}{say_when(other)}?"
        for other in others
        if other.period is not None and other.period != fact.period and other.row == fact.row
    ]
    return tuple(dict.fromkeys(found))[:3]
