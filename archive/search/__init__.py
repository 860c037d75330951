"""Full-text search over the records of an archive, with Polish stems and folded diacritics."""

from archive.search.find import Hit, Results, search
from archive.search.snippets import Piece

__all__ = ["Hit", "Piece", "Results", "search"]
