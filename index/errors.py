"""Errors of the index.

SearchIndexError
├── ModelError        a model that cannot be prepared or loaded
├── SnapshotError     a snapshot that is missing, damaged or made otherwise
│   └── FormerFormatError  one of an earlier format, which a bot that starts brings to the present one
├── BuildError        a build that could not be finished; the old snapshot still answers
│   ├── NoTextError       there is nothing to index
│   └── OvertakenError    another snapshot was published meanwhile
├── BusyError         another process is building
└── EngineAwayError   the database of the passages does not answer
"""

from __future__ import annotations


class SearchIndexError(Exception):
    """Anything that the index refuses; its text names the thing and the next step."""


class ModelError(SearchIndexError):
    """A model cannot be prepared or loaded."""


class SnapshotError(SearchIndexError):
    """The snapshot is missing, damaged, or made with another model, format or options."""


class FormerFormatError(SnapshotError):
    """The snapshot is as an earlier release wrote it; whoever opens the shelf to answer brings it up by itself."""


class BuildError(SearchIndexError):
    """A build could not be finished; the old snapshot still answers."""


class NoTextError(BuildError):
    """No bulletin has any text to index."""


class OvertakenError(BuildError):
    """Another snapshot was published while this one was built."""


class BusyError(SearchIndexError):
    """Another process is building."""


class EngineAwayError(SearchIndexError):
    """The database that holds the passages does not answer, or refuses."""
