"""How fast addresses are canonicalised and funders found.

Run ``python benchmarks/urls_and_funders.py``. The texts are those of the Polish news corpus
beside the project when it is there; the addresses are made up.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from pipelines.funders import find_funders
from pipelines.urls import UrlRules, reject

CORPUS = Path(__file__).parents[2] / "shared" / "corpora" / "articles-pl"
SENTENCE = "Droga powstała przy wsparciu Rządowego Funduszu Rozwoju Dróg, a park z budżetu miasta. "
RULES = UrlRules(
    {"miastko.example": "miastko.example", "www.miastko.example": "miastko.example"},
    {"miastko.example": "https"},
)
ADDRESSES = {
    "clean": "https://miastko.example/2024/10/01/otwarcie-parku-{}/",
    "alias, http": "http://www.miastko.example/2024/10/01/otwarcie-parku-{}/",
    "query": "https://miastko.example/index.php?id={}&cat=5&utm_source=newsletter",
    "encoded": "https://miastko.example/urz%c4%85d-{}/wi\u0119cej",
}


def _seconds(work: Callable[[str], object], inputs: Iterable[str]) -> float:
    start = time.perf_counter()
    for one in inputs:
        work(one)
    return time.perf_counter() - start


def main() -> None:
    """Print one line for each measurement."""
    print(f"{'address':<14}{'canonical, us':>15}{'reject, us':>12}")
    for name, pattern in ADDRESSES.items():
        urls = [pattern.format(number) for number in range(50_000)]
        canonical, refused = _seconds(RULES.canonical, urls), _seconds(reject, urls)
        print(f"{name:<14}{canonical / len(urls) * 1e6:>15.2f}{refused / len(urls) * 1e6:>12.2f}")

    files = sorted(CORPUS.glob("*.txt"))
    texts = [line for file in files for line in file.read_text("utf-8").splitlines() if line]
    dense = [f"{number}. {SENTENCE * 5}" for number in range(500)]  # each but once
    print(f"\n{'text':<14}{'characters':>15}{'Mchar/s':>12}")
    print(f"{'first call':<14}{'':>15}{_seconds(find_funders, ['Fundusz Pracy']):>10.3f} s")
    for name, pieces in (("news", texts), ("funders only", dense)):
        size = sum(map(len, pieces))
        if size:
            print(f"{name:<14}{size:>15}{size / _seconds(find_funders, pieces) / 1e6:>12.2f}")


if __name__ == "__main__":
    main()
