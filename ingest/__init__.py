"""Filings in: read, tabulated, bound to facts, split, embedded, stored."""
