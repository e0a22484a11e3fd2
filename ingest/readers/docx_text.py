"""The text of a Word paragraph as it is printed: its runs, less what Word does not show. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PRINTED = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}br": " ",
    f"{W}cr": " ",
    f"{W}noBreakHyphen": "-",
}
# Nothing printed: properties, and the same again for older programs.
_SILENT = frozenset((f"{W}pPr", f"{W}rPr", _FALLBACK))
DELETED = frozenset((f"{W}del", f"{W}moveFrom"))
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_OFF = ("0", "false", "off")


@dataclass(slots=True)
class Found:
    """What was met on the way that is not in the text."""

    deletions: int = 0
    hidden: int = 0
    boxes: list[_Element] = field(default_factory=list)  # the contents of text boxes
    notes: list[tuple[str, str]] = field(default_factory=list)  # kind and id, as referred to


def text_of(paragraph: _Element, found: Found) -> str:
    """The printed text of a paragraph; white space as set, tabs included.

    Raised figures come out as raised figures: a note's mark never lengthens a number.
    """
    return "".join(_printed(paragraph, found, False))


def _printed(element: _Element, found: Found, is_raised: bool) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag == f"{W}t":
            text = child.text or ""
            yield text.translate(_RAISED) if is_raised else text
        elif tag in _PRINTED:
            yield _PRINTED[tag]
        elif tag in DELETED:
            found.deletions += 1
        elif tag == f"{W}txbxContent":
            found.boxes.append(child)
        elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
            yield _note_mark(child, found)
        elif tag == f"{W}r":
            yield from _run(child, found)
        elif tag not in _SILENT and isinstance(tag, str):
            yield from _printed(child, found, is_raised)


def _run(run: _Element, found: Found) -> Iterator[str]:
    if is_on(run, "vanish"):
        found.hidden += any(True for _ in run.iter(f"{W}t"))
        return
    raised = run.find(f"{W}rPr/{W}vertAlign")
    is_raised = raised is not None and raised.get(f"{W}val") == "superscript"
    yield from _printed(run, found, is_raised)


def _note_mark(reference: _Element, found: Found) -> str:
    kind = str(reference.tag).removeprefix(W).removesuffix("Reference")
    found.notes.append((kind, reference.get(f"{W}id") or ""))
    return str(len(found.notes)).translate(_RAISED)


def is_on(run: _Element, name: str) -> bool:
    """Is a property such as `b` or `vanish` set on the run itself?"""
    flag = run.find(f"{W}rPr/{W}{name}")
    return flag is not None and flag.get(f"{W}val") not in _OFF


def is_bold(paragraph: _Element) -> bool:
    """Are all printed runs set bold?"""
    runs = [
        run
        for run in paragraph.iter(f"{W}r")
        if any((text.text or "").strip() for text in run.iter(f"{W}t"))
    ]
    return bool(runs) and all(is_on(run, "b") for run in runs)
