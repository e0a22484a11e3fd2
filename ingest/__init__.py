"""Filings in: from bytes to pages, tables, facts, passages and vectors, searchable.

The doors are `ingest.pipeline` (the whole way), `ingest.stores` (what it leads to) and
`ingest.types` (the words). Nothing is imported here, so that the child process that reads hostile
files loads the readers and not the models.
"""

__all__: list[str] = []
