"""The rules of the code base that a machine can check."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("archive", "pipelines", "crawler")
#: What a package must not import: the arrow goes crawler -> pipelines -> archive.
FORBIDDEN = {
    "archive": {"pipelines", "crawler", "scrapy", "twisted", "bs4", "dateparser"},
    "pipelines": {"crawler", "bs4", "lxml"},
    "crawler": set(),
}
LINES = 300
FUNCTION_LINES = 45
#: Longer than we like, with a reason; the number is what they may not outgrow.
LONG_FILES = {
    "archive/schema.py": 420,  # a table of columns
    "crawler/extraction/outline.py": 410,
    "pipelines/dates/calendar_rules.py": 400,  # a table of rules
}
LONG_FUNCTIONS = {
    "calendar_rules": 100,  # a table of rules
    "relative_rules": 100,  # a table of rules
    "year_rules": 100,  # a table of rules
    "_sections": 50,
    "_keep": 50,
}

SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def name_of(path: Path) -> str:
    """Path from the root of the project."""
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> Iterator[str]:
    """Top-level names of everything a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of a module and its lines, without its docstring."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            doc = ast.get_docstring(node, clean=False) or ""
            yield node.name, node.end_lineno - node.lineno + (not doc) - doc.count("\n")


def test_imports_go_one_way():
    """Crawler imports pipelines and archive, pipelines import archive, archive neither."""
    wrong = {
        name_of(path): found
        for path in SOURCES
        if (found := FORBIDDEN[path.relative_to(ROOT).parts[0]] & set(imported(path)))
    }
    assert not wrong


def test_every_module_says_what_it_is():
    """Each begins with a docstring, unless there is nothing in it."""
    trees = {name_of(path): ast.parse(path.read_text("utf-8")) for path in SOURCES}
    assert not [name for name, tree in trees.items() if tree.body and not ast.get_docstring(tree)]


def test_files_are_short():
    """A file is about one thing."""
    lines = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in SOURCES}
    assert not {name: n for name, n in lines.items() if n > LONG_FILES.get(name, LINES)}


def test_functions_are_short():
    """A function fits on a screen; its docstring does not count."""
    found = [(name_of(path), *each) for path in SOURCES for each in functions(path)]
    limits = LONG_FUNCTIONS
    assert not [each for each in found if each[2] > limits.get(each[1], FUNCTION_LINES)]


@pytest.mark.parametrize(
    "code",
    [
        "import archive",
        "from archive import Archive",
        "import archive.known, archive.layout, archive.record, archive.markdown, archive.exports",
    ],
)
def test_the_archive_opens_without_the_crawler(code):
    """An analyst's notebook loads neither Scrapy, nor bs4, nor dateparser, nor pandas."""
    heavy = "{'scrapy', 'twisted', 'bs4', 'lxml', 'dateparser', 'pandas', 'pipelines', 'crawler'}"
    check = f"{code}\nimport sys\nsys.exit(', '.join({heavy} & set(sys.modules)) or 0)"
    ran = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, cwd=ROOT)
    assert ran.returncode == 0, ran.stderr


def test_importing_the_package_costs_nothing():
    """``import archive`` loads not even pyarrow; ``Archive`` does, when it is asked for."""
    check = "import archive, sys\nsys.exit('pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], cwd=ROOT).returncode == 0


def test_an_unknown_name_of_the_package_is_an_error():
    """The lazy import does not swallow typing errors."""
    import archive

    assert "Archive" in dir(archive)
    with pytest.raises(AttributeError, match="Archiv"):
        archive.Archiv  # noqa: B018
