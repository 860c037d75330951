"""The frontier: which pages were found, which are being asked, which are done."""
