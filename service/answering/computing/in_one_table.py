"""A part and its whole read off one table, where neither name alone tells which line is meant.

"Loss allowance" stands in several notes, "trade receivables" on the balance sheet too; the note
that has both is the one that the question means.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.types import Fact
from service.answering.drafts import Desk
from service.answering.figures.labels import Line, read_labels
from service.answering.figures.lookup import agree
from service.answering.figures.scoring import SURE
from service.answering.figures.timing import lines_in_time
from service.answering.understanding.wanted import is_light, naming_terms, read_wanted
from service.intervals import read_intervals
from service.measures import BARE_TOTAL, Apply, Item, Node, binary, cell_of, items_of, total
from service.terms import words_said

_GROSS, _NET = frozenset(naming_terms("gross")), frozenset(naming_terms("net"))
_KINDS = _GROSS | _NET
_LESS = frozenset(naming_terms("less allowance provision deduct"))
_PAIR = 2


def from_one_table(desk: Desk, node: Node) -> Node | None:
    """The cells of each share, from the one table that has both; None where none or two do."""
    if not isinstance(node, Apply):
        return None
    one, *rest = node.parts
    if node.operator == "-" and rest:
        sides = [from_one_table(desk, part) for part in node.parts]
        return None if None in sides else replace(node, parts=tuple(s for s in sides if s))
    if node.operator != "/" or not isinstance(one, Item) or not isinstance(rest[0], Item):
        return None
    if one.period is None or one.period != rest[0].period:
        return None
    return _share(list(_pairs(desk, one, rest[0])), rest[0])


def _share(found: list[tuple[Fact, Fact]], named: Item) -> Node | None:
    """The pair whose whole is called just so goes before those that are nearly called so."""
    exact = [pair for pair in found if _said(pair[1].label) == _said(named.name)]
    if not found:
        return None
    (part, whole), *others = exact or found
    if not all(agree(part, one) and agree(whole, other) for one, other in others):
        return None
    top: Node = cell_of(part)
    if part.value < 0 < whole.value:
        top = Apply("abs", (top,))  # a deduction, printed in brackets
    return binary("/", top, cell_of(whole))


def _said(name: str) -> frozenset[str]:
    return words_said(name) - words_said("total gross overall")


def _pairs(desk: Desk, part: Item, whole: Item) -> Iterator[tuple[Fact, Fact]]:
    wanted = _heavy(whole.name)
    asked = _heavy(part.name) - wanted or _heavy(part.name)
    if not asked - _KINDS or not wanted - _KINDS:
        return
    for lines in _columns(desk, part, whole):
        parts = [line for line in lines if asked <= line.label | line.said and line.own & asked]
        wholes = [line for line in lines if _is_whole(line, wanted, lines)]
        if len(parts) != 1 or not wholes:
            continue
        if not all(agree(wholes[0].fact, line.fact) for line in wholes):
            continue  # a table cut several ways totals the same each time
        one, other = parts[0].fact, wholes[0].fact
        if one.unit == other.unit and one.row != other.row and abs(one.value) <= abs(other.value):
            yield one, other


def _is_whole(line: Line, wanted: frozenset[str], lines: Sequence[Line]) -> bool:
    """A line called just as the whole is, or the bare total of a table that is about it."""
    named = wanted - _KINDS
    label = frozenset(word for word in line.label if not is_light(word))
    if BARE_TOTAL.fullmatch(line.fact.label):
        return not wanted & _GROSS and named <= line.context | line.own
    if label - _KINDS != named:
        return False
    if wanted & _GROSS:
        below = [other for other in lines if other.fact.row == line.fact.row + 1]
        return bool(label & _GROSS) or any(other.label & _LESS for other in below)
    return not (wanted & _NET) or bool(label & _NET)


def _columns(desk: Desk, *items: Item) -> Iterator[Sequence[Line]]:
    """The lines of each table's column of the period that is asked for."""
    understood = desk.understood
    period = items[0].period
    assert period is not None
    scope = replace(understood, periods=(period,))
    wanted = read_wanted(scope, f"{items[0].name} {items[1].name}")
    records = {record.id: record for record in desk.records}
    found: dict[tuple[str, int], list[Line]] = defaultdict(list)
    for filing_id in understood.filing_ids:
        labels = desk.stores.library.derived(filing_id, read_labels)
        for line, _ in lines_in_time(labels, (period,), records[filing_id], wanted):
            if line.fact.confidence >= SURE:
                found[line.fact.table_id, line.fact.column].append(line)
    yield from found.values()


def is_aged(node: Node) -> bool:
    """Whether a stretch of age or of maturity is set against a whole."""
    items = tuple(items_of(node))
    return len(items) == _PAIR and bool(read_intervals(items[0].name)[1])


def aged_whole(desk: Desk, node: Node) -> Node | None:
    """What is older, or due later, is a share of its own analysis by age: of what that totals."""
    items = tuple(items_of(node))
    wanted = _heavy(items[1].name)
    for lines in _columns(desk, *items):
        named = lines[0].context | lines[0].section
        if not wanted - _KINDS <= named or (wanted & _GROSS and named & _NET):
            continue
        if wanted & _NET and not named & _NET:
            continue
        cells = sorted((line.fact for line in lines), key=lambda fact: fact.row)
        aged = [fact for fact in cells if len(read_intervals(fact.label)[1]) == 1]
        made = sum((fact.value for fact in aged), start=cells[0].value * 0)
        slack = sum((fact.quantum for fact in aged), start=cells[0].quantum) / 2
        whole = [f for f in cells if f not in aged and abs(f.value - made) <= slack]
        if len(aged) > 1 and len(whole) == 1:
            return total((cell_of(whole[0]),))
    return None


def _heavy(name: str) -> frozenset[str]:
    plain = read_intervals(name)[0]
    return frozenset(word for word in naming_terms(plain) if not is_light(word) or word in _KINDS)
