"""Scouting: look at a site nobody has described yet, and write down what was seen."""
