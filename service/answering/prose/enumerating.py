"""Things that sentences name one after another: within a sentence, on lines after it, by a stem."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.types import Passage, Span
from service.answering.prose.extract import Sentence, next_sentence
from service.answering.understanding.places import asks_countries, countries_in
from service.answering.understanding.sought import FIRM, Sought, sought_by
from service.answering.understanding.wording import proper_names
from service.sentences import sentences
from service.terms import terms

MOST_LINES = 10  # of a list after its lead
_NUMBERS = {
    word: n for n, word in enumerate("two three four five six seven eight nine ten".split(), 2)
}
_COUNT = re.compile(
    rf"\b(?:the|its|their|\w+['’]s?|name|list|all)\s+(?P<n>{'|'.join(_NUMBERS)}|[2-9]|1\d)\s+(?!years?\b"
    r"|months?\b|quarters?\b|largest\b|biggest\b|top\b)(?:\w+\s+){0,3}?[a-z]+s\b",
    re.IGNORECASE,
)
_SUBJECTS = re.compile(  # "A, B and C were ranked as the three ..."
    r"^(?P<names>[^,;.]{2,60},[^;.]{2,200}?\s+and\s+[^,;.]{2,60}?)\s+(?:are|were|have\s+been|make\s+up"
    r"|constitute)\b"
)
_LEAD = re.compile(
    r"[:：]\s|\s[–—]\s|\b(?:including|includes?|namely|such\s+as|consist\w*\s+of|compris\w+(?:\s+of)?|are|were|of)\s",
    re.IGNORECASE,
)
_STEM = re.compile(
    r"\b(?P<name>[A-Z][a-z]+(?:[A-Z]\w*)?)[\s-]+(?:series|family|line|range|suite)\b"
    r"|\b(?:series|family|line|range|suite)\s+of\s+(?P<after>[A-Z][a-z]+(?:[A-Z]\w*)?)\b"
)
_LINE = re.compile(r"^\s*(?:[-–—•▪●*✤➢o]\s*)*(?:[-–—•▪●*✤➢o]|\(?[a-z0-9ivx]{1,4}[.)])\s+", re.I)
_OPENING = re.compile(r"^\W*(?:o\s+)?(?:\(?[a-z0-9]{1,3}[.)]\s*)?\W*", re.I)
_ACRONYM = re.compile(r"\b[A-Z]{2,}\b")


def count_asked(question: str) -> int | None:
    """How many things a question says there are: "the five business lines"."""
    match = _COUNT.search(question)
    if match is None:
        return None
    return _NUMBERS.get(match["n"].lower()) or int(match["n"])


def counts_them(question: str, text: str) -> bool:
    """Whether a sentence has what a question counts, or a name that the question says it of."""
    match = _COUNT.search(question)
    if match is None:
        return True
    named = terms(question[match.end("n") : match.end()])
    if not named or set(named) & set(terms(text)):
        return True
    named_of = (*proper_names(question), *_ACRONYM.findall(question))
    return any(name in text for name in named_of)


def items_in(text: str) -> frozenset[int]:
    """How many things the runs of names in a sentence hold; empty where it has none."""
    plain = re.sub(r"[(（][^()（）]*[)）]", "", text)
    runs = [plain[match.end() :] for match in _LEAD.finditer(plain)]
    runs += re.findall(r"[\"“]([^\"“”]+)[\"”]", plain)
    if (subjects := _SUBJECTS.match(plain)) is not None:
        runs.append(subjects["names"])
    return frozenset(count for run in runs or [plain] if (count := _run(run)))


def says_count(text: str, count: int) -> bool:
    """Whether a sentence names as many things as it says, or goes on from the one that does."""
    if count not in items_in(text):
        return False
    words = {word for word, n in _NUMBERS.items() if n == count} | {str(count)}
    said = re.search(rf"\b(?:{'|'.join(sorted(words))})\b", text, re.IGNORECASE)
    return said is not None or re.match(r"(?:It|They|These|This|Those)\b", text) is not None


def _run(text: str) -> int:
    text = re.split(r"[.!?](?:\s|$)|[\"”]", text.lstrip(' "“'))[0]
    if text.count(";") > 1:  # then a comma stands within a name
        pieces = re.split(r"\s*;\s*(?:and\s+|or\s+)?", text)
    else:
        pieces = re.split(r"\s*[,;、，；•](?!\d)\s*(?:and\s+|or\s+)?|\s+(?:and|及|和)\s+", text)
    named = [piece for piece in pieces if piece.strip()]
    return len(named) if len(named) > 1 else 0


def lines_after(sentence: Sentence, *, lines_end: bool) -> tuple[Sentence, ...]:
    """The bulleted or numbered lines that follow a sentence in its passage."""
    found: list[Sentence] = []
    passage = sentence.passage
    for span in sentences(passage.text, lines_end=lines_end):
        if span.start < sentence.span.end:
            continue
        text = span.of(passage.text)
        if not _LINE.match(text):
            if found and _starts_line(passage, span):
                break
            if not found:
                break
            continue  # the rest of a line: its first sentence names the item
        found.append(Sentence(passage, span, text, sentence.coverage, sentence.score))
    return tuple(found[:MOST_LINES]) if len(found) > 1 else ()


def lines_beside(sentence: Sentence, *, lines_end: bool) -> tuple[Sentence, ...]:
    """The bulleted lines of which a sentence is one, where all open with the same words."""
    passage = sentence.passage
    opening = _opening(sentence.text)
    if not _LINE.match(sentence.text) or len(opening) < ALIKE:
        return ()
    found = [
        Sentence(passage, span, text, sentence.coverage, sentence.score)
        for span in sentences(passage.text, lines_end=lines_end)
        if _LINE.match(text := span.of(passage.text)) and _opening(text) == opening
    ]
    return tuple(found[:MOST_LINES]) if len(found) > 1 else ()


ALIKE = 3  # words that lines of one list open with


def _opening(text: str) -> list[str]:
    return re.findall(r"\w+", _LINE.sub("", text).lower())[:ALIKE]


def _starts_line(passage: Passage, span: Span) -> bool:
    return passage.text[: span.start].rstrip(" ").endswith("\n")


def stem_asked(question: str) -> str | None:
    """The stem that names share: "Lamp" of "the LampX series"."""
    match = _STEM.search(question)
    if match is None:
        return None
    name = match["name"] or match["after"]
    return re.sub(r"(?<=[a-z])X$", "", name)


def of_stem(stem: str, found: Sequence[Sentence]) -> tuple[tuple[str, Sentence], ...]:
    """Names with a stem, each with the sentence that opens with it; else where it is first named.

    Names that open lines are of the list; others only stand beside them.
    """
    name = re.compile(rf"\b{re.escape(stem)}(?:[A-WYZ]\w+|X\w+)")
    opened: dict[str, Sentence] = {}
    named: dict[str, Sentence] = {}
    for sentence in found:
        opening = _OPENING.match(sentence.text)
        first = name.match(sentence.text, opening.end() if opening else 0)
        if first is not None:
            opened.setdefault(first.group(), sentence)
        for match in name.finditer(sentence.text):
            named.setdefault(match.group(), sentence)
    chosen = opened if len(opened) > 1 else named
    return tuple(chosen.items()) if len(chosen) > 1 else ()


def enumerates(text: str, count: int | None) -> bool:
    """At least three things named, or two with an "and"; as many as were asked for."""
    if count is not None:
        return count in items_in(text)
    separators = len(re.findall(r"[,;、，；•](?!\d)", text))
    return separators >= 2 or (separators >= 1 and re.search(r"\band\b|及|和", text) is not None)


def names_firms(question: str, text: str) -> bool:
    """Whether a firm is asked for, and a text names one."""
    return sought_by(question) is Sought.FIRM and FIRM.search(text) is not None


_PLACES_ASKED = re.compile(
    r"\bwhich\s+(?:\w+\s+)?(?:countries|cities|provinces|territories)\b", re.IGNORECASE
)
_NAME = r"[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+)*"
_NAMES = re.compile(rf"{_NAME}(?:,\s+(?:the\s+)?{_NAME})*,?\s+and\s+(?:the\s+)?{_NAME}")


def lists_places(question: str, text: str) -> bool:
    """Whether a text lists names beside those of the question, where places are asked for."""
    if _PLACES_ASKED.search(question) is None:
        return True
    asked = set(terms(question))
    listed = (re.split(r",\s+|\s+and\s+", match.group()) for match in _NAMES.finditer(text))
    return any(sum(not set(terms(name)) <= asked for name in names if name) > 1 for names in listed)


_PERSONS = re.compile(
    r"\b(?:Mr|Ms|Mrs|Miss|Dr|Prof|Professor|Sir)\b\.?\s+[A-Z]|\b[A-Z][a-z]+\s+(?:[A-Z]\.\s+)?[A-Z][a-z]+\b"
)


def is_of_the_kind(question: str, text: str) -> bool:
    """Whether a sentence names at least two of what is listed, where its kind shows: persons."""
    if asks_countries(question):
        return len(countries_in(text)) > 1
    if sought_by(question) is Sought.PERSON:
        return len(_PERSONS.findall(text)) > 1
    return lists_places(question, text)


_TOLD_OF = re.compile(r"^(?:[A-Z][\w&-]*\s+){1,3}(?:is|are|was|provides?|offers?)\s")


def told_one_by_one(
    sentence: Sentence, count: int | None, *, lines_end: bool
) -> tuple[Sentence, ...]:
    """A sentence that says how many there are and tells of the first, with those of the others.

    "We have three brands: Alba is for schools. Brio is for ... Cala is for ..."
    """
    first = re.split(r"[:：]\s+", sentence.text)
    if count is None or len(first) != 2 or not _TOLD_OF.match(first[1]):
        return ()
    words = {word for word, n in _NUMBERS.items() if n == count} | {str(count)}
    if not re.search(rf"\b(?:{'|'.join(sorted(words))})\b", first[0], re.IGNORECASE):
        return ()
    found = [sentence]
    while len(found) < count:
        after = next_sentence(found[-1], lines_end=lines_end)
        if after is None or not _TOLD_OF.match(re.sub(r"^(?:and|And)\s+", "", after.text)):
            return ()
        found.append(after)
    return tuple(found)
