"""Words to terms: stems, and the field's synonyms read as one. Pure but for the data file.

A term is what two wordings of the same thing share: "revenues", "net sales" and "营业收入" all
have the term "revenu".
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from threading import Lock

import snowballstemmer

from service.chinese import simplified
from service.intervals import stretches_in

_STOP_WORDS = frozenset(
    """
    a an the of in on at by for to from and or is are was were be been being has have had do
    does did as with its it their they his her he she our we us you your this that these those
    there which what who whom whose when where why how much many please give tell state show
    according per using based only into over under than then so such any each every both all
    also just not no nor if about company companies group groups filing filings report reported
    reports announcement amount amounts figure figures value number numbers respectively during
    period periods year years ended end ending date months month half first second quarter
    fiscal fy q1 q2 q3 q4 h1 h2 1h 2h compared same going book books booked bring brought came
    come comes sit sits sitting made make makes recorded recognised recognized owed held stood
    stand stands actually gave got earn earned incur incurred spent work out compute calculate
    calculated estimate leaving aside past within inside between while still now take taken
    taking put whether comparison versus vs hold holds worked works large larger buy buys bought
    them meant can could would will shall may might millions million thousand thousands billion
    billions usd rmb hk hkd cny dollars dollar ’s s
    呢 那 吗 请 问 其 该 各 每 这 一 的 了 是 在 和 与 與 及 有 多少 什么 什麼
    几 幾 年 月 日 公司 集团 集團 本
    """.split()
)
_NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
}
# Words whose Porter2 stem is that of another word of the field.
_STEMS = {
    "international": "international",  # not "internal"
    "added": "add",
    "adding": "add",
    "organization": "organiz",  # not "organ"
    "organisation": "organiz",
    "activity": "activity",  # not "active"
    "activities": "activity",
    "paid": "pay",
    "payment": "pay",
    "payments": "pay",
    "buses": "bus",
    "gases": "gas",
    "consume": "consumpt",
    "consumed": "consumpt",
    "consuming": "consumpt",
}
# Captions of a result name both its signs, "(Loss)/profit", "Income (loss)", or one of them.
_BOTH_SIGNS = (
    (re.compile(r"\(?\bloss(?:es)?\)?\s*/?\s*\(?\b(profits?|income|earnings|gains?)\)?"), r"\1"),
    (re.compile(r"\b(profits?|income|earnings|gains?)\b\s*/?\s*\(?\s*loss(?:es)?\b\)?"), r"\1"),
)  # fmt: skip
_REWORDED = (  # said with a verb or a preposition, printed as a noun
    (
        re.compile(
            r"\binterest\s+on\s+(?=(?:the\s+|its\s+)?(?:lease|bank\s+(?:borrow|loan|overdraft)|borrow"
            r"|loan|bond|convertible|debt|note))"
        ),
        "interest expenses on ",
    ),
    (re.compile(r"\b(?:was|were|been)\s+added\s+to\b"), "additions to"),
    (re.compile(r"\bsq(?:uare)?\.?\s*m(?:et(?:er|re)s?)?\b|\bm\s?[2²]|平方米"), " m2 "),
)
_NON = re.compile(r"\bnon[-\s](?=[a-z])")  # "non-current" is a word of its own: not "current"
_WORD = re.compile(r"[a-z]+(?:[&][a-z]+)*(?:['’][a-z]+)?|\d+(?:[.,]\d+)*|[\u3400-\u9fff]")
_STEMMER = snowballstemmer.stemmer("english")
_STEMMING = Lock()  # the stemmer keeps the word it works on in itself


_BRITISH = re.compile(r"(?P<head>[a-z]{3,})is(?P<tail>e|es|ed|er|ers|ing|able|ation|ations)$")
_NOT_BRITISH = frozenset(
    """
    advise revise exercise promise premise enterprise merchandise franchise precise supervise
    compromise comprise otherwise likewise expertise surprise concise devise disguise excise
    improvise televise treatise paradise praise raise appraise demise noise cruise apprise
    advertise practise
    """.split()
)


@cache
def stem(word: str) -> str:
    """The Porter2 stem of a lower-case English word."""
    if (known := _STEMS.get(word)) is not None:
        return known
    with _STEMMING:
        stemmed: str = _STEMMER.stemWord(_american(word))
    return stemmed


def _american(word: str) -> str:
    """British spelling as American, which the stemmer knows: "unutilised", "capitalisation"."""
    match = _BRITISH.match(word)
    if match is None or f"{match['head']}ise" in _NOT_BRITISH:
        return word
    return f"{match['head']}iz{match['tail']}"


# What a name keeps its meaning without: "cost of revenue" is also handed on as "cost revenue".
_LINKS = frozenset("of from and the for based".split())


def _unlinked(phrase: str) -> str:
    """A synonym without the words that only link; as it is where too few words are left."""
    first, *rest = phrase.split(" ")
    kept = [first, *(word for word in rest if word not in _LINKS)]
    meant = [word for word in kept if word not in _STOP_WORDS]
    return " ".join(kept).replace(",", "") if len(meant) == len(kept) > 1 else phrase


def _other_number(phrase: str) -> str:
    """A phrase in the other number: "net revenue" of "net revenues"; empty for a single word."""
    if not re.fullmatch(r"[a-z ,-]+ [a-z]{3,}", phrase) or phrase.endswith("ss"):
        return ""
    if re.search(r"(?:receivable|payable)s?$", phrase):
        return ""  # adjectives too: "bills receivable" is listed with what it is the same as
    return phrase[:-1] if phrase.endswith("s") else f"{phrase}s"


@cache
def _synonyms() -> tuple[re.Pattern[str], dict[str, str]]:
    groups: list[list[str]] = tomllib.loads(
        files("service").joinpath("synonyms.toml").read_text(encoding="utf-8")
    )["groups"]
    canonical = {simplified(phrase.lower()): group[0] for group in groups for phrase in group}
    for phrase, head in tuple(canonical.items()):
        canonical.setdefault(_unlinked(phrase), head)
        if other := _other_number(phrase):
            canonical.setdefault(other, head)
    longest_first = sorted(canonical, key=len, reverse=True)
    parts = [
        re.escape(phrase)
        if re.match(r"[\u3400-\u9fff]", phrase)
        else rf"(?<![\w&]){re.escape(phrase)}(?![\w&])"
        for phrase in longest_first
    ]
    return re.compile("|".join(parts)), canonical


@lru_cache(maxsize=4096)
def canonical(text: str) -> str:
    """`text` in lower case, with each synonym replaced by what it is read as."""
    pattern, words = _synonyms()
    lowered = simplified(" ".join(text.lower().replace("’", "'").split()))
    for both, one in (*_BOTH_SIGNS, *_REWORDED):
        lowered = both.sub(one, lowered)
    return pattern.sub(lambda match: f" {words[match.group()]} ", lowered)


def expand(text: str) -> str:
    """`text` with the other names of whatever it names: what a full-text search should look for."""
    pattern, words = _synonyms()
    lowered = simplified(" ".join(text.lower().replace("’", "'").split()))
    heads = dict.fromkeys(words[match.group()] for match in pattern.finditer(lowered))
    others = [phrase for phrase, head in words.items() if head in heads]
    return " ".join([text, *heads, *others])


def words_said(text: str) -> frozenset[str]:
    """The stems of a text's own words, no synonym read as another."""
    words = _WORD.findall(_NON.sub("non", text.lower()))
    return frozenset(stem(word) for word in words if word not in _STOP_WORDS)


def content_words(text: str) -> str:
    """The words of a text that are not stop words, as written.

    "Per share" is kept as it is, and so is a stretch of age: "more than two years".
    """
    kept: list[str] = []
    at = 0
    for start, end in stretches_in(text):
        kept += [*_meant(text[at:start]), text[start:end]]
        at = end
    return " ".join((*kept, *_meant(text[at:])))


def _meant(text: str) -> list[str]:
    words = re.findall(r"per\s+\w*\s*share\b|[\w&'’-]+", text, re.IGNORECASE)
    return [word for word in words if word.lower() not in _STOP_WORDS]


@cache
def terms(text: str) -> tuple[str, ...]:
    """The distinct terms of a text, stop words left out, in order of first appearance."""
    plain = _NON.sub("non", canonical(text))
    words = (word.split("'")[0] for word in _WORD.findall(plain))
    kept = (word for word in words if word and word not in _STOP_WORDS)
    return tuple(dict.fromkeys(_NUMBER_WORDS.get(word) or stem(word) for word in kept))
