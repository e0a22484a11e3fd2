"""Company names: what a filing calls its company, and what people call it. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

OFTEN = 5  # times that a filing calls its company so
_SUFFIX = (
    r"(?:Inc|Incorporated|Corp|Corporation|Company|Co|Ltd|Limited|PLC|plc|N\.V|S\.A|A\.G|AG|SE"
    r"|LLC|L\.P|LP"
    r"|L\.L\.C|Trust|Bancorp|Holdings?|Group|Partnership|INC|CORP|CORPORATION|COMPANY|CO|LTD|LIMITED"
    r"|HOLDINGS?|GROUP|TRUST)"
)
# Every repetition is bounded: a cover may be hostile.
# A full stop within a name ends an initial or a short title (U.S., J.P., St.), not a sentence.
_FIRST = r"(?:[A-Z0-9][\w'’&\-]{0,40}|(?:[A-Z]\.){1,4}|[A-Z][a-z]{1,2}\.)"
_WORD = rf"(?:{_FIRST}|&|and|of|the|de)"
_NAME = (
    rf"{_FIRST}(?:[ ]{{1,4}}{_WORD}){{0,7}},?[ ]{{1,4}}{_SUFFIX}\b\.?"
    rf"(?:,?[ ]{{1,4}}{_SUFFIX}\b\.?){{0,3}}"
)
NAME = re.compile(rf"(?<![\w])(?P<name>{_NAME}|[0-9]?[A-Z][\w.&'’\-]*\.com,?[ ]+{_SUFFIX}\.?)")
_AND_SUBSIDIARIES = (
    r"(?:,?\s+and\s+(?:its\s+)?(?:consolidated\s+|wholly[- ]owned\s+)?subsidiar(?:y|ies))"
)
_SELF = (
    r"(?:Company|Corporation|Registrant|Group|Issuer|Partnership|Trust|Fund|Bank|Bancorp"
    r"|we|We|our|us)"
)
# "Marlow Pumps, Inc., a Delaware corporation (together with its subsidiaries, “Marlow” or the
# “Company”)": the first words in brackets say that this is the filing's own company.
_DEFINED = re.compile(
    rf"(?<!\w)(?P<name>{_NAME})[*\s]{{0,20}}(?:[\u3400-\u9fff]{{1,40}}\s{{0,9}})?"
    rf"(?:,?\s+an?\s+[A-Z][\w ]{{2,50}}[a-z],?\s*)?{_AND_SUBSIDIARIES}?\s*"
    r"\(\s*(?:together[^)“\"]{0,60}|collectively[^)“\"]{0,40}|hereinafter|referred to[^)“\"]{0,40}"
    r"|which\s+may[^)“\"]{0,40}|(?:herein[^)“\"]{0,30}))?[\s,]*"
    r"(?:[*“\"'‘]*[A-Z][\w&.\- ]{0,30}[,”\"'’*]*\s+(?:and|or)\s+"
    r"|[“\"][A-Z][\w&.\- ]{0,30},?[”\"],?\s+)?"
    rf"(?:the\s+)?[*“\"'‘]*(?:the\s+)?{_SELF}\b(?![ ]+[A-Z])"
)
# What leads a primary statement, or the auditor's sentence on it, is the name of the reporter.
_STATEMENT = (
    r"(?:(?:un)?audited\s+|condensed\s+|consolidated\s+|interim\s+){0,4}"
    r"(?:balance\s+sheets?|statements?\s+of\s+[a-z])"
)
_TITLED = re.compile(
    rf"^[ ]*(?P<name>{_NAME})(?i:{_AND_SUBSIDIARIES}?[ ]*\n\s*{_STATEMENT})", re.MULTILINE
)
_WITH_SUBSIDIARIES = re.compile(
    rf"^[ ]*(?P<name>{_NAME})(?i:{_AND_SUBSIDIARIES})[ ]*$", re.MULTILINE
)
_AUDITED = re.compile(
    rf"(?i:accompanying\s+{_STATEMENT}[a-z]{{0,20}}\s+(?:sheets?\s+)?of\s+|balance\s+sheets?\s+of\s+)"
    rf"(?P<name>{_NAME})"
)
_EXACT_NAME = re.compile(r"(?P<name>[^\n]{2,120})\n+\s*\(\s*Exact\s+name\s+of", re.IGNORECASE)
_PLACE = re.compile(
    r"\(\s*(?:A\s+(?:joint\s+stock\s+|exempted\s+)?company\b|Incorporated\s+in|於|于)",
    re.IGNORECASE,
)
LINES_ABOVE_PLACE = 4
FEWEST_ALONE = 5  # times that a word out of a name stands for the company
LINES_AT_THE_HEAD = 6
FEWEST_MENTIONS = 3  # of a name that nothing introduces
_CHINESE = re.compile(
    r"(?<![\u3400-\u9fff])[\u3400-\u9fff]{4,24}(?:有限公司|集[团團]|控股)(?![\u3400-\u9fff])"
)
_NOT_THE_COMPANY = re.compile(
    r"Stock Exchange|Exchanges? and Clearing|Securities Clearing|Exchange Commission"
    r"|交易所|結算|结算",
    re.IGNORECASE,
)
# Words that tell nothing about which company it is.
_GENERIC_WORDS = """
    inc incorporated corp corporation company co ltd limited plc nv sa ag se llc lp trust bancorp
    holding holdings group international global worldwide technology technologies industries
    industrial financial services service wholesale stores systems software solutions energy power
    resources foods brands products materials handling enterprises partners capital realty
    properties communications pharmaceuticals pharmaceutical therapeutics medical healthcare
    sciences laboratories motors airlines bank banking insurance entertainment media networks the
    and of de com joint stock"""
GENERIC = frozenset(_GENERIC_WORDS.split())
_LEGAL_WORDS = "inc incorporated corp corporation company co ltd limited plc nv sa ag se llc lp the"
_LEGAL = frozenset(_LEGAL_WORDS.split())
_COINED = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]|\d")
_CHINESE_TAIL = re.compile(r"(?:股份)?有限公司$|集[团團]$|控股$|科技$")


def find_company(text: str, cover: str) -> tuple[str, str] | None:
    """The company of a filing and the line it was read from. `cover` is the start of `text`."""
    for match in _EXACT_NAME.finditer(cover):
        name = _tidy(match["name"])
        if re.search(r"[A-Za-z]{2}|\d", name):
            return name, match.group().strip()[:200]
    for match in _PLACE.finditer(cover):
        lines = [line for line in cover[: match.start()].splitlines() if line.strip()]
        for line in reversed(lines[-LINES_ABOVE_PLACE:]):
            if (found := NAME.search(_tidy(line))) and _is_own(found["name"]):
                return _tidy(line), line.strip()
    for pattern in (_TITLED, _WITH_SUBSIDIARIES, _DEFINED, _AUDITED):
        if (named := _most_named(pattern, text)) is not None:
            return named
    return _most_frequent(text) or _at_the_head(text, cover)


def _at_the_head(text: str, cover: str) -> tuple[str, str] | None:
    """A name that is a line of its own at the head, as over a data book, and the only one."""
    lines = [line for line in cover.splitlines() if line.strip()][:LINES_AT_THE_HEAD]
    names = {_tidy(match["name"]) for match in NAME.finditer(text)}
    if len({_key(name) for name in names if _is_own(name)}) != 1:
        return None
    for line in lines:
        found = NAME.fullmatch(_tidy(line))
        if found is not None and _is_own(found["name"]):
            return _tidy(found["name"]), line.strip()
    return None


def _most_named(pattern: re.Pattern[str], text: str) -> tuple[str, str] | None:
    """The name that `pattern` gives most often, the first of equals, and where it stands.

    A name set in capitals is given as the text writes it elsewhere.
    """
    found: dict[str, tuple[str, str]] = {}
    counts: Counter[str] = Counter()
    for match in pattern.finditer(text):
        name = _without_lead(_tidy(match["name"]), text)
        if _is_own(name):
            counts[_key(name)] += 1
            found.setdefault(_key(name), (name, " ".join(match.group().split())[:200]))
    if not counts:
        return None
    name, line = found[counts.most_common(1)[0][0]]
    return _as_written(name, text), line


def _most_frequent(text: str) -> tuple[str, str] | None:
    """The name that stands out by how often it occurs; None where two contend."""
    names = [_tidy(match["name"]) for match in NAME.finditer(text)]
    counts = Counter(_key(name) for name in names if _is_own(name))
    ranked = [*counts.most_common(2), ("", 0), ("", 0)]
    if ranked[0][1] < max(FEWEST_MENTIONS, 2 * ranked[1][1]):
        return None
    name = next(name for name in names if _key(name) == ranked[0][0])
    return _as_written(_without_lead(name, text), text), name


def _key(name: str) -> str:
    """A name without its legal form, capitals and punctuation."""
    words = re.findall(r"[\w&]+", name.lower())
    while len(words) > 1 and words[-1] in _LEGAL:
        words.pop()
    return " ".join(words)


def _without_lead(name: str, text: str) -> str:
    """The name without words of a heading that run into it: "Organization Marlow Pumps, Inc.".

    The words that belong to a name come with it wherever it stands; a heading's do so once.
    """
    words = name.split()
    tails = [
        tail
        for first in range(len(words) - 1)
        if words[first][0].isupper() or words[first][0].isdigit()
        if _is_own(tail := " ".join(words[first:]))
    ]
    counts = [len(re.findall(rf"(?<!\w){re.escape(tail)}", text)) for tail in tails]
    for tail, count in zip(tails, counts, strict=True):
        if count * 2 > max(counts):
            return tail
    return name


def _as_written(name: str, text: str) -> str:
    """A name in capitals as it is written in running text, where it is."""
    if not name.isupper():
        return name
    forms = Counter(
        match.group()
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?-i:(?![a-z]))", text, re.IGNORECASE)
        if not match.group().isupper() and match.group()[0].isupper()
    )
    return forms.most_common(1)[0][0] if forms else name


def _is_own(name: str) -> bool:
    """A name that tells companies apart, and not the exchange's."""
    words = [word.strip(".,").lower() for word in name.split()]
    told = any(word not in GENERIC for word in words)
    return told and _NOT_THE_COMPANY.search(name) is None


def find_chinese_name(cover: str) -> str | None:
    """The Chinese name on the cover."""
    names = (match.group() for match in _CHINESE.finditer(cover))
    return next((name for name in names if not _NOT_THE_COMPANY.search(name)), None)


def chinese_beside(name: str, text: str) -> str | None:
    """The Chinese name that a text gives in brackets right behind the company's own."""
    if not name:
        return None
    match = re.search(rf"{re.escape(name)}[*”\"]?\s{{0,3}}[(（]\s?(?P<zh>{_CHINESE.pattern})", text)
    return None if match is None else match["zh"]


def _tidy(name: str) -> str:
    plain = re.sub(r"[\u3400-\u9fff（）_]+", " ", name.replace("*", " "))
    plain = re.sub(
        r"^(?:General|Overview|Background|Business|The|Name of Registrant:?)\s+(?=[A-Z0-9])",
        "",
        plain.strip(),
    )
    return " ".join(plain.split()).strip(" ,;:-")


def short_names(name: str, text: str = "") -> tuple[str, ...]:
    """What people call a company: its name without legal and generic words, its coined word.

    "Qingdao AInnovation Technology Group Co., Ltd" gives "Qingdao AInnovation Technology Group",
    "Qingdao AInnovation", and "AInnovation": a word with an inner capital or digit is a name.
    """
    return tuple(dict.fromkeys(_shorten(name, text)))


def _shorten(name: str, text: str) -> Iterator[str]:
    if re.search(r"[\u3400-\u9fff]", name):
        short = name
        while (shorter := _CHINESE_TAIL.sub("", short)) != short and len(shorter) >= 2:
            short = shorter
            yield short
        return
    words = re.findall(r"[\w&'’.\-]+", re.sub(r"\.com\b", "", name, flags=re.IGNORECASE))
    while words and words[-1].replace(".", "").lower() in _LEGAL:
        words.pop()
    while words and words[0].lower() == "the":
        words.pop(0)
    if not words:
        return
    yield " ".join(words)
    core = list(words)
    while len(core) > 1 and core[-1].strip(".").lower() in GENERIC:
        core.pop()
    yield " ".join(core)
    is_first = True
    for word in core:
        if word.lower() in GENERIC or len(word) < 3:
            continue
        if len(core) > 1 and _is_place(word, text):
            continue  # "Qingdao", of a company that is named after its town
        if _COINED.search(word) or (len(core) > 1 and _stands_alone(word, text, is_first)):
            yield word
        is_first = False
    yield from _blends(core, text)


def _blends(words: Sequence[str], text: str) -> Iterator[str]:
    """What the beginnings of its first two words make, where the text calls it so: "FedEx"."""
    if len(words) < 2:
        return
    one, other = words[0].lower(), words[1].lower()
    named = Counter(re.findall(rf"\b{re.escape(one[:2].title())}[a-zA-Z]{{2,8}}\b", text))
    for word, count in named.most_common():
        cuts = range(2, len(word) - 1)
        is_blend = any(
            one.startswith(word[:cut].lower()) and other.startswith(word[cut:].lower())
            for cut in cuts
        )
        if is_blend and count >= OFTEN and word.lower() not in (one, other):
            yield word


def is_partial(alias: str, company: str) -> bool:
    """A single word taken out of a longer name: it may be an ordinary word of the language."""
    if " " in alias or _COINED.search(alias):
        return False
    return alias.casefold() not in {short.casefold() for short in (company, *short_names(company))}


def _stands_alone(word: str, text: str, may_be_plain: bool) -> bool:
    """The filing uses the word by itself as a name, and never as an ordinary word.

    "Costco" stands without "Wholesale" and never in lower case; "General" of General Mills does.
    A word that is not coined calls a company only where its name begins with it.
    """
    found = list(re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE))
    if sum(_COINED.search(match.group()) is not None for match in found) >= 3:
        return True
    if not may_be_plain or any(match.group().islower() for match in found):
        return False
    return sum(_is_by_itself(match) for match in found) >= FEWEST_ALONE


def _is_place(word: str, text: str) -> bool:
    return len(re.findall(rf"\b(?:in|near|at) {re.escape(word)}\b", text, re.IGNORECASE)) > 1


def _is_by_itself(match: re.Match[str]) -> bool:
    """A capitalised word that is no part of a longer name: "American Express", "North American"."""
    text, word = match.string, match.group()
    before = re.search(r"(\w*) ?$", text[max(0, match.start() - 30) : match.start()])
    is_led = before is not None and before.group(1)[:1].isupper()
    return (
        not word.isupper()
        and not is_led
        and not re.match(r"-| [A-Z]", text[match.end() : match.end() + 2])
    )
