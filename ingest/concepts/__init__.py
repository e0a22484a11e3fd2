"""Line items mapped to concepts: one name for what filings call by many. No store, no model."""

from ingest.concepts.catalogue import Concept, catalogue
from ingest.concepts.mapping import map_concepts
from ingest.concepts.phrases import Mention, concept_names, concepts_of

__all__ = ["Concept", "Mention", "catalogue", "concept_names", "concepts_of", "map_concepts"]
