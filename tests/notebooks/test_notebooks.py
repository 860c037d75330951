"""The notebooks run on the demo archive and lie in the project with their outputs."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("matplotlib")
pytest.importorskip("ipykernel")

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
#: What a path of somebody's machine begins with.
MACHINE = re.compile(r"(?<![\w.])/(?:home|root|tmp|Users|work|var|mnt)/")


def cells(path: Path) -> list:
    """The code cells of a notebook."""
    book = nbformat.read(path, as_version=4)
    return [cell for cell in book.cells if cell.cell_type == "code"]


def pictures(code: list) -> int:
    """How many plots the outputs of cells hold."""
    outputs = [output for cell in code for output in cell.outputs]
    return sum("image/png" in output.get("data", {}) for output in outputs)


@pytest.fixture(scope="module")
def desk(town_archive, tmp_path_factory) -> Path:
    """A folder beside the demo archive with the notebooks and how they draw."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "archive-demo").symlink_to(town_archive)
    return Path(shutil.copytree(FOLDER, folder / "notebooks"))


def test_there_are_four():
    """One for each thing people do first."""
    assert [path.name[0] for path in NOTEBOOKS] == ["1", "2", "3", "4"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, desk):
    """Every cell runs, draws as many plots as were saved, and warns of nothing."""
    book = nbformat.read(desk / path.name, as_version=4)
    nbclient.NotebookClient(
        book, timeout=600, startup_timeout=300, resources={"metadata": {"path": str(desk)}}
    ).execute()
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    warned = [output for cell in code for output in cell.outputs if output.get("name") == "stderr"]
    assert warned == []
    assert pictures(code) == pictures(cells(path)) > 0


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_saved_with_outputs(path):
    """Whoever reads it on the web sees what it shows, and nothing of the machine that ran it."""
    code = cells(path)
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not any(output.output_type == "error" for cell in code for output in cell.outputs)
    assert not MACHINE.search(path.read_text("utf-8"))
