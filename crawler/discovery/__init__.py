"""Where pages are announced: listings, feeds, sitemaps, and what is asked next."""
