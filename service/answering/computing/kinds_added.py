"""Two kinds of one line added up, as Chinese questions word it. Pure."""

from __future__ import annotations

import re

from service.answering.computing.differences import Related
from service.answering.understanding.cleaning import clean
from service.measures.tree import Item, binary

_TWO_KINDS_ZH = re.compile(
    r"(?P<item>[^（(）),，。]{2,24})[（(](?P<one>[^（()）]{2,12}?)(?:以及|及|和|与|與|、)(?P<other>[^（()）]{2,12})"
    r"[)）]的?(?:合计|合計|总计|總計|总额|總額|总和|總和|共)"
)


def two_kinds_zh(text: str) -> Related | None:
    """Two kinds of a line in brackets, and that they are to be added up."""
    match = _TWO_KINDS_ZH.search(text)
    if match is None:
        return None
    item = match["item"].rpartition("的")[2]
    if not item:
        return None
    one, other = (Item(clean(f"{item} {match[kind]}")) for kind in ("one", "other"))
    return Related(binary("+", one, other), None)
