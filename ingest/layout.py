"""An HTML filing in its own layout, harmless, with a quote marked: what stands behind a citation.

Scripts, styles, links, images and hidden parts go; headings, paragraphs, lists and tables stay.
Like a page's picture it is made in a child process with a limit on time and memory.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nh3
from lxml import etree, html

from ingest.errors import UnreadableFiling
from ingest.readers.decode import decode

SECONDS = 30
MEMORY_BYTES = 3 << 30  # address space of the child
_TAGS = set(
    "h1 h2 h3 h4 h5 h6 p div span br hr b strong i em u s sub sup small blockquote pre ul ol li dl"
    " dt dd table caption thead tbody tfoot tr td th colgroup col section article".split()
)
_SPANS = {"colspan", "rowspan", "align"}
_ATTRIBUTES = {"td": _SPANS, "th": _SPANS, "col": {"span"}, "div": {"align"}, "p": {"align"}}
_DROPPED = {"script", "style", "title", "ix:header", "template", "noscript", "head"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")  # lxml takes none in what is text already
_STYLE = """
:root{color-scheme:light}
body{font:14px/1.5 Georgia,"Liberation Serif",serif;margin:1rem;color:#1b201d;background:#fffefb}
table{border-collapse:collapse}
td,th{padding:.1rem .4rem;vertical-align:top;text-align:left}
td:not(:first-child){white-space:nowrap}
td[align=right],th[align=right]{text-align:right}
mark{background:#fff1a8;color:#1b201d}
#mark{scroll-margin-top:30vh}
mark.cell{background:#ffd600;outline:2px solid #14613b}
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
LAYOUT_POLICY = (
    f"sandbox; default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'self'"
)


@dataclass(frozen=True, slots=True)
class Quote:
    """What to mark: the `ordinal`-th (from 0) place where `text` stands, and the cell in it."""

    text: str
    ordinal: int = 0
    cell: str = ""


def lay_out(path: Path, quote: Quote) -> bytes:
    """An HTML page of the file at `path`, its quote in `<mark>`s, the first with the id "mark".

    White space is nothing in the comparison. A quote that does not stand there marks nothing.
    Serve it with `LAYOUT_POLICY`.

    Raises:
        UnreadableFiling: It cannot be laid out within the limits of time and memory.
    """
    command = [sys.executable, "-m", "ingest.layout", str(path)]
    wanted = json.dumps([quote.text, quote.ordinal, quote.cell])
    try:
        done = subprocess.run(  # noqa: S603 -- our own module; the path is a hash
            command,
            input=wanted.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd=Path(__file__).parent.parent,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableFiling(
            f"Laying the filing out took more than {SECONDS} seconds."
        ) from error
    if done.returncode != 0:
        raise UnreadableFiling("The filing cannot be laid out: doing so ended the program.")
    return done.stdout


def layout_of(source: str, quote: Quote) -> str:
    """What `lay_out` gives, made in this process."""
    clean = nh3.clean(
        _without_hidden(source),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        clean_content_tags=_DROPPED,
        link_rel=None,
    )
    body = html.fragment_fromstring(clean, create_parent="body")
    _mark(body, quote)
    inside = html.tostring(body, encoding="unicode")
    head = f'<meta charset="utf-8"><title>Filing</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="en"><head>{head}</head>{inside}</html>\n'


def _without_hidden(source: str) -> str:
    """The document without what a browser would not show."""
    source = _DECLARATION.sub("", source)
    if not source.strip():
        return ""
    root = html.document_fromstring(source)
    for node in list(root.iter(etree.Element)):
        if _HIDDEN.search(node.get("style") or "") or node.get("hidden") is not None:
            node.drop_tree()
    return html.tostring(root, encoding="unicode")


@dataclass(frozen=True, slots=True)
class _Text:
    """A text node: the `text` of `node`, or its `tail`."""

    node: html.HtmlElement
    is_tail: bool
    text: str


def _texts(root: html.HtmlElement) -> list[_Text]:
    found: list[_Text] = []
    for event, node in etree.iterwalk(root, events=("start", "end")):
        if event == "start" and node.text:
            found.append(_Text(node, False, node.text))
        elif event == "end" and node.tail and node is not root:
            found.append(_Text(node, True, node.tail))
    return found


def _mark(root: html.HtmlElement, quote: Quote) -> None:
    wanted = "".join(quote.text.split())
    if not wanted:
        return
    texts = _texts(root)
    places = [
        (number, at)
        for number, text in enumerate(texts)
        for at, character in enumerate(text.text)
        if not character.isspace()
    ]
    squeezed = "".join(texts[number].text[at] for number, at in places)
    starts = [match.start() for match in re.finditer(re.escape(wanted), squeezed)]
    if not starts:
        return
    start = starts[min(max(quote.ordinal, 0), len(starts) - 1)]
    cell = "".join(quote.cell.split())
    inside = wanted.find(cell) if cell and wanted.count(cell) == 1 else -1
    spans: dict[int, tuple[int, int, bool]] = {}  # text -> first, last character, in the cell
    for offset, (number, at) in enumerate(places[start : start + len(wanted)]):
        is_cell = inside >= 0 and inside <= offset < inside + len(cell)
        first, _, was_cell = spans.get(number, (at, at, False))
        spans[number] = (first, at, was_cell or is_cell)
    marks = []
    for number in sorted(spans, reverse=True):  # from the end: what is before stays in its place
        first, last, is_cell = spans[number]
        marks.append(_wrap(texts[number], first, last + 1, is_cell))
    marks[-1].set("id", "mark")


def _wrap(text: _Text, start: int, end: int, is_cell: bool) -> html.HtmlElement:
    mark = html.Element("mark")
    if is_cell:
        mark.set("class", "cell")
    mark.text, mark.tail = text.text[start:end], text.text[end:]
    if text.is_tail:
        parent = text.node.getparent()
        assert parent is not None  # the root has no tail among the texts
        text.node.tail = text.text[:start]
        parent.insert(parent.index(text.node) + 1, mark)
    else:
        text.node.text = text.text[:start]
        text.node.insert(0, mark)
    return mark


def _main(path: str) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    text, ordinal, cell = json.load(sys.stdin)
    source = decode(Path(path).read_bytes(), is_html=True).text
    page = layout_of(source, Quote(text, ordinal, cell))
    sys.stdout.buffer.write(page.encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
