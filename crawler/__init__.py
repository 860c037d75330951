"""Crawl cities: the network, HTML, and what is particular to a site."""
