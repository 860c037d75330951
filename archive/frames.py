"""Rows that can be had as an Arrow table, a pandas or a polars frame."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from archive.errors import ConfigurationError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


class Rows(ABC):
    """Rows read when they are asked for, in the form one likes.

    pandas, polars and DuckDB come with Kronika only when they are installed; without one, its
    method says what to install. Rows come in no set order.
    """

    @abstractmethod
    def to_arrow(self, columns: Sequence[str] | None = None) -> pa.Table:
        """The rows as ``pyarrow.Table``: these columns, or all."""

    def to_pandas(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The rows as a pandas frame: days are ``datetime64``, moments carry UTC.

        Raises:
            ConfigurationError: pandas is not installed, or there is no such column.
            ArchiveFault: a file cannot be read.
        """
        library("pandas")
        return self.to_arrow(columns).to_pandas(date_as_object=False)

    def to_polars(self, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """The rows as a polars frame.

        Raises:
            ConfigurationError: polars is not installed, or there is no such column.
            ArchiveFault: a file cannot be read.
        """
        frame: pl.DataFrame = library("polars").from_arrow(self.to_arrow(columns))
        return frame


def library(name: str) -> Any:
    """A library that is not everybody's.

    Raises:
        ConfigurationError: it is not installed.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise ConfigurationError(
            f"this needs {name}, which is not installed here. Install it: pip install {name}"
        ) from error
