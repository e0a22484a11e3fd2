"""Number checks: every quantity of a text traced to the filings, recomputed, or flagged."""
