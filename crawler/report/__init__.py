"""What a person reads after a run: one JSON file and one HTML page, both whole in themselves."""
