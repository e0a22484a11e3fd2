"""Other people's sets, read as they are published, and judged by their own metric."""
