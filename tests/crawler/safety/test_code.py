"""No text of a page can reach a shell, an interpreter, or the name of a file."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from crawler.scout.cases import case_name
from tests.crawler.crawl.conftest import article, city, crawl  # noqa: F401 - fixtures

ROOT = Path(__file__).resolve().parents[3]
#: Ways to a shell, to code made of text, and to objects made of bytes.
FORBIDDEN = {
    "os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput", "eval", "exec",
    "pickle.load", "pickle.loads", "marshal.loads", "yaml.load",
    "asyncio.create_subprocess_shell", "tempfile.mktemp",
}  # fmt: skip


def calls(path: Path) -> list[tuple[str, ast.Call]]:
    """Every call of a file, by the name it is written with."""
    tree = ast.parse(path.read_text("utf-8"))
    return [(ast.unparse(node.func), node) for node in ast.walk(tree) if isinstance(node, ast.Call)]


@pytest.mark.parametrize("package", ["archive", "pipelines", "crawler"])
def test_nothing_is_given_to_a_shell(package):
    """Programs are started from lists of words, never by a line that a shell would read."""
    found = [(path, call) for path in (ROOT / package).rglob("*.py") for call in calls(path)]
    assert found
    assert not [(path, name) for path, (name, _) in found if name in FORBIDDEN]
    assert not [path for path, (_, call) in found for word in call.keywords if word.arg == "shell"]


def test_a_case_is_named_by_the_end_of_its_path():
    """From a whole word on; a front page by its host."""
    page = "https://miastko.example/aktualnosci/2026/03/o-czym-zdecydowali-radni-na-xxi-sesji-rady"
    assert case_name(page) == "2026-03-o-czym-zdecydowali-radni-na-xxi-sesji-rady"
    assert case_name("https://miastko.example/index.php?dok=7") == "index-php-dok-7"
    assert case_name("https://miastko.example/") == "miastko-example"


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/../../etc/passwd",
        "http://a.example/%2e%2e%2f%2e%2e%2fetc",
        "http://a.example/a\\..\\b:c|d*e?f\0g\nh",
        "http://a.example/" + "x" * 900,
        "http://a.example/CON",
        "http:///",
        "",
    ],
)
def test_an_address_becomes_a_plain_name_of_a_folder(url):
    """Golden cases are named by letters, digits and hyphens, and briefly."""
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", case_name(url))


def test_no_file_of_an_archive_is_named_by_a_page(city, crawl):  # noqa: F811
    """Whatever addresses and titles hold, the archive's files have names of our making."""
    city.publish(a=article("Aleja Lipowa"))
    crawl()
    before = {name_of(path) for path in crawl.root.rglob("*")}
    city.publish(**{"..%2F..%2Fzlo": article("../../zło"), "zlo%00.sh": article("; rm -rf $HOME")})
    crawl()
    assert crawl.archive.pages().num_rows == 3
    assert {name_of(path) for path in crawl.root.rglob("*")} == before
    assert not [path for path in crawl.folder.rglob("*") if "zlo" in path.name]


def name_of(path: Path) -> str:
    """A file's name with everything that counts or dates left out."""
    return re.sub(r"[0-9a-f]{6,}|\d+", "N", path.name)
