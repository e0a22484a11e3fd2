"""Questions to answers: understood, looked up, computed or extracted, and checked."""

from service.answering.pipeline import answer_question

__all__ = ["answer_question"]
