"""How well and how fast pages are read, beside other extractors.

Run ``python benchmarks/sections.py [--peers PYTHON] [--verbose]``. Two corpora beside the project
are read, each skipped when absent: municipal pages with labelled sections (with their own scorer)
and Polish news pages with cleaned text (word-level precision, recall and F1 per page, averaged).
``--peers`` is an interpreter that has trafilatura and readability-lxml; they are no dependency of
the project. Speed is pages a second of CPU time on one core, parse included, in the same run.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import re
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from archive.model import Page, Visit
from crawler.extraction import extract
from pipelines.funders.step import fund_item
from pipelines.item import Item

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
FETCHED = datetime(2026, 11, 1, tzinfo=UTC)
WORD = re.compile(r"\w+")

#: Runs in the peers' interpreter: pages in as JSON lines of paths, texts and seconds out.
PEER = """
import gzip, json, sys, time
def trafilatura_():
    import trafilatura
    return lambda html: trafilatura.extract(html, include_comments=False) or ""
def trafilatura_recall():
    import trafilatura
    return lambda html: trafilatura.extract(html, include_comments=False, favor_recall=True) or ""
def readability_():
    import lxml.html, readability
    def read(html):
        try:
            return lxml.html.fromstring(readability.Document(html).summary()).text_content()
        except Exception:
            return ""
    return read
read = {"trafilatura": trafilatura_, "trafilatura, recall": trafilatura_recall,
        "readability": readability_}[sys.argv[1]]()
texts, seconds = [], 0.0
for path in json.load(sys.stdin):
    body = (gzip.open(path) if path.endswith(".gz") else open(path, "rb")).read()
    start = time.process_time()
    texts.append(read(body.decode("utf-8", "replace")))
    seconds += time.process_time() - start
json.dump({"texts": texts, "seconds": seconds}, sys.stdout)
"""
PEERS = ("trafilatura", "trafilatura, recall", "readability")

Reading = tuple[list[str], float]


def section(page: Page, name: str) -> str:
    found = next((one for one in page.sections if one.name == name), None)
    return found.text if found else ""


def ours(files: list[Path], url: Callable[[Path], str]) -> tuple[list[Page], float]:
    """Read all pages once to warm up, then once with the clock running."""
    bodies = [
        gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes() for p in files
    ]
    pages: list[Page] = []
    seconds = 0.0
    for warm in (True, False):
        for path, body in zip(files, bodies, strict=True):
            start = time.process_time()
            page = extract(body, url(path), fetched_at=FETCHED)
            if not warm:
                seconds += time.process_time() - start
                pages.append(page)
    return pages, seconds


def peer(python: str, name: str, files: list[Path]) -> Reading:
    done = subprocess.run(
        [python, "-c", PEER, name],
        input=json.dumps([str(path) for path in files]),
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    return answer["texts"], answer["seconds"]


def agreement(said: str, gold: str) -> tuple[float, float, float]:
    """Precision, recall and F1 over words, each as often as it occurs."""
    found, wanted = Counter(WORD.findall(said.lower())), Counter(WORD.findall(gold.lower()))
    common = sum((found & wanted).values())
    precision = common / max(1, found.total())
    recall = common / max(1, wanted.total())
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def articles(python: str | None) -> None:
    folder = CORPORA / "articles-pl"
    if not folder.is_dir():
        print("articles-pl: not here")
        return
    rows = [json.loads(line) for line in (folder / "manifest.jsonl").open(encoding="utf-8")]
    files = [folder / row["html"] for row in rows]
    gold = [re.sub(r"<[^>]+>", " ", (folder / row["gold"]).read_text("utf-8")) for row in rows]
    pages, seconds = ours(files, lambda p: f"http://www.example.pl/artykul/{p.name[:3]}-tytul.html")
    readings: dict[str, Reading] = {"kronika": ([section(p, "main") for p in pages], seconds)}
    for name in PEERS if python else ():
        readings[name] = peer(str(python), name, files)
    print(f"\nMain text of {len(files)} news pages\n")
    print(f"{'reader':<22}{'precision':>10}{'recall':>8}{'F1':>8}{'pages/s':>9}")
    for name, (texts, spent) in readings.items():
        scores = [agreement(text, one) for text, one in zip(texts, gold, strict=True)]
        means = [sum(column) / len(scores) for column in zip(*scores, strict=True)]
        print(
            f"{name:<22}{means[0]:>10.3f}{means[1]:>8.3f}{means[2]:>8.3f}{len(files) / spent:>9.0f}"
        )


def scorer(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_sections", folder / "score_sections.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"no scorer in {folder}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def prediction(page: Page) -> dict[str, object]:
    """A page as the scorer wants it, funders as the funders step ties them."""
    visit = Visit("v", "city", "news", "run", page.url, "page", FETCHED)
    fund_item(Item(page=page, visit=visit))
    paid = {b.funder_id for b in page.badges if b.funder_id and b.role != "mention"}
    return {
        "header": section(page, "header"),
        "main": section(page, "main"),
        "footer": section(page, "footer"),
        "title": page.title,
        "site_name": page.site_name,
        "vendor": page.vendor,
        "funders": sorted(paid),
        "published": page.published.isoformat() if page.published else None,
    }


def municipal(python: str | None, *, verbose: bool) -> None:
    folder = CORPORA / "municipal-html"
    if not folder.is_dir():
        print("municipal-html: not here")
        return
    score = scorer(folder)
    gold = score.load(folder / "sections.jsonl")
    files = [folder / "html" / f"{name}.html" for name in gold]
    pages, seconds = ours(files, lambda p: f"http://{p.stem}/")
    predictions = {"kronika": [prediction(page) for page in pages]}
    speeds = {"kronika": len(files) / seconds}
    for name in PEERS if python else ():
        texts, spent = peer(str(python), name, files)
        predictions[name] = [{"main": text} for text in texts]
        speeds[name] = len(files) / spent
    print(f"\nSections of {len(gold)} municipal pages (shares; - where a reader does not say)\n")
    names = ("main+", "main-", "balance", "header", "footer", "vendor", "dates", "title", "site")
    print(f"{'reader':<22}" + "".join(f"{n:>8}" for n in names) + f"{'pages/s':>9}")
    for name, said in predictions.items():
        totals, rows = score.score(gold, dict(zip(gold, said, strict=True)))
        share = {key: score.ratio(*totals.get(key, (0, 0))) for key in totals}
        parts = [share["mc"], share["mx"], score.hm(share["mc"], share["mx"])]
        if name == "kronika":
            parts += [share[k] for k in ("hd", "fo", "vend_acc", "pub", "title", "site")]
        cells = "".join(f"{p:>8.3f}" for p in parts) + "       -" * (len(names) - len(parts))
        print(f"{name:<22}{cells}{speeds[name]:>9.0f}")
        if name == "kronika" and verbose:
            misses(rows)


def misses(rows: list[tuple]) -> None:
    for host, gold, found, absent, footer, header, *_ in rows:
        for kind, texts, oks in (
            ("missing in main", gold["main_contains"], found),
            ("foreign in main", gold["main_excludes"], absent),
            ("footer", gold["footer_contains"], footer),
            ("header", gold["header_contains"], header),
        ):
            for text, ok in zip(texts, oks, strict=True):
                if not ok:
                    print(f"    {host}: {kind}: {text}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--peers", metavar="PYTHON", help="interpreter with the other extractors")
    parser.add_argument("--verbose", action="store_true", help="name every string missed")
    options = parser.parse_args()
    municipal(options.peers, verbose=options.verbose)
    articles(options.peers)


if __name__ == "__main__":
    main()
