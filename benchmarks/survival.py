"""Kill crawls at random moments until they are done, and look what is left; Scrapy's JOBDIR beside.

    python benchmarks/survival.py [--rounds 5] [--pages 600] [--seed 0] [--scrapy 3]

Each round crawls a town of linked pages into an archive of its own, is struck several times, and is
then left to end. The strokes: SIGKILL at a random moment of the process's life, sometimes with half
a record put at the end of the open segment; a file size limit, as a full disk; a rename that fails.
After it every page must be in ``pages`` exactly once, ``kronika verify`` must find nothing, and no
file may lie about. A round that fails names its seed and keeps its archive; exit code 1.

A seed settles the strokes, and of each kill the share of the life it waits for. How long a life is
gets measured every few rounds by an undisturbed crawl; a stroke that met no living process, or a
fault the crawl never ran into, is counted as "missed".
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from _jobdir import beside
from _town import Town

from archive import Archive
from archive.verify import verify

PROFILE = r"""
name = "Miasto"
[pace]
delay_s = 0
concurrency = 8
[sites.news]
home = "http://127.0.0.1:{port}/"
listings = ["http://127.0.0.1:{port}/aktualnosci/"]
articles = ['^/2026/']
"""
CRAWL = """
import json, os, sys
settings, fault = json.loads(sys.argv[1]), json.loads(sys.argv[2])
if "file_bytes" in fault:
    import resource, signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (fault["file_bytes"],) * 2)
if "rename" in fault:
    from pathlib import Path
    left = [fault["rename"]]
    def failing(call):
        def until(*args, **more):
            left[0] -= 1
            if not left[0]:
                raise OSError(5, "Input/output error")
            return call(*args, **more)
        return until
    os.replace, os.rename, Path.rename = map(failing, (os.replace, os.rename, Path.rename))
from archive.errors import KronikaError
from crawler.process import crawl_city
try:
    spider = crawl_city("miasto", settings)
except KronikaError as error:
    sys.exit(error.exit_code)
sys.exit(spider.verdict.exit_code)
"""
#: A crawl is struck at most so often.
_STROKES = 4
#: After so many rounds it is measured anew how long an undisturbed crawl takes.
_MEASURED_EVERY = 10
#: A crawl that finds little left to do still starts, looks and ends: the least share of a life.
_LEAST_SHARE = 0.25
_PATIENCE_S = 300


@dataclass
class Round:
    """What came of one archive: strokes by kind, and what they cost."""

    seed: int
    strokes: Counter[str] = field(default_factory=Counter)
    extra_pages: int = 0
    extra_requests: int = 0
    restart_s: float = 0.0
    restart_cpu_s: float = 0.0
    wrong: list[str] = field(default_factory=list)


class Crawls:
    """Crawls of one town into one folder, each in a process of its own."""

    def __init__(self, town: Town, folder: Path) -> None:
        self.town = town
        self.root = folder / "archive"
        cities = folder / "cities"
        cities.mkdir()
        (cities / "miasto.toml").write_text(PROFILE.replace("{port}", str(town.port)), "utf-8")
        self._settings = {
            "KRONIKA_ARCHIVE": str(self.root),
            "KRONIKA_CITIES": str(cities),
            "KRONIKA_PROGRESS": False,
            "KRONIKA_BATCH_PAGES": 40,
            "KRONIKA_SEGMENT_BYTES": 150_000,
            "LOG_ENABLED": False,
        }

    def start(self, fault: dict[str, int] | None = None) -> subprocess.Popen[bytes]:
        """Start a crawl."""
        words = [json.dumps(self._settings), json.dumps(fault or {})]
        self.town.first.clear()
        return subprocess.Popen(
            [sys.executable, "-c", CRAWL, *words], stderr=subprocess.DEVNULL, cwd=self.root.parent
        )

    def to_the_end(self) -> tuple[int | None, float, float]:
        """Crawl undisturbed: exit code; time and CPU, in seconds, up to the first request."""
        began = time.monotonic()
        process = self.start()
        while not self.town.first.wait(0.02) and process.poll() is None:
            pass
        waited, worked = time.monotonic() - began, cpu_s(process.pid)
        return ended(process), waited, worked


def ended(process: subprocess.Popen[bytes], within_s: float = _PATIENCE_S) -> int | None:
    """Exit code of a process, which is killed when it does not end in time (None)."""
    try:
        return process.wait(within_s)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return None


def survive(town: Town, folder: Path, seed: int, life_s: float, usual: int) -> Round:
    """Strike a crawl some times, let it end, and look at what it left."""
    chance = Random(seed)
    crawls, told = Crawls(town, folder), Round(seed)
    town.forget()
    for _ in range(chance.randint(1, _STROKES)):
        kind = chance.choice(["kill", "kill", "kill", "kill and tear", "full disk", "rename"])
        met = strike(crawls, kind, chance, life_s)
        told.strokes[kind if met else f"{kind}, missed"] += 1
    code, told.restart_s, told.restart_cpu_s = crawls.to_the_end()
    if code != 0:
        told.wrong.append(f"the last run ended with exit code {code}")
    pages = town.asked_for_pages
    told.extra_pages = pages.total() - town.pages
    told.extra_requests = sum(town.asked.values()) - usual
    told.wrong += faults(
        crawls.root, town, torn=any(kind.startswith("kill") for kind in told.strokes)
    )
    return told


def strike(crawls: Crawls, kind: str, chance: Random, life_s: float) -> bool:
    """Start a crawl and let one thing happen to it; whether it did."""
    if kind == "full disk":
        return ended(crawls.start({"file_bytes": chance.randint(20_000, 140_000)})) != 0
    if kind == "rename":
        return ended(crawls.start({"rename": chance.randint(1, 40)})) != 0
    share, torn = chance.random(), chance.randbytes(40)
    left_s = life_s * max(_LEAST_SHARE, crawls.town.share_left)
    met = ended(crawls.start(), 0.3 + share * left_s) is None
    if kind == "kill and tear":
        for segment in crawls.root.glob("snapshots/*/*.open"):
            with segment.open("ab") as file:
                file.write(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" + torn)
    return met


def faults(root: Path, town: Town, *, torn: bool) -> list[str]:
    """What is not as it should be in an archive that was crawled to the end.

    ``torn``: a kill may have cut a record short, whose bytes are then kept beside the segment.
    """
    rows = Archive(root).pages(columns=["url"])["url"].to_pylist()
    times = Counter(rows)
    wanted = {f"http://127.0.0.1:{town.port}/2026/{n}/" for n in range(town.pages)}
    wrong = [f"{len(wanted - set(times))} pages missing"] if wanted - set(times) else []
    wrong += [f"{url} is there {n} times" for url, n in times.items() if n > 1 or url not in wanted]
    report = verify(root, clock=lambda: datetime.now(UTC))
    allowed = {"torn_kept"} if torn else set()
    wrong += [f"{f.code} {f.place}" for f in report.findings if f.code not in allowed]
    beside = {".warc.gz", ".cdxj", ".warc.gz.sha256"} | ({".torn"} if torn else set())
    files = (path for path in root.glob("snapshots/*/*") if path.is_file())
    return wrong + [f"orphan {f.name}" for f in files if not f.name.endswith(tuple(beside))]


def cpu_s(pid: int) -> float:
    """CPU time a process has used, in seconds; 0 where the system does not tell (/proc)."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def undisturbed(town: Town) -> tuple[float, int]:
    """Seconds and requests of a crawl that nothing happens to."""
    town.forget()
    with tempfile.TemporaryDirectory() as folder:
        crawls = Crawls(town, Path(folder))
        began = time.monotonic()
        code, *_ = crawls.to_the_end()
        seconds = time.monotonic() - began
        if code or (wrong := faults(crawls.root, town, torn=False)):
            sys.exit(f"the undisturbed crawl failed: exit code {code}, {wrong}")
    return seconds, sum(town.asked.values())


def main() -> None:
    """Run the rounds and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--scrapy", type=int, default=3)
    options = parser.parse_args()
    town = Town(options.pages)
    rounds: list[Round] = []
    for seed in range(options.seed, options.seed + options.rounds):
        if len(rounds) % _MEASURED_EVERY == 0:
            life_s, usual = undisturbed(town)
            print(f"undisturbed: {usual} requests in {life_s:.1f} s", flush=True)
        folder = Path(tempfile.mkdtemp(prefix=f"survival-{seed}-"))
        told = survive(town, folder, seed, life_s, usual)
        rounds.append(told)
        kinds = ", ".join(f"{n} {kind}" for kind, n in sorted(told.strokes.items()))
        words = "; ".join(told.wrong) or f"whole, {told.extra_pages} pages asked twice"
        began = f"restart {told.restart_s:.1f} s, {told.restart_cpu_s:.1f} s of CPU"
        print(f"seed {seed}: {kinds}: {words}; {began}", flush=True)
        if told.wrong:
            print(f"  kept in {folder}")
        else:
            shutil.rmtree(folder)
    show(rounds)
    beside(town, options.scrapy)
    sys.exit(any(told.wrong for told in rounds))


def show(rounds: list[Round]) -> None:
    """The table over all rounds."""
    strokes: Counter[str] = sum((told.strokes for told in rounds), Counter())
    print(f"rounds {len(rounds)}, not whole {sum(bool(told.wrong) for told in rounds)}")
    print("strokes: " + ", ".join(f"{kind} {n}" for kind, n in sorted(strokes.items())))
    rows = {
        "pages asked twice": [told.extra_pages for told in rounds],
        "requests more": [told.extra_requests for told in rounds],
        "restart to first request, s": [told.restart_s for told in rounds],
        "the same, s of CPU": [told.restart_cpu_s for told in rounds],
    }
    for name, found in rows.items():
        print(f"{name}: median {statistics.median(found):.1f}, most {max(found):.1f}")


if __name__ == "__main__":
    main()
