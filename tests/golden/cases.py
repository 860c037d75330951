"""Where the golden cases lie; what they are made of is said in `crawler.golden`."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent
