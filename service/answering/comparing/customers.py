"""Whether some customer brings in a tenth of revenue or more: the table that names those who do.

"Revenue from customers each of which contributed 10% or more is as follows: Customer A 612,480".
"""

from __future__ import annotations

import re

from service.answering.comparing.ranking import Contender, say_which
from service.answering.drafts import Desk, Draft
from service.answering.understanding.about import names_the_same
from service.answering.understanding.question import is_dated

MOST = 5
_TENTH = r"(?:\b10\s?%|\bten\s+per\s?cent|\b10\s+per\s?cent|\b(?:a|one)[\s-]tenth\b)"
_ASKED = re.compile(rf"\bcustomers?\b.*{_TENTH}|{_TENTH}.*\bcustomers?\b", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:no|none|not)\b", re.IGNORECASE)
_CAPTION = re.compile(r"\bcustomers?\b", re.IGNORECASE)
_SHARE = re.compile(_TENTH, re.IGNORECASE)
_CUSTOMER = re.compile(r"^\W*(?:customer|client)s?\s+\(?[A-Z0-9]", re.IGNORECASE)


def customers_over(desk: Desk) -> Draft | None:
    """Yes with the customers that a table of such customers has a figure for in the period."""
    understood = desk.understood
    text = understood.text
    if understood.operation != "yesno" or not _ASKED.search(text) or _DENIED.search(text):
        return None
    own = {r.id: r.identity.period for r in desk.records if r.id in set(understood.filing_ids)}
    if len(own) != 1:
        return None
    ((filing_id, period),) = own.items()
    wanted = understood.periods or ((period,) if period else ())
    found: dict[str, Contender] = {}
    for fact in desk.stores.library.facts([filing_id]):
        if not _CUSTOMER.match(fact.label) or fact.period is None or fact.value <= 0:
            continue
        caption = desk.stores.library.table(fact.table_id).caption
        if not _CAPTION.search(caption) or not _SHARE.search(caption) or _DENIED.search(caption):
            continue
        if is_dated(fact.period, wanted, instant=False, own=period) and (
            names_the_same(text, fact.label)
        ):
            found.setdefault(fact.label, Contender(fact.label, fact.value, (fact,)))
    shown = list(found.values())[:MOST]
    return say_which(desk, "Yes. ", shown) if shown else None
