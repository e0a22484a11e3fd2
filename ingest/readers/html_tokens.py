"""An HTML or XHTML tree to a flat stream of tokens: text, breaks, tables, rows and cells.

The tree is walked iteratively, hidden parts are left out, inline styles are read for the few
things that matter (hidden, bold, page breaks), and inline XBRL is unwrapped: its text stays, its
reading goes along with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

from lxml import etree

from ingest.errors import FilingTooLarge, UnreadableFiling
from ingest.readers.limits import Limits
from ingest.readers.xbrl import XbrlReader
from ingest.types import XbrlFact

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "ul",
        "caption",
        "document",
        "type",
        "sequence",
        "filename",
        "description",
        "text",
        "page",
    ]
)
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "head",
        "template",
        "noscript",
        "object",
        "svg",
        "math",
        "iframe",
        "audio",
        "video",
        "canvas",
        "select",
        "button",
        "input",
        "textarea",
    ]
)
_BOLD = frozenset({"b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BOLD_STYLE = re.compile(r"font(?:-weight)?\s*:[^;]*?\b(bold|bolder|[6-9]00|normal|400)\b", re.I)
_BREAK_STYLE = re.compile(r"(?:page-)?break-(before|after)\s*:\s*(?:always|page|left|right)", re.I)
_INVISIBLE = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))  # zero-width
_LONGEST_STYLE = 2_000  # characters
_MAX_SPAN = 1000  # the HTML standard's own bound on colspan
# libxml2 stops at 2,048 levels without an error and drops what is deeper.
_PARSER_DEPTH = 2_000


class Mark(Enum):
    """A token without content."""

    BLOCK = auto()  # the start or end of a block element: a new paragraph
    LINE = auto()  # <br>
    PAGE = auto()  # an explicit page break
    TABLE = auto()
    TABLE_END = auto()
    ROW = auto()
    CELL_END = auto()


@dataclass(frozen=True, slots=True)
class Text:
    """Characters, white space as in the source."""

    text: str
    is_bold: bool
    is_link: bool  # inside a link to a place in the same file
    heading: int  # 1 to 6 inside h1 to h6, else 0
    is_raised: bool  # inside <sup>
    xbrl: XbrlFact | None


@dataclass(frozen=True, slots=True)
class CellStart:
    """`<td>` or `<th>`."""

    column_span: int
    row_span: int
    is_head: bool


Token: TypeAlias = Mark | Text | CellStart


@dataclass(frozen=True, slots=True)
class Document:
    """The tokens of a document's body and what it says of itself."""

    tokens: list[Token]
    metadata: dict[str, str]


@dataclass(frozen=True, slots=True)
class _State:
    """What an element passes on to its descendants."""

    is_bold: bool = False
    is_link: bool = False
    heading: int = 0
    is_raised: bool = False
    xbrl: XbrlFact | None = None


def read_tokens(text: str, limits: Limits) -> Document:
    """Parse a document and flatten it.

    Raises:
        FilingTooLarge: elements nested deeper than the limits or the parser allow.
        UnreadableFiling: no element at all.
    """
    root = _parse(text)
    xbrl = XbrlReader.of(root)
    metadata = dict(xbrl.metadata)
    title = root.find(".//{*}title")
    if title is not None and (said := " ".join("".join(title.itertext()).split())):
        metadata["title"] = said
    tokens = list(_walk(root, xbrl, min(limits.max_depth, _PARSER_DEPTH)))
    return Document(tokens, metadata)


def _parse(text: str) -> etree._Element:
    data = text.encode("utf-8", errors="replace")
    root = None
    if text.lstrip()[:200].startswith("<?xml") and "<!ENTITY" not in text[:10_000]:
        # XHTML, as inline XBRL is: its own parser keeps empty elements (<p/>) empty.
        declared = re.sub(rb"\A\s*<\?xml[^>]*\?>", b"", data)
        strict = etree.XMLParser(
            huge_tree=True, resolve_entities=False, no_network=True, load_dtd=False, recover=False
        )
        try:
            root = etree.fromstring(declared, strict)
        except etree.XMLSyntaxError:
            root = None  # not well-formed: read as browsers would
    if root is None:
        lenient = etree.HTMLParser(
            huge_tree=True, encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(data, lenient)
        except etree.ParserError as error:
            raise UnreadableFiling("The HTML file has no content that can be read.") from error
        except etree.XMLSyntaxError as error:
            raise UnreadableFiling("The HTML file could not be parsed.") from error
    if root is None:
        raise UnreadableFiling("The HTML file has no content that can be read.")
    return root


def _local(element: etree._Element) -> str:
    """The element's name without namespace or prefix, lower-case; "" for comments and the like."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def _walk(root: etree._Element, xbrl: XbrlReader, max_depth: int) -> Iterator[Token]:
    """The tokens of a tree, in document order."""
    states = [_State()]
    element: etree._Element | None = root
    depth = 1
    while element is not None:
        if depth > max_depth:
            raise FilingTooLarge(
                f"The HTML file nests its elements more than {max_depth:,} deep; no filing does."
            )
        name = _local(element)
        is_open = bool(name) and name not in _SKIPPED and not _is_hidden(element, name)
        if is_open:
            state = _state(element, name, states[-1], xbrl)
            yield from _opening(element, name)
            if element.text:
                yield _text(element.text, state)
            child = element[0] if len(element) else None
            if child is not None:
                states.append(state)
                element, depth = child, depth + 1
                continue
            yield from _closing(element, name)
        # Done with this element: its tail, then the next sibling or the way up.
        while element is not None:
            if element is root:
                return
            if element.tail:
                yield _text(element.tail, states[-1])
            following = element.getnext()
            if following is not None:
                element = following
                break
            element, depth = element.getparent(), depth - 1
            if element is not None:
                states.pop()
                yield from _closing(element, _local(element))


def _style(element: etree._Element) -> str:
    """The inline style; its beginning where it is longer than any real one."""
    return (element.get("style") or "")[:_LONGEST_STYLE]


def _is_hidden(element: etree._Element, name: str) -> bool:
    if name == "header" and _is_inline_xbrl(element):
        return True
    style = _style(element)
    if style and _HIDDEN_STYLE.search(style):
        return True
    return element.get("hidden") is not None


def _is_inline_xbrl(element: etree._Element) -> bool:
    tag = str(element.tag)
    return tag.lower().startswith("ix:") or "inlinexbrl" in tag.lower()


def _state(element: etree._Element, name: str, above: _State, xbrl: XbrlReader) -> _State:
    is_bold, is_link, heading, fact = above.is_bold, above.is_link, above.heading, above.xbrl
    is_raised = above.is_raised or name == "sup"
    if name in _BOLD:
        is_bold = True
        if name[0] == "h" and name[1:].isdigit():
            heading = int(name[1:])
    style = _style(element)
    if style and (weight := _BOLD_STYLE.search(style)):
        is_bold = weight[1].lower() not in ("normal", "400")
    if name == "a" and (element.get("href") or "").startswith("#"):
        is_link = True
    if name in ("nonfraction", "fraction"):
        fact = xbrl.fact(element) or fact
    return _State(is_bold, is_link, heading, is_raised, fact)


def _text(text: str, state: _State) -> Text:
    return Text(
        text.translate(_INVISIBLE),
        state.is_bold,
        state.is_link,
        state.heading,
        state.is_raised,
        state.xbrl,
    )


def _opening(element: etree._Element, name: str) -> Iterator[Token]:
    style = _style(element)
    if style and (found := _BREAK_STYLE.search(style)) and found[1].lower() == "before":
        yield Mark.PAGE
    if name in ("td", "th"):
        yield CellStart(_span(element.get("colspan")), _span(element.get("rowspan")), name == "th")
    elif name == "tr":
        yield Mark.ROW
    elif name == "table":
        yield Mark.TABLE
    elif name == "br":
        yield Mark.LINE
    elif name == "hr":  # filings rule off their pages
        yield Mark.PAGE
    elif name in _BLOCKS:
        yield Mark.BLOCK


def _closing(element: etree._Element, name: str) -> Iterator[Token]:
    if name in ("td", "th"):
        yield Mark.CELL_END
    elif name == "table":
        yield Mark.TABLE_END
    elif name in _BLOCKS:
        yield Mark.BLOCK
    style = _style(element)
    if style and (found := _BREAK_STYLE.search(style)) and found[1].lower() == "after":
        yield Mark.PAGE


def _span(value: str | None) -> int:
    digits = re.match(r"\s*(\d{1,6})", value or "")
    return max(1, min(int(digits[1]), _MAX_SPAN)) if digits else 1
