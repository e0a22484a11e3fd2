"""Questions to passages: filing first, then dense and lexical search, fused."""

from service.retrieval.routing import filings_named, is_same_company, names_of
from service.retrieval.search import search, search_text

__all__ = ["filings_named", "is_same_company", "names_of", "search", "search_text"]
