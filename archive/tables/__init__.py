"""Tables: plain Parquet in generations, each published by one atomic swap."""

from archive.tables.generation import DataFile, Generation
from archive.tables.retention import Retention
from archive.tables.store import TableStore

__all__ = ["DataFile", "Generation", "Retention", "TableStore"]
