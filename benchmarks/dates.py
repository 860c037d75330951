"""Dates in running text: Kronika beside dateparser's search_dates, on labelled passages.

    python benchmarks/dates.py [--corpora DIR] [--errors N] [--only kronika]

``--corpora`` is a folder with municipal-labelled.jsonl, expressions.jsonl,
municipal-by-role.jsonl and score.py (default: ../shared/corpora/dates beside the project). F1 and
accuracy come from the corpus's own scorer. Speed is characters a second of CPU time, the best of
several passes after a warm-up: on the labelled passages (a date every 210 characters, 160 a
passage) and on plain text (news articles, a date every 1,100). search_dates reads a part of the
plain text, for it is slow.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import time
import warnings
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from pipelines.dates import find_dates, main_date

Spans = list[tuple[int, int, str]]
Finder = Callable[[str, str], Spans]
SHARED = Path(__file__).parents[2] / "shared" / "corpora"
#: What an honest filter keeps of search_dates: spans with a year, a month's name, or dd.mm.yyyy.
SENSE = re.compile(
    r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)|\d{1,2}[.]\d{1,2}[.]\d|stycz|lut(?:y|ego|ym)|mar(?:zec|ca|cu)"
    r"|kwie|maj|czerw|lip(?:iec|ca|cu)|sierp|wrze|paźdz|listop|grud|dzi(?:ś|siaj)|wczoraj|jutro",
    re.IGNORECASE,
)


def kronika(text: str, reference: str) -> Spans:
    """Our finder."""
    found = find_dates(text, date.fromisoformat(reference))
    return [(mention.start, mention.end, mention.edtf) for mention in found]


def search_dates_default(text: str, reference: str) -> Spans:
    """search_dates told nothing but the language and the reference day."""
    return _search(text, {"RELATIVE_BASE": datetime.fromisoformat(f"{reference}T12:00")}, "split")


def search_dates_best(text: str, reference: str) -> Spans:
    """search_dates at its best in Polish: n-grams, day first, absolute dates, junk filtered."""
    settings = {
        "RELATIVE_BASE": datetime.fromisoformat(f"{reference}T12:00"),
        "DATE_ORDER": "DMY",
        "PARSERS": ["absolute-time"],
        "PREFER_DAY_OF_MONTH": "first",
    }
    found = _search(text, settings, "ngram")
    return [span for span in found if SENSE.search(text[span[0] : span[1]])]


def _search(text: str, settings: dict[str, Any], strategy: str) -> Spans:
    from dateparser.search import search_dates

    spans: Spans = []
    place = 0
    found: Iterable[Any] = (
        search_dates(text, languages=["pl"], settings=settings, strategy=strategy, add_period=True)
        or ()
    )
    for words, moment, period in found:
        start = text.find(words, place)
        if start < 0:
            continue
        place = start + len(words)
        shape = {"year": f"{moment:%Y}", "month": f"{moment:%Y-%m}"}
        spans.append((start, place, shape.get(period, f"{moment:%Y-%m-%d}")))
    return spans


FINDERS: dict[str, Finder] = {
    "kronika": kronika,
    "search_dates, default": search_dates_default,
    "search_dates, best": search_dates_best,
}


def speed(finder: Finder, texts: list[str], passes: int) -> float:
    """Characters a second of CPU time, in millions, the best of several passes."""
    finder(texts[0], "2024-05-15")
    best = float("inf")
    for _ in range(passes):
        start = time.process_time()
        for text in texts:
            finder(text, "2024-05-15")
        best = min(best, time.process_time() - start)
    return sum(map(len, texts)) / best / 1e6


def load(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text("utf8").splitlines()]


def load_scorer(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def expressions(finder: Finder, folder: Path) -> tuple[float, int]:
    """Share of expressions read right, and false alarms among those that are no dates."""
    right = alarms = 0
    lines = load(folder, "expressions.jsonl")
    for line in lines:
        found = [span[2] for span in finder(line["text"], line["reference"])]
        if line["value"] is None:
            right += not found
            alarms += bool(found)
        else:
            right += found == [line["value"].partition("T")[0]]
    return right / len(lines), alarms


def by_role(folder: Path) -> float:
    """Share of notices for which our answer to the role is the gold date."""
    asked = [line for line in load(folder, "municipal-by-role.jsonl") if line["gold"]]
    right = 0
    for line in asked:
        found = find_dates(line["text"])
        role = line["role"]
        answer = main_date(found, role) if role != "any" else next(iter(found), None)
        right += bool(answer) and answer.edtf == line["gold"]
    return right / len(asked)


def plain_texts(corpora: Path) -> list[str]:
    folder = corpora.parent / "articles-pl"
    return [path.read_text("utf8") for path in sorted(folder.glob("*.txt"))]


QUALITY = "{:<24}{:<6}{:>10}{:>11}{:>16}{:>15}{:>22}"
PACE = "{:<24}{:>18}{:>16}{:>19}{:>15}"


def print_quality(corpora: Path, names: list[str], errors: int) -> None:
    """Print how well each finder finds and reads, by the corpus's own scorer."""
    scorer, labelled = load_scorer(corpora), load(corpora, "municipal-labelled.jsonl")
    print(QUALITY.format("labelled passages", "tier", "strict F1", "relaxed F1", "value accuracy",
                         "span+value F1", "dateless with alarm"))  # fmt: skip
    for name in names:
        for tier in ("core", "all"):
            found, wrong = scorer.score(FINDERS[name], labelled, tier)
            alarms = f"{found['of_them_with_false_alarm']} of {found['rows_without_gold']}"
            shares = (found["strict"][2], found["relaxed"][2], found["value_accuracy"],
                      found["value_f1"][2])  # fmt: skip
            print(QUALITY.format(name, tier, *(f"{share:.3f}" for share in shares), alarms))
            for line in wrong[:errors]:
                print("   ", *line)


def print_pace(corpora: Path, names: list[str]) -> None:
    """Print how fast each finder is, and how it does on single expressions."""
    texts = [row["text"] for row in load(corpora, "municipal-labelled.jsonl")]
    plain = plain_texts(corpora)
    print(PACE.format("speed", "Mchar/s labelled", "Mchar/s plain", "expressions right", "alarms"))
    for name in names:
        finder, ours = FINDERS[name], name == "kronika"
        share, alarms = expressions(finder, corpora)
        on_labelled = speed(finder, texts, 20 if ours else 1)
        on_plain = speed(finder, plain if ours else plain[:8], 5 if ours else 1) if plain else 0.0
        print(PACE.format(name, f"{on_labelled:.4g}", f"{on_plain:.4g}", f"{share:.3f}", alarms))


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpora", type=Path, default=SHARED / "dates")
    parser.add_argument("--errors", type=int, default=0, help="show so many errors a finder")
    parser.add_argument("--only", choices=FINDERS, help="measure one finder")
    options = parser.parse_args()
    if not (options.corpora / "score.py").exists():
        print(f"no labelled passages in {options.corpora}: nothing measured (--corpora DIR)")
        return
    warnings.simplefilter("ignore")
    names = [options.only] if options.only else list(FINDERS)
    print_quality(options.corpora, names, options.errors)
    print()
    print_pace(options.corpora, names)
    print(f"\nright date for the role (kronika): {by_role(options.corpora):.3f}")


if __name__ == "__main__":
    main()
