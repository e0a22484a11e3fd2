"""Relations between line items as questions word them: shares, ratios, sums, averages. Pure.

Each pattern is one way of saying it in English; what fits none is no relation. Periods and company
names are already cut out of the text, so the items carry none.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from service.answering.computing.covering import COVERED_BY, COVERS
from service.answering.computing.differences import ASK, Related, difference, exceeds, excluding
from service.answering.computing.handed_back import handed_back
from service.answering.computing.kinds_added import KIND, kinds_of_one, two_kinds_zh
from service.answering.understanding.cleaning import clean, without_change
from service.measures.expressions import read_item, split_list
from service.measures.tree import Apply, Item, binary, total

PERCENT, RATIO = "percent", "ratio"


_SHARE = r"(?:share|weight|proportion|portion|percentage|percent|per\s+cent|fraction|part|%)"
_LINK = (
    r"(?:(?:that\s+|which\s+)?(?:(?:was|were|is|are|has|had|have)\s+)?(?:(?:generated"
    r"|derived|contributed|earned|made|accounted"
    r"\s+for|attributable|attributed|related|relating|allocated|held|due|owed|represented"
    r"|coming)\s+)?"
    r"(?:came\s+from|comes?\s+from|coming\s+from|from|by|to|relates?\s+to|related\s+to"
    r"|belongs?\s+to|carried|carries|bore|bears"
    r"|consists?\s+of|consisted\s+of|comprises?d?|works?\s+(?:in|for|on)|worked\s+(?:in|for"
    r"|on)|went\s+(?:to|into|on)"
    r"|goes\s+to|(?:in\s+)?(?:ended|ends?)\s+up(?:\s+(?:being|as|in))?|represents?|is|are|was|were|had|has"
    r"|have|in|on|for|at)\b)"
)
_PART_OF_WHOLE = re.compile(
    rf"(?:\b(?:what|which)|^(?:the)?)\s*\b{_SHARE}\s+of\s+(?:the\s+|its\s+|their\s+"
    rf"|total\s+)*(?P<whole>.+?)\s+{_LINK}\s+"
    rf"(?:the\s+)?(?P<part>.+)$",
    re.I,
)
_SHARE_THAT = re.compile(
    rf"\b{_SHARE}\s+of\s+(?:the\s+|its\s+|total\s+)*(?P<whole>.+?)\s+(?:that|which"
    rf"|who)\s+(?:is|are|was|were|has|have|had"
    rf"|carry|carries|carried|comes?|came|relates?|works?|belongs?)\s+(?:from\s+|to\s+"
    rf"|in\s+)?(?P<part>.+)$",
    re.I,
)
_SHARE_SPENT = re.compile(  # what is paid out of an amount is no line of what makes it up
    rf"\b(?:what|which)\s+{_SHARE}\s+of\s+(?:the\s+|its\s+|their\s+|total\s+)*(?P<whole>.+?)\s+"
    r"(?:(?:was|were|is|are|has\s+been|did|does|do)\s+)?(?:the\s+(?:group|company)\s+)?"
    r"(?:spen[dt]|used|paid(?:\s+out)?|invested|put|swallowed|absorbed|consumed|eaten(?:\s+up)?)\s+"
    r"(?:(?:on|for|as|in|into|up\s+by|by)\s+)+(?:the\s+)?(?P<part>.+)$",
    re.I,
)
_SHARE_DID = re.compile(
    rf"\b(?:what|which)\s+{_SHARE}\s+of\s+(?:the\s+|its\s+|their\s+|total\s+)*(?P<whole>.+?)\s+"
    r"(?:did|does|do)\s+(?:the\s+)?(?P<part>.+?)\s+(?:account\s+for|represent|make\s+up|contribute"
    r"|generate|bring\s+in|constitute|have|hold|provide|deliver)\b\W*(?:in|at|on|for|by)?\W*$",
    re.I,
)
_SHARE_ZH = re.compile(
    r"(?P<part>[^，,。？?占佔]{2,24}?)(?:占|佔)(?:了)?(?P<whole>[^，,。？?的]{2,16}?)的?"
    r"(?:比例|比重|百分比|比率|多少|百分之[几幾多]少?)"
)
_AS_SHARE = re.compile(
    rf"{ASK}(?P<part>.+?)\s*,?\s+(?:expressed\s+|stated\s+)?as\s+(?:(?:a|an"
    rf"|the)\s+)?{_SHARE}\s+of\s+(?:the\s+|its\s+|total\s+)*"
    rf"(?P<whole>.+)$",
    re.I,
)
_SHARE_OF = re.compile(
    rf"\b(?P<part>[\w&/ -]+?)(?:['’]s?)\s+{_SHARE}\s+of\s+(?:the\s+|its\s+|total\s+"
    rf"|group\s+)*(?P<whole>.+)$",
    re.I,
)
_SHARE_IN = re.compile(  # "in" alone may be a place: "the percentage of revenue in Europe"
    rf"{ASK}{_SHARE}\s+(?:constitution\s+)?of\s+(?P<part>.+?)\s+(?:(?:out\s+of|over|against)"
    r"|(?:in|within|to|from)(?=\s+(?:the\s+)?total\b))\s+(?P<whole>.+)$",
    re.I,
)
_AS_RATIO = re.compile(
    rf"{ASK}(?P<part>.+?)\s+as\s+a\s+(?:ratio|multiple)\s+of\s+(?P<whole>.+)$", re.I
)
_RELATIVE = re.compile(
    rf"{ASK}(?P<part>.+?)\s+(?:relative\s+to|in\s+relation\s+to|measured\s+against"
    rf"|divided\s+by)\s+"
    rf"(?:the\s+|its\s+|total\s+)*(?P<whole>.+)$",
    re.I,
)
_TAKES = re.compile(
    rf"\b(?:did|does|do)\s+(?P<part>.+?)\s+(?:eat\s+up|take(?:\s+up)?|absorb|consume|make\s+up"
    rf"|account\s+for|represent|use\s+up)\s+(?:(?:the|a|an|what)\s+)?(?:\w+\s+)?{_SHARE}\s+of\s+"
    r"(?P<whole>.+)$",
    re.I,
)
_HOW_BIG = re.compile(
    rf"how\s+(?:big|large|high|much)\s+(?:was|were|is"
    rf"|are)\s+(?:the\s+)?(?P<part>.+?)\s+(?:relative\s+to|in\s+relation\s+to"
    rf"|against|as\s+a\s+{_SHARE}\s+of)\s+(?:the\s+)?(?P<whole>.+)$",
    re.I,
)
_OVER = re.compile(  # a line over another, where a percentage is asked for
    rf"{ASK}(?P<part>[\w&/'’ -]+?)\s+(?:over|/)\s+(?P<whole>(?!(?:the\s+)?(?:last|past|next|year"
    r"|period|time|\w+\s+years?)\b)[A-Za-z][\w&/'’ -]+?)[\s,]*\(?\s*(?:(?:in|as)\s+(?:an?\s+)?)?"
    r"(?:%|per\s?cent(?:age)?)\s*\)?$",
    re.I,
)
_SHARE_WITHIN = re.compile(  # "Europe's weight in revenue"
    r"\b(?P<part>[\w&/ -]+?)(?:['’]s?)\s+(?:weight|share)\s+(?:in|within)\s+(?:the\s+|its\s+"
    r"|total\s+|group\s+)*(?P<whole>.+)$",
    re.I,
)
_OF_AHEAD = re.compile(  # "Looking only at X (Y left out), what percentage was Z?"
    r"^\W*(?:(?:looking|taking|considering|counting|of|out\s+of|within)\s+(?:only\s+)?(?:at\s+)?"
    r"(?:only\s+)?)?(?!(?:in|at|for|on|by|during|as|from)\b)(?:the\s+)?"
    rf"(?P<whole>[^,()]+?)\s*(?:\([^()]*\)\s*)?,\s+(?:only\s+)?(?:what|which)\s+{_SHARE}\s+"
    r"(?:of\s+(?:it|them|these|this|those)\s+)?(?:is|are|was|were|had|has|have|bore|carried|came"
    r"\s+from|related\s+to)\s+(?:at\s+|in\s+|on\s+|a\s+)?(?P<part>.+)$",
    re.I,
)
_RATIO_OF = re.compile(
    r"\bratio\s+of\s+(?:the\s+|its\s+)?(?P<part>.+?)\s+to\s+(?:the\s+|its\s+)?(?P<whole>.+)$", re.I
)
_TO_RATIO = re.compile(rf"{ASK}(?P<part>[\w&/ ]+?)[- ]to[- ](?P<whole>[\w&/ ]+?)[- ]ratio\b", re.I)
_TIMES = re.compile(  # "How many times equity were the borrowings?"
    r"\bhow\s+many\s+times\s+(?:the\s+|its\s+)?(?P<whole>[^,?]+?)\s+(?:was|were|is|are)\s+(?:the\s+|its\s+)?"
    r"(?P<part>[^,?]+)$",
    re.I,
)
_PER = re.compile(
    rf"{ASK}(?P<part>[\w&/' -]+?)\s+(?:per|for\s+each|for\s+every|by)\s+(?P<whole>"
    r"employee|head|person|member\s+of\s+staff|staff\s+member|customer|client|store|user|subscriber"
    r"|patent|site|vehicle|unit|supplier|director|tonne?|ton|MWh|kWh|share)s?\b(?P<rest>.*)$",
    re.I,
)
_EACH = re.compile(
    r"\b(?:on\s+average\W+)?how\s+much\s+(?P<part>.+?)\s+(?:did|does|do|has"
    r"|had)\s+each\s+(?P<whole>.+?)\s+"
    r"(?:generate|bring\s+in|contribute|earn|spend|cost|receive|pay|make|account\s+for)\w*\b.*$",
    re.I,
)
_TOGETHER = re.compile(
    r"\b(?:taking|counting|adding|put(?:ting)?)\s+(?P<list>.+?)\s+(?:together|combined"
    r"|up)\b\W*(?P<rest>.*)$",
    re.I,
)
_LIST_TOGETHER = re.compile(
    rf"{ASK}(?P<list>[\w&/' -]+?(?:,\s*[\w&/' -]+?)*,?\s+and\s+[\w&/' -]+?)\W+(?:together"
    rf"|combined|in\s+total|altogether"
    r"|in\s+aggregate|taken\s+together)\b",
    re.I,
)
_SUM_OF = re.compile(
    rf"{ASK}(?:combined|sum\s+of|total\s+of"
    rf"|aggregate(?:\s+of)?)\s+(?:the\s+)?(?P<list>.+?,?\s+(?:and|plus)\s+.+)$",
    re.I,
)
_ADDING = re.compile(
    r"\badding\s+(?:the\s+)?(?P<one>.+?)\s+to\s+(?:the\s+)?(?P<other>[^,?]+)", re.I
)
_ADD_UP = re.compile(
    r"^\W*(?:add(?:\s+up)?|sum(?:\s+up)?)\s+(?:the\s+)?(?P<list>.+?\s+(?:and|plus)\s+[^?]+?)"
    r"(?:\s+(?:that\s+|which\s+)?(?:(?:was|were|is|are)\s+)?(?:owed|due|held|outstanding|paid|reported))?\W*"
    r"(?:\b(?:at|on|in|for|as\s+(?:at|of))\b\W*)*$",
    re.I,
)
_TWO_KINDS = re.compile(
    rf"{ASK}(?P<item>.+?)\W+(?:in\s+total\W+)?(?P<one>current|gross|basic|male"
    rf"|short-term)\s+(?:plus|and)\s+"
    r"(?P<other>non-current|noncurrent|net|diluted|female|long-term)\b",
    re.I,
)
_AVERAGE_ENDS = re.compile(
    r"\baverage\s+of\s+(?:the\s+)?(?:opening|beginning)\W+(?:[^a-z]|and|to)*\s*(?:closing"
    r"|ending)\b\W*(?P<item>.+)$",
    re.I,
)


def read_relation(text: str) -> Related | None:
    """The relation that a question asks for; None where it asks for a single line item."""
    text = " ".join(text.split()).rstrip("?!.。？ ")
    return next((found for style in _STYLES if (found := style(text)) is not None), None)


def _quotient(pattern: re.Pattern[str], unit: str) -> Callable[[str], Related | None]:
    def read(text: str) -> Related | None:
        match = pattern.search(text)
        if match is None:
            return None
        part, whole = clean(match["part"]), clean(match["whole"])
        if not part or not whole:
            return None
        return Related(binary("/", read_item(part), read_item(whole)), unit)

    return read


_RATHER = re.compile(r",?\s+(?:rather\s+than|instead\s+of|as\s+opposed\s+to)\s.*$", re.I)
_PRONOUN = re.compile(r"that|this|it|those|these", re.I)
_OUTSIDE = re.compile(  # all but that part
    r"^(?:(?:earned|made|generated|derived|located|held|came|coming|from)\s+)*"
    r"(?:outside(?:\s+of)?|other\s+than|apart\s+from|not\s+(?:in|from))\s+(?:the\s+)?(?P<what>.+)$",
    re.I,
)


def _part_of_whole(pattern: re.Pattern[str]) -> Callable[[str], Related | None]:
    """A part is a line of what makes up the whole, so it is looked for under the whole's name."""

    def read(text: str) -> Related | None:
        match = pattern.search(text)
        if match is None:
            return None
        part, whole = clean(_RATHER.sub("", match["part"])), clean(match["whole"])
        if not part or not whole:
            return None
        if _PRONOUN.fullmatch(part):  # "what share of total assets is that?"
            return Related(binary("/", Item(part), Item(whole)), PERCENT)
        if (outside := _OUTSIDE.match(part)) is not None:
            rest = binary("-", Item(whole), Item(f"{whole} {clean(outside['what'])}"))
            return Related(binary("/", rest, Item(whole)), PERCENT, is_share=True)
        return Related(binary("/", Item(f"{whole} {part}"), Item(whole)), PERCENT, is_share=True)

    return read


_HEADS = {"head": "employee", "person": "employee"}
_PER_MONEY = re.compile(
    rf"{ASK}(?P<part>.+?)\s+(?:per|for\s+each|for\s+every)\s+(?:RMB|CNY|HK\$|HKD|US\$|USD|\$)\s?(?:\d+\s+)?"
    r"(?:thousand|million|billion)\s+(?:of|in)\s+(?P<whole>[\w&' -]+)",
    re.I,
)


def _per_money(text: str) -> Related | None:
    match = _PER_MONEY.search(text)
    if match is None or not (part := clean(match["part"])) or not (whole := clean(match["whole"])):
        return None
    return Related(binary("/", read_item(part), read_item(whole)), "per")


def _per(text: str) -> Related | None:
    match = _PER.search(text)
    if match is None or not clean(match["part"]) or match["whole"].lower() == "share":
        return None  # per share: printed in every filing
    whole = _HEADS.get(match["whole"].lower(), match["whole"])
    count = f"number of {whole}s"
    part = re.sub(r"^average\s+", "", clean(match["part"]), flags=re.IGNORECASE)
    return Related(binary("/", read_item(part), Item(count)), "per")


_IMPLIED = re.compile(
    r"\bper\b.*?\bimplied\s+by\s+(?:the\s+)?(?P<part>.+?)\s+and\s+(?:the\s+)?(?P<whole>.+)$", re.I
)


def _implied(text: str) -> Related | None:
    """A factor "(tons per MWh) implied by" one line and another: the one for each of the other."""
    match = _IMPLIED.search(text)
    if match is None or not (part := clean(match["part"])) or not (whole := clean(match["whole"])):
        return None
    return Related(binary("/", read_item(part), read_item(whole)), "per")


def _each(text: str) -> Related | None:
    match = _EACH.search(text)
    if match is None:
        return None
    part, whole = clean(match["part"]), clean(match["whole"])
    return Related(binary("/", Item(f"{part} from {whole}s"), Item(f"number of {whole}s")), "per")


def _together(text: str) -> Related | None:
    match = _TOGETHER.search(text)
    if match is not None:
        parts = split_list(match["list"])
        rest = clean(without_change(match["rest"]))
        if " to " in match["list"] and len(parts) < 2:
            return None
        if all(KIND.fullmatch(part) for part in parts):  # current and non-current
            parts = tuple(f"{part} {rest}" for part in parts) if rest else ()
        return _summed(parts)
    match = _LIST_TOGETHER.search(text) or _SUM_OF.search(text) or _ADD_UP.search(text)
    if match is None:
        return None
    parts = split_list(clean(match["list"].replace(" plus ", " and ")))
    return _summed(_sharing_head(kinds_of_one(parts)))


_HEAD = re.compile(r"^(?P<head>\S+(?:\s+\S+)*?\s+(?:from|on|of|in|for|to))\s+\S+", re.I)


def _sharing_head(parts: tuple[str, ...]) -> tuple[str, ...]:
    """What leads the first leads all, said once: "net cash from operations and investing"."""
    head = _HEAD.match(parts[0]) if parts else None
    if head is None or any(len(part.split()) > 2 for part in parts[1:]):
        return parts
    return (parts[0], *(f"{head['head']} {part}" for part in parts[1:]))


def _summed(parts: tuple[str, ...]) -> Related | None:
    if len(parts) < 2:
        return None
    return Related(total(tuple(Item(clean(part)) for part in parts)), None)


_PARTS_ZH = re.compile(  # "政府补助（与收益相关及与资产相关）合计"
    r"(?P<item>[^（）()，,]{2,24})[（(](?P<one>[^（）()]{2,16}?)(?:以及|及|和|与|與|、)(?P<two>[^（）()]{2,16})[）)]"
    r"\s*(?:合计|合計|总计|總計|共计|共計|加起来|加起來|总和|總和)"
)


def _parts_together_zh(text: str) -> Related | None:
    """Two parts of a line, named in brackets behind it, taken together."""
    match = _PARTS_ZH.search(text)
    if match is None:
        return None
    return _summed(tuple(f"{match['item']}{match[part]}" for part in ("one", "two")))


def names_parts(text: str) -> bool:
    """Whether parts are named that are to be taken together: no line that has the words of both."""
    return _PARTS_ZH.search(text) is not None


def _adding(text: str) -> Related | None:
    match = _ADDING.search(text)
    return None if match is None else _summed((clean(match["one"]), clean(match["other"])))


def _two_kinds(text: str) -> Related | None:
    match = _TWO_KINDS.search(text)
    if match is None:
        return None
    item = clean(match["item"])
    return _summed((f"{match['one']} {item}", f"{match['other']} {item}")) if item else None


def _average_ends(text: str) -> Related | None:
    match = _AVERAGE_ENDS.search(text)
    if match is None:
        return None
    item = clean(match["item"])
    return Related(Apply("avg", (Item(item, is_opening=True), Item(item))), None) if item else None


_STYLES: tuple[Callable[[str], Related | None], ...] = (
    _average_ends,
    difference,
    exceeds,
    _adding,
    _together,
    _parts_together_zh,
    _two_kinds,
    two_kinds_zh,
    _quotient(COVERED_BY, RATIO),
    _quotient(COVERS, RATIO),
    _quotient(_RATIO_OF, RATIO),
    _quotient(_TO_RATIO, RATIO),
    _quotient(_TAKES, PERCENT),
    _quotient(_HOW_BIG, PERCENT),
    _quotient(_TIMES, RATIO),
    handed_back,
    _quotient(_SHARE_SPENT, PERCENT),
    _part_of_whole(_SHARE_DID),
    _part_of_whole(_OF_AHEAD),
    _part_of_whole(_PART_OF_WHOLE),
    _part_of_whole(_SHARE_THAT),
    _quotient(_AS_SHARE, PERCENT),
    _quotient(_AS_RATIO, RATIO),
    _quotient(_SHARE_IN, PERCENT),
    _part_of_whole(_SHARE_OF),
    _part_of_whole(_SHARE_WITHIN),
    _quotient(_OVER, PERCENT),
    _implied,
    _each,
    _per_money,
    _per,
    excluding,
    _quotient(_RELATIVE, PERCENT),
    _quotient(_SHARE_ZH, PERCENT),
)
