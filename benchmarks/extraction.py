"""How well and how fast pages are read, side by side with other extractors in one run.

    python benchmarks/extraction.py [--peers PYTHON] [--rounds 3] [--only kronika,trafilatura]
                                    [--verbose]

Two corpora beside the project, each skipped when absent: Polish news pages with cleaned text
(word-level precision, recall and F1 per page, averaged) and municipal pages with labelled sections
(with their own scorer). ``--peers`` is an interpreter that has trafilatura, readability-lxml,
newspaper4k and resiliparse (default: this one); those it lacks are left out.

Each reader works in a process of its own and reads all pages once to warm up; then rounds of all
readers take turns. Speed is pages a second of CPU time on one core, parse included, the median of
the rounds; "x" is that beside trafilatura. Kronika reads whole pages: every section, dates,
badges, files. The others give main text only.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import math
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import Any

from _readers import READERS, load

CORPORA = Path(__file__).parents[2] / "shared" / "corpora"
FETCHED = datetime(2026, 11, 1, tzinfo=UTC)
WORD = re.compile(r"\w+")
MODULES = {
    "trafilatura": "trafilatura",
    "trafilatura, recall": "trafilatura",
    "readability-lxml": "readability",
    "newspaper4k": "newspaper",
    "resiliparse": "resiliparse",
}

#: Columns of the municipal tables, and what the corpus's scorer calls them.
SHARES = ("main+", "main-", "balance", "header", "footer", "vendor", "dates", "title", "site")
SCORES = {
    "main+": "mc",
    "main-": "mx",
    "header": "hd",
    "footer": "fo",
    "vendor": "vend_acc",
    "dates": "pub",
    "title": "title",
    "site": "site",
}

#: A file and the address it is read as.
Source = tuple[Path, str]


@dataclass
class Reading:
    """What one reader made of all pages, and the CPU seconds of each round."""

    texts: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def speed(self) -> float:
        """Pages a second, by the median round."""
        return len(self.texts) / median(self.seconds)


class Process:
    """A reader at work in a process of its own."""

    def __init__(self, name: str, python: str, sources: Sequence[Source]) -> None:
        self._process = subprocess.Popen(
            [python, str(Path(__file__).with_name("_readers.py")), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._say(json.dumps([(str(path), url) for path, url in sources]))

    def round(self) -> dict[str, Any]:
        """Read all pages once."""
        self._say("again")
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"{self._process.args}: the reader ended")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """Let the process end."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def _say(self, words: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(words + "\n")
        self._process.stdin.flush()


@contextmanager
def at_work(readers: dict[str, str], sources: Sequence[Source]) -> Iterator[dict[str, Process]]:
    with ExitStack() as stack:
        processes = {name: Process(name, python, sources) for name, python in readers.items()}
        for process in processes.values():
            stack.callback(process.close)
        yield processes


def measured(readers: dict[str, str], sources: Sequence[Source], rounds: int) -> dict[str, Reading]:
    """Texts of every reader from a first round, then seconds of rounds that take turns."""
    found = {name: Reading() for name in readers}
    with at_work(readers, sources) as processes:
        for name, process in processes.items():
            found[name].texts = process.round()["texts"]
        for _ in range(rounds):
            for name, process in processes.items():
                found[name].seconds.append(process.round()["seconds"])
    return found


def agreement(said: str, gold: str) -> tuple[float, float, float]:
    """Precision, recall and F1 over words, each as often as it occurs."""
    found, wanted = Counter(WORD.findall(said.lower())), Counter(WORD.findall(gold.lower()))
    common = sum((found & wanted).values())
    precision = common / max(1, found.total())
    recall = common / max(1, wanted.total())
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def speeds(readings: dict[str, Reading], name: str) -> str:
    """Pages a second, and how many times trafilatura's that is."""
    base = readings.get("trafilatura")
    ratio = f"{readings[name].speed() / base.speed():>7.1f}" if base else "      -"
    return f"{readings[name].speed():>9.1f}{ratio}"


def articles(readers: dict[str, str], rounds: int) -> None:
    folder = CORPORA / "articles-pl"
    if not folder.is_dir():
        print("articles-pl: not here")
        return
    rows = [json.loads(line) for line in (folder / "manifest.jsonl").open(encoding="utf-8")]
    sources = [(folder / r["html"], f"http://{r['host']}/artykul/{r['html'][:3]}") for r in rows]
    gold = [re.sub(r"<[^>]+>", " ", (folder / row["gold"]).read_text("utf-8")) for row in rows]
    readings = measured(readers, sources, rounds)
    print(f"\nMain text of {len(rows)} news pages\n")
    print(f"{'reader':<22}{'precision':>10}{'recall':>8}{'F1':>8}{'pages/s':>9}{'x':>7}")
    for name, reading in readings.items():
        scores = [agreement(text, one) for text, one in zip(reading.texts, gold, strict=True)]
        means = [sum(column) / len(scores) for column in zip(*scores, strict=True)]
        told = f"{means[0]:>10.3f}{means[1]:>8.3f}{means[2]:>8.3f}"
        print(f"{name:<22}{told}{speeds(readings, name)}")


def municipal(readers: dict[str, str], rounds: int, *, verbose: bool) -> None:
    folder = CORPORA / "municipal-html"
    if not folder.is_dir():
        print("municipal-html: not here")
        return
    score = scorer(folder)
    gold = score.load(folder / "sections.jsonl")
    sources = [(folder / "html" / f"{name}.html", f"http://{name}/") for name in gold]
    readings = measured(readers, sources, rounds)
    print(f"\nSections of {len(gold)} municipal pages (shares; - where a reader does not say)\n")
    print(f"{'reader':<22}" + "".join(f"{n:>8}" for n in SHARES) + f"{'pages/s':>9}{'x':>7}")
    for name, reading in readings.items():
        if name == "kronika":
            said = [prediction(path, url) for path, url in sources]
        else:
            said = [{"main": text} for text in reading.texts]
        said = dict(zip(gold, said, strict=True))
        totals, rows = score.score(gold, said)
        told = SHARES if name == "kronika" else SHARES[:3]
        print(f"{name:<22}{shares(score, totals, told)}{speeds(readings, name)}")
        if name == "kronika" and verbose:
            misses(rows)
        if name == "kronika":
            whole = said
    if "kronika" in readings:
        by_kind(score, gold, whole)


def by_kind(score: ModuleType, gold: dict[str, Any], said: dict[str, Any]) -> None:
    """What Kronika reads in each kind of page, and in all; funders as counts."""
    print("\nKronika by kind of page (funders: found, missed, invented)\n")
    heads = "".join(f"{n:>8}" for n in SHARES)
    print(f"{'kind':<12}{'pages':>6}{heads}{'found':>8}{'missed':>8}{'invented':>9}")
    kinds = sorted({page["kind"] for page in gold.values()})
    for kind in (*kinds, "all"):
        chosen = {name: page for name, page in gold.items() if kind in (page["kind"], "all")}
        totals, _ = score.score(chosen, said)
        found, invented, missed = (totals[f"fl{place}"][0] for place in range(3))
        told = f"{found:>8}{missed:>8}{invented:>9}"
        print(f"{kind:<12}{len(chosen):>6}{shares(score, totals, SHARES)}{told}")


def shares(score: ModuleType, totals: dict[str, Any], names: Sequence[str]) -> str:
    """Cells of the named columns; "-" where nothing is labelled or a reader does not say."""
    share = {key: score.ratio(*totals.get(key, (0, 0))) for key in SCORES.values()}
    share["balance"] = score.hm(share["mc"], share["mx"])
    told = [share[SCORES.get(name, name)] if name in names else math.nan for name in SHARES]
    return "".join(f"{'-':>8}" if math.isnan(one) else f"{one:>8.3f}" for one in told)


def scorer(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_sections", folder / "score_sections.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"no scorer in {folder}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def prediction(path: Path, url: str) -> dict[str, object]:
    """A page as the scorer wants it, funders as the funders step ties them."""
    from crawler.extraction import extract
    from pipelines.funders import fund_page

    page = extract(load(path), url, fetched_at=FETCHED)
    fund_page(page)
    texts = {section.name: section.text for section in reversed(page.sections)}
    paid = {b.funder_id for b in page.badges if b.funder_id and b.role != "mention"}
    return {
        **{name: texts.get(name, "") for name in ("header", "main", "footer")},
        "title": page.title,
        "site_name": page.site_name,
        "vendor": page.vendor,
        "funders": sorted(paid),
        "published": page.published.isoformat() if page.published else None,
    }


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


def chosen(python: str, only: str | None) -> dict[str, str]:
    """The readers to measure, each with its interpreter; peers that are not there are named."""
    names = [name for name in READERS if only is None or name in only.split(",")]
    readers = {name: sys.executable for name in names if name == "kronika"}
    for name in names:
        if name == "kronika":
            continue
        test = [python, "-c", f"import {MODULES[name]}"]
        if subprocess.run(test, capture_output=True, check=False).returncode == 0:
            readers[name] = python
        else:
            print(f"{name}: not in {python}; --peers names an interpreter that has it")
    return readers


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--peers", metavar="PYTHON", default=sys.executable,
                        help="interpreter that has the other extractors")  # fmt: skip
    parser.add_argument("--rounds", type=int, default=3, help="timed rounds of each reader")
    parser.add_argument("--only", metavar="NAMES", help="readers to measure, parted by commas")
    parser.add_argument("--verbose", action="store_true", help="name every string missed")
    options = parser.parse_args()
    readers = chosen(options.peers, options.only)
    municipal(readers, options.rounds, verbose=options.verbose)
    articles(readers, options.rounds)


if __name__ == "__main__":
    main()
