"""Whether what hosts reserve from mining made records, computed anew from what they sent. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from crawler.etiquette.traffic import Sent, Traffic
from crawler.tdmrep import TDMREP, MiningRules, read_mining_rules


class ReservationsSeen:
    """The tdmrep.json of each host: ``before`` the run, and as its answers came during it."""

    def __init__(self, traffic: Traffic, before: Mapping[str, MiningRules]) -> None:
        self._before = before
        self._told = [
            (sent, rules)
            for sent in traffic.requests
            if sent.purpose == TDMREP and (rules := read_mining_rules(sent.status, sent.body))
        ]

    def reserves(self, page: Sent) -> bool:
        """Whether a page that was answered is reserved: by its header, else by the host's file."""
        header = page.head.get("tdm-reservation") if page.head else None
        if header is not None:
            return header.strip() == "1"
        rules = self._before.get(page.host, MiningRules())
        for sent, told in self._told:
            if sent.host == page.host and sent.ended_at <= page.started_at:
                rules = told
        return rules.reserves(page.url)
