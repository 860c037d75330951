"""Take an item, a page in flight, to its record: one step, one file."""
