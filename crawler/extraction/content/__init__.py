"""The main content: where it lies, what of it is content, and what only speaks of the page."""
