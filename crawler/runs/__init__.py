"""Runs: opened, held to what a city is used to, judged."""

from crawler.runs.opening import apply_manners, new_run_id, open_run
from crawler.runs.verdicts import EXIT_CODES, Verdict

__all__ = ["EXIT_CODES", "Verdict", "apply_manners", "new_run_id", "open_run"]
