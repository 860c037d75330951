"""Seconds and memory to ask, grow and tidy an archive of a million made rows, beside plain tools.

    python benchmarks/archive.py [--rows 1000000] [--keep DIR] [--repeat 3]

The archive is made in a temporary folder (about 3 KB a row, and as much again for the search
index), or in DIR, where it is left and used again. Every question is asked in a process of its own:
seconds, elapsed and of CPU, are medians of ``--repeat`` askings after the libraries are imported,
memory is the peak of that process. The plain tools read the same files, ``tables/pages``.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def give_way() -> None:
    """Let the package of the same name, which this script hides from those beside it, be found."""
    hidden, sys.path = sys.path, [one for one in sys.path if Path(one) != Path(__file__).parent]
    del sys.modules["archive"]
    importlib.import_module("archive")
    sys.path = hidden


if __name__ == "archive":
    give_way()
elif __name__ == "__main__":
    from _scale import main

    main()
