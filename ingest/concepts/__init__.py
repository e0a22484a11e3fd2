"""Line items mapped to concepts: one name for what filings call by many."""
