"""Every error that a user can meet, in one tree.

    TickmarkError                       detail, HTTP status, what to do next
    |- FilingError                      the file itself
    |  |- EmptyFiling                   no bytes, or no text at all
    |  |- UnsupportedFormat             not one of the formats that are read
    |  |- UnreadableFiling              damaged, truncated, not what it says it is
    |  |- EncryptedFiling               needs a password, or the one given is wrong
    |  |- FilingTooLarge                more bytes, pages or nesting than the limits allow
    |- LibraryError                     what is asked of the store
    |  |- UnknownFiling                 no filing of that name or id
    |  |- AmbiguousFiling               a name that stands for several
    |  |- StoreInUse                    another process owns the data directory
    |  |- StoreFull                     the disk is full
    |  |- StoreUnavailable              the database or vector server cannot be reached
    |  |- IndexMismatch                 the index was built by another embedding model
    |  |- FilingNotReady                named in a question before it is read, or it failed
    |- ModelError                       the language or embedding model
    |  |- ModelUnavailable              down, slow, or refused; the embedded engine answers instead
    |  |- ModelBadOutput                answered out of form
    |  |- WeightsMissing                embedding weights absent or not the expected ones
    |- RequestError                     a request that cannot be carried out as it stands
    |  |- TextTooLong                  more text or numbers than are checked at once
    |  |- UnknownItem                   no table, page, conversation or collection of that name
    |- SettingsError                    a setting does not hold what it should

Standard library only, so that everything may import it.
"""

from __future__ import annotations

import re


class TickmarkError(Exception):
    """An error with a sentence that a person can act on.

    `detail` says what happened and what to do next; `status` is the HTTP status (RFC 9110).
    """

    status = 500
    title = "Something went wrong"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail

    @classmethod
    def code(cls) -> str:
        """The kind of error for programs and the store: `encrypted_filing`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class FilingError(TickmarkError):
    """The file itself cannot be taken in."""

    status = 422
    title = "The file could not be read"


class EmptyFiling(FilingError):
    """No bytes, or not one character of text."""

    title = "The file is empty"


class UnsupportedFormat(FilingError):
    """Not one of the formats that are read."""

    status = 415
    title = "The format is not supported"


class UnreadableFiling(FilingError):
    """Damaged, truncated, or not what it says it is."""


class EncryptedFiling(FilingError):
    """The file asks for a password, or the one given is wrong."""

    title = "The file is encrypted"


class FilingTooLarge(FilingError):
    """More bytes, pages, cells or nesting than the limits allow."""

    status = 413
    title = "The file is too large"


class LibraryError(TickmarkError):
    """What was asked of the store cannot be had."""


class UnknownFiling(LibraryError):
    """No filing of that name or id."""

    status = 404
    title = "There is no such filing"


class AmbiguousFiling(LibraryError):
    """A name that stands for several filings; `detail` lists their ids."""

    status = 409
    title = "The name stands for several filings"


class StoreInUse(LibraryError):
    """Another process owns the data directory; `url` is its address, where it is a server."""

    status = 503
    title = "The data directory is in use"

    def __init__(self, detail: str, url: str | None = None) -> None:
        super().__init__(detail)
        self.url = url


class StoreFull(LibraryError):
    """The disk is full; what was stored before is intact."""

    status = 507
    title = "The disk is full"


class StoreUnavailable(LibraryError):
    """The PostgreSQL or Chroma server is away or refuses; nothing is lost."""

    status = 503
    title = "A store cannot be reached"


class IndexMismatch(LibraryError):
    """The vector index was built by another embedding model; the two are never mixed."""

    status = 503
    title = "The index was built by another embedding model"


class FilingNotReady(LibraryError):
    """A filing is named before it is read, or its reading failed."""

    status = 409
    title = "The filing cannot be asked yet"


class ModelError(TickmarkError):
    """The language or embedding model."""


class ModelUnavailable(ModelError):
    """Down, slow or refusing; the embedded engine answers instead and says so."""

    status = 503
    title = "The language model is not available"

    def __init__(self, detail: str, *, retryable: bool = False) -> None:
        super().__init__(detail)
        self.retryable = retryable  # whether the same request may succeed in a moment


class ModelBadOutput(ModelError):
    """The model answered out of form."""

    status = 502
    title = "The language model answered out of form"


class WeightsMissing(ModelError):
    """The embedding weights are absent, or not the ones that are expected."""

    title = "The embedding weights are missing"


class RequestError(TickmarkError):
    """A request that cannot be carried out as it stands."""

    status = 422
    title = "The request cannot be carried out"


class TextTooLong(RequestError):
    """More characters or numbers than are checked at once; `detail` tells where to split."""

    status = 413
    title = "The text is too long"


class UnknownItem(RequestError):
    """No table, page, conversation or collection of that name."""

    status = 404
    title = "There is no such item"


class SettingsError(TickmarkError):
    """A setting does not hold what it should; `detail` names it."""

    title = "The settings cannot be used"


def error_of(code: str | None, detail: str) -> TickmarkError:
    """The error of that code, as it was before it was stored or sent; unknown: a fault of ours."""
    kinds: list[type[TickmarkError]] = [TickmarkError]
    for kind in kinds:  # grows as it goes: the whole tree
        kinds.extend(kind.__subclasses__())
    return next((kind for kind in kinds if kind.code() == code), TickmarkError)(detail)
