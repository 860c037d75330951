"""How unlikely a count is, given counts seen before. Pure arithmetic, no tables."""

from __future__ import annotations

from math import exp, lgamma


def so_few(hits: int, tries: int, hits_before: int, tries_before: int) -> float:
    """The chance of ``hits`` or fewer in ``tries``, after so many hits in the tries before.

    The tail of the beta-binomial distribution with a uniform prior: what was seen before is a
    sample too, so few tries before make little surprising. 1.0 when nothing was tried.

    Raises:
        ValueError: more hits than tries.
    """
    if not (0 <= hits <= tries and 0 <= hits_before <= tries_before):
        raise ValueError("there are more hits than tries")
    good, bad = hits_before + 1, tries_before - hits_before + 1
    terms = (_log_beta_binomial(k, tries, good, bad) for k in range(hits + 1))
    return min(1.0, sum(map(exp, terms)))


def so_many(hits: int, tries: int, hits_before: int, tries_before: int) -> float:
    """The chance of ``hits`` or more; see `so_few`."""
    return so_few(tries - hits, tries, tries_before - hits_before, tries_before)


def none_at_all(expected: float, size: float) -> float:
    """The chance of no event where ``expected`` are, in a negative binomial of this size.

    The smaller ``size``, the more events come in flocks and the less a silence says.
    """
    return float((1 + expected / size) ** -size)


def _log_beta_binomial(k: int, n: int, good: int, bad: int) -> float:
    choose = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return choose + _log_beta(k + good, n - k + bad) - _log_beta(good, bad)


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
