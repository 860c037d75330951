"""How a city's crawls go against its own history: figures, odds and named causes.

Everything here is told from rows of the archive's tables. docs/health.md has the rules.
"""
