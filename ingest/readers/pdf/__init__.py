"""PDF: pypdf for structure, PDFium for words and their places, our own layout on top."""

from ingest.readers.pdf.reader import read_pdf

__all__ = ["read_pdf"]
