"""Olszynów: a town that is on no map, whose web presence ships with the crawler.

It serves itself on loopback (`crawler.demo.server`), changes from day to day (`crawler.demo.town`),
and says what a crawl of each day must find. docs/demo-town.md describes it. Nothing is imported
here: `kronika status` asks for the town's calendar alone.
"""
