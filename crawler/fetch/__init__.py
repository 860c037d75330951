"""Fetch over HTTP/1.1, keeping every byte that goes over the wire."""
