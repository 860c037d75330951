"""What became of a page: its versions, what changed between them, when it was away."""

from archive.history.changes import Change, changes
from archive.history.diff import Edit, compare
from archive.history.versions import Absence, Version, absences, history

__all__ = [
    "Absence",
    "Change",
    "Edit",
    "Version",
    "absences",
    "changes",
    "compare",
    "history",
]
