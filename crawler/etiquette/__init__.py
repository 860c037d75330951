"""Prove from the snapshots of a run that it kept its manners (docs/politeness.md)."""

from crawler.etiquette.report import Report, examine

__all__ = ["Report", "examine"]
