"""The label of a row to the concepts it can mean, before its table is asked. Pure.

A label prints more than a name: alternations ("(Loss)/profit"), notes, par values, "net of
allowance of $16". They are taken off here; a word that is left over and that no wording has
means that the row is something else ("Revenue from Customer A"), and gives nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ingest.concepts.catalogue import Catalogue, Key, Reading, Term, Wording, catalogue, label_key
from ingest.concepts.words import has_chinese, lowered, simplified, words_of

MAX_LABEL = 300  # characters; longer is a sentence
_BRACKET = re.compile(r"\(([^()]*)\)|（([^（）]*)）|\[([^\[\]]*)\]")
_NOTE = re.compile(
    r"[\s,;–-]*\(?\b(?:see |refer to )?notes? ?\d+[a-z]?(?:\([a-z\d]+\))*(?:(?:,"
    r"| and| &) ?\d+[a-z]?)*\)?"
    r"|[*†‡#]+|\s+\d{1,2}$"
)
_LEAD = re.compile(
    r"^(?:\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})[.)]\s+)?"
    r"(?:(?:less|add|plus|deduct|minus|adjustments? for|adjusted for)(?:\s*[:–-]\s*|\s+(?=\w)))?"
)
_PART = re.compile(r"^\W*(?:of which|including|thereof|representing|included in)\b|^其中")
_NONCURRENT = re.compile(
    r"[\s,;:–-]*\(?\b(?:less|net of|excluding|exclusive of|after)\b[\s:–-]*(?:the )?(?:its )?"
    r"(?:current (?:portion|maturities|instal?lments?)(?: of [a-z -]+)?"
    r"|(?:amounts?|portion)? ?due within (?:one|1) year)\)?$"
)
_NET_OF = re.compile(
    r"[\s,;:–-]*\(?\b(?:net of|less|after deducting|after)\b[\s:–-]*(?:an? |the )?"
    r"(?:accumulated|allowances?|loss allowances?|doubtful|provisions?|impairment|reserves?"
    r"|unamorti[sz]ed"
    r"|debt (?:issuance|discount)|discounts?|deferred (?:financing|debt|loan)"
    r"|valuation|amounts? capitali[sz]ed"
    r"|capitali[sz]ed|refunds?|tax refunds|issuance costs?|offering costs?"
    r"|amorti[sz]ation|depreciation"
    r"|expected credit|credit loss|cash (?:and (?:restricted cash"
    r"|cash equivalents) )?(?:acquired|disposed|divested)"
    r"|(?:\w+ ){0,2}(?:discounts?|issuance costs?|fees)\b).*$"
)
_AFTER_TAX = re.compile(r"[\s,;:–-]*\(?\bnet of (?:income )?tax(?:es)?(?: \w+){0,3} ?of\b.*$")
_PAR = re.compile(
    r"[\s,;:–-]*(?:of )?\b(?:us|hk)?[$€£]?\s*[\d.,]*\s*(?:no |without )?par(?: value)?\b.*$"
    r"|[\s,;:–-]*(?:us|hk)?[$€£]\s*[\d.,]+\s*(?:stated|nominal) value.*$"
    r"|[\s,;:–-]+(?:authori[sz]ed|shares authori[sz]ed|issued and outstanding)\b.*$"
)
_TREASURY_TAIL = re.compile(r"(treasury (?:stocks?|shares?)|in treasury)\b.*\bat cost\b.*$")
_WHO = re.compile(r"\b(?:the )?(?:company|group|registrant|parent company)(?:['’]s?)?(?![a-z])")
_DATE = re.compile(
    r"[\s,–-]*\b(?:as (?:at|of)|at|on|for the (?:year|period|quarter"
    r"|(?:\w+ )?months) ended|ended)\s+"
    r"(?:\d{1,2} )?(?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december)\b[\d ,]*$"
)
_RESULTS = frozenset(
    "loss losses income profit profits gain gains benefit benefits credit credits".split()
)
_COSTS = frozenset("expense expenses cost costs charge charges deductions provision".split())
_MOVES = frozenset(
    "increase decrease used provided generated from in by for the outflow inflow outflows inflows"
    " deficit deficiency accumulated retained earnings net recovery reversal reversals decline and"
    " of on equity payments proceeds repayments assets liabilities asset liability received"
    " paid".split()
)
_NAMES_IT = _RESULTS | _COSTS | frozenset(
    "earnings result results increase decrease change equity assets liabilities position cash"
    " deficit proceeds borrowings capital paid".split()
)  # fmt: skip
_ASIDE = re.compile(
    r"(?:un)?audited|as restated|restated|continued|unaudited and restated|note|notes|nil"
    r"|.*\bin (?:thousands|millions|billions)\b.*|(?:rmb|hk\$|us\$|usd|\$|£|€)?\s*['’]?0*\s?million"
    r"|(?:expressed )?in (?:rmb|us|hk).*|rmb.{0,6}|us\$.{0,6}|hk\$.{0,6}"
    r"|(?:as )?previously reported"
    r"|[a-z]|[ivx]+|\d+[a-z]?|see .*|note .*|notes .*"
    r"|continuing operations and discontinued operations"
    r"|net of .*|less .*|inclusive of .*|includ(?:ing|es) .*|(?:a )?related part(?:y"
    r"|ies).{0,30}|adjusted for .*"
    r"|non-ifrs measures?|non-gaap|a non-gaap .*|before tax|\d.*|[$£€].*"
)
_COST_OF = re.compile(r"^(?:total )?costs? of\b|^intangible|^other intangible")
_ACRONYM = re.compile(r"[A-Z][A-Z&/.\-]{1,7}s?")
_LEGAL_FORM = (
    r"inc|corp|corporation|incorporated|company|co|ltd|limited|plc|llc|lp|l\.p|group|holdings?|trust"
    r"|and subsidiaries|& co|s\.a|n\.v|ag|se"
)
_SLASH = re.compile(r"\b([a-z]+)\s*/\s*([a-z]+)\b")
_CHINESE_PAIR = re.compile(r"[（(][亏虧收利溢盈损損益潤润减減增用开開支出产產生得]+[)）][/／]?")
_CHINESE_LEAD = re.compile(r"^(?:[一二三四五六七八九十]+、|[减減加][:：]|\d+[.、])")
_CHINESE_ASIDE = re.compile(r"[（(][^（）()]*[)）]|[\s、，,:：/／．.]|附注\d*|[A-Za-z0-9*]")
_PER_SHARE_WHO = frozenset(
    "attributable available applicable company owner parent holder ordinary"
    " common shareholder stock"
    " member basis".split()
)
_CASH_WORDS = frozenset(
    "cash equivalent restricted unrestricted bank balance overdraft and".split()
)
_MARKS = frozenset({"current", "noncurrent", "longterm", "shortterm"})
_OWNERS = frozenset(
    "company owner parent shareholder equity holder member ordinary controlling".split()
)
_SHARES = frozenset({"share", "stock", "unit"})
_KINDS_OF_SHARES = frozenset({"basic", "diluted", "dilution"})
_AVERAGE_SHARES = _SHARES | _KINDS_OF_SHARES | frozenset(
    "weighted average number common ordinary outstanding issue compute computing computation"
    " calculating calculation calculate used earning income loss net per assuming and".split()
)  # fmt: skip
_MOVEMENT = frozenset("beginning end increase decrease change effect opening".split())


@dataclass(frozen=True, slots=True)
class LabelReading:
    """What a label can mean.

    Attributes:
        readings: Concepts whose wording it is; none: no wording fits.
        term: "current" or "noncurrent" where the label says so beside a concept that is split.
        is_part: It names a part ("of which ..."): nothing that it names is meant as a whole.
        words: The comparable words of the label.
    """

    readings: tuple[Reading, ...] = ()
    term: Term | None = None
    is_part: bool = False
    words: Key = ()


NOTHING = LabelReading()


@lru_cache(maxsize=20_000)
def read_label(label: str, company: str = "") -> LabelReading:
    """The concepts that a row's label can mean, by its own words alone.

    Args:
        label: As printed, its section path not included.
        company: The filing's company, for "Net income attributable to Example Inc.".
    """
    if not label or len(label) > MAX_LABEL:
        return NOTHING
    if has_chinese(label):
        found = _read_chinese(label)
        latin = re.sub(r"[\u3000-\u9fff（）]+", " ", label)
        if not re.search(r"[A-Za-z]{3}", latin):
            return found
        other = _read_english(latin, company)
        if not found.readings or not other.readings:
            return found if found.readings else other
        both = tuple(r for r in found.readings if r.concept in [o.concept for o in other.readings])
        return LabelReading(both, other.term, other.is_part, other.words)
    return _read_english(label, company)


def _read_english(label: str, company: str) -> LabelReading:
    text = lowered(" ".join(label.split()))
    if _PART.search(text):
        return LabelReading(is_part=True)
    words = tuple(word.text for word in words_of(plain_label(label, company)))
    return find(words)


def find(words: Key) -> LabelReading:
    """The concepts of comparable words: as they are, then without "total", "net" and the like."""
    known = catalogue()
    words = tuple(_fold(list(words)))
    variants = _variants(words)
    for variant in variants:
        if readings := known.labels.get(label_key(variant)):
            return LabelReading(_in_order(readings, variant, known), words=words)
    for variant in variants:
        if (parted := _split(variant, known)) is not None:
            return LabelReading(parted[0], parted[1], words=words)
    return LabelReading(words=words)


def _fold(words: list[str]) -> list[str]:
    """What some families of labels say beside their name, taken out."""
    held = set(words)
    if "average" in held and held & _SHARES and held & _KINDS_OF_SHARES and held <= _AVERAGE_SHARES:
        kinds = [word for word in ("basic", "diluted") if word in held]
        return ["weighted", "average", "share", *(kinds or ["diluted"])]
    if "per" in held and "share" in held:
        at = words.index("per")
        who = _PER_SHARE_WHO | ({"equity"} if "holder" in held else set())
        kept = [word for i, word in enumerate(words) if word not in who or i == at]
        return ["share" if word == "unit" else word for word in kept]
    if "attributable" in held:
        at = words.index("attributable") + 1
        holders = set(words[at:])
        if holders and holders <= _OWNERS:
            return [*words[:at], "company"]
        if "common" in holders and holders <= _OWNERS | {"common", "stock", "unit"}:
            return [*words[:at], "common", "shareholder"]
    if "cash" in held and held & _MOVEMENT and "dividend" not in held:
        at = words.index("cash")
        return [word for i, word in enumerate(words) if i == at or word not in _CASH_WORDS]
    return words


def _variants(words: Key) -> list[Key]:
    found = [words]
    for drop in ({"total"}, {"net"}, {"total", "net"}, {"consolidated"}, {"consolidated", "total"}):
        if drop <= set(words):
            last_net = "net" not in drop or words[-1] == "net"
            shorter = tuple(word for word in words if word not in drop)
            if shorter and last_net and shorter not in found:
                found.append(shorter)
    return found


def _in_order(readings: tuple[Reading, ...], words: Key, known: Catalogue) -> tuple[Reading, ...]:
    """Of several readings in one statement those whose wording has the words in this order."""
    ordered = known.phrases.get(words, ())
    names = {reading.concept.name for reading in ordered}
    statements = {reading.concept.statement for reading in ordered}
    return tuple(
        r for r in readings if r.concept.name in names or r.concept.statement not in statements
    )


def _split(words: Key, known: Catalogue) -> tuple[tuple[Reading, ...], Term | None] | None:
    """A concept that is split, with its part named by the label."""
    marks = {word for word in words if word in _MARKS}
    if not marks:
        return None
    is_current = "current" in marks or "shortterm" in marks
    if is_current and "noncurrent" in marks:
        return None
    base = tuple(
        w for w in words if w not in {*marks, "portion"} or (w == "portion" and not is_current)
    )
    found = [
        r for r in known.labels.get(label_key(base), ()) if r.wording is not Wording.BARE and base
    ]
    if readings := tuple(r for r in found if r.concept.split):
        return readings, "current" if is_current else "noncurrent"
    if marks == {"noncurrent"} and (readings := tuple(r for r in found if not r.concept.whole)):
        return readings, None  # what is non-current by its nature: deferred tax, goodwill
    return None


def _read_chinese(label: str) -> LabelReading:
    text = simplified("".join(lowered(label).split()))
    if _PART.search(text):
        return LabelReading(is_part=True)
    text = _CHINESE_LEAD.sub("", text)
    text = _CHINESE_PAIR.sub("", text)
    text = _CHINESE_ASIDE.sub("", text)
    known = catalogue().chinese
    for variant in (
        text,
        text.removesuffix("总额"),
        text.removesuffix("合计"),
        text.removesuffix("净额"),
    ):
        if readings := known.get(variant):
            return LabelReading(readings, words=(variant,))
    return LabelReading(words=(text,))


@lru_cache(maxsize=20_000)
def plain_label(label: str, company: str = "") -> str:
    """An English label, lower case, without notes, asides, alternations and amounts."""
    text = " ".join(label.split())
    text = _BRACKET.sub(lambda match: _bracket(match, text), text)
    text = lowered(text)
    text = _LEAD.sub("", text.strip(" –-•·:"))
    text = _NOTE.sub("", text)
    if company:
        text = _company_pattern(company).sub(" company ", text)
    text = _WHO.sub(" company ", text)
    text = _NONCURRENT.sub(" noncurrent", text)
    text = _TREASURY_TAIL.sub(r"\1", text)
    for tail in (_PAR, _AFTER_TAX, _NET_OF, _DATE):
        text = tail.sub("", text)
    text = _SLASH.sub(_alternation, text)
    text = text.replace("/", " ")
    return " ".join(text.split()).strip(" ,;:–-")


def _bracket(match: re.Match[str], label: str) -> str:
    """What of a bracket belongs to the name: an alternation or an aside does not."""
    inside = next(group for group in match.groups() if group is not None).strip()
    low = lowered(inside)
    outside = lowered(label[: match.start()] + " " + label[match.end() :])
    words = re.findall(r"[a-z]+", low)
    others = set(re.findall(r"[a-z]+", outside))
    alternates = _RESULTS | _COSTS | _MOVES
    if words and set(words) <= alternates:
        of_tax = any(word.startswith("tax") for word in others)
        is_cost = set(words) <= _COSTS or (
            set(words) == {"income"} and others & {"expense", "expenses", "costs"}
        )
        if is_cost and not of_tax and "income" in others | set(words):
            return f" {low} "
        return (
            " " if others & _NAMES_IT or not others <= {"net", "total"} and others else f" {low} "
        )
    if _ASIDE.fullmatch(low) or (_ACRONYM.fullmatch(inside) and not outside.isupper()):
        return " "
    if re.match(r"exclu(?:ding|sive)\b", low) and _COST_OF.search(outside.strip()):
        return " "
    return f" {inside} "


def _alternation(match: re.Match[str]) -> str:
    """One side of "income/loss" or "(benefit)/provision": they are one line."""
    first, second = match.groups()
    if first in _RESULTS | _COSTS and second in _RESULTS | _COSTS:
        if {first, second} & _COSTS and "income" in (first, second):
            return f"{first} {second}"  # other income/expense is not other income
        return first
    if first in _MOVES and second in _MOVES:
        return first
    return f"{first} {second}"


@lru_cache(maxsize=256)
def _company_pattern(company: str) -> re.Pattern[str]:
    """A company's name as labels print it: in full, without its legal form, or its first word.

    The first word alone stands for the company only beside its owners: "Example shareholders".
    """
    low = lowered(company).strip(" .,").removeprefix("the ")
    form = rf"(?:,? (?:{_LEGAL_FORM})\b\.?)*"
    core = re.sub(rf"{form}$", "", low).strip(" .,") or low
    first = re.escape(core.split()[0])
    owners = r"(?= (?:share|stock|common|ordinary|unit))"
    return re.compile(
        rf"(?<![a-z])(?:{re.escape(core)}{form}(?:['’]s?)?(?![a-z])"
        rf"|{first}(?:['’]s?)?{owners}|(?<=attributable to ){first}(?:['’]s?)?$)"
    )
