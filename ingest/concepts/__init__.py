"""Line items mapped to concepts: one name for what filings call by many. Pure: no store, no model."""

from ingest.concepts.catalogue import Concept, catalogue
from ingest.concepts.mapping import map_concepts

__all__ = ["Concept", "catalogue", "map_concepts"]
