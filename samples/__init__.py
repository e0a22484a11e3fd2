"""Filings of an invented company, for the demo and the tests.

The company, its people, its products and its figures are made up. `python -m samples.make_samples`
writes the filings again, byte for byte.
"""
