"""Phrases of questions and sentences to concepts: the longest wording wins. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ingest.concepts.catalogue import Catalogue, Key, Reading, catalogue, part_name
from ingest.concepts.words import Word, has_chinese, lowered, simplified, words_of

_TERMS = {"current": "current", "noncurrent": "noncurrent", "longterm": "noncurrent"}


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a text that names a line item.

    Attributes:
        concepts: Names of the concepts that it can mean, the likeliest first.
        start: Its first character in the text.
        end: The character after its last.
        is_whole: Nothing else is said in the text beside it: "minority interests", not
            "minority interests in Asia".
    """

    concepts: tuple[str, ...]
    start: int
    end: int
    is_whole: bool = False


def concepts_of(text: str) -> tuple[Mention, ...]:
    """The line items that a text names, in order; no two overlap.

    Args:
        text: A question, a sentence or a phrase, English or Chinese.
    """
    found = [*_english(text), *(_chinese(text) if has_chinese(text) else ())]
    return tuple(sorted(found, key=lambda mention: mention.start))


def concept_names(text: str) -> frozenset[str]:
    """The names of all concepts that a text may speak of."""
    return frozenset(name for mention in concepts_of(text) for name in mention.concepts)


def _english(text: str) -> Iterator[Mention]:
    words = words_of(text)
    known = catalogue()
    at = 0
    while at < len(words):
        taken, names = _longest(words, at, known)
        if names:
            end = at + taken
            whole = taken == sum(word.text != "and" for word in words) or taken == len(words)
            yield Mention(names, words[at].start, words[end - 1].end, whole)
        at += max(taken, 1)


def _longest(words: list[Word], at: int, known: Catalogue) -> tuple[int, tuple[str, ...]]:
    for size in range(min(known.longest, len(words) - at), 0, -1):
        key = tuple(word.text for word in words[at : at + size])
        if names := _names(key, known):
            return size, names
    return 0, ()


def _names(key: Key, known: Catalogue) -> tuple[str, ...]:
    if readings := known.phrases.get(key):
        return tuple(reading.concept.name for reading in readings)
    if len(key) > 1 and (term := _TERMS.get(key[0]) or _TERMS.get(key[-1])):
        bare = key[1:] if key[0] in _TERMS else key[:-1]
        return tuple(
            part_name(reading.concept, "current" if term == "current" else "noncurrent")
            for reading in known.phrases.get(bare, ())
            if reading.concept.split
        )
    if len(key) > 1 and key[0] == "total":
        return tuple(reading.concept.name for reading in known.phrases.get(key[1:], ()))
    return ()


def _chinese(text: str) -> Iterator[Mention]:
    plain = simplified(lowered(text))
    known = catalogue().chinese
    for match in _chinese_pattern().finditer(plain):
        readings: tuple[Reading, ...] = known[match.group()]
        whole = match.group() == plain.strip()
        yield Mention(tuple(r.concept.name for r in readings), *match.span(), whole)


@cache
def _chinese_pattern() -> re.Pattern[str]:
    longest_first = sorted(catalogue().chinese, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))
