"""Who the auditor is: the firm that stands beside the word, or that signs the report on it.

"... have been agreed by the Company's auditor, Reed & Fallow CPA Limited, to the amounts ..."
"/s/ Reed & Fallow LLP ... We have served as the Company's auditor since 2011."

What the auditor was paid names no firm.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ingest.types import Span
from service.answering.drafts import Desk, Draft
from service.answering.prose.extract import Sentence, sentences_about
from service.answering.prose.textual import quoting
from service.answering.understanding.sought import FIRM

PASSAGES = 24
_ASKED = re.compile(
    r"^\W*(?:(?:who|which|what|name|give|identify|state)\b.*?\b)?(?:the\s+|its\s+|our\s+)?(?:[\w&.]+['’]s\s+)?"
    r"(?:names?\s+of\s+)?(?:the\s+|its\s+)?(?:[\w&.]+['’]s\s+)?(?:external\s+|independent\s+|statutory\s+|current\s+)?"
    r"(?:auditors?|audit\s+firm|independent\s+registered\s+public\s+accounting\s+firm)\b(?!['’])"
    r"|^\W*(?:who|which\s+(?:\w+\s+)?firm)\s+(?:audits?|audited|is\s+auditing|signed\s+the\s+audit)\b"
    r"|(?:核[数數][师師]|审计师|審計師)(?:是|为|為)?(?:谁|誰|哪)|哪[家间間].*(?:审计|審計|核[数數])",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(  # of the auditor something else is asked
    r"\b(?:remuneration|fees?|paid|cost|charge[ds]?|report|opinion|say|said|raise[ds]?|matters?|office|previous"
    r"|former|predecessor|resign\w*|since|when|why|how|long)\b|费|費|酬金|意见|意見",
    re.IGNORECASE,
)
_CALLED = r"(?:auditors?|independent\s+(?:registered\s+public\s+accounting\s+firm|accountants?))"
_NAMED = re.compile(
    rf"\b{_CALLED}\s*[,:，]?\s*(?:namely\s+|is\s+|are\s+|was\s+|Messrs\.?\s+)?$", re.IGNORECASE
)
_IS_ONE = re.compile(
    r"^\W{0,3}(?:\([^()]*\)\W*)?(?:is|was|are|has\s+been|as|acts?|served?|being|,)?\s*"
    r"(?:\w+\s+){0,4}?(?:the|our|its|as)\s+"
    rf"(?:\w+['’]s\s+)?(?:\w+\s+){{0,2}}?{_CALLED}\b",
    re.I,
)
_SIGNED = re.compile(
    r"/s/\s*(?P<firm>[A-Z][\w&.,’' ]{2,60}?"
    r"(?:LLP|L\.L\.P\.|P\.?C\.?|PLLC|CPAs?|LLC|Limited|Inc\.?))"
    r"(?=[\s\S]{0,300}?\bserved\s+as\s+(?:the\s+Company|our|its)[\s\S]{0,12}?\s+auditor)"
)
_SERVED = re.compile(r"\bserved\s+as\s+[^.\n]{0,40}?auditor[^.\n]*\.?", re.I)
_LAST = re.compile(  # the report names the firm that signs it last of all
    r"(?P<firm>[A-Z][\w&.,’' ]{2,60}?(?:LLP|L\.L\.P\.|PLLC))\s*\n?\s*(?:[\w.,; ]+\n\s*){0,3}?"
    r"We\s+have\s+served\s+as\s+[^.\n]{0,40}?auditor[^.\n]*\.?",
    re.I,
)


def auditor_named(desk: Desk) -> Draft | None:
    """The sentence that names the auditor; None where another thing is asked, or several are named.

    A filing names other firms too, a former auditor or one of a subsidiary: the one named most.
    """
    text = desk.understood.measure
    if _ASKED.search(text) is None or _OTHERWISE.search(text) is not None:
        return None
    if desk.understood.operation == "yesno" or not desk.understood.filing_ids:
        return None
    found = list(_named(desk))
    if not found:
        return None
    counted = Counter(name for name, _ in found).most_common(2)
    if len(counted) > 1 and counted[0][1] == counted[1][1]:
        return None
    return quoting(desk, [next(sentence for name, sentence in found if name == counted[0][0])])


def _named(desk: Desk) -> Iterator[tuple[str, Sentence]]:
    query = (
        "auditor agreed scope of work served as the Company's auditor since independent registered"
        " public accounting firm"
    )
    ids = desk.understood.filing_ids
    seen: set[str] = set()
    for told in sentences_about(query, ids, desk.records, desk.stores, limit=PASSAGES):
        if told.passage.passage_id not in seen:
            seen.add(told.passage.passage_id)
            yield from _signed(told)
        for firm in FIRM.finditer(told.text):
            before, after = told.text[: firm.start()], told.text[firm.end() :]
            if _NAMED.search(before) or _IS_ONE.search(after):
                yield _plain(firm.group()), told


def _signed(told: Sentence) -> Iterator[tuple[str, Sentence]]:
    """The firm under a report on the accounts, down to the words that call it the auditor."""
    whole = told.passage.text
    for match in (*_SIGNED.finditer(whole), *_LAST.finditer(whole)):
        served = _SERVED.search(whole, match.start("firm"))
        if served is None:
            continue
        span = Span(match.start("firm"), served.end())
        yield _plain(match["firm"]), Sentence(told.passage, span, span.of(whole), 1.0, 1.0)
        return


def _plain(name: str) -> str:
    """A firm by its first word: its name is written with and without what kind of firm it is."""
    own = re.sub(r"^(?:Messrs\.?|Our|The|By|And)\s+", "", name.strip(), flags=re.IGNORECASE)
    return own.split()[0].casefold()
