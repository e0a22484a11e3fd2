"""Word documents (.docx) to a Reading of one page: headings, paragraphs, tables, notes.

A Word file has no pages: its printer makes them. Tracked deletions and hidden text are left out
and counted, tracked insertions are read. Running headers and footers are furniture at the end.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import docx
from docx.opc.exceptions import OpcError
from lxml import etree

from ingest.errors import EmptyFiling, UnreadableFiling
from ingest.readers.docx_tables import blocks_in, has_table_inside, read_table, rows_of
from ingest.readers.docx_text import Found, W, is_bold, text_of
from ingest.readers.html_grids import plan_grid
from ingest.readers.limits import Limits
from ingest.readers.lines import heading_form
from ingest.readers.office import check_package
from ingest.readers.page_writer import PageWriter
from ingest.readers.text_grids import lines_to_grid
from ingest.types import BlockKind, Notice, Reading, Span

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# What a damaged document makes python-docx raise: it checks relations as it follows them.
_FAULTS = (
    AttributeError, IndexError, KeyError, OSError, TypeError, ValueError, OpcError, etree.LxmlError,
)  # fmt: skip
_HEADING_STYLE = re.compile(r"heading ([1-9])", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"toc \d", re.IGNORECASE)
_CONTENTS = -1  # instead of a heading's level: a line of the contents list
_DEEPEST = 20  # tables and text boxes inside each other
_NOT_READ = (("word/charts/", "charts"), ("word/media/", "pictures"), ("word/comments", "comments"))


def read_docx(data: bytes, limits: Limits) -> Reading:
    """Read a document.

    Raises:
        EmptyFiling: no text.
        FilingTooLarge: more cells, characters or unpacked bytes than the limits allow.
        UnreadableFiling: damaged, or not what the standard says a document is.
    """
    parts = check_package("The document", data, limits)
    writer = PageWriter(limits)
    try:
        document = docx.Document(io.BytesIO(data))
        found = _Writing(document, writer).write_all()
        properties = document.core_properties
        named = {"title": properties.title, "author": properties.author}
    except _FAULTS as error:
        said = " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__
        raise UnreadableFiling(f"The document is damaged: {said}.") from error
    writer.end_page()
    if not writer.blocks:
        raise EmptyFiling("The document has no text in it.")
    return Reading(
        media_type=DOCX,
        is_paged=False,
        pages=tuple(writer.pages),
        blocks=tuple(writer.blocks),
        grids=tuple(writer.grids),
        metadata={key: value for key, value in named.items() if value},
        warnings=(*_notices(found, parts), *writer.doubts()),
    )


def _notices(found: Found, parts: frozenset[str]) -> Iterator[Notice]:
    if found.deletions:
        what = f"{found.deletions:,} tracked deletions, which were left out"
        yield Notice("tracked_deletions", f"The document has {what}.")
    if found.hidden:
        what = f"{found.hidden:,} stretches of hidden text, which were left out"
        yield Notice("hidden_text", f"The document has {what}.")
    more = {what for start, what in _NOT_READ if any(part.startswith(start) for part in parts)}
    if more:
        yield Notice("not_read", f"The document has {', '.join(sorted(more))}, which are not read.")


class _Writing:
    """The document's body on its way into a page."""

    def __init__(self, document: Document, writer: PageWriter) -> None:
        self._document = document
        self._writer = writer
        self._found = Found()
        self._levels = _style_levels(document)
        self._tabbed: list[str] = []  # lines with tabs that wait for the next one

    def write_all(self) -> Found:
        """Body, notes, furniture; what was left out."""
        self._write_blocks(self._document.element.body, 0)
        for text in self._notes():
            self._writer.write(text)
        for text in dict.fromkeys(self._furniture()):
            self._writer.write(text, BlockKind.FURNITURE)
        return self._found

    def _write_blocks(self, element: _Element, depth: int) -> None:
        for block in blocks_in(element, "p", "tbl"):
            if block.tag == f"{W}p":
                self._write_paragraph(block, depth)
            else:
                self._close_tabbed()
                self._write_table(block, depth)
        self._close_tabbed()

    def _write_paragraph(self, paragraph: _Element, depth: int) -> None:
        text = text_of(paragraph, self._found).strip()
        level = self._level(paragraph)
        if "\t" in text and level == 0:
            self._tabbed.append(text)
        else:
            self._close_tabbed()
            text = " ".join(text.split(" "))
            form = heading_form(text) if level == 0 else None
            if form is not None and (form.is_certain or is_bold(paragraph)):
                level = form.level
            kind = BlockKind.HEADING if level > 0 else BlockKind.PARAGRAPH
            self._writer.write(text, kind, max(level, 0))
        boxes, self._found.boxes = self._found.boxes, []
        for box in boxes if depth < _DEEPEST else ():
            self._write_blocks(box, depth + 1)

    def _close_tabbed(self) -> None:
        """Lines whose values stand at tab stops are a table as a typist sets one."""
        lines, self._tabbed = self._tabbed, []
        spans = []
        start = 0
        for line in lines:
            spans.append(Span(start, start + len(line)))
            start += len(line) + 1
        text = "\n".join(lines)
        grid = lines_to_grid(text, self._writer.page, spans, ()) if len(lines) > 1 else None
        if grid is not None:
            self._writer.write_grid(text, grid)
        else:
            for line in lines:
                self._writer.write(line)

    def _write_table(self, table: _Element, depth: int) -> None:
        plan = None
        if not has_table_inside(table):
            source = read_table(table, self._found, self._cell_text)
            plan = plan_grid(source) if source.cells else None
        if plan is not None:
            self._writer.write_table(plan)
        elif depth < _DEEPEST:  # page layout, or a table of words: what it says, cell by cell
            for row in rows_of(table, Found()):
                for cell in blocks_in(row, "tc"):
                    self._write_blocks(cell, depth + 1)

    def _cell_text(self, cell: _Element, found: Found) -> str:
        texts = [text_of(paragraph, found) for paragraph in blocks_in(cell, "p")]
        while found.boxes:
            box = found.boxes.pop()
            texts += [text_of(paragraph, found) for paragraph in blocks_in(box, "p")]
        return "\n".join(texts)

    def _level(self, paragraph: _Element) -> int:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return 0
        outline = properties.find(f"{W}outlineLvl")
        said = "" if outline is None else outline.get(f"{W}val") or ""
        if said in tuple("012345678"):
            return int(said) + 1
        style = properties.find(f"{W}pStyle")
        return 0 if style is None else self._levels.get(style.get(f"{W}val") or "", 0)

    def _notes(self) -> Iterator[str]:
        """Footnotes and endnotes in the order in which the text refers to them."""
        texts = {
            (kind.removesuffix("s"), note.get(f"{W}id") or ""): " ".join(
                text_of(paragraph, Found()).strip() for paragraph in note.iter(f"{W}p")
            )
            for kind, part in self._related("footnotes", "endnotes")
            for note in part
            if isinstance(note.tag, str)
        }
        for number, reference in enumerate(self._found.notes, 1):
            if text := texts.get(reference, "").strip():
                yield f"{number} {text}"

    def _furniture(self) -> Iterator[str]:
        for _, part in self._related("header", "footer"):
            for paragraph in part.iter(f"{W}p"):
                if text := " ".join(text_of(paragraph, Found()).split()):
                    yield text

    def _related(self, *kinds: str) -> Iterator[tuple[str, _Element]]:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        for relation in self._document.part.rels.values():
            kind = relation.reltype.rpartition("/")[2]
            if kind in kinds and not relation.is_external:
                yield kind, etree.fromstring(relation.target_part.blob, parser)


def _style_levels(document: Document) -> dict[str, int]:
    """Heading level by paragraph style, that of the style it is based on where it has none."""
    levels: dict[str, int] = {}
    for style in document.styles.element.iter(f"{W}style"):
        name = style.find(f"{W}name")
        said = "" if name is None else name.get(f"{W}val") or ""
        style_id = style.get(f"{W}styleId") or ""
        outline = style.find(f"{W}pPr/{W}outlineLvl")
        if _CONTENTS_STYLE.fullmatch(said):
            levels[style_id] = _CONTENTS
        elif match := _HEADING_STYLE.fullmatch(said):
            levels[style_id] = int(match[1])
        elif said.lower() == "title":
            levels[style_id] = 1
        elif outline is not None and (outline.get(f"{W}val") or "") in tuple("012345678"):
            levels[style_id] = int(outline.get(f"{W}val") or "0") + 1
    based = {
        style.get(f"{W}styleId") or "": base.get(f"{W}val") or ""
        for style in document.styles.element.iter(f"{W}style")
        if (base := style.find(f"{W}basedOn")) is not None
    }
    for style_id in based:
        chain = [style_id]
        while chain[-1] not in levels and based.get(chain[-1], "") not in ("", *chain):
            chain.append(based[chain[-1]])
        if chain[-1] in levels:
            levels.update(dict.fromkeys(chain, levels[chain[-1]]))
    return levels
