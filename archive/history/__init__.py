"""What became of a page: its versions, what changed between them, when it was away."""

from archive.history.changes import Change, changes
from archive.history.diff import Edit, compare
from archive.history.versions import Absence, History, Version, history

__all__ = [
    "Absence",
    "Change",
    "Edit",
    "History",
    "Version",
    "changes",
    "compare",
    "history",
]
