"""The sections of a page, one file each; every file claims the lines that are its own."""
